// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/needle_actors.hpp"

#include <algorithm>

#include "gui/scene/forms.hpp"

namespace echolance {
namespace {

constexpr double kThinnest_mm = 0.55;  // radius: a needle is to be seen from everywhere
constexpr double kDash_mm = 2.5;
constexpr double kTipRange = 3.0;  // radius of where the tip may be, of the shaft's
constexpr double kMark_mm = 1.5, kLeastMark_mm = 0.8;

}  // namespace

void add_needle(PropList& to, const SceneNeedle& needle) {
  if (needle.state == NeedleState::kNotSeen) return;
  const bool predicted = needle.state == NeedleState::kPredicted;
  const FormStyle style{predicted ? look::kNeedlePredicted : look::kNeedleSeen, 1.0, 0.45};
  const double radius_mm = std::max(0.5 * needle.diameter_mm, kThinnest_mm);
  const std::vector<Eigen::Vector3d> ends{needle.hub_mm, needle.tip_mm};
  if (predicted) {
    add_dashed_tube(to, ends, radius_mm, kDash_mm, style);
    add_hollow_ball(to, needle.tip_mm, 2.2 * radius_mm, style);
  } else {
    add_tube(to, ends, radius_mm, style);
    add_ball(to, needle.tip_mm, 1.6 * radius_mm, {look::kText, 1.0, 0.5});
  }
  if (needle.tip_std_mm && *needle.tip_std_mm > radius_mm) {
    const Eigen::Vector3d along = *needle.tip_std_mm * (needle.tip_mm - needle.hub_mm).normalized();
    add_tube(to, {needle.tip_mm - along, needle.tip_mm + along}, kTipRange * radius_mm,
             {style.colour, 0.30, 0.6});
  }
}

void add_landmarks(PropList& to, const std::vector<SceneLandmark>& landmarks) {
  for (const auto& mark : landmarks) {
    if (mark.inferred) {
      add_hollow_ball(to, mark.place_mm, kMark_mm, {look::kLandmark, 1.0, 0.5});
    } else {
      add_ball(to, mark.place_mm, std::max(kLeastMark_mm, 0.8 * kMark_mm),
               {look::kLandmark, 1.0, 0.5});
    }
    if (mark.std_mm > kMark_mm) {
      add_ball(to, mark.place_mm, mark.std_mm, {look::kLandmark, mark.inferred ? 0.14 : 0.24, 0.5});
    }
  }
}

}  // namespace echolance
