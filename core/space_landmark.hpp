// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>

namespace echolance {

/// How a landmark in space is known.
enum class LandmarkState : std::uint8_t {
  kSeen,       ///< the bone's surface at the landmark itself is among the data
  kInferred,   ///< from the rest of the bones, by the shape model
  kAbstained,  ///< not given: too uncertain, or the whole fit is not to be trusted
};

/// "seen", "inferred", "abstained".
[[nodiscard]] const char* to_string(LandmarkState state);

/// A named anatomical point (docs/landmark_names.md) in the space that the whole result names:
/// Reference for a tracked sweep, the file's own axes for a surface made elsewhere.
struct SpaceLandmark {
  std::string name;
  Eigen::Vector3d point_mm = Eigen::Vector3d::Zero();  ///< means nothing when abstained
  double std_mm = 0.0;      ///< root mean square of the error that must be expected, all three axes
  double confidence = 0.0;  ///< 0..1, probability that it is within 10 mm
  LandmarkState state = LandmarkState::kAbstained;
  std::string reason;  ///< why it is inferred or not given
};

}  // namespace echolance
