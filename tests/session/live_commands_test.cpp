// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/live_commands.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/small_scenario.hpp"

namespace echolance {
namespace {

LiveSimulation& simulation() {
  static LiveSimulation one =
      std::move(*LiveSimulation::create(steady(small_scenario(small_request("psis_infil")))));
  return one;
}

TEST(LiveCommands, MoveProbeAndNeedleAndDraw) {
  std::istringstream text(
      "# a comment\n\nprobe 10 100 -20 0 0 1 0   # half a turn\nframe\n"
      "needle 10 60 -20 0.70710678 0 0 0.70710678\nframe 2\nneedle none\nframe\n");
  LiveCommands commands(simulation(), text);
  ASSERT_TRUE(*commands.next());
  Eigen::Matrix4d pose = Eigen::Matrix4d::Identity();
  pose(0, 0) = pose(1, 1) = -1.0;
  pose.block<3, 1>(0, 3) = Eigen::Vector3d(10.0, 100.0, -20.0);
  EXPECT_TRUE(commands.truth().reference_from_probe.matrix().isApprox(pose, 1e-9));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(*commands.next());
    EXPECT_TRUE(commands.truth().needle_inserted);
  }
  ASSERT_TRUE(*commands.next());
  EXPECT_FALSE(commands.truth().needle_inserted);
  EXPECT_FALSE(*commands.next());
}

TEST(LiveCommands, WrongLinesAreNamedWithTheirNumber) {
  for (const char* line :
       {"prob 1 2 3", "probe 1 2 3", "probe 1 2 3 0 0 0 2", "probe 1 2 x 0 0 0 1",
        "probe nan 2 3 0 0 0 1", "needle 1", "needle nothing", "advance", "advance 1 2", "inject 1",
        "inject -1", "inject 1e9", "frame 0", "frame -2", "frame x", "jump"}) {
    simulation().set_needle(std::nullopt);
    std::istringstream text(std::string("\n") + line + "\nframe\n");
    LiveCommands commands(simulation(), text);
    const auto frame = commands.next();
    ASSERT_FALSE(frame) << line;
    EXPECT_EQ(frame.error().code, ErrorCode::kDamagedFile) << line;
    EXPECT_EQ(frame.error().context, "line 2") << line;
    EXPECT_FALSE(frame.error().message.empty()) << line;
  }
}

}  // namespace
}  // namespace echolance
