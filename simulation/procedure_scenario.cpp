// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "simulation/approach.hpp"
#include "simulation/procedure_table.hpp"
#include "simulation/rigid.hpp"
#include "simulation/scenario.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kAbove_mm = -12.0;  // the tip before and after
constexpr double kSpareShaft_mm = 8.0;

std::string with_side(std::string name, const std::string& side) {
  const auto at = name.find("{side}");
  return at == std::string::npos ? name : name.replace(at, 6, side);
}

Result<Point<space::Reference>> find_landmark(const Patient& patient, const std::string& name) {
  for (const auto& landmark : patient.landmarks) {
    if (landmark.name == name) return landmark.point;
  }
  return fail(
      ErrorCode::kNoData,
      fmt::format("the patient has no landmark '{}'; take one of docs/landmark_names.md", name));
}

// In with three pushes, pause, injection, out. Parts of the recording and of the way.
struct Stage {
  double time;
  double depth;
};
constexpr std::array<Stage, 9> kStages = {{{0.07, 0.0},
                                           {0.18, 0.36},
                                           {0.22, 0.36},
                                           {0.31, 0.71},
                                           {0.35, 0.71},
                                           {0.44, 1.0},
                                           {0.76, 1.0},
                                           {0.92, 0.0},
                                           {1.0, 0.0}}};
// The same with a first try at another angle, drawn back until it can be turned.
struct TurnedStage {
  double time;
  double depth;
  double turn;
};
constexpr std::array<TurnedStage, 13> kRedirectStages = {{{0.05, 0.0, 1.0},
                                                          {0.12, 0.35, 1.0},
                                                          {0.15, 0.35, 1.0},
                                                          {0.22, 0.7, 1.0},
                                                          {0.25, 0.7, 1.0},
                                                          {0.31, 0.25, 1.0},
                                                          {0.34, 0.25, 0.0},
                                                          {0.40, 0.68, 0.0},
                                                          {0.43, 0.68, 0.0},
                                                          {0.49, 1.0, 0.0},
                                                          {0.76, 1.0, 0.0},
                                                          {0.92, 0.0, 0.0},
                                                          {1.0, 0.0, 0.0}}};
constexpr double kMostRedirect_rad = 0.4364;
constexpr double kFreeOfBone_mm = 1.0;
constexpr double kInjection = 0.52, kInjectionLength = 0.18;

std::vector<NeedleKey> in_and_out(const NeedlePlacement& goal, double duration_s) {
  std::vector<NeedleKey> keys;
  for (const auto& stage : kStages) {
    NeedleKey key{stage.time * duration_s, goal};
    key.placement.depth_mm = kAbove_mm + stage.depth * (goal.depth_mm - kAbove_mm);
    keys.push_back(key);
  }
  return keys;
}

NeedlePlacement turned(const NeedlePlacement& goal, double angle_rad, const Vector3d& down) {
  const Vector3d axis = goal.direction.unit.cross(down).normalized();
  const Eigen::AngleAxisd turn(angle_rad, axis);
  NeedlePlacement placement = goal;
  placement.direction = {turn * goal.direction.unit};
  placement.bend_direction = {turn * goal.bend_direction.unit};
  return placement;
}

// How deep the needle can go at this placement: bone stops it.
double free_depth_mm(const Patient& patient, const NeedleDevice& device,
                     const NeedlePlacement& placement, double wanted_mm) {
  for (double depth = 3.0; depth < wanted_mm; depth += 0.5) {
    const Vector3d at = needle_point(device, placement, depth);
    for (const auto& bone : patient.skeleton.bones) {
      if (bone.surface.at(at) < kFreeOfBone_mm) return depth;
    }
  }
  return wanted_mm;
}

