// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/describe_recording.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/list_source.hpp"
#include "tests/support/phantom.hpp"

namespace echolance {
namespace {

std::vector<Frame> posed_frames(int count) {
  PhantomOptions options;
  options.size_px = {120, 90};
  options.mm_per_px = 0.4;
  options.frames = count;
  PhantomSource source(options);
  std::vector<Frame> frames;
  for (int i = 0; i < count; ++i) {
    frames.push_back(source.next().value().value());
    const auto status = i % 3 == 0 ? PoseStatus::kInvalid : PoseStatus::kOk;
    frames.back().poses = {{"Probe", "Tracker", Eigen::Matrix4d::Identity(), status}};
  }
  return frames;
}

TEST(DescribeRecording, ReadsTheFirstFramesOrAll) {
  ListSource some({}, posed_frames(24));
  EXPECT_EQ(describe_recording(some, DescribeDepth::kFirstFrames)->frames_read, 20);
  ListSource all({}, posed_frames(24));
  EXPECT_EQ(describe_recording(all, DescribeDepth::kAllFrames)->frames_read, 24);
}

TEST(DescribeRecording, CountsPosesThatMayNotBeUsed) {
  ListSource source({}, posed_frames(6));
  const auto description = describe_recording(source, DescribeDepth::kAllFrames);
  ASSERT_EQ(description->poses.size(), 1U);
  EXPECT_EQ(description->poses[0].name, "ProbeToTracker");
  EXPECT_EQ(description->poses[0].ok, 4);
  EXPECT_EQ(description->poses[0].invalid, 2);
}

TEST(DescribeRecording, DescribesADamagedRecordingAsFarAsItGoes) {
  const Error damage{ErrorCode::kDamagedFile, "the pixels end early", "frame 3"};
  ListSource source({}, posed_frames(3), damage);
  const auto description = describe_recording(source, DescribeDepth::kAllFrames);
  ASSERT_TRUE(description.has_value());
  EXPECT_EQ(description->frames_read, 3);
  EXPECT_EQ(description->warnings, std::vector<std::string>{damage.text()});
  ListSource nothing({}, {}, damage);
  EXPECT_EQ(describe_recording(nothing, DescribeDepth::kAllFrames).error(), damage);
  ListSource empty({}, {});
  EXPECT_EQ(describe_recording(empty, DescribeDepth::kAllFrames).error().code, ErrorCode::kNoData);
}

TEST(DescribeRecording, JsonIsValidWithAndWithoutSpacing) {
  SequenceInfo info;
  info.path = "a \"strange\" name";
  ListSource source(info, posed_frames(2));
  auto description = describe_recording(source, DescribeDepth::kAllFrames).value();
  EXPECT_TRUE(nlohmann::json::parse(description_json(description))["spacing"].is_null());
  description.info.spacing = PixelSpacing{0.1, 0.2};
  const auto json = nlohmann::json::parse(description_json(description));
  EXPECT_EQ(json["spacing"]["y_mm_per_px"], 0.2);
  EXPECT_EQ(json["path"], info.path);
  EXPECT_FALSE(description_text(description).empty());
}

}  // namespace
}  // namespace echolance
