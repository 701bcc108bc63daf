// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/simulation_truth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "imaging/open_recording.hpp"
#include "session/run_simulate.hpp"
#include "simulation/motion_paths.hpp"
#include "simulation/needle_pose.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

// Every field of the truth against what the scenario says, by ways of its own; and what the written
// recording says of the tracker.
namespace echolance {
namespace {

using Eigen::Vector3d;
using nlohmann::json;

Vector3d vector_of(const json& value) {
  return {value.at(0).get<double>(), value.at(1).get<double>(), value.at(2).get<double>()};
}

Eigen::Matrix4d matrix_of(const json& numbers) {
  Eigen::Matrix4d matrix;
  for (int i = 0; i < 16; ++i)
    matrix(i / 4, i % 4) = numbers.at(static_cast<std::size_t>(i)).get<double>();
  return matrix;
}

struct Recorded {
  Scenario scenario;
  json truth;
  std::vector<Frame> frames;
};

Recorded record(const Scenario& scenario) {
  const TemporaryFolder folder;
  auto source = ScenarioSource::create(scenario);
  EXPECT_TRUE(source);
  SimulateRequest request;
  request.out_path = folder.path("case.igs.mha");
  request.program_version = "1.2.3";
  request.options = {{"--procedure", "x"}};
  EXPECT_TRUE(run_simulate(*source, request));
  Recorded recorded{scenario, json::parse(read_text(folder.path("case.truth.json"))), {}};
  auto file = open_recording(request.out_path);
  EXPECT_TRUE(file);
  while (true) {
    auto frame = (*file)->next();
    if (!frame || !*frame) break;
    recorded.frames.push_back(**frame);
  }
  return recorded;
}

// Where pictures do not matter.
Scenario coarse(const ProcedureRequest& request) {
  Scenario scenario = small_scenario(request);
  scenario.tissue_spacing_mm = 4.0;
  scenario.scanner.lines = 16;
  return scenario;
}

// In plane, nothing moves but the needle.
const Recorded& steady_case() {
  static const Recorded one = record(steady(small_scenario(small_request("psis_infil"))));
  return one;
}

// Pixels of the picture to and from Reference, from the recording alone.
struct Picture {
  Picture(const Recorded& recorded, std::size_t i)
      : reference_from_probe(matrix_of(recorded.truth["frames"][i]["reference_from_probe"])),
        probe_from_image(recorded.frames[i].poses.at(0).to_from) {}

  Vector3d place(double x_px, double y_px) const {
    return (reference_from_probe * probe_from_image * Eigen::Vector4d(x_px, y_px, 0.0, 1.0))
        .head<3>();
  }
  // x, y in px; z out of plane in mm.
  Vector3d px(const Vector3d& in_reference) const {
    const Eigen::Vector4d in_probe = reference_from_probe.inverse() * in_reference.homogeneous();
    const Eigen::Vector4d at =
        probe_from_image.inverse() * Eigen::Vector4d(in_probe.x(), in_probe.y(), 0.0, 1.0);
    return {at.x(), at.y(), in_probe.z()};
  }

