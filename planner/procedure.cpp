// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/procedure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numbers>

namespace echolance {
namespace {

constexpr double kAlongBeam_rad = 0.5 * std::numbers::pi;

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) {
    text.replace(at, mark.size(), by);
  }
  return text;
}

bool has_level(const Procedure& procedure, const std::string& level) {
  const auto& levels = procedure.target.levels;
  return std::find(levels.begin(), levels.end(), level) != levels.end();
}

std::string filled_in(const std::string& name, const Procedure& procedure,
                      const ProcedureSite& site) {
  const std::string& level =
      has_level(procedure, site.level) ? site.level : procedure.target.usual_level;
  return replaced(replaced(name, "{side}", to_string(site.side)), "{level}", level);
}

Range whole_range(const RangeFact& fact, double highest) {
  const double usual = usual_value(fact);
  return {fact.low.value_or(0.0), fact.high.value_or(std::max(highest, usual))};
}

}  // namespace

const char* to_string(BodySide side) {
  return side == BodySide::kLeft ? "left" : "right";
}

const char* to_string(BleedingClass bleeding) {
  static constexpr std::array<const char*, 4> kNames = {"low", "low to intermediate",
                                                        "intermediate", "high"};
  return kNames[static_cast<std::size_t>(bleeding)];
}

const char* guidance_words(GuidanceClass guidance) {
  static constexpr std::array<const char*, 3> kWords = {
      "ultrasound alone", "ultrasound, with a check by fluoroscopy",
      "fluoroscopy only: rehearsal only, ultrasound does not guide this procedure"};
  return kWords[static_cast<std::size_t>(guidance)];
}

Result<std::vector<TargetPoint>> target_points(const Procedure& procedure,
                                               const ProcedureSite& site) {
  if (!site.level.empty() && !has_level(procedure, site.level)) {
    return fail(ErrorCode::kInvalidOption,
                procedure.target.levels.empty()
                    ? fmt::format("{} has no levels; leave '{}' out", procedure.id, site.level)
                    : fmt::format("{} has no level '{}'; give one of {}", procedure.id, site.level,
                                  fmt::join(procedure.target.levels, ", ")));
  }
  std::vector<TargetPoint> points = procedure.target.points;
  for (auto& point : points) {
    for (auto& landmark : point.landmarks) landmark = filled_in(landmark, procedure, site);
  }
  return points;
}

ApproachRules approach_rules(const Procedure& procedure, const ProcedureSite& site) {
  ApproachRules rules;
  rules.angle_to_face_rad = whole_range(procedure.angle, kAlongBeam_rad);
  rules.usual_angle_rad = usual_value(procedure.angle);
  rules.depth_mm = whole_range(procedure.depth, 0.0);
  rules.usual_depth_mm = usual_value(procedure.depth);
  rules.ends_at = procedure.ends_at;
  rules.plane = procedure.plane;
  rules.view = procedure.probe_view;
  for (const auto& usual : procedure.from) rules.from.push_back(usual.side);
  for (const auto& avoided : procedure.avoid) {
    const double least_mm = avoided.least ? usual_value(*avoided.least) : 0.0;
    for (const auto& name : avoided.names) {
      rules.clearances.push_back({filled_in(name, procedure, site), least_mm, avoided.kind});
    }
  }
  return rules;
}

}  // namespace echolance
