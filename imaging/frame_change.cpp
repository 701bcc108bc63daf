// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/frame_change.hpp"
namespace echolance {
FrameChange FrameChangeDetector::update(const cv::Mat&) {
  return FrameChange::kNext;
}
}  // namespace echolance
