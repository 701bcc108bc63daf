// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/plus_config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace echolance {
namespace {

constexpr const char* kWhole = R"(<PlusConfiguration version="2.1">
  <CoordinateDefinitions>
    <Transform From="Image" To="Probe" Matrix="0 0.08 0 15  -0.08 0 0 49
      0 0 0.08 -8   0 0 0 1" Error="1.7" />
    <Transform From="Phantom" To="Reference" Matrix="1 0 0 1 0 1 0 2 0 0 1 3 0 0 0 1" />
  </CoordinateDefinitions>
  <VolumeReconstruction OutputSpacing="0.5 0.5 0.5" ClipRectangleOrigin="10 20"
    ClipRectangleSize="820 616" />
</PlusConfiguration>)";

class PlusConfigFile : public testing::Test {
 protected:
  Result<PlusConfig> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_plus_config(path_);
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::string path_ = testing::TempDir() + "plus_config_test.xml";
};

TEST_F(PlusConfigFile, GivesTransformsSpacingAndClip) {
  const auto config = read(kWhole);
  ASSERT_TRUE(config);
  ASSERT_EQ(config->transforms.size(), 2U);
  const NamedPose& calibration = config->transforms[0];
  EXPECT_EQ(calibration.from, "Image");
  EXPECT_EQ(calibration.to, "Probe");
  EXPECT_EQ(calibration.status, PoseStatus::kOk);
  EXPECT_DOUBLE_EQ(calibration.to_from(0, 1), 0.08);
  EXPECT_DOUBLE_EQ(calibration.to_from(1, 3), 49.0);
  EXPECT_EQ(config->volume_spacing_mm, 0.5);
  EXPECT_EQ(config->clip_px, cv::Rect(10, 20, 820, 616));
}

TEST_F(PlusConfigFile, VolumeSettingsMayBeMissing) {
  const auto config = read("<PlusConfiguration/>");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->transforms.empty());
  EXPECT_FALSE(config->volume_spacing_mm);
  EXPECT_FALSE(config->clip_px);
}

TEST_F(PlusConfigFile, MissingFileIsNamed) {
  const auto config = read_plus_config("/nowhere/plus.xml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kFileNotFound);
  EXPECT_NE(config.error().text().find("/nowhere/plus.xml"), std::string::npos);
}

TEST_F(PlusConfigFile, DamageIsToldFromAnotherFormat) {
  EXPECT_EQ(read("<PlusConfiguration>").error().code, ErrorCode::kDamagedFile);
  EXPECT_EQ(read("<Scene/>").error().code, ErrorCode::kUnsupportedFormat);
}

TEST_F(PlusConfigFile, AMatrixNeedsSixteenNumbers) {
  std::string text = kWhole;
  text.replace(text.find("0 0 0 1\""), 7, "0 0 x 1");
  const auto config = read(text);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kDamagedFile);
}

TEST_F(PlusConfigFile, VoxelsAreCubes) {
  std::string text = kWhole;
  text.replace(text.find("0.5 0.5 0.5"), 11, "0.5 0.5 1.0");
  EXPECT_EQ(read(text).error().code, ErrorCode::kUnsupportedFormat);
}

}  // namespace
}  // namespace echolance
