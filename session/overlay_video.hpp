// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <memory>

#include "core/error.hpp"
#include "session/overlay.hpp"

namespace echolance {

/// The overlay of every frame as an MP4 (H.264 where the machine can, else MPEG-4 part 2).
/// Written as NAME.part.mp4 and put in place by commit(). Errors: kCannotWrite.
class OverlayVideo {
 public:
  [[nodiscard]] static Result<OverlayVideo> create(const std::filesystem::path& path,
                                                   cv::Size picture_size, double frame_rate_hz);
  ~OverlayVideo();
  OverlayVideo(OverlayVideo&&) noexcept;
  OverlayVideo& operator=(OverlayVideo&&) noexcept;

  [[nodiscard]] Result<void> write(const cv::Mat& image, const FrameReport& report);
  /// Closes the file and checks that it can be read back.
  [[nodiscard]] Result<void> finish();
  /// Puts the finished file in place.
  [[nodiscard]] Result<void> commit();
  /// Closes and removes it.
  void discard();

 private:
  struct State;
  OverlayVideo();
  std::unique_ptr<State> state_;
};

}  // namespace echolance
