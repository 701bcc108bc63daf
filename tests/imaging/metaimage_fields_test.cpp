// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_fields.hpp"

#include <gtest/gtest.h>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

using test::MetaImageFile;
using test::replay;

constexpr const char* kMove = "1 0 0 5 0 1 0 6 0 0 1 7 0 0 0 1";

TEST(PoseName, IsSplitAtTheToBetweenTwoNames) {
  using Names = std::pair<std::string, std::string>;
  EXPECT_EQ(split_pose_name("ProbeToTracker"), Names("Probe", "Tracker"));
  EXPECT_EQ(split_pose_name("ToolToTracker"), Names("Tool", "Tracker"));
  EXPECT_EQ(split_pose_name("StylusTipToStylus"), Names("StylusTip", "Stylus"));
  EXPECT_FALSE(split_pose_name("Probe"));
  EXPECT_FALSE(split_pose_name("ProbeTo"));
  EXPECT_FALSE(split_pose_name("ToTracker"));
}

TEST(MetaImageFields, PosesTimesAndStatusBelongToTheirFrames) {
  const auto clip = replay(MetaImageFile::grey(2, 2, 2)
                               .with("Seq_Frame0000_ProbeToTrackerTransform", kMove)
                               .with("Seq_Frame0000_ProbeToTrackerTransformStatus", "OK  ")
                               .with("Seq_Frame0000_Timestamp", "1.000000001")
                               .with("Seq_Frame0001_ProbeToTrackerTransformStatus", "OUT_OF_VIEW")
                               .with("Seq_Frame0001_ProbeToTrackerTransform", kMove)
                               .with("Seq_Frame0001_Timestamp", "1.0000005")
                               .with("Seq_Frame0001_ImageStatus", "INVALID")
                               .with("Seq_Frame0001_DepthMm", "free text"));
  ASSERT_FALSE(clip.error) << clip.error->text();
  ASSERT_EQ(clip.frames.size(), 2u);
  const Frame& first = clip.frames[0];
  EXPECT_EQ(first.index, 0);
  EXPECT_EQ(first.time.nanoseconds, 1'000'000'001);
  ASSERT_EQ(first.poses.size(), 1u);
  EXPECT_EQ(first.poses[0].from, "Probe");
  EXPECT_EQ(first.poses[0].to, "Tracker");
  EXPECT_EQ(first.poses[0].status, PoseStatus::kOk);
  EXPECT_EQ(first.poses[0].to_from(1, 3), 6.0);
  const Frame& second = clip.frames[1];
  EXPECT_FALSE(second.has_image());
  EXPECT_EQ(second.index, 1);
  EXPECT_EQ(second.time.nanoseconds, 1'000'000'500) << "times under 1 ms apart do not merge";
  EXPECT_EQ(second.poses.at(0).status, PoseStatus::kOutOfView);
}

TEST(MetaImageFields, FrameAfterAnInvalidOneHasItsOwnPixels) {
  const auto clip =
      replay(MetaImageFile::grey(2, 2, 3).packed().with("Seq_Frame0001_ImageStatus", "INVALID"));
  ASSERT_EQ(clip.frames.size(), 3u);
  EXPECT_TRUE(clip.frames[0].has_image());
  EXPECT_FALSE(clip.frames[1].has_image());
  EXPECT_EQ(clip.frames[2].image.at<std::uint8_t>(0, 0), 20);
}

TEST(MetaImageFields, OnlyOkAndNoStatusMakeAPoseUsable) {
  const std::vector<std::pair<std::string, PoseStatus>> cases{
      {"OK", PoseStatus::kOk},
      {"INVALID", PoseStatus::kInvalid},
      {"MISSING", PoseStatus::kMissing},
      {"OUT_OF_VOLUME", PoseStatus::kOutOfView},
      {"", PoseStatus::kInvalid},
      {"REQ_TIMEOUT", PoseStatus::kMissing},
      {"SWITCH1_IS_ON", PoseStatus::kInvalid}};
  for (const auto& [text, status] : cases) {
    const auto clip = replay(MetaImageFile::grey(2, 2, 1)
                                 .with("Seq_Frame0000_ProbeToTrackerTransform", kMove)
                                 .with("Seq_Frame0000_ProbeToTrackerTransformStatus", text));
    EXPECT_EQ(clip.frames.at(0).poses.at(0).status, status) << text;
  }
  const auto clip =
      replay(MetaImageFile::grey(2, 2, 1).with("Seq_Frame0000_ProbeToTrackerTransform", kMove));
  EXPECT_EQ(clip.frames.at(0).poses.at(0).status, PoseStatus::kOk);
}

TEST(MetaImageFields, UnreadableNumbersNeverBecomeAnOkPose) {
  for (const char* matrix : {"1 2 3", "a b c", "", "1 0 0 nan 0 1 0 0 0 0 1 0 0 0 0 1"}) {
    const auto clip = replay(MetaImageFile::grey(2, 2, 1)
                                 .with("Seq_Frame0000_ProbeToTrackerTransform", matrix)
                                 .with("Seq_Frame0000_ProbeToTrackerTransformStatus", "OK")
                                 .with("Seq_Frame0000_Timestamp", "soon"));
    ASSERT_EQ(clip.frames.size(), 1u) << matrix;
    ASSERT_EQ(clip.frames[0].poses.size(), 1u) << matrix;
    EXPECT_EQ(clip.frames[0].poses[0].status, PoseStatus::kInvalid) << matrix;
    EXPECT_TRUE(test::has_note(clip.info, "2 poses, times or counters cannot be read")) << matrix;
  }
}

TEST(MetaImageFields, PosesOfTheRecordingAreGivenToEveryFrame) {
  const auto clip = replay(MetaImageFile::grey(2, 2, 2)
                               .with("ImageToProbeTransform", kMove)
                               .with("DefaultFrameTransformName", "ToolToTrackerTransform"));
  ASSERT_EQ(clip.frames.size(), 2u);
  for (const Frame& frame : clip.frames) {
    ASSERT_EQ(frame.poses.size(), 1u);
    EXPECT_EQ(frame.poses[0].from, "Image");
    EXPECT_EQ(frame.poses[0].status, PoseStatus::kOk);
  }
}

TEST(MetaImageFields, TimeFallsBackToUnfilteredAndThenToTheRate) {
  const auto clip = replay(MetaImageFile::grey(2, 2, 4)
                               .with("Seq_Frame0000_Timestamp", "10.0")
                               .with("Seq_Frame0001_UnfilteredTimestamp", "10.25")
                               .with("Seq_Frame0003_Timestamp", "9.0"));
  ASSERT_EQ(clip.frames.size(), 4u);
  EXPECT_DOUBLE_EQ(clip.info.frame_rate_hz, 4.0);
  EXPECT_DOUBLE_EQ(clip.frames[1].time.seconds(), 10.25);
  EXPECT_DOUBLE_EQ(clip.frames[2].time.seconds(), 10.5);
  EXPECT_DOUBLE_EQ(clip.frames[3].time.seconds(), 9.0) << "a step of the clock is kept";
  EXPECT_TRUE(test::has_note(clip.info, "steps back 1 times"));
  EXPECT_TRUE(test::has_note(clip.info, "1 of 4 frames have no time"));
}

TEST(MetaImageFields, WithoutAnyTimeTheRateIsAssumedOrAsked) {
  const auto assumed = replay(MetaImageFile::grey(2, 2, 4));
  EXPECT_DOUBLE_EQ(assumed.frames.at(3).time.seconds(), 0.1);
  EXPECT_TRUE(test::has_note(assumed.info, "30 frames a second assumed"));
  OpenOptions options;
  options.frame_rate_hz = 10.0;
  EXPECT_DOUBLE_EQ(replay(MetaImageFile::grey(2, 2, 4), options).frames.at(3).time.seconds(), 0.3);
}

TEST(MetaImageFields, GapsOfTheDeviceCounterAreReported) {
  const auto clip = replay(MetaImageFile::grey(2, 2, 3)
                               .with("Seq_Frame0000_FrameNumber", "7")
                               .with("Seq_Frame0001_FrameNumber", "8")
                               .with("Seq_Frame0002_FrameNumber", "12"));
  EXPECT_TRUE(test::has_note(clip.info, "1 gaps: 3 frames were lost"));
}

TEST(MetaImageFields, FieldsBeyondTheLastFrameAreIgnoredAndNoted) {
  const auto clip = replay(MetaImageFile::grey(2, 2, 1)
                               .with("Seq_Frame0007_Timestamp", "1.0")
                               .with("Seq_Frame999999999999_Timestamp", "1.0"));
  EXPECT_EQ(clip.frames.size(), 1u);
  EXPECT_TRUE(test::has_note(clip.info, "fields of 2 frames beyond the last of 1"));
}

TEST(MetaImageFields, LineEndsAndLineLengthDoNotMatter) {
  auto file = MetaImageFile::grey(3, 2, 2)
                  .with("Seq_Frame0001_Comment", std::string(200'000, 'x'))
                  .with("Seq_Frame0001_Timestamp", "2.5   \t");
  file.line_end = "\r\n";
  const auto clip = replay(file);
  ASSERT_FALSE(clip.error) << clip.error->text();
  ASSERT_EQ(clip.frames.size(), 2u);
  EXPECT_EQ(clip.frames[1].image.at<std::uint8_t>(0, 0), 10);
  EXPECT_DOUBLE_EQ(clip.frames[1].time.seconds(), 2.5);
}

TEST(MetaImageFields, TrackingOnlyFilesGivePosesWithoutPictures) {
  for (const char* size : {"0 0 2", "1 1 2"}) {
    auto file = MetaImageFile::grey(1, 1, 2)
                    .with("DimSize", size)
                    .with("ElementType", "MET_OTHER")
                    .with("UltrasoundImageOrientation", "XX")
                    .with("Seq_Frame0000_ProbeToTrackerTransform", kMove)
                    .with("Seq_Frame0001_ProbeToTrackerTransform", kMove);
    file.pixels.clear();
    const auto clip = replay(file);
    ASSERT_FALSE(clip.error) << clip.error->text();
    ASSERT_EQ(clip.frames.size(), 2u) << size;
    EXPECT_FALSE(clip.frames[1].has_image());
    EXPECT_EQ(clip.frames[1].poses.size(), 1u);
    EXPECT_EQ(clip.info.width_px, 0);
  }
}

TEST(MetaImageAxes, LastAxisHoldsTheFramesHoweverItIsMarked) {
  for (const char* kinds : {"domain domain list", "domain domain time", "domain domain domain"}) {
    EXPECT_EQ(replay(MetaImageFile::grey(3, 2, 4).with("Kinds", kinds)).frames.size(), 4u);
  }
  EXPECT_EQ(replay(MetaImageFile::grey(3, 2, 4).without("Kinds")).frames.size(), 4u);
  const auto flat = MetaImageFile::grey(3, 2, 4).with("NDims", "4").with("DimSize", "3 2 1 4");
  EXPECT_EQ(replay(MetaImageFile(flat).with("Kinds", "domain domain domain list")).frames.size(),
            4u);
  EXPECT_EQ(replay(MetaImageFile::grey(3, 2, 1)
                       .with("NDims", "2")
                       .with("DimSize", "3      2")
                       .with("Kinds", "domain domain"))
                .frames.size(),
            1u);
}

TEST(MetaImageSpacing, ComesFromElementSpacing) {
  const auto clip = replay(MetaImageFile::grey(3, 2, 1).with("ElementSpacing", "0.2 0.3 1"));
  ASSERT_TRUE(clip.info.spacing);
  EXPECT_EQ(*clip.info.spacing, (PixelSpacing{0.2, 0.3}));
  EXPECT_EQ(clip.info.spacing_source, "ElementSpacing");
  EXPECT_EQ(clip.frames.at(0).spacing, clip.info.spacing);
}

TEST(MetaImageSpacing, OneByOneMeansUnknown) {
  const auto clip = replay(MetaImageFile::grey(3, 2, 1));
  EXPECT_FALSE(clip.info.spacing);
  EXPECT_TRUE(clip.info.spacing_source.empty());
}

TEST(MetaImageSpacing, ComesFromTheCalibrationWhereElementSpacingSaysNothing) {
  const char* calibration = "0 0.3 0 1 0.2 0 0 2 0 0 0.25 3 0 0 0 1";
  for (const char* name : {"ImageToProbeTransform", "Seq_Frame0000_ImageToProbeTransform"}) {
    const auto clip = replay(MetaImageFile::grey(3, 2, 1).with(name, calibration));
    ASSERT_TRUE(clip.info.spacing) << name;
    EXPECT_DOUBLE_EQ(clip.info.spacing->x_mm_per_px, 0.2);
    EXPECT_DOUBLE_EQ(clip.info.spacing->y_mm_per_px, 0.3);
    EXPECT_NE(clip.info.spacing_source.find("ImageToProbeTransform"), std::string::npos);
  }
  EXPECT_FALSE(
      replay(MetaImageFile::grey(3, 2, 1).with("ImageToProbeTransform", kMove)).info.spacing);
}

TEST(MetaImageSpacing, UserHasTheLastWord) {
  OpenOptions options;
  options.mm_per_px = 0.05;
  const auto clip =
      replay(MetaImageFile::grey(3, 2, 1).with("ElementSpacing", "0.2 0.3 1"), options);
  EXPECT_EQ(clip.info.spacing, (PixelSpacing{0.05, 0.05}));
  EXPECT_EQ(clip.info.spacing_source, "given by the user");
}

TEST(MetaImageSpacing, NonsenseIsNotUsedAndNoted) {
  for (const char* spacing : {"0 0 1", "-1 1 1", "x y z", "1e9 1e9 1", "0.5"}) {
    const auto clip = replay(MetaImageFile::grey(3, 2, 1).with("ElementSpacing", spacing));
    EXPECT_FALSE(clip.info.spacing) << spacing;
    EXPECT_TRUE(test::has_note(clip.info, "makes no sense")) << spacing;
  }
}

}  // namespace
}  // namespace echolance
