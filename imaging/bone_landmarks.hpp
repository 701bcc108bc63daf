// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "core/space_landmark.hpp"
#include "imaging/shape_fit.hpp"
#include "imaging/shape_start.hpp"

namespace echolance {

/// A place that the user says is a landmark: keeps fits away that have it elsewhere.
struct ClickedMark {
  Eigen::Vector3d point_mm = Eigen::Vector3d::Zero();
  std::string name;  ///< empty: one of the two PSIS
};

struct BoneLandmarkOptions {
  PoseHint hint;
  FitNoise noise;
  /// Stated errors of the fit are this part of what `noise` implies: more noise than there is
  /// keeps gross errors from bending the shape.
  double stated_scale = 1.0;
  std::vector<ClickedMark> clicks;
};

/// What the fit says of the whole.
enum class FitVerdict : std::uint8_t {
  kUsable,
  kTooLittle,    ///< too few points or too small a piece
  kNotThisBone,  ///< no pose and shape explains the data
  kAmbiguous,    ///< two different poses explain it about equally well
};

[[nodiscard]] const char* to_string(FitVerdict verdict);

/// Landmarks of pelvis and spine found on a bone surface.
struct BoneLandmarks {
  FitVerdict verdict = FitVerdict::kTooLittle;
  std::string reason;  ///< a sentence; empty when usable
  std::vector<SpaceLandmark> landmarks;
  ShapeFit fit;
  int points = 0;               ///< of the thinned data
  double runner_up_cost = 0.0;  ///< of the best fit elsewhere; 0: there was none
  double lead = 0.0;            ///< how many times dearer that one is

  [[nodiscard]] bool usable() const { return verdict == FitVerdict::kUsable; }
};

/// Lays the shape model on a piece of bone surface of any place and orientation and reads its
/// landmarks off, with what error must be expected. Nothing is given with confidence where the
/// data do not look like pelvis or lumbar spine, fit two places alike, or are too little.
/// Deterministic. Cost some seconds.
[[nodiscard]] BoneLandmarks find_bone_landmarks(const SurfacePoints& data,
                                                const BoneLandmarkOptions& options = {});

}  // namespace echolance
