// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/video_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace echolance {
namespace {

/// FFmpeg prints to stderr by itself; a library must not. Its level is global, so it is put back.
class Quiet {
 public:
  Quiet() : level_(av_log_get_level()) { av_log_set_level(AV_LOG_QUIET); }
  ~Quiet() { av_log_set_level(level_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  int level_;
};

std::string reason(int status) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(status, text.data(), text.size());
  return text.data();
}

/// Clockwise quarter turns that a player makes.
int quarter_turns(const AVStream& stream) {
  std::size_t size = 0;
  const auto* const matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (matrix == nullptr || size < 9 * sizeof(std::int32_t)) return 0;
  const double counter_clockwise_deg =
      av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (!std::isfinite(counter_clockwise_deg)) return 0;
  return static_cast<int>(std::lround(-counter_clockwise_deg / 90.0)) & 3;
}

/// "HH:MM:SS.nnn", as Matroska keeps a stream's length; 0 where it is not of this form.
double seconds_of_tag(const AVStream& stream) {
  const AVDictionaryEntry* const tag = av_dict_get(stream.metadata, "DURATION", nullptr, 0);
  int hours = 0;
  int minutes = 0;
  double seconds = 0.0;
  if (tag == nullptr || std::sscanf(tag->value, "%d:%d:%lf", &hours, &minutes, &seconds) != 3) {
    return 0.0;
  }
  return hours * 3600.0 + minutes * 60.0 + seconds;
}

double seconds(std::int64_t ticks, const AVStream& stream) {
  return static_cast<double>(ticks) * av_q2d(stream.time_base);
}

}  // namespace

void VideoDecoder::Close::operator()(AVFormatContext* file) const {
  avformat_close_input(&file);
}
void VideoDecoder::Close::operator()(AVCodecContext* codec) const {
  avcodec_free_context(&codec);
}
void VideoDecoder::Close::operator()(AVPacket* packet) const {
  av_packet_free(&packet);
}
void VideoDecoder::Close::operator()(AVFrame* frame) const {
  av_frame_free(&frame);
}
void VideoDecoder::Close::operator()(SwsContext* scaler) const {
  sws_freeContext(scaler);
}

VideoDecoder::VideoDecoder() = default;
VideoDecoder::~VideoDecoder() = default;

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(const std::string& path) {
  const Quiet quiet;
  std::unique_ptr<VideoDecoder> decoder(new VideoDecoder);
  if (auto done = decoder->open_file(path); !done) return tl::unexpected(done.error());
  if (auto done = decoder->open_codec(); !done) return tl::unexpected(done.error());
  return decoder;
}

Result<void> VideoDecoder::open_file(const std::string& path) {
  AVDictionary* options = nullptr;
  // A play list must not make us open other files or the network.
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "format_whitelist",
              "mov,mp4,m4a,3gp,3g2,mj2,avi,matroska,webm,mpeg,mpegts,mpegvideo,asf,ogg,h264,hevc,"
              "mjpeg,flv,gif,dv",
              0);
  AVFormatContext* file = nullptr;
  int status = avformat_open_input(&file, ("file:" + path).c_str(), nullptr, &options);
  av_dict_free(&options);
  file_.reset(file);
  if (status >= 0) status = avformat_find_stream_info(file, nullptr);
  if (status < 0) {
    return fail(ErrorCode::kDamagedFile,
                "is no video that can be opened (" + reason(status) +
                    "); it may be cut short: copy it again from its source");
  }
  const int index = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (index < 0) return fail(ErrorCode::kNoData, "holds no video stream; give another file");
  stream_ = file->streams[index];
  for (unsigned i = 0; i < file->nb_streams; ++i) {
    if (file->streams[i] != stream_) file->streams[i]->discard = AVDISCARD_ALL;
  }
  return {};
}

Result<void> VideoDecoder::open_codec() {
  const AVCodec* const codec = avcodec_find_decoder(stream_->codecpar->codec_id);
  codec_.reset(codec != nullptr ? avcodec_alloc_context3(codec) : nullptr);
  packet_.reset(av_packet_alloc());
  frame_.reset(av_frame_alloc());
  int status = AVERROR_DECODER_NOT_FOUND;
  if (codec_ && packet_ && frame_) {
    avcodec_parameters_to_context(codec_.get(), stream_->codecpar);
    codec_->pkt_timebase = stream_->time_base;
    codec_->thread_count = 1;  // concealment of damage must not depend on threads
    codec_->err_recognition = AV_EF_CRCCHECK;
    status = avcodec_open2(codec_.get(), codec, nullptr);
  }
  if (status < 0 || codec_->width <= 0 || codec_->height <= 0) {
    return fail(ErrorCode::kUnsupportedFormat,
                fmt::format("its video ({}) cannot be decoded; convert it to H.264 in mp4",
                            avcodec_get_name(stream_->codecpar->codec_id)));
  }
  describe(*stream_);
  return {};
}

