// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "planner/evidence.hpp"
#include "planner/injectate.hpp"
#include "planner/plan_markups.hpp"
#include "session/output_file.hpp"
#include "session/plan_picture.hpp"
#include "session/results_folder.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

constexpr double kUnusualView = 0.4;

std::string fact_line(const TextFact& fact) {
  return (fact.what.empty() ? "" : fact.what + ": ") + fact.value + " " + tag_mark(fact.from);
}

Result<PlanNotes> notes_of(const PlanRun& run) {
  PlanNotes notes;
  notes.notice = kNotAMedicalDevice;
  notes.evidence = evidence_lines(run.task.procedure);
  for (const auto& volume : run.task.procedure.injectate.volumes) {
    notes.injectate.push_back(
        fmt::format("usual volume: {} {}", range_text(volume), tag_mark(volume.from)));
  }
  if (run.injectate.empty()) return notes;
  const auto components = parse_injectate(run.injectate);
  if (!components) return tl::unexpected<Error>(components.error());
  const auto check = check_injectate(*components, run.task.procedure, {});
  if (!check) return tl::unexpected<Error>(check.error());
  notes.injectate.push_back("asked: " + run.injectate);
  for (const auto& warning : check->warnings) {
    notes.injectate.push_back("warning: " + warning.text + " " + tag_mark(warning.from));
  }
  return notes;
}

Plan plan_of(const PlanCase& plan_case, const PlanRun& run, const SearchResult& search) {
  Plan plan;
  plan.procedure = run.task.procedure.id;
  plan.side = run.task.procedure.target.sides == TargetSides::kMidline
                  ? "midline"
                  : to_string(run.task.site.side);
  plan.guidance = guidance_words(run.task.procedure.guidance);
  plan.space = plan_case.scene.space;
  plan.axes = plan_case.axes;
  plan.target_name = plan_case.target_name;
  plan.target_mm = plan_case.target_mm;
  plan.target_std_mm = run.target_std_mm.value_or(plan_case.target_std_mm);
  plan.tolerance_mm = run.tolerance_mm;
  plan.landmarks = plan_case.landmarks;
  plan.needle = run.task.needle;
  plan.needle_from = run.task.needle_from;
  const ProbeFace& probe = search.probe;
  plan.probe = PlanProbe{probe.stance, probe.origin_mm, probe.right, probe.beam};
  plan.best = search.best;
  if (!search.pareto.empty()) {
    plan.alternatives.assign(search.pareto.begin() + 1, search.pareto.end());
  }
  plan.nearest = search.nearest;
  plan.structures = plan_case.scene.no_go;
  plan.regions = search.regions;
  plan.remedies = search.remedies;
  plan.warnings = plan_case.warnings;
  plan.input_path = run.input_path;
  plan.input_sha256 = run.input_sha256;
  plan.program_version = run.program_version;
  plan.frame_index = plan_case.frame_index;
  return plan;
}

void add_warnings(const PlanCase& plan_case, const PlanRun& run, Plan& plan) {
  if (run.task.procedure.guidance == GuidanceClass::kFluoroscopyOnly) {
    plan.warnings.insert(plan.warnings.begin(), plan.guidance);
  }
  if (!plan.best) return;
  if (plan.best->terms.usual_view < kUnusualView) {
    plan.warnings.push_back(
        "no better way was found with probe and needle as this procedure is "
        "usually done: " +
        plan.probe->stance);
  }
  if (plan_case.remarks_on) {
    for (auto& sentence : plan_case.remarks_on(plan.best->way)) {
      plan.warnings.push_back(std::move(sentence));
    }
  }
  for (const auto& clearance : plan.best->clearances) {
    if (clearance.distance_mm >= clearance.least_mm && clearance.distance_mm > 0.0) continue;
    plan.warnings.push_back(
        clearance.distance_mm <= 0.0
            ? fmt::format("the best way meets {}", clearance.structure)
            : fmt::format("the best way passes {} at {:.1f} mm, less than the {:.0f} mm asked for",
                          clearance.structure, clearance.distance_mm, clearance.least_mm));
  }
}

Result<void> add_robustness(const PlanScene& scene, const PathRequest& request, Plan& plan) {
  const PathJudge judge(scene, request);
  RobustnessOptions options;
  options.errors.landmark_mm = plan.target_std_mm;
  const auto estimate = [&](PlannedPath& path) -> Result<void> {
    auto robustness = estimate_all(judge, path, options);
    if (!robustness) return tl::unexpected(robustness.error());
    path.robustness = std::move(*robustness);
    return {};
  };
  if (plan.best) {
    if (auto done = estimate(*plan.best); !done) return done;
  }
  for (auto& path : plan.alternatives) {
    if (auto done = estimate(path); !done) return done;
  }
  return {};
}

}  // namespace

// Neutral and dated, statement by statement; a plan never comes without it.
std::vector<std::string> evidence_lines(const Procedure& procedure) {
  const EvidenceCard card = evidence_card(procedure.id);
  std::vector<std::string> lines;
  for (const auto& fact : card.scope) lines.push_back(fact_line(fact));
  for (const auto& list : {&card.statements, &card.dissent}) {
    for (const auto& statement : *list) {
      for (const auto& point : statement.points) {
        lines.push_back(
            fmt::format("{} ({}): {}", statement.title, statement.date, fact_line(point)));
      }
    }
  }
  for (const auto& fact : card.criteria) lines.push_back(fact_line(fact));
  if (lines.empty()) lines.emplace_back("no statement on this procedure was collected");
  return lines;
}

PathRequest path_request(const PlanCase& plan_case, const PlanRun& run) {
  PathRequest request;
  request.target_mm = plan_case.target_mm;
  request.tolerance_mm = run.tolerance_mm;
  request.needle = run.task.needle;
  request.rules = approach_rules(run.task.procedure, run.task.site);
  return request;
}

Result<PlanResults> plan_results(const PlanCase& plan_case, const PlanRun& run) {
  auto notes = notes_of(run);
  if (!notes) return tl::unexpected<Error>(notes.error());
  const PathRequest request = path_request(plan_case, run);
  auto search = search_trajectories(plan_case.scene, request, run.search);
  if (!search) return tl::unexpected<Error>(search.error());
  PlanResults results{plan_of(plan_case, run, *search), std::move(*search), std::move(*notes)};
  add_warnings(plan_case, run, results.plan);
  PlanScene scene = plan_case.scene;
  scene.probe = results.search.probe;
  if (auto done = add_robustness(scene, request, results.plan); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return results;
}

Result<void> write_plan(const PlanCase& plan_case, const PlanResults& results,
                        const std::string& out_dir) {
  const auto folder = ResultsFolder::prepare(out_dir, kPlanResults);
  if (!folder) return tl::unexpected<Error>(folder.error());
  const auto picture = plan_picture(plan_case, results);
  if (!picture) return tl::unexpected<Error>(picture.error());
  return write_file_atomically(folder->file(result_name::kPlanMarkups), plan_markups(results.plan))
      .and_then(
          [&] { return write_file_atomically(folder->file(result_name::kPlanPicture), *picture); })
      .and_then([&] {
        return write_file_atomically(folder->file(kPlanResults.summary),
                                     plan_json(results.plan, results.notes));
      });
}

Result<PlanResults> run_plan(const PlanCase& plan_case, const PlanRun& run) {
  auto results = plan_results(plan_case, run);
  if (!results) return results;
  if (auto written = write_plan(plan_case, *results, run.out_dir); !written) {
    return tl::unexpected<Error>(written.error());
  }
  return results;
}

}  // namespace echolance
