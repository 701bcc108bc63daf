// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/space_content.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "imaging/metaimage_volume.hpp"
#include "imaging/open_recording.hpp"
#include "session/describe_results.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using testing::HasSubstr;

constexpr const char* kTracked = ECHOLANCE_SAMPLE_DATA_DIR "/psis.igs.mha";

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(SpaceContent, VolumesComeBackAsTheyWereWritten) {
  const TemporaryFolder folder;
  VolumeGrid grid;
  grid.origin_mm = {1.5, -2.0, 3.25};
  grid.spacing_mm = 0.5;
  grid.size = {4, 3, 5};
  std::vector<std::uint8_t> values(grid.count());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(3 * i);
  ASSERT_TRUE(write_metaimage_volume(folder.path("v.mha"), grid, values));
  const auto volume = read_metaimage_volume(folder.path("v.mha"));
  ASSERT_TRUE(volume) << volume.error().text();
  EXPECT_EQ(volume->values, values);
  EXPECT_EQ(volume->grid.size, grid.size);
  EXPECT_EQ(volume->grid.origin_mm, grid.origin_mm);
  EXPECT_EQ(volume->grid.spacing_mm, grid.spacing_mm);
}

TEST(SpaceContent, DamagedVolumesAreRefusedInASentence) {
  const TemporaryFolder folder;
  VolumeGrid grid;
  grid.size = {20, 20, 20};
  ASSERT_TRUE(write_metaimage_volume(folder.path("v.mha"), grid,
                                     std::vector<std::uint8_t>(grid.count(), 7)));
  const std::string whole = read_text(folder.path("v.mha"));
  write(folder.path("cut.mha"), whole.substr(0, whole.size() - 10));
  const auto cut = read_metaimage_volume(folder.path("cut.mha"));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kDamagedFile);
  std::string huge = whole;
  huge.replace(huge.find("20 20 20"), 8, "9999 9999 9999");
  write(folder.path("huge.mha"), huge);
  EXPECT_EQ(read_metaimage_volume(folder.path("huge.mha")).error().code, ErrorCode::kDamagedFile);
  std::string turned = whole;
  turned.replace(turned.find("1 0 0 0 1"), 9, "0 1 0 1 0");
  write(folder.path("turned.mha"), turned);
  EXPECT_EQ(read_metaimage_volume(folder.path("turned.mha")).error().code,
            ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(read_metaimage_volume(folder.path("none.mha")).error().code, ErrorCode::kFileNotFound);
}

TEST(SpaceContent, ATrackedFrameStandsInItsPose) {
  SpaceCase space_case;
  space_case.path = kTracked;
  space_case.frame = 2;
  const auto content = open_space_case(space_case);
  ASSERT_TRUE(content) << content.error().text();
  ASSERT_TRUE(content->picture);
  const Eigen::Matrix4d& pose = content->picture->scene_from_px;
  // Pixels are square and well below a millimetre, and the picture's axes are perpendicular.
  const Eigen::Vector3d right = pose.col(0).head<3>(), down = pose.col(1).head<3>();
  EXPECT_NEAR(right.norm(), down.norm(), 1e-3);
  EXPECT_LT(right.norm(), 0.5);
  EXPECT_NEAR(right.dot(down), 0.0, 1e-4);
  EXPECT_GE(content->picture->outline_px.size(), 4U);
  EXPECT_THAT(content->axes.words[0], "+x");  // a recording does not tell the body's directions
  EXPECT_FALSE(content->notes.empty());
}

TEST(SpaceContent, ANeedleThatIsNotSeenIsSaidSo) {
  SpaceCase space_case;
  space_case.path = kTracked;
  space_case.frame = 0;
  const auto content = open_space_case(space_case);
  ASSERT_TRUE(content) << content.error().text();
  ASSERT_TRUE(content->needle);
  EXPECT_EQ(content->needle->state, NeedleState::kNotSeen);
  EXPECT_THAT(content->notes, testing::Contains(HasSubstr("needle not seen")));
}

