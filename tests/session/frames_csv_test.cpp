// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/frames_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <nlohmann/json.hpp>
#include <sstream>

namespace echolance {
namespace {

using testing::StartsWith;

FrameReport seen_report() {
  FrameReport report;
  report.frame_index = 12;
  report.time = Timestamp::from_seconds(0.4);
  report.region = ImageRegion{};
  report.region->bounds_px = {100, 50, 200, 200};
  report.spacing = PixelSpacing{0.1, 0.2};
  report.needle.state = NeedleState::kSeen;
  report.needle.confidence = 0.875;
  report.needle.line = NeedleLine{{150.0, 80.0}, {250.0, 80.0}};
  report.needle.tip_std_px = 3.0;
  report.needle.tip_std_mm = 0.3;
  report.bone.points = {{{101.0, 60.5}, {0.0, -1.0}, 0.9}, {{102.0, 61.25}, {0.0, -1.0}, 0.75}};
  return report;
}

TEST(FramesCsv, ColumnsAreThoseOfTheFormatInTheirOrder) {
  EXPECT_THAT(frames_csv_header(),
              StartsWith("frame_index,time_s,needle_state,needle_confidence,tip_x_px,tip_y_px,"
                         "shaft_x_px,shaft_y_px,angle_rad,tip_x_mm,tip_y_mm,tip_std_mm,"
                         "bone_point_count,process_ms,"));
}

TEST(FramesCsv, WritesASeenNeedleInPixelsAndInImageSpace) {
  // Tip: 50 px right of and 30 px below the region's corner; the shaft points to -x.
  EXPECT_EQ(frames_csv_row(seen_report(), 4.25),
            "12,0.400000,seen,0.875,150.00,80.00,250.00,80.00,3.14159,5.000,6.000,0.300,2,4.250,"
            "0,3.00,,\n");
}

TEST(FramesCsv, LeavesMillimetresEmptyWithoutSpacing) {
  auto report = seen_report();
  report.spacing.reset();
  report.needle.tip_std_mm.reset();
  EXPECT_EQ(frames_csv_row(report, 4.25),
            "12,0.400000,seen,0.875,150.00,80.00,250.00,80.00,3.14159,,,,2,4.250,0,3.00,,\n");
}

TEST(FramesCsv, LeavesTheNeedleEmptyWhenItIsNotSeenAndSaysWhy) {
  auto report = seen_report();
  report.needle = {};
  report.needle.reason = "dark, \"very\"";
  report.change = FrameChange::kRepeated;
  EXPECT_EQ(frames_csv_row(report, 4.25),
            "12,0.400000,not_seen,0.000,,,,,,,,,2,4.250,1,,,\"dark, \"\"very\"\"\"\n");
}

TEST(FramesCsv, NeverShowsALineThatIsNotSeen) {
  auto report = seen_report();
  report.needle.state = NeedleState::kNotSeen;
  EXPECT_THAT(frames_csv_row(report, 1.0), StartsWith("12,0.400000,not_seen,0.875,,,,,,,,,2,"));
}

TEST(FramesCsv, EveryRowHasAsManyFieldsAsTheHeader) {
  const auto commas = [](const std::string& line) {
    return std::count(line.begin(), line.end(), ',');
  };
  auto predicted = seen_report();
  predicted.needle.state = NeedleState::kPredicted;
  predicted.needle.frames_since_seen = 3;
  for (const auto& report : {seen_report(), predicted, FrameReport{}}) {
    EXPECT_EQ(commas(frames_csv_row(report, 1.0)), commas(frames_csv_header()));
  }
}

TEST(BoneJsonl, HoldsPointsAndConfidenceOfTheFrame) {
  const auto object = nlohmann::json::parse(bone_jsonl_line(seen_report()));
  EXPECT_EQ(object["frame_index"], 12);
  EXPECT_EQ(object["bone_px"], nlohmann::json::parse("[[101.0,60.5],[102.0,61.25]]"));
  EXPECT_EQ(object["confidence"], nlohmann::json::parse("[0.9,0.75]"));
}

TEST(BoneJsonl, IsValidWithoutBone) {
  EXPECT_EQ(bone_jsonl_line(FrameReport{}),
            "{\"frame_index\":0,\"bone_px\":[],\"confidence\":[]}\n");
}

}  // namespace
}  // namespace echolance
