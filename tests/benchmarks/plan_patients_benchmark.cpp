// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Plans in virtual patients: plan_patients_benchmark [PATIENTS] [FIRST_SEED]. For every procedure
// that ultrasound can see: how often a way is found; where none is, whether a far wider search
// (entries every millimetre, the probe at 15 to 25 times as many places) finds one; and how often a
// way that was returned breaks a hard limit of the true anatomy. Landmarks are exact. Parts of a
// large run may be counted in several processes: all numbers add up.
// plan_patients_benchmark estimated [PATIENTS] [FIRST_SEED]: estimated_plans.hpp.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalogue.hpp"
#include "planner/trajectory_search.hpp"
#include "session/plan_case.hpp"
#include "tests/benchmarks/estimated_plans.hpp"

namespace {

using namespace echolance;
using Eigen::Vector3d;

struct Row {
  int cases = 0, found = 0, wide = 0, ways = 0, broken = 0;
  double total_ms = 0.0, longest_ms = 0.0;
};

PathRequest request_of(const PlanCase& plan_case, const PlanTask& task) {
  PathRequest request;
  request.target_mm = plan_case.target_mm;
  request.needle = task.needle;
  request.rules = approach_rules(task.procedure, task.site);
  return request;
}

// Every 7.5 deg, every 5 deg of tilt and rock, from edge to edge of the picture.
PlanTask with_all_places(PlanTask task) {
  task.skin_step_mm = 1.0;
  task.probe_steps.turn_deg = 7.5;
  task.probe_steps.slides.clear();
  for (int i = -6; i <= 6; ++i) task.probe_steps.slides.push_back(0.15 * i);
  task.probe_steps.tilts_deg = {0.0, 5.0, -5.0, 10.0, -10.0, 15.0, -15.0, 20.0, -20.0, 25.0, -25.0};
  task.probe_steps.rocks_deg = {0.0, 5.0, -5.0, 10.0, -10.0, 15.0, -15.0, 20.0, -20.0};
  return task;
}

double true_bone_mm(const Patient& patient, const Vector3d& place) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& bone : patient.skeleton.bones) {
    nearest = std::min(nearest, bone.surface.at(place));
  }
  return nearest;
}

// The needle's surface against bone, its axis in the last 3 mm, where bone may be touched: not
// deeper than 0.2 mm in clefts, 1 mm in a target on bone. How far a limit is broken, mm.
double into_bone_mm(const Patient& patient, const PathRequest& request, const PlannedPath& path) {
  constexpr double kContact_mm = 3.0;
  const Vector3d entry = entry_mm(path.way);
  const Vector3d way = end_mm(path.way) - entry;
  const double length = way.norm();
  const double radius = 0.5 * request.needle.model.outer_diameter_mm;
  const double deepest = request.rules.ends_at == EndsAt::kBone ? -1.0 : -0.2;
  double most = 0.0;
  for (double s = 1.0; s < length; s += 0.1) {
    const double least = s < length - kContact_mm ? radius : deepest;
    most = std::max(most, least - true_bone_mm(patient, entry + way * (s / length)));
  }
  return most;
}

// Which limit a way breaks and by how much; empty: none.
std::string broken_limit(const Patient& patient, const PlanCase& plan_case,
                         const PathRequest& request, const PlannedPath& path) {
  constexpr double kRounding_mm = 0.01;
  const Vector3d entry = entry_mm(path.way);
  const Vector3d end = end_mm(path.way);
  const double radius = 0.5 * request.needle.model.outer_diameter_mm;
  if ((end - entry).norm() > request.needle.length_mm + kRounding_mm) return "needle too short";
  if ((end - request.target_mm).norm() > request.tolerance_mm + kRounding_mm)
    return "beside target";
  const Range& angle = request.rules.angle_to_face_rad;
  if (path.angle_to_face_rad < angle.low - 1e-3) return "too flat";
  if (path.angle_to_face_rad > angle.high + 1e-3) return "too steep";
  const double into_bone = into_bone_mm(patient, request, path);
  if (into_bone > kRounding_mm) return fmt::format("{:.2f} mm too near to bone", into_bone);
  for (const auto& structure : plan_case.scene.no_go) {
    const double room = distance_mm(structure, entry, end) - radius - structure.least_mm;
    if (structure.kind == ClearanceKind::kForbidden && room < -kRounding_mm) {
      return fmt::format("{:.2f} mm too near to {}", -room, structure.name);
    }
  }
  return "";
}

