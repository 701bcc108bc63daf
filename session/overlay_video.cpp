// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/overlay_video.hpp"

#include <algorithm>
#include <opencv2/videoio.hpp>
#include <system_error>

namespace echolance {

namespace {

constexpr double kAssumedRate_hz = 30.0;

tl::unexpected<Error> cannot_write(const std::filesystem::path& path, const std::string& reason) {
  return fail(ErrorCode::kCannotWrite,
              "the overlay video cannot be written (" + reason +
                  "); check free space and permissions, or leave --video out",
              path.string());
}

}  // namespace

struct OverlayVideo::State {
  explicit State(cv::Size picture_size) : painter(picture_size) {}

  std::filesystem::path path;
  std::filesystem::path part_path;
  OverlayPainter painter;
  cv::VideoWriter writer;
};

OverlayVideo::OverlayVideo() = default;
OverlayVideo::~OverlayVideo() = default;
OverlayVideo::OverlayVideo(OverlayVideo&&) noexcept = default;
OverlayVideo& OverlayVideo::operator=(OverlayVideo&&) noexcept = default;

Result<OverlayVideo> OverlayVideo::create(const std::filesystem::path& path, cv::Size picture_size,
                                          double frame_rate_hz) try {
  OverlayVideo video;
  video.state_ = std::make_unique<State>(picture_size);
  auto& state = *video.state_;
  state.path = path;
  state.part_path = path;
  state.part_path.replace_extension(".part.mp4");
  const double rate_hz =
      frame_rate_hz > 0.0 ? std::clamp(frame_rate_hz, 1.0, 240.0) : kAssumedRate_hz;
  for (const char* code : {"avc1", "mp4v"}) {
    const int fourcc = cv::VideoWriter::fourcc(code[0], code[1], code[2], code[3]);
    if (state.writer.open(state.part_path.string(), cv::CAP_FFMPEG, fourcc, rate_hz,
                          state.painter.canvas_size(), true)) {
      return video;
    }
  }
  return cannot_write(path, "no encoder opens it");
} catch (const std::exception& exception) {
  return cannot_write(path, exception.what());
}

Result<void> OverlayVideo::write(const cv::Mat& image, const FrameReport& report) try {
  state_->writer.write(state_->painter.paint(image, report));
  return {};
} catch (const std::exception& exception) {
  return cannot_write(state_->path, exception.what());
}

Result<void> OverlayVideo::finish() try {
  state_->writer.release();
  // The writer does not tell of a full disk; a video that cannot be read back does.
  if (!cv::VideoCapture(state_->part_path.string(), cv::CAP_FFMPEG).isOpened()) {
    return cannot_write(state_->path, "the file is not complete");
  }
  return {};
} catch (const std::exception& exception) {
  return cannot_write(state_->path, exception.what());
}

Result<void> OverlayVideo::commit() {
  std::error_code error;
  std::filesystem::rename(state_->part_path, state_->path, error);
  if (error) return cannot_write(state_->path, error.message());
  return {};
}

void OverlayVideo::discard() {
  if (!state_) return;
  state_->writer.release();
  std::error_code ignored;
  std::filesystem::remove(state_->part_path, ignored);
}

}  // namespace echolance
