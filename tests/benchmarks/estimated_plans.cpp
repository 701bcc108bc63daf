// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/estimated_plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "planner/trajectory_search.hpp"
#include "session/plan_measured.hpp"
#include "session/trial_sweep.hpp"
#include "simulation/scenario_source.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

/// Of one procedure, both sides.
struct Row {
  int cases = 0, refused = 0, found = 0, kept = 0;
  int within_two = 0;                 // standard deviations that the plan states, of all three axes
  std::map<std::string, int> broken;  // by structure, of the best ways
  std::vector<double> off_target_mm, skin_off_mm;
  double in_bone_mm = 0.0;  // the most
};

PathRequest request_of(const PlanCase& plan_case, const PlanTask& task) {
  PathRequest request;
  request.target_mm = plan_case.target_mm;
  request.needle = task.needle;
  request.rules = approach_rules(task.procedure, task.site);
  return request;
}

// Deepest that the way lies in true bone before its last millimetres; 0: not at all.
double in_bone_mm(const Patient& patient, const PlannedPath& path) {
  constexpr double kContact_mm = 3.0;
  const Vector3d entry = entry_mm(path.way);
  const Vector3d way = end_mm(path.way) - entry;
  const double length = way.norm();
  double deepest = 0.0;
  for (double s = 1.0; s < length - kContact_mm; s += 0.1) {
    for (const auto& bone : patient.skeleton.bones) {
      deepest = std::max(deepest, -bone.surface.at(entry + way * (s / length)));
    }
  }
  return deepest;
}

std::string without_side(std::string name) {
  for (const char* side : {"_left", "_right"}) {
    if (name.ends_with(side)) name.resize(name.size() - std::string(side).size());
  }
  return name;
}

std::vector<std::string> broken_limits(const Patient& patient, const PlanCase& truth,
                                       const PlannedPath& path, Row& row) {
  std::vector<std::string> broken;
  const double deep = in_bone_mm(patient, path);
  row.in_bone_mm = std::max(row.in_bone_mm, deep);
  if (deep > 0.0)
    broken.emplace_back(deep > 1.0 ? "bone, over 1 mm deep" : "bone, up to 1 mm deep");
  for (const auto& structure : truth.scene.no_go) {
    if (structure.kind != ClearanceKind::kForbidden) continue;
    const double distance = distance_mm(structure, entry_mm(path.way), end_mm(path.way));
    if (distance < structure.least_mm || distance < 0.0) {
      broken.push_back(without_side(structure.name) + (distance < 0.0 ? " met" : " too near"));
    }
  }
  return broken;
}

// The plan, the truth of its task, and the best way.
struct Judged {
  const PlanCase& plan;
  const PlanCase& truth;
  const PlannedPath& path;
};

void judge(const Patient& patient, const Judged& judged, Row& row) {
  const auto& [plan, truth, path] = judged;
  ++row.found;
  const auto broken = broken_limits(patient, truth, path, row);
  if (broken.empty()) ++row.kept;
  for (const auto& name : broken) ++row.broken[name];
  row.off_target_mm.push_back((end_mm(path.way) - truth.target_mm).norm());
  const double stated_mm = std::sqrt(3.0) * plan.target_std_mm;
  if ((plan.target_mm - truth.target_mm).norm() <= 2.0 * stated_mm) ++row.within_two;
  const Vector3d entry = entry_mm(path.way);
  const auto skin = skin_point(patient, {entry});
  if (skin) row.skin_off_mm.push_back(std::abs(skin->mm.y() - entry.y()));
}

std::optional<MeasuredAnatomy> scan(const std::shared_ptr<const Patient>& patient,
                                    std::uint64_t seed) {
  TrialSweep sweep;
  sweep.probe = seed % 2 == 0 ? "c5-2" : "l12-5";
  sweep.seed = seed;
  auto scenario = trial_sweep(patient, sweep);
  if (!scenario) return std::nullopt;
  auto source = ScenarioSource::create(std::move(*scenario));
  if (!source) return std::nullopt;
  auto anatomy = measure_sweep(*source, {});
  if (anatomy) return std::move(*anatomy);
  fmt::print("  patient {}: {}\n", seed, anatomy.error().text());
  return std::nullopt;
}