bool found_by_all_means(const Patient& patient, const PlanTask& task) {
  const PlanTask wide = with_all_places(task);
  const auto plan_case = plan_case_of_patient(patient, wide);
  if (!plan_case) return false;
  const PathRequest request = request_of(*plan_case, wide);
  const auto result = search_trajectories(plan_case->scene, request);
  return result && result->best;
}

void measure(const Patient& patient, const PlanTask& task, Row& row) {
  const auto plan_case = plan_case_of_patient(patient, task);
  if (!plan_case) {
    fmt::print("  {}: {}\n", task.procedure.id, plan_case.error().text());
    return;
  }
  const PathRequest request = request_of(*plan_case, task);
  const auto result = search_trajectories(plan_case->scene, request);
  if (!result) return;
  ++row.cases;
  row.total_ms += result->total_ms;
  row.longest_ms = std::max(row.longest_ms, result->total_ms);
  for (const auto& path : result->pareto) {
    ++row.ways;
    const std::string broken = broken_limit(patient, *plan_case, request, path);
    if (broken.empty()) continue;
    ++row.broken;
    fmt::print("  broken: {} {}: {}\n", task.procedure.id, to_string(task.site.side), broken);
  }
  if (result->best) {
    ++row.found;
    ++row.wide;
  } else if (found_by_all_means(patient, task)) {
    ++row.wide;
    fmt::print("  missed: {} {}\n", task.procedure.id, to_string(task.site.side));
  } else {
    fmt::print("  none: {} {}: {}\n", task.procedure.id, to_string(task.site.side),
               result->remedies.front());
  }
}

void print_row(const std::string& name, const char* side, const Row& row) {
  fmt::print("{:<26}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}{:>10.0f}{:>10.0f}\n", name, side, row.cases,
             row.found, row.wide, row.ways, row.broken, row.total_ms / std::max(1, row.cases),
             row.longest_ms);
}

Row sum_of(const std::vector<Row>& rows) {
  Row sum;
  for (const auto& row : rows) {
    sum.cases += row.cases;
    sum.found += row.found;
    sum.wide += row.wide;
    sum.ways += row.ways;
    sum.broken += row.broken;
    sum.total_ms += row.total_ms;
    sum.longest_ms = std::max(sum.longest_ms, row.longest_ms);
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "estimated") {
    const int count = argc > 2 ? std::atoi(argv[2]) : 12;
    const int from = argc > 3 ? std::atoi(argv[3]) : 7001;
    return measure_estimated_plans(count, static_cast<std::uint64_t>(from));
  }
  const int patients = argc > 1 ? std::atoi(argv[1]) : 10;
  const int first = argc > 2 ? std::atoi(argv[2]) : 1;
  const auto catalogue = ProcedureCatalogue::load();
  if (!catalogue) return 3;
  const auto tasks = tasks_of(*catalogue);
  std::vector<Row> rows(tasks.size());
  for (int i = 0; i < patients; ++i) {
    const auto parameters = draw_patient(static_cast<std::uint64_t>(first + i));
    if (!parameters) return 3;
    const Patient patient = make_patient(*parameters);
    for (std::size_t k = 0; k < tasks.size(); ++k) measure(patient, tasks[k], rows[k]);
    const Row so_far = sum_of(rows);
    fmt::print("patient {}: so far {} of {} cases, {} of {} ways broken\n", first + i, so_far.found,
               so_far.cases, so_far.broken, so_far.ways);
    std::fflush(stdout);
  }
  fmt::print("{:<26}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}{:>10}{:>10}\n", "procedure, 22G 120 mm", "side",
             "cases", "found", "wide", "ways", "broken", "mean ms", "longest");
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    print_row(tasks[k].procedure.id, to_string(tasks[k].site.side), rows[k]);
  }
  const Row all = sum_of(rows);
  print_row("all", "", all);
  fmt::print("found / found by the wide search: {:.1f} %\n",
             100.0 * all.found / std::max(1, all.wide));
  return 0;
}
