// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "session/landmark_results.hpp"
#include "session/learn_shape.hpp"
#include "session/read_surface.hpp"
#include "session/run_landmarks.hpp"
#include "session/space_warp.hpp"
#include "session/sweep_surface.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

LandmarkResults some_results() {
  LandmarkResults results;
  results.space = "Reference";
  results.input_path = "sweep.igs.mha";
  results.found.verdict = FitVerdict::kUsable;
  results.found.landmarks = {
      {"psis_left", {40.0, 50.0, -20.0}, 2.0, 0.9, LandmarkState::kSeen, ""},
      {"psis_right", {-40.0, 50.0, -20.0}, 5.0, 0.7, LandmarkState::kInferred, "no data"},
      {"l1_spinous_tip", {0.0, 0.0, 0.0}, 40.0, 0.1, LandmarkState::kAbstained, "too far"}};
  return results;
}

TEST(LandmarkResults, JsonGivesNoPlaceToAbstainedOnes) {
  const auto json = nlohmann::json::parse(landmarks_json(some_results()));
  EXPECT_EQ(json.at("schema"), "echolance.landmarks");
  const auto& marks = json.at("landmarks");
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].at("state"), "seen");
  EXPECT_EQ(marks[0].at("point_mm"), nlohmann::json({40.0, 50.0, -20.0}));
  EXPECT_EQ(marks[2].at("state"), "abstained");
  EXPECT_TRUE(marks[2].at("point_mm").is_null());
  EXPECT_EQ(marks[2].at("reason"), "too far");
}

TEST(LandmarkResults, MarkupsAreLpsFiducialsWithoutAbstainedOnes) {
  const auto json = nlohmann::json::parse(landmarks_markups(some_results()));
  const auto& list = json.at("markups").at(0);
  EXPECT_EQ(list.at("type"), "Fiducial");
  EXPECT_EQ(list.at("coordinateSystem"), "LPS");
  ASSERT_EQ(list.at("controlPoints").size(), 2U);
  EXPECT_EQ(list.at("controlPoints")[1].at("label"), "psis_right");
  EXPECT_EQ(list.at("controlPoints")[1].at("positionStatus"), "defined");
}

TEST(LandmarkResults, WhatToScanNextNamesTheUnseenSide) {
  const auto next = what_to_scan_next(some_results().found);
  ASSERT_FALSE(next.empty());
  EXPECT_THAT(next.front(), testing::HasSubstr("right posterior superior iliac spine"));
  BoneLandmarks nothing;
  EXPECT_THAT(what_to_scan_next(nothing), testing::SizeIs(1));
}

TEST(SweepSurface, DepthIsCountedAlongTheNearestBeam) {
  const std::vector<FacePose> faces = {{{0.0, 100.0, 0.0}, {0.0, -1.0, 0.0}},
                                       {{0.0, 90.0, 50.0}, {0.0, -1.0, 0.0}}};
  EXPECT_NEAR(depth_under_skin_mm(faces, {1.0, 70.0, 2.0}), 30.0, 1e-9);
  EXPECT_NEAR(depth_under_skin_mm(faces, {1.0, 70.0, 48.0}), 20.0, 1e-9);
}

TEST(SpaceWarp, MeetsItsPlacesAndKeepsAffineMaps) {
  Eigen::Matrix3Xd from = Eigen::Matrix3Xd::Random(3, 12) * 50.0;
  Eigen::Matrix3d map;
  map << 1.1, 0.2, 0.0, -0.1, 0.9, 0.3, 0.0, 0.1, 1.2;
  const SpaceWarp affine(from, map * from, 0.0);
  const Eigen::Vector3d place(13.0, -7.0, 31.0);
  EXPECT_LT((affine.at(place) - map * place).norm(), 1e-6);
  Eigen::Matrix3Xd to = from;
  to.col(3) += Eigen::Vector3d(4.0, 0.0, -2.0);
  const SpaceWarp bent(from, to, 0.0);
  EXPECT_LT((bent.at(from.col(3)) - to.col(3)).norm(), 1e-6);
}

