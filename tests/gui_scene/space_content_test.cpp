// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/space_content.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "imaging/metaimage_volume.hpp"
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