  Eigen::Matrix4d reference_from_probe, probe_from_image;
};

TEST(SimulationTruth, HeaderSaysWhatTheRecordingIsOf) {
  const auto& [scenario, truth, frames] = steady_case();
  EXPECT_EQ(truth["schema"], "echolance.simulation_truth");
  EXPECT_EQ(truth["recording"], "case.igs.mha");
  EXPECT_EQ(truth["program_version"], "1.2.3");
  EXPECT_EQ(truth["options"]["--procedure"], "x");
  EXPECT_EQ(truth["ended"], "complete");
  EXPECT_EQ(truth["seed"], scenario.seed);
  EXPECT_EQ(truth["patient"]["seed"], 3);
  EXPECT_EQ(truth["patient"]["fat_mm"], scenario.patient->parameters.fat_mm);
  EXPECT_EQ(truth["picture"]["probe"], scenario.probe.name);
  EXPECT_EQ(truth["picture"]["depth_mm"], scenario.scanner.depth_mm);
  EXPECT_EQ(truth["needle_device"]["gauge"], scenario.needle.gauge);
  EXPECT_EQ(truth["needle_device"]["length_mm"], scenario.needle.length_mm);
  EXPECT_EQ(truth["tracker"]["noise_mm"], 0.0);
  EXPECT_EQ(truth["hand"]["drift_mm"], 0.0);
  for (const auto& [name, value] : scenario.labels) EXPECT_EQ(truth["labels"][name], value);
  EXPECT_LT((vector_of(truth["target_in_reference_mm"]) - scenario.target->mm).norm(), 0.001);
  ASSERT_EQ(truth["frames"].size(), 10U);
  ASSERT_EQ(frames.size(), 10U);
  EXPECT_NEAR(frames[0].spacing->x_mm_per_px, truth["mm_per_px"], 1e-9);
}

TEST(SimulationTruth, NeedleLiesWhereTheScenarioPutsIt) {
  const auto& recorded = steady_case();
  const Scenario& scenario = recorded.scenario;
  int inserted = 0;
  for (std::size_t i = 0; i < recorded.frames.size(); ++i) {
    const json& frame = recorded.truth["frames"][i];
    const double time_s = static_cast<double>(i) / scenario.frame_rate_hz;
    EXPECT_EQ(frame["frame"], i);
    EXPECT_DOUBLE_EQ(frame["time_s"], time_s);
    EXPECT_DOUBLE_EQ(recorded.frames[i].time.seconds(), time_s);
    const Picture picture(recorded, i);
    EXPECT_TRUE(picture.reference_from_probe.isApprox(
        scenario.probe_keys[0].reference_from_probe.matrix(), 1e-9));
    const auto needle = needle_at(scenario.needle_keys, time_s);
    if (needle.depth_mm <= 0.0) {
      EXPECT_EQ(frame["needle"], "absent");
      EXPECT_FALSE(frame.contains("tip_in_reference_mm"));
      continue;
    }
    ++inserted;
    const Vector3d tip = needle_point(scenario.needle, needle, needle.depth_mm);
    EXPECT_NEAR(frame["depth_mm"], needle.depth_mm, 0.001);
    EXPECT_LT((vector_of(frame["tip_in_reference_mm"]) - tip).norm(), 0.002);
    EXPECT_LT((vector_of(frame["entry_in_reference_mm"]) - needle.entry.mm).norm(), 0.002);
    const Vector3d at = picture.px(tip);
    EXPECT_NEAR(frame["tip_out_of_plane_mm"], at.z(), 0.001);
    if (frame.contains("tip_px")) {
      EXPECT_NEAR(frame["tip_px"][0], at.x(), 0.01);
      EXPECT_NEAR(frame["tip_px"][1], at.y(), 0.01);
    }
    const Vector3d along = picture.reference_from_probe.block<3, 3>(0, 0).transpose() *
                           needle_tangent(scenario.needle, needle, needle.depth_mm);
    EXPECT_NEAR(frame["needle_angle_rad"], std::asin(std::abs(along.y())), 1e-6);
    const json& shaft = frame["shaft_in_reference_mm"];
    EXPECT_LT((vector_of(shaft.front()) - needle.entry.mm).norm(), 0.002);
    EXPECT_LT((vector_of(shaft.back()) - tip).norm(), 0.002);
    for (std::size_t k = 1; k < shaft.size(); ++k) {
      EXPECT_LT((vector_of(shaft[k]) - vector_of(shaft[k - 1])).norm(), 5.01);
    }
  }
  EXPECT_GT(inserted, 3);
}

TEST(SimulationTruth, MarksFollowFromWhatCanBeSeen) {
  const auto& recorded = steady_case();
  int present = 0;
  for (std::size_t i = 0; i < recorded.frames.size(); ++i) {
    const json& frame = recorded.truth["frames"][i];
    if (!frame.contains("visible_length_mm")) continue;
    const double visible_mm = frame["visible_length_mm"];
    EXPECT_LE(visible_mm, frame["depth_mm"].get<double>() + 0.01);
    EXPECT_EQ(frame["needle"] == "present", visible_mm >= 5.0);
    if (frame["needle"] != "present") continue;
    ++present;
    EXPECT_TRUE(frame["in_plane"]);
    EXPECT_TRUE(frame["tip_in_plane"]);
    // Both ends of the visible shaft lie on the needle, as far apart as can be seen.
    const Picture picture(recorded, i);
    const auto needle = needle_at(recorded.scenario.needle_keys, frame["time_s"]);
    Vector3d ends[2];
    for (std::size_t k = 0; k < 2; ++k) {
      const json& px = frame["shaft_px"][k];
      ends[k] = picture.place(px[0], px[1]);
      double nearest_mm = 1e9;
      for (double along = 0.0; along <= needle.depth_mm; along += 0.1) {
        const Vector3d at = needle_point(recorded.scenario.needle, needle, along);
        nearest_mm = std::min(nearest_mm, (at - ends[k]).norm());
      }
      EXPECT_LT(nearest_mm, 1.5);  // the needle is up to the slice's half away from the plane
    }
    EXPECT_NEAR((ends[1] - ends[0]).norm(), visible_mm, 1.0);
  }
  EXPECT_GT(present, 2);
}

TEST(SimulationTruth, BonePerColumnLiesOnTheBone) {
  const auto& recorded = steady_case();
  const Picture picture(recorded, 0);
  const json& bone = recorded.truth["frames"][0]["bone_px"];
  ASSERT_GT(bone.size(), 30U);
  double before = -1.0;
  for (const auto& px : bone) {
    EXPECT_GT(px[0].get<double>(), before);
    before = px[0];
    const Vector3d at = picture.place(px[0], px[1]);
    double nearest_mm = 1e9;
    for (const auto& part : recorded.scenario.patient->skeleton.bones) {
      nearest_mm = std::min(nearest_mm, std::abs(part.surface.at(at)));
    }
    EXPECT_LT(nearest_mm, 1.0);  // the volume's grid is 1.5 mm here
  }
}

TEST(SimulationTruth, LandmarksAreThePatientsNearThePlane) {
  const auto& recorded = steady_case();
  const Picture picture(recorded, 0);
  const json& named = recorded.truth["frames"][0]["landmarks"];
  std::size_t expected = 0;
  for (const auto& landmark : recorded.scenario.patient->landmarks) {
    const Vector3d at = picture.px(landmark.point.mm);
    const bool inside =
        std::abs(at.z()) < 4.99 && at.x() > 1.0 && at.x() < 126.0 && at.y() > 1.0 && at.y() < 126.0;
    const auto found = std::find_if(named.begin(), named.end(),
                                    [&](const json& row) { return row["name"] == landmark.name; });
    if (found == named.end()) continue;
    expected += inside ? 1 : 0;
    EXPECT_NEAR((*found)["px"][0], at.x(), 0.01);
    EXPECT_NEAR((*found)["px"][1], at.y(), 0.01);
    EXPECT_NEAR((*found)["out_of_plane_mm"], at.z(), 0.001);
  }
  EXPECT_GT(expected, 0U);
  EXPECT_TRUE(std::any_of(named.begin(), named.end(),
                          [](const json& row) { return row["name"] == "psis_left"; }));
}

TEST(SimulationTruth, InjectedVolumeGrowsToThePlan) {
  const auto& recorded = steady_case();
  const json& frames = recorded.truth["frames"];
  EXPECT_FALSE(frames[0].contains("injected_ml"));
  EXPECT_NEAR(frames.back()["injected_ml"], recorded.scenario.pools[0].volume_ml, 0.001);
  EXPECT_GT(frames.back()["drawn_ml"], 0.0);
  EXPECT_LE(frames.back()["drawn_ml"], 1.05 * frames.back()["injected_ml"].get<double>());
}

TEST(SimulationTruth, ANeedleAcrossThePlaneIsNotInPlane) {
  auto request = small_request("psis_infil");
  request.plane_angle_rad = std::numbers::pi / 2;
  const auto recorded = record(steady(coarse(request)));
  EXPECT_EQ(recorded.truth["labels"]["approach"], "out_of_plane");
  for (const auto& frame : recorded.truth["frames"]) {
    if (!frame.contains("in_plane") || frame["depth_mm"] < 8.0) continue;
    EXPECT_FALSE(frame["in_plane"]);
    EXPECT_NE(frame["needle"], "present");
  }
}

TEST(Recording, DropoutsCarryAStatusThatForbidsTheirUse) {
  Scenario scenario = steady(coarse(small_request("psis_infil")));
  scenario.tracker.dropouts_per_s = 2.0;
  scenario.frames = 24;
  scenario.frame_rate_hz = 10.0;
  const auto recorded = record(scenario);
  int invalid = 0, out_of_view = 0;
  for (const auto& frame : recorded.frames) {
    ASSERT_EQ(frame.poses.size(), 4U);
    EXPECT_EQ(frame.poses[0].from, "Image");
    EXPECT_EQ(frame.poses[0].status, PoseStatus::kOk);  // a calibration does not drop out
    for (const auto& pose : frame.poses) {
      if (pose.status == PoseStatus::kOk) continue;
      invalid += pose.status == PoseStatus::kInvalid ? 1 : 0;
      out_of_view += pose.status == PoseStatus::kOutOfView ? 1 : 0;
      EXPECT_EQ(pose.to_from, Eigen::Matrix4d::Identity());
    }
  }
  EXPECT_GT(invalid, 0);
  EXPECT_GT(out_of_view, 0);
}

TEST(Recording, LatePosesShowTheProbeWhereItWas) {
  Scenario scenario = steady(coarse(small_request("psis_infil")));
  ProbeKey end = scenario.probe_keys[0];
  Eigen::Matrix4d moved = end.reference_from_probe.matrix();
  moved(2, 3) += 6.0;
  end.reference_from_probe = *Transform<space::Reference, space::Probe>::from_matrix(moved);
  end.time_s = 0.4;
  scenario.probe_keys.push_back(end);
  const auto prompt = record(scenario);
  scenario.tracker.latency_s = 3.0 / scenario.frame_rate_hz;
  const auto late = record(scenario);
  for (std::size_t i = 3; i < late.frames.size(); ++i) {
    EXPECT_TRUE(
        late.frames[i].poses[1].to_from.isApprox(prompt.frames[i - 3].poses[1].to_from, 1e-9));
    EXPECT_EQ(late.frames[i].time, prompt.frames[i].time);
    EXPECT_EQ(late.truth["frames"][i]["reference_from_probe"],
              prompt.truth["frames"][i]["reference_from_probe"]);
  }
  EXPECT_FALSE(late.frames[5].poses[1].to_from.isApprox(prompt.frames[5].poses[1].to_from, 1e-4));
}

TEST(Recording, FewerGreysKeepBlackAndWhite) {
  const TemporaryFolder folder;
  auto source = ScenarioSource::create(coarse(small_request("psis_infil")));
  ASSERT_TRUE(source);
  SimulateRequest request;
  request.out_path = folder.path("few.igs.mha");
  request.grey_levels = 1;
  EXPECT_EQ(run_simulate(*source, request).error().code, ErrorCode::kInvalidOption);
  request.grey_levels = 4;
  ASSERT_TRUE(run_simulate(*source, request));
  auto file = open_recording(request.out_path);
  const auto frame = (*file)->next();
  for (const unsigned char grey : cv::Mat_<unsigned char>((*frame)->image)) {
    ASSERT_EQ(grey % 85, 0);
  }
}

}  // namespace
}  // namespace echolance
