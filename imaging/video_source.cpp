// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/video_source.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/seekable_source.hpp"
#include "imaging/open_options.hpp"
#include "imaging/video_decoder.hpp"

namespace echolance {
namespace {

class VideoSource final : public FrameSource, public SeekableSource {
 public:
  VideoSource(const std::string& path, const OpenOptions& options,
              std::unique_ptr<VideoDecoder> decoder);

  const SequenceInfo& info() const override { return info_; }
  Result<std::optional<Frame>> next() override;
  bool go_to(std::int64_t index, Timestamp time) override;

 private:
  Result<std::optional<Frame>> finish(const std::string& damage);

  SequenceInfo info_;
  std::unique_ptr<VideoDecoder> decoder_;
  std::int64_t index_ = 0;
  double anchor_time_s_ = 0.0;     ///< of the last picture that had a time
  std::int64_t anchor_index_ = 0;  ///< its index
  bool ended_ = false;
};

VideoSource::VideoSource(const std::string& path, const OpenOptions& options,
                         std::unique_ptr<VideoDecoder> decoder)
    : decoder_(std::move(decoder)) {
  const VideoProperties& video = decoder_->properties();
  info_.path = path;
  info_.format = "video";
  info_.width_px = video.width_px;
  info_.height_px = video.height_px;
  info_.frame_count = video.frame_count;
  info_.frame_rate_hz = video.frame_rate_hz > 0.0
                            ? video.frame_rate_hz
                            : options.frame_rate_hz.value_or(kDefaultFrameRate_hz);
  if (options.frame_rate_hz) {
    info_.notes.push_back("the frame rate given is not used: the video has its own times");
  }
  if (std::abs(video.pixel_aspect - 1.0) > 1e-3) {
    info_.notes.push_back(
        fmt::format("pixels are not square (width / height = {:.4g}): lengths "
                    "and angles in pixels are distorted",
                    video.pixel_aspect));
  }
  override_spacing(options, info_);
}

/// Nothing more to read: the end of the recording, or an error that says what is left of it.
Result<std::optional<Frame>> VideoSource::finish(const std::string& damage) {
  ended_ = true;
  if (damage.empty() && index_ > 0) {
    if (info_.frame_count.value_or(index_) > index_) {
      info_.notes.push_back(
          fmt::format("{} of {} coded pictures are not shown: the file leaves "
                      "them out of its timeline",
                      *info_.frame_count - index_, *info_.frame_count));
    }
    return std::nullopt;
  }
  if (damage.empty()) {
    return fail(ErrorCode::kDamagedFile,
                "no picture of the video can be decoded; copy the file again from its source",
                info_.path);
  }
  const std::string of_all =
      info_.frame_count ? fmt::format(" of {}", *info_.frame_count) : std::string();
  return fail(
      ErrorCode::kDamagedFile,
      fmt::format("{} at frame {}{}: {} whole frames before the damage are usable; copy the "
                  "file again from its source",
                  damage, index_ + 1, of_all, index_),
      info_.path);
}

Result<std::optional<Frame>> VideoSource::next() {
  if (ended_) return std::nullopt;
  try {
    auto picture = decoder_->next();
    if (!picture) return finish(decoder_->damage());
    Frame frame;
    frame.index = index_;
    if (picture->time_s) {
      anchor_time_s_ = *picture->time_s;
      anchor_index_ = index_;
    }
    const double since_s = static_cast<double>(index_ - anchor_index_) / info_.frame_rate_hz;
    frame.time = Timestamp::from_seconds(anchor_time_s_ + since_s);
    frame.image = std::move(picture->image);
    frame.spacing = info_.spacing;
    ++index_;
    return std::optional<Frame>(std::move(frame));
  } catch (const std::exception& problem) {
    return finish(problem.what());
  }
}

bool VideoSource::go_to(std::int64_t index, Timestamp time) {
  if (index < 0 || !decoder_->go_to(time.seconds())) return false;
  index_ = index;
  ended_ = false;
  return true;
}

}  // namespace

Result<std::unique_ptr<FrameSource>> open_video(const std::string& path,
                                                const OpenOptions& options) {
  auto decoder = VideoDecoder::open(path);
  if (!decoder) return tl::unexpected(decoder.error().in(path));
  return std::make_unique<VideoSource>(path, options, std::move(*decoder));
}

}  // namespace echolance