// What a viewer shows frame after frame is what `render` shows of it.
TEST(SpaceContent, AMomentIsTheFrameInItsPoseOrSaysWhyNot) {
  SpaceCase space_case;
  space_case.path = kTracked;
  space_case.frame = 2;
  const auto content = open_space_case(space_case);
  ASSERT_TRUE(content);
  auto source = *open_recording(kTracked);
  PipelineState state;
  Frame frame;
  FrameReport report;
  for (int i = 0; i <= 2; ++i) {
    frame = **source->next();
    report = process_frame(frame, state, {});
  }
  const SceneMoment moment = moment_of(frame, &report, {}, "Reference");
  ASSERT_TRUE(moment.picture && moment.needle);
  EXPECT_EQ(moment.picture->scene_from_px, content->picture->scene_from_px);
  EXPECT_EQ(moment.picture->outline_px.size(), content->picture->outline_px.size());
  EXPECT_EQ(moment.points_mm, content->points_mm);

  const SceneMoment unseen = moment_of(frame, nullptr, {}, "Reference");
  EXPECT_TRUE(unseen.picture);
  EXPECT_FALSE(unseen.needle) << "nobody has looked for it";
  EXPECT_THAT(unseen.notes, testing::ElementsAre(HasSubstr("not looked at yet")));

  for (auto& pose : frame.poses) pose.status = PoseStatus::kMissing;
  const SceneMoment lost = moment_of(frame, &report, {}, "Reference");
  EXPECT_FALSE(lost.picture || lost.needle);
  EXPECT_THAT(lost.notes, testing::ElementsAre(HasSubstr("Frame 2 is not shown in space")));
  const SceneMoment elsewhere = moment_of(frame, &report, {}, "Moon");
  EXPECT_FALSE(elsewhere.picture);
  EXPECT_FALSE(elsewhere.notes.empty());
}

TEST(SpaceContent, ResultsAreKnownByTheirFilesAndSaidInWords) {
  const TemporaryFolder folder;
  EXPECT_FALSE(results_at(folder.path()));
  EXPECT_FALSE(results_at(kTracked));
  EXPECT_FALSE(results_at(folder.path("none")));
  write(folder.path("landmarks.json"), R"({"schema": "echolance.landmarks", "schema_version": 2,
    "space": "Reference", "usable": true, "verdict": "usable", "input": {"path": "/a/b.mha"},
    "landmarks": [{"state": "seen"}, {"state": "inferred"}, {"state": "inferred"}],
    "warnings": ["the sweep is short"]})");
  for (const auto& path : {folder.path(), folder.path("landmarks.json")}) {
    const auto found = results_at(path);
    ASSERT_TRUE(found) << path;
    EXPECT_EQ(found->kind, ResultsInput::kLandmarks);
    const auto described = describe_results(*found);
    ASSERT_TRUE(described) << described.error().text();
    EXPECT_THAT(described->facts, testing::Contains(testing::Pair("Found in", "b.mha")));
    EXPECT_THAT(described->facts, testing::Contains(testing::Pair("inferred by the model", "2")));
    EXPECT_THAT(described->warnings, testing::ElementsAre("the sweep is short"));
  }
  write(folder.path("landmarks.json"), R"({"schema": "echolance.landmarks", "landmarks": [3]})");
  EXPECT_EQ(describe_results(*results_at(folder.path())).error().code, ErrorCode::kDamagedFile);
  write(folder.path("landmarks.json"), R"({"schema": "echolance.landmarks", "schema_version": 9})");
  EXPECT_EQ(describe_results(*results_at(folder.path())).error().code,
            ErrorCode::kUnsupportedFormat);
  write(folder.path("reconstruction.json"), "{}");
  write(folder.path("volume.mha"), "");
  const auto volume = results_at(folder.path("volume.mha"));
  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->kind, ResultsInput::kReconstruction);
  EXPECT_EQ(describe_results(*volume).error().code, ErrorCode::kDamagedFile);
  write(folder.path("plan.json"), "{}");
  EXPECT_EQ(results_at(folder.path())->kind, ResultsInput::kPlan);
  EXPECT_FALSE(describe_results(*results_at(folder.path())));
}

TEST(SpaceContent, WhatCannotBeShownIsRefusedInASentence) {
  const TemporaryFolder folder;
  EXPECT_EQ(open_space_case({}).error().code, ErrorCode::kInvalidOption);
  SpaceCase space_case;
  space_case.path = folder.path("missing");
  EXPECT_EQ(open_space_case(space_case).error().code, ErrorCode::kFileNotFound);
  space_case.path = kTracked;
  space_case.frame = 100'000;
  EXPECT_THAT(open_space_case(space_case).error().text(), HasSubstr("there is no frame 100000"));
  space_case.frame = std::nullopt;
  space_case.space = "Moon";
  EXPECT_EQ(open_space_case(space_case).error().code, ErrorCode::kNoData);
  write(folder.path("plan.json"), "{");
  space_case.path = folder.path();
  EXPECT_EQ(open_space_case(space_case).error().code, ErrorCode::kDamagedFile);
}

TEST(SpaceContent, LandmarksWithoutUsableBonesSayWhy) {
  const TemporaryFolder folder;
  write(folder.path("landmarks.json"), R"({"landmarks": []})");
  SpaceSceneContent content;
  const auto added = add_landmarks_folder(folder.path(), content);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kNoData);
  write(folder.path("landmarks.json"), R"({"landmarks": [{"name": 3}]})");
  EXPECT_EQ(add_landmarks_folder(folder.path(), content).error().code, ErrorCode::kDamagedFile);
}

}  // namespace
}  // namespace echolance
