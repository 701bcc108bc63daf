// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <Eigen/Core>
#include <vector>

#include "gui/panels/layout.hpp"
#include "gui/panels/picture_mapping.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

[[nodiscard]] inline ImVec2 im(const Eigen::Vector2d& v) {
  return {static_cast<float>(v.x()), static_cast<float>(v.y())};
}
[[nodiscard]] inline Eigen::Vector2d eigen(const ImVec2& v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y)};
}
[[nodiscard]] PixelBox box_px(const Box& box);

/// Draws over one picture. All places are px of the picture; lines have the same width on the
/// screen whatever the zoom.
class PictureDrawing {
 public:
  PictureDrawing(ImDrawList& list, const PictureMapping& mapping, const Box& area)
      : list_(list), mapping_(mapping), area_(area) {}

  void texture(const PictureTexture& texture);
  /// All that process_frame found: region, bone, landmarks, plan, needle.
  void report(const FrameReport& report);
  void region(const ImageRegion& region);
  void bone(const BoneSurface& bone, double most_gap_px);
  void landmarks(const FrameReport& report);
  void plan(const PlanInPicture& plan);
  void needle(const NeedleEstimate& needle);
  /// The needle's state in a corner, in words and with its sign; always, also without overlay.
  void state_corner(const NeedleEstimate& needle);
  /// Millimetres down the right edge of the ultrasound; nothing where they are not known.
  void depth_scale(const FrameReport* report, const std::optional<PixelSpacing>& spacing);
  /// Words under the pointer end.
  void measure(const PixelPoint& from, const PixelPoint& to, std::string_view words);

 private:
  [[nodiscard]] ImVec2 at(const PixelPoint& place) const { return im(mapping_.to_screen(place)); }
  void fan(const FanGeometry& fan);
  void seen_needle(const NeedleEstimate& needle);
  [[nodiscard]] float free_y(const Box& label) const;
  void label_beside(const ImVec2& place, float away_px, std::string_view words, ImU32 colour);

  ImDrawList& list_;
  const PictureMapping& mapping_;
  Box area_;
  std::vector<Box> labels_;  // so far: none is drawn over another
};

/// "12.3 mm"; px and why where there are no millimetres to be had: pixel size unknown, or an end
/// outside the ultrasound.
[[nodiscard]] std::string measure_words(const PixelPoint& from, const PixelPoint& to,
                                        const std::optional<PixelSpacing>& spacing,
                                        const FrameReport* report);

}  // namespace echolance
