// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <fstream>
#include <opencv2/core.hpp>

#include "simulation/procedure_table.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

TEST(Procedures, EachReachesItsTargetOnBothSides) {
  for (const auto& name : procedure_names()) {
    for (const char* side : {"left", "right"}) {
      auto request = small_request(name);
      request.side = side;
      const auto scenario = procedure_scenario(small_patient(), request);
      ASSERT_TRUE(scenario) << name << ": " << scenario.error().text();
      double nearest = 1e9;
      for (const auto& key : scenario->needle_keys) {
        const Vector3d tip = needle_point(scenario->needle, key.placement, key.placement.depth_mm);
        nearest = std::min(nearest, (tip - scenario->target->mm).norm());
      }
      EXPECT_LT(nearest, 8.0) << name << " " << side;
    }
  }
}

TEST(Procedures, ARedirectDrawsBackTurnsAndReachesTheTarget) {
  auto request = small_request("psis_infil");
  request.redirect_rad = 0.15;
  const auto scenario = procedure_scenario(small_patient(), request);
  ASSERT_TRUE(scenario) << scenario.error().text();
  const auto& keys = scenario->needle_keys;
  const NeedlePlacement &first = keys.front().placement, &last = keys.back().placement;
  EXPECT_NEAR(std::acos(first.direction.unit.dot(last.direction.unit)), 0.15, 1e-6);
  EXPECT_EQ(first.entry.mm, last.entry.mm);
  const auto turn = std::adjacent_find(keys.begin(), keys.end(), [](const auto& a, const auto& b) {
    return a.placement.direction.unit != b.placement.direction.unit;
  });
  ASSERT_NE(turn, keys.end());
  double before = 0.0, nearest = 1e9;
  for (auto key = keys.begin(); key != turn; ++key) {
    before = std::max(before, key->placement.depth_mm);
  }
  EXPECT_LT(turn->placement.depth_mm, before - 3.0);
  EXPECT_EQ(turn->placement.depth_mm, (turn + 1)->placement.depth_mm);
  for (const auto& key : keys) {
    const Vector3d tip = needle_point(scenario->needle, key.placement, key.placement.depth_mm);
    nearest = std::min(nearest, (tip - scenario->target->mm).norm());
  }
  EXPECT_LT(nearest, 4.0);
  request.redirect_rad = 0.6;
  EXPECT_EQ(procedure_scenario(small_patient(), request).error().code, ErrorCode::kInvalidOption);
}

TEST(Procedures, TheCaudalNeedleGoesInFlatAndIntoTheCanal) {
  const auto scenario = procedure_scenario(small_patient(), small_request("caudal"));
  ASSERT_TRUE(scenario) << scenario.error().text();
  const Vector3d down =
      scenario->probe_keys.front().reference_from_probe.matrix().block<3, 1>(0, 1);
  const NeedlePlacement& goal = scenario->needle_keys.back().placement;
  EXPECT_LT(std::asin(goal.direction.unit.dot(down)), 0.7);
  double nearest = 1e9;
  for (const auto& key : scenario->needle_keys) {
    const Vector3d tip = needle_point(scenario->needle, key.placement, key.placement.depth_mm);
    nearest = std::min(nearest, (tip - scenario->target->mm).norm());
  }
  EXPECT_LT(nearest, 2.5);
}

TEST(Procedures, UnknownNamesAreRefusedWithTheList) {
  auto request = small_request("appendix");
  const auto scenario = procedure_scenario(small_patient(), request);
  ASSERT_FALSE(scenario);
  EXPECT_EQ(scenario.error().code, ErrorCode::kInvalidOption);
  EXPECT_NE(scenario.error().message.find("psis_infil"), std::string::npos);
  request = small_request("caudal");
  request.side = "middle";
  EXPECT_EQ(procedure_scenario(small_patient(), request).error().code, ErrorCode::kInvalidOption);
  request = small_request("mbb");
  request.needle = *parse_needle("25G:25");
  EXPECT_EQ(procedure_scenario(small_patient(), request).error().code, ErrorCode::kInvalidOption);
}