void VideoDecoder::describe(AVStream& stream) {
  quarter_turns_ = quarter_turns(stream);
  const bool on_its_side = (quarter_turns_ & 1) != 0;
  properties_.width_px = on_its_side ? codec_->height : codec_->width;
  properties_.height_px = on_its_side ? codec_->width : codec_->height;
  const AVRational rate = stream.avg_frame_rate.num > 0 && stream.avg_frame_rate.den > 0
                              ? stream.avg_frame_rate
                              : stream.r_frame_rate;
  if (rate.num > 0 && rate.den > 0) properties_.frame_rate_hz = av_q2d(rate);
  if (stream.nb_frames > 0) properties_.frame_count = stream.nb_frames;
  describe_duration(stream);
  const AVRational aspect = av_guess_sample_aspect_ratio(file_.get(), &stream, nullptr);
  if (aspect.num > 0 && aspect.den > 0) properties_.pixel_aspect = av_q2d(aspect);
}

/// Only lengths that can be relied on: beside a frame count, and Matroska's. Others are estimates
/// or count lead-in.
void VideoDecoder::describe_duration(const AVStream& stream) {
  const bool is_matroska = std::string(file_->iformat->name).starts_with("matroska");
  if (!properties_.frame_count && !is_matroska) return;
  const double tag_s = seconds_of_tag(stream);
  if (stream.duration > 0) {
    properties_.duration_s = seconds(stream.duration, stream);
  } else if (tag_s > 0.0) {
    properties_.duration_s = tag_s;
  } else if (file_->nb_streams == 1 && file_->duration > 0) {
    properties_.duration_s = static_cast<double>(file_->duration) / AV_TIME_BASE;
  }
}