TEST(ReadSurface, XyzGivesPointsAndBadLinesAreNamed) {
  const TemporaryFolder folder;
  const std::string good = folder.path("good.xyz"), bad = folder.path("bad.xyz");
  {
    std::ofstream file(good);
    file << "# mm\n";
    for (int i = 0; i < 30; ++i) {
      for (int j = 0; j < 30; ++j) file << 3 * i << " " << 3 * j << " 0\n";
    }
    std::ofstream(bad) << "1 2 3\n4 five 6\n";
  }
  const auto surface = read_surface(good);
  ASSERT_TRUE(surface) << surface.error().text();
  EXPECT_GT(surface->count(), 700);
  EXPECT_NEAR(std::abs(surface->normals(2, 400)), 1.0F, 1e-3F);
  const auto damaged = read_surface(bad);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::kDamagedFile);
  EXPECT_THAT(damaged.error().text(), testing::HasSubstr("line 2"));
}

TEST(ReadSurface, PlyWithoutTrianglesGivesItsPointsAsTextAndBinary) {
  const TemporaryFolder folder;
  const std::string text = folder.path("text.ply"), binary = folder.path("binary.ply");
  {
    const std::string head =
        "element vertex 900\nproperty float x\nproperty float y\n"
        "property float z\nproperty uchar red\nend_header\n";
    std::ofstream as_text(text), as_binary(binary, std::ios::binary);
    as_text << "ply\nformat ascii 1.0\n" << head;
    as_binary << "ply\nformat binary_little_endian 1.0\n" << head;
    for (int i = 0; i < 900; ++i) {
      const float place[3] = {3.0F * static_cast<float>(i % 30), 3.0F * static_cast<float>(i / 30),
                              5.0F};
      as_text << place[0] << " " << place[1] << " " << place[2] << " 7\n";
      as_binary.write(reinterpret_cast<const char*>(place), 12).put('\7');
    }
  }
  for (const auto& path : {text, binary}) {
    const auto surface = read_surface(path);
    ASSERT_TRUE(surface) << surface.error().text();
    EXPECT_EQ(surface->count(), 900);
    EXPECT_FLOAT_EQ(surface->points_mm.row(2).maxCoeff(), 5.0F);
  }
  std::filesystem::resize_file(binary, std::filesystem::file_size(binary) - 20);
  const auto cut = read_surface(binary);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kDamagedFile);
}

TEST(ReadSurface, MetresAreRefusedAndMissingFilesNamed) {
  const TemporaryFolder folder;
  const std::string metres = folder.path("metres.xyz");
  {
    std::ofstream file(metres);
    for (int i = 0; i < 900; ++i) file << 0.001 * (i % 30) << " " << 0.001 * (i / 30) << " 0\n";
  }
  const auto small = read_surface(metres);
  ASSERT_FALSE(small);
  EXPECT_EQ(read_surface(folder.path("none.stl")).error().code, ErrorCode::kFileNotFound);
}

TEST(RunLandmarks, AClickOfAnUnknownNameIsRefused) {
  LandmarksRequest request;
  request.clicks = {{{0.0, 0.0, 0.0}, "elbow"}};
  const auto results = run_surface_landmarks("none.xyz", request);
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().code, ErrorCode::kInvalidOption);
}

TEST(LearnShape, FewPatientsGiveASmallModelTwiceTheSame) {
  LearnShapeOptions options;
  options.patients = 3;
  options.modes = 1;
  options.spacing_mm = 2.5;
  options.vertices_share = 0.5;
  const auto first = learn_shape(options), second = learn_shape(options);
  ASSERT_TRUE(first) << first.error().text();
  ASSERT_TRUE(second);
  EXPECT_EQ(encode_shape_model(first->model), encode_shape_model(second->model));
  EXPECT_LT(first->off_surface_mm, 0.6);
  EXPECT_GT(first->explained, 0.3);
  EXPECT_GE(first->model.mark_column("psis_left"), 0);
  options.modes = 3;
  EXPECT_EQ(learn_shape(options).error().code, ErrorCode::kInvalidOption);
}

}  // namespace
}  // namespace echolance