TEST(Procedures, APatientWithoutSkinCannotBeScanned) {
  auto bones = std::make_shared<Patient>(*small_patient());
  bones->soft_tissue = nullptr;
  const auto scenario = procedure_scenario(bones, small_request("mbb"));
  ASSERT_FALSE(scenario);
  EXPECT_EQ(scenario.error().code, ErrorCode::kNoData);
  bones->landmarks.clear();
  EXPECT_EQ(procedure_scenario(bones, small_request("mbb")).error().code, ErrorCode::kNoData);
}

TEST(Procedures, ATableThatIsNoneIsDamaged) {
  const auto table = parse_procedures(R"({"procedures": [{"id": "x"}]})");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::kDamagedFile);
}

TEST(ScenarioSource, TipPixelIsTheProjectedTip) {
  auto source = ScenarioSource::create(small_scenario(small_request("psis_infil")));
  ASSERT_TRUE(source);
  int compared = 0;
  while (true) {
    const auto frame = source->next();
    ASSERT_TRUE(frame);
    if (!*frame) break;
    const SimulatedTruth& truth = source->truth();
    if (!truth.tip_px) continue;
    const auto in_probe = truth.reference_from_probe.inverse() * truth.tip_in_reference;
    const Eigen::Matrix4d probe_from_image = (*frame)->poses.at(0).to_from;
    const Eigen::Vector4d px =
        probe_from_image.inverse() * Eigen::Vector4d(in_probe.mm.x(), in_probe.mm.y(), 0.0, 1.0);
    EXPECT_NEAR(px.x(), truth.tip_px->x_px, 1e-6);
    EXPECT_NEAR(px.y(), truth.tip_px->y_px, 1e-6);
    EXPECT_NEAR(in_probe.mm.z(), truth.tip_out_of_plane_mm, 1e-9);
    ++compared;
  }
  EXPECT_GT(compared, 3);
}

TEST(ScenarioSource, GivesTheSamePicturesForAnyNumberOfThreads) {
  cv::Mat pictures[2];
  for (const int threads : {1, 3}) {
    cv::setNumThreads(threads);
    auto source = ScenarioSource::create(small_scenario(small_request("sij_ia")));
    ASSERT_TRUE(source);
    cv::Mat last;
    for (int i = 0; i < 6; ++i) last = (**source->next()).image;
    pictures[threads / 2] = last;
  }
  cv::setNumThreads(-1);
  EXPECT_EQ(cv::norm(pictures[0], pictures[1], cv::NORM_INF), 0.0);
}

TEST(ScenarioSource, AnOffsetNeedleIsOutOfThePlane) {
  auto request = small_request("psis_infil");
  request.plane_offset_mm = 25.0;
  auto scenario = procedure_scenario(small_patient(), request);
  ASSERT_TRUE(scenario);
  scenario->tissue_spacing_mm = 1.5;
  auto source = ScenarioSource::create(std::move(*scenario));
  ASSERT_TRUE(source);
  for (int i = 0; i < 6; ++i) (void)source->next();
  EXPECT_TRUE(source->truth().needle_inserted);
  EXPECT_FALSE(source->truth().needle_in_slice);
  EXPECT_EQ(source->truth().visible_length_mm, 0.0);
}

TEST(ScenarioSource, LivePosesReplaceTheKeys) {
  auto source = ScenarioSource::create(small_scenario(small_request("psis_infil")));
  ASSERT_TRUE(source);
  const auto& scenario = source->scenario();
  auto placement = scenario.needle_keys[5].placement;
  placement.depth_mm = 12.0;
  source->set_poses(scenario.probe_keys[0].reference_from_probe, placement);
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(*source->next());
  EXPECT_DOUBLE_EQ(source->truth().depth_mm, 12.0);
}

