// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace echolance {
namespace {

constexpr double kShortest_mm = 20.0;
constexpr double kLongest_mm = 250.0;

}  // namespace

const char* to_string(PlanSpace space) {
  return space == PlanSpace::kImage ? space::Image::kName : space::Reference::kName;
}

AnyTrajectory make_trajectory(PlanSpace space, const Eigen::Vector3d& entry_mm,
                              const Eigen::Vector3d& end_mm) {
  if (space == PlanSpace::kImage) return Trajectory<space::Image>{{entry_mm}, {end_mm}};
  return Trajectory<space::Reference>{{entry_mm}, {end_mm}};
}

PlanSpace space_of(const AnyTrajectory& trajectory) {
  return trajectory.index() == 0 ? PlanSpace::kImage : PlanSpace::kReference;
}

Eigen::Vector3d entry_mm(const AnyTrajectory& trajectory) {
  return std::visit([](const auto& way) { return way.entry.mm; }, trajectory);
}

Eigen::Vector3d end_mm(const AnyTrajectory& trajectory) {
  return std::visit([](const auto& way) { return way.end.mm; }, trajectory);
}

const char* to_string(NeedleTip tip) {
  switch (tip) {
    case NeedleTip::kShortBevel:
      return "short_bevel";
    case NeedleTip::kQuincke:
      return "quincke";
    case NeedleTip::kChiba:
      return "chiba";
    case NeedleTip::kTuohy:
      return "tuohy";
    case NeedleTip::kPencilPoint:
      return "pencil_point";
  }
  return "";
}

std::optional<NeedleTip> needle_tip_from(const std::string& name) {
  for (const auto tip : {NeedleTip::kShortBevel, NeedleTip::kQuincke, NeedleTip::kChiba,
                         NeedleTip::kTuohy, NeedleTip::kPencilPoint}) {
    if (name == to_string(tip)) return tip;
  }
  return std::nullopt;
}

Result<PlanNeedle> plan_needle_from_text(const std::string& text) {
  PlanNeedle needle;
  const auto colon = text.find(':');
  const auto model = needle_from_gauge(text.substr(0, colon));
  if (!model) return tl::unexpected<Error>(model.error());
  needle.model = *model;
  if (colon == std::string::npos) return needle;
  const auto second = text.find(':', colon + 1);
  const char* end = text.data() + std::min(second, text.size());
  const auto parsed = std::from_chars(text.data() + colon + 1, end, needle.length_mm);
  const bool number = parsed.ec == std::errc{} && parsed.ptr == end;
  if (!number || !(needle.length_mm >= kShortest_mm && needle.length_mm <= kLongest_mm)) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is no needle; give gauge and length in mm, as in 22G:90 "
                            "(length {} to {} mm)",
                            text, kShortest_mm, kLongest_mm));
  }
  if (second == std::string::npos) return needle;
  const auto tip = needle_tip_from(text.substr(second + 1));
  if (!tip) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is no needle tip; give short_bevel, quincke, chiba, tuohy or "
                            "pencil_point, as in 22G:90:quincke",
                            text.substr(second + 1)));
  }
  needle.tip = *tip;
  return needle;
}

const std::array<PathTermName, kPathTermCount>& path_term_names() {
  static constexpr std::array<PathTermName, kPathTermCount> kNames = {{
      {"length", &PathTerms::length},
      {"clearance", &PathTerms::clearance},
      {"visibility", &PathTerms::visibility},
      {"in_plane", &PathTerms::in_plane},
      {"tolerance", &PathTerms::tolerance},
      {"usual_angle", &PathTerms::usual_angle},
      {"on_target", &PathTerms::on_target},
      {"usual_view", &PathTerms::usual_view},
  }};
  return kNames;
}

std::string target_words(const Plan& plan) {
  for (const auto& mark : plan.landmarks) {
    const bool by_user =
        mark.standing == LandmarkStanding::kPlaced || mark.standing == LandmarkStanding::kAccepted;
    if (mark.use != LandmarkUse::kTarget || !by_user) continue;
    return plan.target_name + ", " + (mark.name == plan.target_name ? "" : mark.name + " ") +
           standing_words(mark.standing);
  }
  return plan.target_name;
}

}  // namespace echolance
