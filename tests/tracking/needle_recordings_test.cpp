// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "drawn_pictures.hpp"
#include "imaging/open_recording.hpp"
#include "session/process_frame.hpp"

namespace echolance {
namespace {

constexpr double kClariusMmPerPx = 0.0354;

TEST(NeedleOnRecordings, ClariusNeedleLiesOnItsMarks) {
  const char* data = std::getenv("ECHOLANCE_DATA");
  const auto file =
      std::filesystem::path(data == nullptr ? "" : data) / "needle_clarius" / "insertion.mp4";
  if (data == nullptr || !std::filesystem::exists(file)) {
    GTEST_SKIP() << "set ECHOLANCE_DATA to the folder of real recordings";
  }
  const auto source = open_recording(file.string(), {std::nullopt, kClariusMmPerPx});
  ASSERT_TRUE(source.has_value()) << source.error().text();
  const PipelineOptions options;
  PipelineState state(options);
  FrameReport report;
  for (int index = 0; index < 40; ++index) {
    const auto frame = (*source)->next();
    ASSERT_TRUE(frame.has_value() && frame->has_value()) << index;
    FrameReport now = process_frame(**frame, state, options);
    if (now.frame_index == 32) report = std::move(now);
  }
  ASSERT_EQ(report.frame_index, 32);
  ASSERT_EQ(report.needle.state, NeedleState::kSeen) << report.needle.reason;
  const Eigen::Vector2d shaft = report.needle.line->shaft.vector();
  const test::DrawnLine found{shaft, report.needle.line->tip.vector()};
  const Eigen::Vector2d marked_entry(901.0, 74.0);
  const Eigen::Vector2d marked_tip(360.0, 225.0);
  EXPECT_LT(found.angle_to_rad(marked_tip - marked_entry), 3.0 * test::kDegree);
  EXPECT_LT(found.distance_px(marked_entry) * kClariusMmPerPx, 1.0);
  EXPECT_LT(found.distance_px(marked_tip) * kClariusMmPerPx, 1.0);
}

}  // namespace
}  // namespace echolance
