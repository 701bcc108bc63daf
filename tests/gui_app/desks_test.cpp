// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "gui/app/delay_meter.hpp"
#include "gui/app/folder_listing.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

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
