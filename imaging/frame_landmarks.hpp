// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>

#include "core/bone_surface.hpp"
#include "core/image_region.hpp"
#include "core/landmark.hpp"
#include "imaging/landmark_layouts.hpp"
#include "imaging/surface_profile.hpp"

namespace echolance {

/// What landmarks are looked for in; not owned.
struct LandmarkScene {
  const cv::Mat& grey;  ///< CV_8UC1, whole picture
  const ImageRegion& region;
  const std::optional<PixelSpacing>& spacing;
  const BoneSurface& bone;
};

/// Finds the landmarks of one picture of the low back from its bone surface and echoes, without
/// learned weights: the surface is read as each of the known views (LandmarkLayouts), each reading
/// says how well it fits, and the fits, against an even chance that it is none of them, become the
/// views' probabilities. Only landmarks of one reading are given together, so that combinations
/// that no body has cannot arise; their confidence is the view's probability times their own.
/// Without pixel size it abstains: shapes of bone mean nothing without their size.
///
/// Landmarks in px of the whole picture and in Image, mm. Deterministic; keeps buffers between
/// pictures; not thread-safe itself. Cost: about 0.1 ms on 820x616. Source: ours, after
/// LITERATURE C.
class FrameLandmarkFinder {
 public:
  [[nodiscard]] PlanarLandmarks find(const LandmarkScene& scene);

 private:
  SurfaceProfile surface_;
  LayoutTable table_;
};

}  // namespace echolance
