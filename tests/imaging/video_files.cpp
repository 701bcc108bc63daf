// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <stdexcept>

#include "tests/imaging/recording_files.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace echolance::test {
namespace {

void check(int status) {
  if (status < 0) throw std::runtime_error("the test video cannot be made");
}

struct VideoFile {
  explicit VideoFile(const std::string& path) {
    check(avformat_alloc_output_context2(&file, nullptr, nullptr, path.c_str()));
    codec = avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MPEG4));
    codec->width = 64;
    codec->height = 48;
    codec->pix_fmt = AV_PIX_FMT_YUV420P;
    codec->time_base = {1, 1000};
    codec->gop_size = 8;
    codec->max_b_frames = 2;
    codec->bit_rate = 4'000'000;
    if ((file->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
      codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    check(avcodec_open2(codec, codec->codec, nullptr));
    stream = avformat_new_stream(file, nullptr);
    stream->time_base = codec->time_base;
    check(avcodec_parameters_from_context(stream->codecpar, codec));
    check(avio_open(&file->pb, path.c_str(), AVIO_FLAG_WRITE));
    check(avformat_write_header(file, nullptr));
  }
  ~VideoFile() {
    avio_closep(&file->pb);
    avcodec_free_context(&codec);
    avformat_free_context(file);
  }
  VideoFile(const VideoFile&) = delete;
  VideoFile& operator=(const VideoFile&) = delete;

  void send(const AVFrame* frame) {
    check(avcodec_send_frame(codec, frame));
    AVPacket* packet = av_packet_alloc();
    while (avcodec_receive_packet(codec, packet) >= 0) {
      av_packet_rescale_ts(packet, codec->time_base, stream->time_base);
      packet->stream_index = stream->index;
      packet->duration = av_rescale_q(40, codec->time_base, stream->time_base);
      check(av_interleaved_write_frame(file, packet));
    }
    av_packet_free(&packet);
  }

  AVFormatContext* file = nullptr;
  AVCodecContext* codec = nullptr;
  AVStream* stream = nullptr;
};

}  // namespace

void write_video(const std::string& path, const std::vector<std::int64_t>& times_ms) {
  VideoFile video(path);
  AVFrame* frame = av_frame_alloc();
  int grey = 40;
  for (const std::int64_t time_ms : times_ms) {
    av_frame_unref(frame);
    frame->format = video.codec->pix_fmt;
    frame->width = video.codec->width;
    frame->height = video.codec->height;
    check(av_frame_get_buffer(frame, 0));
    for (int plane = 0; plane < 3; ++plane) {
      const int rows = plane == 0 ? frame->height : frame->height / 2;
      const int value = plane == 0 ? grey : 128;
      std::fill_n(frame->data[plane], rows * frame->linesize[plane],
                  static_cast<std::uint8_t>(value));
    }
    grey += 4;
    frame->pts = time_ms;
    video.send(frame);
  }
  av_frame_free(&frame);
  video.send(nullptr);
  check(av_write_trailer(video.file));
}

}  // namespace echolance::test
