// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include "planner/catalogue.hpp"
#include "session/plan_measured.hpp"
#include "session/run_plan.hpp"
#include "session/run_track.hpp"
#include "session/trial_sweep.hpp"
#include "simulation/scenario_source.hpp"
#include "tests/support/temporary_folder.hpp"

// From a tracked sweep to landmarks, a plan in Reference, and a tracked needle followed against it.
namespace echolance {
namespace {

using Eigen::Vector3d;

std::shared_ptr<const Patient> patient_3() {
  static const auto patient = std::make_shared<const Patient>(make_patient(*draw_patient(3)));
  return patient;
}

PlanTask psis_task() {
  PlanTask task;
  task.procedure = *ProcedureCatalogue::load()->find("psis-infiltration");
  return task;
}

ScenarioSource sweep_source() {
  TrialSweep sweep;
  sweep.probe = "l12-5";
  sweep.frames = 120;
  sweep.seed = 5;
  auto scenario = trial_sweep(patient_3(), sweep);
  EXPECT_TRUE(scenario) << scenario.error().text();
  scenario->scanner.size_px = {256, 256};
  scenario->scanner.lines = 128;
  return std::move(*ScenarioSource::create(std::move(*scenario)));
}

/// A simulated recording that keeps where the tip was.
class WithTruth : public FrameSource {
 public:
  explicit WithTruth(ScenarioSource source) : source_(std::move(source)) {}
  [[nodiscard]] const SequenceInfo& info() const override { return source_.info(); }
  Result<std::optional<Frame>> next() override {
    auto frame = source_.next();
    if (frame && *frame) {
      const auto& truth = source_.truth();
      tips_mm.push_back(truth.tip_visible ? std::optional(truth.tip_in_reference.mm)
                                          : std::nullopt);
    }
    return frame;
  }

  std::vector<std::optional<Vector3d>> tips_mm;

 private:
  ScenarioSource source_;
};

WithTruth needle_source() {
  ProcedureRequest request;
  request.procedure = "psis_infil";
  request.frames = 110;
  request.scanner.size_px = {320, 320};
  request.scanner.lines = 160;
  auto scenario = procedure_scenario(patient_3(), request);
  EXPECT_TRUE(scenario) << scenario.error().text();
  return WithTruth(std::move(*ScenarioSource::create(std::move(*scenario))));
}

// One column of frames.csv; empty where it is.
std::vector<std::optional<double>> column(const std::string& csv, const std::string& name) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const auto split = [](const std::string& text) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : text) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    return fields;
  };
  const auto heads = split(line);
  const auto at = std::find(heads.begin(), heads.end(), name) - heads.begin();
  std::vector<std::optional<double>> values;
  while (std::getline(lines, line)) {
    const std::string field = split(line).at(static_cast<std::size_t>(at));
    values.push_back(field.empty() ? std::nullopt : std::optional(std::stod(field)));
  }
  return values;
}

double beside_mm(const Vector3d& place, const Plan& plan) {
  const Vector3d along = (end_mm(plan.best->way) - entry_mm(plan.best->way)).normalized();
  const Vector3d off = place - entry_mm(plan.best->way);
  return (off - off.dot(along) * along).norm();
}

TEST(PlanSweep, ATrackedNeedleIsFollowedAgainstAPlanOfATrackedSweep) {
  const TemporaryFolder folder;
  auto sweep = sweep_source();
  LandmarksRequest landmarks;
  landmarks.out_dir = folder.path("landmarks");
  const auto found = run_sweep_landmarks(sweep, landmarks);
  ASSERT_TRUE(found) << found.error().text();
  const auto anatomy = read_landmarks_folder(folder.path("landmarks"));
  ASSERT_TRUE(anatomy) << anatomy.error().text();
  EXPECT_GT(anatomy->skin_mm.cols(), 500);
  EXPECT_GT(anatomy->bone_mm.cols(), 500);

  PlanRun run;
  run.task = psis_task();
  run.out_dir = folder.path("plan");
  const auto plan_case = plan_case_of_anatomy(*anatomy, run.task);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  const auto planned = run_plan(*plan_case, run);
  ASSERT_TRUE(planned) << planned.error().text();
  ASSERT_TRUE(planned->plan.best);
  EXPECT_THAT(planned->plan.warnings, testing::Contains(testing::HasSubstr("% was seen")));
  const Vector3d psis = patient_3()->skeleton.landmark("psis_left")->mm;
  EXPECT_LT((planned->plan.target_mm - psis).norm(), 6.0);

  TrackRequest request;
  request.out_dir = folder.path("track");
  request.plan = *parse_plan(read_text(folder.path("plan/plan.json")));
  WithTruth needle = needle_source();
  const auto summary = run_track(needle, request);
  ASSERT_TRUE(summary) << summary.error().text();
  ASSERT_TRUE(summary->plan);
  EXPECT_GT(summary->plan->frames_seen, 20);
  const std::string csv = read_text(folder.path("track/frames.csv"));
  const auto to_target = column(csv, "plan_tip_to_target_mm");
  const auto beside = column(csv, "plan_beside_mm");
  ASSERT_EQ(to_target.size(), needle.tips_mm.size());
  int compared = 0, right = 0;
  for (std::size_t i = 0; i < to_target.size(); ++i) {
    const auto& tip = needle.tips_mm[i];
    if (!to_target[i] || !tip) continue;
    ++compared;
    const double true_mm = (*tip - request.plan->target_mm).norm();
    right += std::abs(*to_target[i] - true_mm) < 3.0 &&
                     std::abs(*beside[i] - beside_mm(*tip, *request.plan)) < 3.0
                 ? 1
                 : 0;
  }
  EXPECT_GT(compared, 20);
  EXPECT_GT(right, 0.8 * compared) << "of " << compared;
}

}  // namespace
}  // namespace echolance
