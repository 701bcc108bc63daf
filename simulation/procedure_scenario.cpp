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
  return fail(ErrorCode::kNoData,
              fmt::format("the patient has no landmark '{}'; take another", name));
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

Result<NeedleDevice> choose_needle(const ProcedureRequest& request, const Procedure& procedure,
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

Result<Approach> approach_of(const Patient& patient, const Procedure& procedure,
                             const ProcedureRequest& request, const ProbeModel& probe) {
  ApproachRequest wish;
  const auto target = find_landmark(patient, with_side(procedure.target, request.side));
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

}  // namespace

Result<Scenario> procedure_scenario(std::shared_ptr<const Patient> patient,
                                    const ProcedureRequest& request) {
  const auto procedure = find_procedure(request.procedure);
  if (!procedure) return tl::unexpected(procedure.error());
  if (request.side != "left" && request.side != "right") {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not a side; give left or right", request.side));
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
  scenario.needle_keys = in_and_out(*goal, duration_s);
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