std::vector<NeedleKey> redirected(const Patient& patient, const NeedleDevice& device,
                                  const NeedlePlacement& goal, const NeedlePlacement& first,
                                  double duration_s) {
  const double most_mm = free_depth_mm(patient, device, first, 0.7 * goal.depth_mm);
  std::vector<NeedleKey> keys;
  for (const auto& stage : kRedirectStages) {
    const bool on_first = stage.turn > 0.0;
    NeedleKey key{stage.time * duration_s, on_first ? first : goal};
    const double depth_mm = stage.depth > 0.0 ? stage.depth * goal.depth_mm : kAbove_mm;
    key.placement.depth_mm = on_first ? std::min(depth_mm, most_mm) : depth_mm;
    keys.push_back(key);
  }
  return keys;
}

// The bevel's side is chance: mostly in the needle's vertical plane, sometimes to the side.
Direction<space::Reference> bend_towards(const Approach& approach, std::uint64_t seed) {
  const SeededVariation draw(seed);
  const double turned =
      (draw.uniform("bevel") < 0.5 ? 0.0 : std::numbers::pi) + 0.35 * draw.normal("bevel turned");
  const Vector3d along = (approach.goal_mm - approach.entry_mm).normalized();
  const Vector3d aside = along.cross(approach.down).normalized();
  const Vector3d up = aside.cross(along);
  return {std::cos(turned) * up + std::sin(turned) * aside};
}

Result<NeedleDevice> choose_needle(const ProcedureRequest& request, const ProcedureView& procedure,
                                   double way_mm) {
  auto asked =
      request.needle ? Result<NeedleRequest>(*request.needle) : parse_needle(procedure.needle);
  if (!asked) return tl::unexpected(asked.error());
  NeedleDevice device = asked->device;
  device.length_mm = asked->length_mm.value_or(needle_table().length_for(way_mm + kSpareShaft_mm));
  if (device.length_mm < way_mm + 2.0) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("a needle of {:.0f} mm does not reach the target, {:.0f} mm away; give "
                            "a longer one or a steeper angle",
                            device.length_mm, way_mm));
  }
  return device;
}

// Depth as a sonographer sets it: zoomed to the target and what lies just below, in steps of 5 mm.
void set_scanner(const ProcedureRequest& request, double target_depth_mm, Scenario& scenario) {
  scenario.scanner = request.scanner;
  const double usual_mm = scenario.probe.depth_mm;
  const double wanted_mm = std::clamp(1.3 * target_depth_mm, 0.6 * usual_mm, 1.8 * usual_mm);
  scenario.scanner.depth_mm = request.depth_mm.value_or(5.0 * std::ceil(wanted_mm / 5.0));
  scenario.scanner.focus_mm = std::clamp(target_depth_mm, 8.0, scenario.scanner.depth_mm);
}

const char* approach_label(const ProcedureRequest& request) {
  const double angle = std::abs(request.plane_angle_rad);
  if (angle > 1.0) return "out_of_plane";
  return angle > 0.03 || std::abs(request.plane_offset_mm) > 1.0 ? "leaving_plane" : "in_plane";
}

Result<Approach> approach_of(const Patient& patient, const ProcedureView& procedure,
                             const ProcedureRequest& request, const ProbeModel& probe) {
  ApproachRequest wish;
  const auto target = find_landmark(
      patient, request.target.empty() ? with_side(procedure.target, request.side) : request.target);
  if (!target) return tl::unexpected(target.error());
  wish.target_mm = target->mm;
  wish.plane = procedure.plane;
  wish.turn_rad = procedure.turn_rad;
  const bool left = request.side == "left";
  // Picture right is the patient's right, or caudal.
  const bool from_right = procedure.from == NeedleSide::kCaudal ||
                          (procedure.from == NeedleSide::kLateral && !left) ||
                          (procedure.from == NeedleSide::kMedial && left);
  wish.from = from_right ? 1.0 : -1.0;
  wish.angle_rad = request.needle_angle_rad.value_or(procedure.angle_rad);
  wish.least_angle_rad = request.needle_angle_rad.value_or(procedure.least_angle_rad);
  wish.most_angle_rad = request.needle_angle_rad.value_or(procedure.most_angle_rad);
  wish.beyond_mm = procedure.stop_mm;
  wish.plane_offset_mm = request.plane_offset_mm;
  wish.plane_angle_rad = request.plane_angle_rad;
  return plan_approach(patient, probe, wish);
}

