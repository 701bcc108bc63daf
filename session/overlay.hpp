// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <string>

#include "session/process_frame.hpp"

namespace echolance {

/// Draws what one frame told us over its picture: outline of the region (thin grey), bone surface
/// (yellow, the surer the stronger), landmarks (a circle of one sigma with the name, dim below a
/// confidence of 0.5), needle (seen: green line, tip cross and one-sigma circle;
/// predicted: dashed amber; not seen: nothing), the plan where one is followed (thin blue line, a
/// ring of its tolerance at the target; faint where it lies more than 3 mm off the plane), and
/// below the picture a bar of text with frame, time, state in words, confidence, angle in degrees
/// and the notice. `image`: 8-bit, 1 or 3 channels, of `picture_size`; empty gives a black picture.
class OverlayPainter {
 public:
  /// Small pictures are enlarged by a whole factor so that lines and text can be read.
  explicit OverlayPainter(cv::Size picture_size);

  /// Of every painted picture; both sides are even, as video needs.
  [[nodiscard]] cv::Size canvas_size() const { return canvas_size_; }

  /// CV_8UC3 (BGR). The buffer is reused by the next call.
  [[nodiscard]] const cv::Mat& paint(const cv::Mat& image, const FrameReport& report);

 private:
  [[nodiscard]] cv::Point to_canvas(const PixelPoint& point) const;
  void paint_picture(const cv::Mat& image);
  void paint_region(const ImageRegion& region);
  void paint_bone(const BoneSurface& bone);
  void paint_landmarks(const FrameReport& report);
  void paint_label(const std::string& words, cv::Point place, const cv::Scalar& colour);
  void paint_plan(const PlanInPicture& plan);
  void paint_needle(const NeedleEstimate& needle);
  void paint_text(const FrameReport& report);

  cv::Size picture_size_;
  cv::Size canvas_size_;
  int scale_ = 1;
  cv::Mat canvas_;
  cv::Mat colour_;
};

}  // namespace echolance
