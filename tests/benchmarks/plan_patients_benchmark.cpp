// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Plans in virtual patients: plan_patients_benchmark [PATIENTS] [FIRST_SEED]. For every procedure
// that ultrasound can see: how often a way is found, how often with the probe in many more places
// (turned by 15 deg, moved), and how often a way that was returned breaks a hard limit of the true
// anatomy. Landmarks are exact.
// plan_patients_benchmark estimated [PATIENTS] [FIRST_SEED]: estimated_plans.hpp.

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string_view>

#include "planner/catalogue.hpp"
#include "planner/trajectory_search.hpp"
#include "session/plan_case.hpp"
#include "tests/benchmarks/estimated_plans.hpp"

namespace {

using namespace echolance;
using Eigen::Vector3d;

struct Row {
  int cases = 0, found = 0, exhaustive = 0, ways = 0, broken = 0;
  double longest_ms = 0.0;
};

PathRequest request_of(const PlanCase& plan_case, const PlanTask& task) {
  PathRequest request;
  request.target_mm = plan_case.target_mm;
  request.needle = task.needle;
  request.rules = approach_rules(task.procedure, task.site);
  return request;
}

PlanScene with_many_probes(const PlanCase& plan_case) {
  PlanScene scene = plan_case.scene;
  for (int turn = 15; turn < 180; turn += 15) {
    const Eigen::AngleAxisd about(turn * std::numbers::pi / 180.0, scene.probe.beam);
    for (const double shift : {-0.8, -0.4, 0.0, 0.4, 0.8}) {
      ProbeFace probe = scene.probe;
      probe.right = about * scene.probe.right;
      probe.origin_mm += shift * 0.5 * probe.width_mm * probe.right;
      scene.more_probes.push_back(probe);
    }
  }
  return scene;
}

bool breaks_a_limit(const Patient& patient, const PlanCase& plan_case, const PlanTask& task,
                    const PlannedPath& path) {
  const Vector3d entry = entry_mm(path.way);
  const Vector3d way = end_mm(path.way) - entry;
  const double length = way.norm();
  constexpr double kContact_mm = 3.0;
  if (length > task.needle.length_mm + 1e-3) return true;
  for (double s = 1.0; s < length - kContact_mm; s += 0.1) {
    for (const auto& bone : patient.skeleton.bones) {
      if (bone.surface.at(entry + way * (s / length)) < 0.0) return true;
    }
  }
  return std::any_of(plan_case.scene.no_go.begin(), plan_case.scene.no_go.end(),
                     [&](const NoGo& s) {
                       return s.kind == ClearanceKind::kForbidden &&
                              distance_mm(s, entry, end_mm(path.way)) < s.least_mm;
                     });
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
  row.longest_ms = std::max(row.longest_ms, result->total_ms);
  if (result->best) {
    ++row.found;
    ++row.exhaustive;
    for (const auto& path : result->pareto) {
      ++row.ways;
      if (breaks_a_limit(patient, *plan_case, task, path)) ++row.broken;
    }
    return;
  }
  const auto wider = search_trajectories(with_many_probes(*plan_case), request);
  if (wider && wider->best) ++row.exhaustive;
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
  const std::vector<PlanTask> tasks = tasks_of(*catalogue);
  std::vector<Row> rows(tasks.size());
  for (int i = 0; i < patients; ++i) {
    const auto parameters = draw_patient(static_cast<std::uint64_t>(first + i));
    if (!parameters) return 3;
    const Patient patient = make_patient(*parameters);
    for (std::size_t k = 0; k < tasks.size(); ++k) measure(patient, tasks[k], rows[k]);
  }
  fmt::print("{:<26}{:>7}{:>8}{:>8}{:>13}{:>8}{:>8}{:>11}\n", "procedure, 22G 120 mm", "side",
             "cases", "found", "more probes", "ways", "broken", "longest ms");
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const Row& row = rows[k];
    fmt::print("{:<26}{:>7}{:>8}{:>8}{:>13}{:>8}{:>8}{:>11.0f}\n", tasks[k].procedure.id,
               to_string(tasks[k].site.side), row.cases, row.found, row.exhaustive, row.ways,
               row.broken, row.longest_ms);
  }
  return 0;
}