// Also refuses what is no number.
Result<void> check_numbers(const ProcedureRequest& request) {
  struct Limit {
    const char* what;
    double value, least, most;
  };
  const double half_turn = std::numbers::pi;
  const Limit limits[] = {
      {"the needle's angle (rad)", request.needle_angle_rad.value_or(0.5), 0.05, 1.55},
      {"the needle's distance from the plane (mm)", request.plane_offset_mm, -100.0, 100.0},
      {"the turn of the needle (rad)", request.plane_angle_rad, -half_turn, half_turn},
      {"the depth of the picture (mm)", request.depth_mm.value_or(50.0), 5.0, 300.0},
      {"the frame rate (Hz)", request.frame_rate_hz, 1.0, 200.0}};
  for (const auto& limit : limits) {
    if (limit.value >= limit.least && limit.value <= limit.most) continue;
    return fail(ErrorCode::kInvalidOption, fmt::format("{} is {:g}; give {:g} to {:g}", limit.what,
                                                       limit.value, limit.least, limit.most));
  }
  return {};
}

}  // namespace

Result<std::string> procedure_target(const std::string& procedure, const std::string& side) {
  return find_procedure(procedure).map(
      [&](const ProcedureView& found) { return with_side(found.target, side); });
}

Result<Scenario> procedure_scenario(std::shared_ptr<const Patient> patient,
                                    const ProcedureRequest& request) {
  const auto procedure = find_procedure(request.procedure);
  if (!procedure) return tl::unexpected(procedure.error());
  if (request.side != "left" && request.side != "right") {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not a side; give left or right", request.side));
  }
  if (auto sensible = check_numbers(request); !sensible) return tl::unexpected(sensible.error());
  if (!(std::abs(request.redirect_rad) <= kMostRedirect_rad)) {
    return fail(ErrorCode::kInvalidOption, "a redirect is by at most 25 deg; turn it less");
  }
  const auto probe = find_probe(request.probe.empty() ? procedure->probe : request.probe);
  if (!probe) return tl::unexpected(probe.error());
  const auto approach = approach_of(*patient, *procedure, request, *probe);
  if (!approach) return tl::unexpected(approach.error());
  Scenario scenario;
  scenario.name = procedure->id;
  scenario.probe = *probe;
  scenario.frames = request.frames;
  scenario.frame_rate_hz = request.frame_rate_hz;
  scenario.seed = request.seed;
  set_scanner(request, approach->target_depth_mm, scenario);
  const auto device =
      choose_needle(request, *procedure, (approach->goal_mm - approach->entry_mm).norm());
  if (!device) return tl::unexpected(device.error());
  scenario.needle = *device;
  const auto goal = aim_needle(*device, {approach->entry_mm}, {approach->goal_mm},
                               bend_towards(*approach, request.seed));
  if (!goal) return tl::unexpected(goal.error());
  const double duration_s = request.frames / request.frame_rate_hz;
  scenario.probe_keys = {
      {0.0, rigid<space::Reference, space::Probe>(approach->reference_from_probe)}};
  scenario.needle_keys =
      request.redirect_rad == 0.0
          ? in_and_out(*goal, duration_s)
          : redirected(*patient, *device, *goal,
                       turned(*goal, request.redirect_rad, approach->down), duration_s);
  scenario.pools = {{kInjection * duration_s,
                     kInjectionLength * duration_s,
                     {approach->goal_mm},
                     procedure->volume_ml}};
  scenario.target = Point<space::Reference>{approach->target_mm};
  scenario.labels = {{"procedure", procedure->id},
                     {"side", request.side},
                     {"approach", approach_label(request)},
                     {"target_reached", approach->miss_mm < 2.5 ? "yes" : "no"}};
  scenario.patient = std::move(patient);
  return scenario;
}

}  // namespace echolance