std::optional<VideoPicture> VideoDecoder::next() {
  const Quiet quiet;
  if (std::exchange(holds_picture_, false)) return converted();
  while (true) {
    const int status = avcodec_receive_frame(codec_.get(), frame_.get());
    if (status >= 0) {
      const bool damaged =
          (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0;
      if (!damaged) {
        any_picture_ = true;
        return converted();
      }
      if (any_picture_) {
        damage_ = "a picture is damaged";
        return std::nullopt;
      }
      continue;  // a clip cut out of a longer one may begin with pictures that lean on lost ones
    }
    if (status != AVERROR(EAGAIN)) {
      if (status != AVERROR_EOF && damage_.empty()) damage_ = reason(status);
      return std::nullopt;
    }
    feed();
  }
}

bool VideoDecoder::go_to(double time_s) {
  constexpr std::array kEarlier_s{0.0, 1.0, 8.0, 1e9};
  if (!any_picture_ || !has_display_times_) return false;
  const Quiet quiet;
  const double tick_s = av_q2d(stream_->time_base);
  const auto ticks = static_cast<std::int64_t>(std::llround(time_s / tick_s));
  const std::int64_t first = stream_->start_time != AV_NOPTS_VALUE ? stream_->start_time : 0;
  // Containers find key pictures by decode time, which may be one too late for the display time.
  for (const double earlier_s : kEarlier_s) {
    const double from = static_cast<double>(ticks) - earlier_s / tick_s;
    const auto from_ticks =
        static_cast<std::int64_t>(std::max(from, static_cast<double>(std::min(first, ticks))));
    if (seek_key_picture(from_ticks) && decode_until(ticks)) return true;
  }
  return false;
}

bool VideoDecoder::seek_key_picture(std::int64_t ticks) {
  if (av_seek_frame(file_.get(), stream_->index, ticks, AVSEEK_FLAG_BACKWARD) < 0) return false;
  avcodec_flush_buffers(codec_.get());
  decode_times_.clear();
  begun_at_.reset();
  damage_.clear();
  no_more_packets_ = false;
  holds_picture_ = false;
  sought_ = true;
  return true;
}

/// Pictures shown before the key picture may lean on what was left out: they do not count.
bool VideoDecoder::decode_until(std::int64_t ticks) {
  while (true) {
    const int status = avcodec_receive_frame(codec_.get(), frame_.get());
    if (status == AVERROR(EAGAIN)) {
      feed();
      if (begun_at_ && (*begun_at_ == AV_NOPTS_VALUE || *begun_at_ > ticks)) return false;
      continue;
    }
    const bool whole = status >= 0 && (frame_->flags & AV_FRAME_FLAG_CORRUPT) == 0 &&
                       frame_->decode_error_flags == 0;
    if (!whole || frame_->pts > ticks) return false;
    if (frame_->pts < ticks) continue;
    holds_picture_ = true;
    return true;
  }
}

/// Sends the decoder one packet of our stream, or the end.
void VideoDecoder::feed() {
  while (!no_more_packets_) {
    av_packet_unref(packet_.get());
    const int status = av_read_frame(file_.get(), packet_.get());
    const bool cut = status >= 0 && (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
    if (status < 0 || cut) return end_of_packets(cut ? AVERROR_INVALIDDATA : status);
    if (packet_->stream_index != stream_->index) continue;
    ++packets_;
    const bool is_key = (packet_->flags & AV_PKT_FLAG_KEY) != 0;
    if (!begun_at_) begun_at_ = is_key ? packet_->pts : AV_NOPTS_VALUE;
    note_time_of_packet();
    const int sent = avcodec_send_packet(codec_.get(), packet_.get());
    if (sent < 0 && any_picture_) return end_of_packets(sent);
    return;
  }
}

void VideoDecoder::note_time_of_packet() {
  constexpr std::size_t kLongestDelay = 32;
  decode_times_.push_back(packet_->dts);
  if (decode_times_.size() > kLongestDelay) decode_times_.pop_front();
  // Decided before the first picture: AVI gives display times to some pictures only.
  if (!any_picture_ && packet_->pts == AV_NOPTS_VALUE) has_display_times_ = false;
  const auto begin = packet_->pts != AV_NOPTS_VALUE ? packet_->pts : packet_->dts;
  if (begin == AV_NOPTS_VALUE) return;
  const double end_s = seconds(begin + packet_->duration, *stream_);
  if (packets_ > 1) longest_step_s_ = std::max(longest_step_s_, end_s - last_end_s_);
  last_end_s_ = std::max(last_end_s_, end_s);
}

/// In display order there are as many decode times as pictures: the n-th picture is shown when the
/// n-th packet is due. FFmpeg's own guess is late by the decoder's delay and repeats itself.
std::optional<double> VideoDecoder::take_time() {
  std::int64_t time = AV_NOPTS_VALUE;
  if (!decode_times_.empty()) {
    time = decode_times_.front();
    decode_times_.pop_front();
  }
  if (has_display_times_) time = frame_->pts;
  if (time == AV_NOPTS_VALUE) return std::nullopt;
  return seconds(time, *stream_);
}

void VideoDecoder::end_of_packets(int status) {
  no_more_packets_ = true;
  if (status != AVERROR_EOF) {
    damage_ = reason(status);
  } else if (ended_early()) {
    damage_ = "the file ends early";
  }
  avcodec_send_packet(codec_.get(), nullptr);
}

/// Fewer coded pictures than stated *and* an end before the stated one: AVI leaves out repeated
/// pictures, and Matroska states no number.
bool VideoDecoder::ended_early() const {
  const auto& stated = properties_;
  if (!sought_ && stated.frame_count && packets_ >= *stated.frame_count) return false;
  if (!stated.duration_s) return !sought_ && stated.frame_count.has_value();
  const double step_s = stated.frame_rate_hz > 0.0 ? 1.0 / stated.frame_rate_hz : 0.04;
  const double start_s =
      stream_->start_time != AV_NOPTS_VALUE ? seconds(stream_->start_time, *stream_) : 0.0;
  // With a variable rate the last picture may last as long as any before it.
  return last_end_s_ - start_s < *stated.duration_s - 1.5 * std::max(step_s, longest_step_s_);
}

cv::Mat VideoDecoder::to_grey_or_bgr() {
  const auto format = static_cast<AVPixelFormat>(frame_->format);
  const AVPixFmtDescriptor* const description = av_pix_fmt_desc_get(format);
  const bool grey = description != nullptr && description->nb_components <= 2;
  // The same conversion as OpenCV's, so that pixels agree with what other tools read.
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), frame_->width, frame_->height, format, frame_->width, frame_->height,
      grey ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_BGR24, SWS_BICUBIC, nullptr, nullptr, nullptr));
  if (!scaler_) throw std::runtime_error("its pixel format is not known");
  // The scaler's vector code writes past the end of a row, so rows are padded and one is to spare.
  constexpr int kPadding_px = 64;
  const int padded_width = (frame_->width / kPadding_px + 2) * kPadding_px;
  padded_.create(frame_->height + 1, padded_width, grey ? CV_8UC1 : CV_8UC3);
  std::uint8_t* const rows[] = {padded_.data, nullptr, nullptr, nullptr};
  const int strides[] = {static_cast<int>(padded_.step), 0, 0, 0};
  sws_scale(scaler_.get(), frame_->data, frame_->linesize, 0, frame_->height, rows, strides);
  return padded_(cv::Rect(0, 0, frame_->width, frame_->height));
}

VideoPicture VideoDecoder::converted() {
  const cv::Mat stored = to_grey_or_bgr();
  VideoPicture picture;
  if (quarter_turns_ == 0) {
    picture.image = stored.clone();
  } else {
    constexpr std::array kTurns{cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180,
                                cv::ROTATE_90_COUNTERCLOCKWISE};
    cv::rotate(stored, picture.image, kTurns.at(static_cast<std::size_t>(quarter_turns_ - 1)));
  }
  picture.time_s = take_time();
  return picture;
}

}  // namespace echolance
