// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "gui/app/delay_meter.hpp"
#include "gui/app/folder_listing.hpp"
#include "gui/app/replay_desk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

TEST(NextEvent, IsWhereSomethingChanges) {
  std::vector<FrameLane> lanes(12);
  for (auto& lane : lanes) lane.change = FrameChange::kNext;
  lanes[4].needle = lanes[5].needle = NeedleState::kSeen;  // comes at 4, goes at 6
  lanes[9].gap_s = 0.4F;
  EXPECT_EQ(next_event(lanes, 0, 1), 4);
  EXPECT_EQ(next_event(lanes, 4, 1), 6);
  EXPECT_EQ(next_event(lanes, 6, 1), 9);
  EXPECT_EQ(next_event(lanes, 9, 1), std::nullopt);
  EXPECT_EQ(next_event(lanes, 9, -1), 6);
  EXPECT_EQ(next_event(lanes, 4, -1), std::nullopt);
  EXPECT_EQ(next_event({}, 0, 1), std::nullopt);
}

TEST(DelayMeter, KnowsTheLastDelays) {
  DelayMeter meter;
  EXPECT_EQ(meter.quantile_ms(0.5), 0.0);
  for (int i = 1; i <= 100; ++i) meter.add_ms(i);
  EXPECT_NEAR(meter.quantile_ms(0.5), 50.5, 1.0);
  EXPECT_NEAR(meter.quantile_ms(0.95), 95.0, 1.0);
  for (int i = 0; i < 1000; ++i) meter.add_ms(7.0);
  EXPECT_EQ(meter.quantile_ms(0.95), 7.0);
}

TEST(ListFolder, FoldersFirstThenNamesAsPeopleCount) {
  TemporaryFolder folder;
  for (const char* name : {"10.png", "2.png", ".hidden"}) write_text(folder.path(name), "x");
  std::filesystem::create_directory(folder.path("zebra"));
  const auto entries = list_folder(folder.path(""));
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "zebra");
  EXPECT_TRUE((*entries)[0].folder);
  EXPECT_EQ((*entries)[1].name, "2.png");
  EXPECT_EQ((*entries)[2].bytes, 1U);
  EXPECT_EQ(list_folder(folder.path("none")).error().code, ErrorCode::kFileNotFound);
}

}  // namespace
}  // namespace echolance