void plan_one(const Patient& patient, const MeasuredAnatomy& anatomy, const PlanTask& task,
              Row& row) {
  const auto truth = plan_case_of_patient(patient, task);
  if (!truth) return;
  ++row.cases;
  const auto plan_case = plan_case_of_anatomy(anatomy, task);
  if (!plan_case) {
    ++row.refused;
    return;
  }
  const auto result = search_trajectories(plan_case->scene, request_of(*plan_case, task));
  if (result && result->best) judge(patient, {*plan_case, *truth, *result->best}, row);
}

double part_of(std::vector<double> values, double part) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print_row(const std::string& name, const Row& row) {
  std::string broken;
  for (const auto& [structure, count] : row.broken) {
    broken += fmt::format("{}{} {}", broken.empty() ? "" : ", ", structure, count);
  }
  fmt::print("{:<26}{:>6}{:>8}{:>7}{:>7}{:>7.1f}{:>7.1f}{:>8}{:>9.1f}{:>7.1f}{:>9.1f}  {}\n", name,
             row.cases, row.refused, row.found, row.kept, part_of(row.off_target_mm, 0.5),
             part_of(row.off_target_mm, 0.95), row.within_two, part_of(row.skin_off_mm, 0.5),
             part_of(row.skin_off_mm, 0.95), row.in_bone_mm, broken);
}

void add(const Row& row, Row& sum) {
  sum.cases += row.cases;
  sum.refused += row.refused;
  sum.found += row.found;
  sum.kept += row.kept;
  sum.within_two += row.within_two;
  for (const auto& [name, count] : row.broken) sum.broken[name] += count;
  sum.off_target_mm.insert(sum.off_target_mm.end(), row.off_target_mm.begin(),
                           row.off_target_mm.end());
  sum.skin_off_mm.insert(sum.skin_off_mm.end(), row.skin_off_mm.begin(), row.skin_off_mm.end());
  sum.in_bone_mm = std::max(sum.in_bone_mm, row.in_bone_mm);
}

}  // namespace

std::vector<PlanTask> tasks_of(const ProcedureCatalogue& catalogue) {
  std::vector<PlanTask> tasks;
  for (const auto& procedure : catalogue.procedures()) {
    if (procedure.guidance == GuidanceClass::kFluoroscopyOnly) continue;
    for (const BodySide side : {BodySide::kLeft, BodySide::kRight}) {
      if (side == BodySide::kRight && procedure.target.sides == TargetSides::kMidline) continue;
      PlanTask task;
      task.procedure = procedure;
      task.site.side = side;
      task.needle.length_mm = 120.0;
      tasks.push_back(task);
    }
  }
  return tasks;
}

int measure_estimated_plans(int patients, std::uint64_t first_seed) {
  const auto catalogue = ProcedureCatalogue::load();
  if (!catalogue) return 3;
  const auto tasks = tasks_of(*catalogue);
  std::map<std::string, Row> rows;
  int fitted = 0;
  for (int i = 0; i < patients; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    const auto parameters = draw_patient(seed);
    if (!parameters) return 3;
    const auto patient = std::make_shared<const Patient>(make_patient(*parameters));
    const auto anatomy = scan(patient, seed);
    if (!anatomy) continue;
    ++fitted;
    for (const auto& task : tasks) plan_one(*patient, *anatomy, task, rows[task.procedure.id]);
  }
  fmt::print("{} of {} fits usable, seeds from {}\n", fitted, patients, first_seed);
  fmt::print("{:<26}{:>6}{:>8}{:>7}{:>7}{:>14}{:>8}{:>16}{:>9}  {}\n", "procedure, 22G 120 mm",
             "cases", "refused", "found", "kept", "off target mm", "in 2 sd", "skin off mm",
             "in bone", "broken");
  Row all;
  for (const auto& [name, row] : rows) {
    print_row(name, row);
    add(row, all);
  }
  print_row("all", all);
  return 0;
}

}  // namespace echolance