TEST(ScenarioSource, RefusesWhatMakesNoSense) {
  auto scenario = small_scenario(small_request("psis_infil"));
  scenario.probe_keys.clear();
  EXPECT_EQ(ScenarioSource::create(scenario).error().code, ErrorCode::kInvalidOption);
  scenario = small_scenario(small_request("psis_infil"));
  scenario.needle_keys[1].time_s = -1.0;
  EXPECT_EQ(ScenarioSource::create(scenario).error().code, ErrorCode::kInvalidOption);
  scenario = small_scenario(small_request("psis_infil"));
  scenario.hand.drift_mm = -1.0;
  EXPECT_EQ(ScenarioSource::create(scenario).error().code, ErrorCode::kInvalidOption);
  scenario = small_scenario(small_request("psis_infil"));
  scenario.patient = nullptr;
  EXPECT_EQ(ScenarioSource::create(scenario).error().code, ErrorCode::kNoData);
}

TEST(ScenarioScript, IsReadAndMisspeltKeysAreNamed) {
  const TemporaryFolder folder;
  const auto path = folder.path("scene.json");
  std::ofstream(path) << R"({"procedure": "caudal", "patient": {"seed": 3, "fat_mm": 9},
    "frames": 12, "hand": {"drift_mm": 0}, "labels": {"visibility": "partly"},
    "probe_moves": [{"time_s": 0}, {"time_s": 1, "shift_mm": [0, 0, 5]}],
    "needle_moves": [{"time_s": 0, "depth_mm": 2}, {"time_s": 1, "depth_mm": 9, "turn_rad": 0.1}],
    "injections": []})";
  const auto scenario = read_scenario(path);
  ASSERT_TRUE(scenario) << scenario.error().text();
  EXPECT_EQ(scenario->frames, 12);
  EXPECT_EQ(scenario->probe_keys.size(), 2U);
  EXPECT_EQ(scenario->hand.drift_mm, 0.0);
  EXPECT_DOUBLE_EQ(scenario->patient->parameters.fat_mm, 9.0);
  EXPECT_TRUE(scenario->pools.empty());
  EXPECT_EQ(scenario->labels.back().second, "partly");
  std::ofstream(path) << R"({"procedure": "caudal", "neddle": "22G"})";
  const auto misspelt = read_scenario(path);
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().code, ErrorCode::kDamagedFile);
  EXPECT_NE(misspelt.error().message.find("neddle"), std::string::npos);
  EXPECT_EQ(read_scenario(path + "x").error().code, ErrorCode::kFileNotFound);
}

TEST(SimulatedTruth, IsTheSameForWhoeverAsksOnlyNowAndThen) {
  const Scenario scenario = small_scenario(small_request("psis_infil"));
  auto always = ScenarioSource::create(scenario), once = ScenarioSource::create(scenario);
  ASSERT_TRUE(always && once);
  bool contrast = false;
  for (int i = 0; i < scenario.frames; ++i) {
    const auto a = always->next(), b = once->next();
    ASSERT_TRUE(*a && *b);
    EXPECT_EQ(always->truth().frame_index, i);
    EXPECT_EQ(cv::norm((*a)->image, (*b)->image, cv::NORM_INF), 0.0) << i;
    if (i % 3 != 1) continue;
    EXPECT_EQ(always->truth().bright_length_mm, once->truth().bright_length_mm);
    EXPECT_EQ(always->truth().contrast_db, once->truth().contrast_db);
    EXPECT_EQ(always->truth().frame_index, once->truth().frame_index);
    contrast = contrast || once->truth().contrast_db != 0.0;
  }
  EXPECT_TRUE(contrast);
}

TEST(SimulatedTruth, SaysHowLittleOfACaudalInjectionIsDrawn) {
  const auto drawn_share = [](const std::string& procedure) {
    auto source = ScenarioSource::create(small_scenario(small_request(procedure)));
    while (*source->next()) {
    }
    return source->truth().drawn_ml / source->truth().injected_ml;
  };
  const double caudal = drawn_share("caudal");
  EXPECT_GT(caudal, 0.05);
  EXPECT_LT(caudal, 0.4);
  EXPECT_GT(drawn_share("psis_infil"), 0.5);
  EXPECT_LE(drawn_share("psis_infil"), 1.0);
}

}  // namespace
}  // namespace echolance
