// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

#include "core/error.hpp"

struct AVFormatContext;
struct AVCodecContext;
struct AVPacket;
struct AVFrame;
struct AVStream;
struct SwsContext;

namespace echolance {

/// A decoded picture and where the container puts it in time.
struct VideoPicture {
  cv::Mat image;                 ///< as shown: rotated, BGR or grey
  std::optional<double> time_s;  ///< empty where the container has no time stamps
};

/// What a video file says of itself.
struct VideoProperties {
  int width_px = 0;  ///< as shown
  int height_px = 0;
  double frame_rate_hz = 0.0;               ///< 0 when not known
  std::optional<std::int64_t> frame_count;  ///< coded frames
  std::optional<double> duration_s;         ///< of the video stream, where only that can be meant
  double pixel_aspect = 1.0;                ///< width of a pixel by its height
};

/// One video stream of one local file, decoded in one thread. FFmpeg's own messages are silenced
/// while it works.
class VideoDecoder {
 public:
  /// kDamagedFile, kNoData, kUnsupportedFormat.
  [[nodiscard]] static Result<std::unique_ptr<VideoDecoder>> open(const std::string& path);
  ~VideoDecoder();
  VideoDecoder(const VideoDecoder&) = delete;
  VideoDecoder& operator=(const VideoDecoder&) = delete;

  [[nodiscard]] const VideoProperties& properties() const { return properties_; }

  /// The next whole picture in display order; nothing at the end, or where damage begins.
  [[nodiscard]] std::optional<VideoPicture> next();

  /// From here on next() gives the picture of exactly this time and those after it, as they are
  /// when all is decoded. False where that cannot be promised (before the first picture, without
  /// display times, no picture of this time): it may then stand anywhere.
  [[nodiscard]] bool go_to(double time_s);

  /// Why next() gave nothing, in words; empty when the file just ended.
  [[nodiscard]] const std::string& damage() const { return damage_; }

 private:
  VideoDecoder();
  Result<void> open_file(const std::string& path);
  Result<void> open_codec();
  void describe(AVStream& stream);
  void describe_duration(const AVStream& stream);
  void feed();
  [[nodiscard]] bool seek_key_picture(std::int64_t ticks);
  [[nodiscard]] bool decode_until(std::int64_t ticks);
  void note_time_of_packet();
  [[nodiscard]] std::optional<double> take_time();
  void end_of_packets(int status);
  [[nodiscard]] bool ended_early() const;
  [[nodiscard]] cv::Mat to_grey_or_bgr();
  [[nodiscard]] VideoPicture converted();

  struct Close {
    void operator()(AVFormatContext* file) const;
    void operator()(AVCodecContext* codec) const;
    void operator()(AVPacket* packet) const;
    void operator()(AVFrame* frame) const;
    void operator()(SwsContext* scaler) const;
  };
  std::unique_ptr<AVFormatContext, Close> file_;
  std::unique_ptr<AVCodecContext, Close> codec_;
  std::unique_ptr<AVPacket, Close> packet_;
  std::unique_ptr<AVFrame, Close> frame_;
  std::unique_ptr<SwsContext, Close> scaler_;
  AVStream* stream_ = nullptr;  ///< belongs to file_
  cv::Mat padded_;              ///< where FFmpeg writes the pixels of a picture
  VideoProperties properties_;
  int quarter_turns_ = 0;  ///< clockwise, to show the picture
  std::int64_t packets_ = 0;
  std::deque<std::int64_t> decode_times_;  ///< of packets whose pictures are still to come, ticks
  double longest_step_s_ = 0.0;            ///< between the ends of two packets
  double last_end_s_ = 0.0;                ///< end of the last packet in display time
  bool no_more_packets_ = false;
  bool any_picture_ = false;
  bool has_display_times_ = true;
  bool sought_ = false;                   ///< packets were left out
  bool holds_picture_ = false;            ///< frame_ has the next picture already
  std::optional<std::int64_t> begun_at_;  ///< display time of the packet that decoding began with
  std::string damage_;
};

}  // namespace echolance
