// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "session/run_plan.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kDegrees = 180.0 / std::numbers::pi;
constexpr std::size_t kNearestShown = 5;

std::string line(std::string_view name, const std::string& words) {
  return fmt::format("{:<22}{}\n", name, words);
}

std::string place(const Vector3d& at) {
  return fmt::format("{:.1f}, {:.1f}, {:.1f}", at.x(), at.y(), at.z());
}

std::string percent(const Probability& probability) {
  return fmt::format("{:.0f} % ({:.0f} to {:.0f})", 100.0 * probability.value,
                     100.0 * probability.low, 100.0 * probability.high);
}

std::string path_words(const PlannedPath& path) {
  const double length = (end_mm(path.way) - entry_mm(path.way)).norm();
  return fmt::format("{:.0f} mm at {:.0f} deg to the face, score {:.2f}", length,
                     kDegrees * path.angle_to_face_rad, path.score);
}

std::string best_text(const Plan& plan) {
  const PlannedPath& path = *plan.best;
  std::string text = line("best way", path_words(path));
  text += line("entry", place(entry_mm(path.way)) +
                            fmt::format(" in {}, mm",
                                        plan.axes.empty() ? to_string(plan.space) : plan.axes));
  text += line("end", place(end_mm(path.way)));
  text += line("expected bending",
               fmt::format("{:.1f} mm at the tip, to whichever side the bevel looks",
                           path.expected_bending_mm));
  if (path.robustness) {
    text += line("within tolerance",
                 percent(path.robustness->on_target) +
                     fmt::format(", of {:.1f} mm, if nothing is corrected under ultrasound",
                                 plan.tolerance_mm));
    text += line("clear of all", percent(path.robustness->all_clear) +
                                     ", forbidden structures and bone before the target");
    if (path.robustness->if_seen) {
      text += line("", fmt::format("{} and {}, if it is seen to its tip and led back",
                                   percent(path.robustness->if_seen->on_target),
                                   percent(path.robustness->if_seen->all_clear)));
    }
  }
  for (std::size_t i = 0; i < std::min(kNearestShown, path.clearances.size()); ++i) {
    const PathClearance& clearance = path.clearances[i];
    text += line(i == 0 ? "nearest structures" : "",
                 fmt::format("{:<32}{:6.1f} mm (least {:.0f}, {})", clearance.structure,
                             clearance.distance_mm, clearance.least_mm, to_string(clearance.kind)));
  }
  return text;
}

std::string explanation(const PlanResults& results) {
  const Plan& plan = results.plan;
  std::string text = "\n";
  for (const auto& region : plan.regions) {
    text += line(region.region, region.reason.empty() ? "all ways are feasible" : region.reason);
  }
  if (plan.best) {
    text += "\n";
    for (const auto& term : path_term_names()) {
      text += line(term.name, fmt::format("{:.2f}", plan.best->terms.*term.member));
    }
    for (std::size_t i = 0; i < plan.alternatives.size(); ++i) {
      text += line(fmt::format("alternative {}", i + 1), path_words(plan.alternatives[i]));
    }
  }
  text +=
      line("judged", fmt::format("{} ways, {} places of the probe, in {:.0f} ms, maps {:.0f} ms",
                                 results.search.candidates, results.search.places,
                                 results.search.judge_ms, results.search.build_ms));
  for (const auto& words : results.notes.injectate) text += line("injectate", words);
  return text;
}

std::string needle_words(const Plan& plan) {
  const PlanNeedle& needle = plan.needle;
  const bool usual = plan.needle_from == PlanNeedleFrom::kProcedure;
  return fmt::format("{}G, {:.0f} mm, {}{}", needle.model.gauge, needle.length_mm,
                     to_string(needle.tip),
                     usual ? "; usual for this procedure, as none was chosen" : "");
}

}  // namespace

std::string plan_text(const PlanResults& results, PlanDetail detail) {
  const Plan& plan = results.plan;
  std::string text = line("procedure", plan.procedure + ", " + plan.side);
  text += line("guidance", plan.guidance);
  text +=
      line("target", fmt::format("{} at {} mm, standard deviation {:.1f} mm", target_words(plan),
                                 place(plan.target_mm), plan.target_std_mm));
  for (const auto& mark : plan.landmarks) {
    text += line(mark.use == LandmarkUse::kTarget ? "landmark" : "landmark to avoid",
                 landmark_sentence(mark));
  }
  text += line("needle", needle_words(plan));
  if (plan.frame_index) text += line("frame", fmt::to_string(*plan.frame_index));
  if (plan.probe && !plan.probe->stance.empty()) text += line("probe", plan.probe->stance);
  if (plan.best) {
    text += best_text(plan);
  } else {
    text += line("best way", "none keeps all limits");
    for (const auto& remedy : plan.remedies) text += line("what to change", remedy);
  }
  if (detail == PlanDetail::kExplain || !plan.best) text += explanation(results);
  text += "\n";
  for (const auto& words : results.notes.evidence) text += line("evidence", words);
  return text + line("", kNotAMedicalDevice);
}

}  // namespace echolance
