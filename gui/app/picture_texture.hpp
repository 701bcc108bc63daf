// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// Grey values shown: `level` is shown as mid grey, half a `window` above it as white.
struct GreyWindow {
  double window = 255.0, level = 127.5;
  friend bool operator==(const GreyWindow&, const GreyWindow&) = default;
};

/// One picture in the memory of the graphics card. The window's context must be current in all
/// members.
class UploadedPicture {
 public:
  UploadedPicture() = default;
  ~UploadedPicture();
  UploadedPicture(const UploadedPicture&) = delete;
  UploadedPicture& operator=(const UploadedPicture&) = delete;

  /// CV_8UC1 or CV_8UC3 (BGR); the same pixels and window as before cost nothing.
  void show(const cv::Mat& picture, const GreyWindow& grey = {});
  void clear();
  /// The window's context goes, with all that is in it; renew() uploads the same into the next one.
  void leave() { texture_ = {}; }
  void renew();
  [[nodiscard]] PictureTexture texture() const { return texture_; }

 private:
  cv::Mat shown_;   // keeps the pixels alive, so that their address stays theirs
  cv::Mat mapped_;  // reused
  GreyWindow grey_;
  PictureTexture texture_;
};

}  // namespace echolance
