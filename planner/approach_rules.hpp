// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/no_go.hpp"

namespace echolance {

/// How a procedure may be guided; said plainly with every plan.
enum class GuidanceClass : std::uint8_t {
  kUltrasound,
  kUltrasoundWithFluoroscopy,  ///< ultrasound, checked by fluoroscopy
  kFluoroscopyOnly,            ///< rehearsal only here
};

/// Both ends belong to it.
struct Range {
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] bool holds(double value) const { return value >= low && value <= high; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// A structure to keep away from. `structure` is the beginning of its name ("l4_root"), or a word
/// of it.
struct Clearance {
  std::string structure;
  double least_mm = 0.0;
  ClearanceKind kind = ClearanceKind::kForbidden;

  friend bool operator==(const Clearance&, const Clearance&) = default;
};

enum class EndsAt : std::uint8_t {
  kBone,  ///< the target lies on bone: contact is wanted
  kFree,  ///< in soft tissue or in a cleft
};

/// How the needle lies to the picture.
enum class NeedlePlane : std::uint8_t { kInPlane, kOutOfPlane, kEither };

/// How the probe usually stands: its picture across the body, or along it.
enum class ProbeView : std::uint8_t { kEither, kTransverse, kLongitudinal };

/// What a procedure asks of a needle's way. CLINICAL 1.16. The angle is that of the needle to the
/// probe's face (0: flat under the face, pi/2: along the beam); depth is skin to target along the
/// beam.
struct ApproachRules {
  Range angle_to_face_rad{0.26, 1.05};
  double usual_angle_rad = 0.7;
  Range depth_mm{5.0, 100.0};
  double usual_depth_mm = 35.0;
  EndsAt ends_at = EndsAt::kBone;
  NeedlePlane plane = NeedlePlane::kInPlane;
  ProbeView view = ProbeView::kEither;  ///< a wish, no limit
  std::vector<std::string> from;        ///< directions of a compass ("lateral"); a wish; empty: any
  std::vector<Clearance> clearances;

  friend bool operator==(const ApproachRules&, const ApproachRules&) = default;
};

}  // namespace echolance
