// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/live_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/open_recording.hpp"
#include "session/drop_oldest_queue.hpp"
#include "session/live_controls.hpp"
#include "session/pausable_clock.hpp"
#include "simulation/rigid.hpp"
#include "tests/session/worker_help.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using std::chrono::seconds;

std::unique_ptr<LiveSession> started(LiveRequest request) {
  auto session = LiveSession::start(std::move(request));
  EXPECT_TRUE(session) << session.error().text();
  return std::move(*session);
}

TEST(LiveSession, EveryFrameOfARecordingIsReceivedAndProcessedOrCounted) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 30, 100.0);
  const auto session = started({RecordedLive{path, {}}, {}, std::nullopt});
  ASSERT_TRUE(wait_until([&] { return session->newest().ended; }));
  const LiveView view = session->newest();
  EXPECT_EQ(view.error, "");
  EXPECT_EQ(view.counts.received, 30);
  EXPECT_EQ(view.counts.processed + view.counts.dropped, 30);
  ASSERT_TRUE(view.frame && view.report);
  EXPECT_EQ(view.frame->index, 29);
  EXPECT_EQ(view.report->frame_index, 29);
  EXPECT_GE(view.ready_s, view.arrived_s);
  EXPECT_LE(view.ready_s, steady_now_s());
  EXPECT_GT(view.counts.process_ms, 0.0);
}

TEST(LiveSession, IsNeverFasterThanTheRecordingsOwnTimes) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 11, 50.0);
  const double start_s = steady_now_s();
  const auto session = started({RecordedLive{path, {}}, {}, std::nullopt});
  ASSERT_TRUE(wait_until([&] { return session->newest().ended; }));
  EXPECT_GE(steady_now_s() - start_s, 10.0 / 50.0);
}

TEST(LiveSession, NothingComesWhileItIsPaused) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 12, 25.0);
  const auto session = started({RecordedLive{path, {}}, {}, std::nullopt});
  ASSERT_TRUE(wait_until([&] { return session->newest().counts.processed >= 3; }));
  session->pause();
  const auto received = session->newest().counts.received;
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  EXPECT_EQ(session->newest().counts.received, received);
  EXPECT_FALSE(session->newest().ended);
  session->go_on();
  EXPECT_TRUE(wait_until([&] { return session->newest().ended; }));
  EXPECT_EQ(session->newest().counts.received, 12);
}

TEST(LiveSession, ADamagedRecordingEndsWithASentence) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 12, 100.0);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 3 * 161 * 121);
  const auto session = started({RecordedLive{path, {}}, {}, std::nullopt});
  ASSERT_TRUE(wait_until([&] { return session->newest().ended; }));
  EXPECT_EQ(session->newest().counts.received, 9);
  EXPECT_THAT(session->newest().error, testing::HasSubstr("usable"));
  EXPECT_EQ(LiveSession::start({RecordedLive{"/nowhere", {}}, {}, std::nullopt}).error().code,
            ErrorCode::kFileNotFound);
}

TEST(LiveSession, ShowsProbeAndNeedleOfASimulationWhereTheUserHasThem) {
  const Scenario scenario = steady(small_scenario(small_request("psis_infil")));
  const auto session = started({SimulatedLive{scenario}, {}, std::nullopt});
  EXPECT_FALSE(session->needle());
  EXPECT_FALSE(session->inject_ml(1.0)) << "there is no tip under the skin";
  const auto start = session->probe_pose();
  ASSERT_TRUE(start);
  session->move_probe_mm(6.0, 0.0);
  const auto moved = session->probe_pose();
  const Vector3d way = motion_of(*moved).translation() - motion_of(*start).translation();
  EXPECT_NEAR(way.norm(), 6.0, 1.5);
  NeedlePlacement needle;
  needle.entry = *skin_point(*scenario.patient, {motion_of(*moved).translation()});
  needle.depth_mm = 20.0;
  session->set_needle(needle);
  session->advance_needle_mm(5.0);
  EXPECT_DOUBLE_EQ(session->needle()->depth_mm, 25.0);
  EXPECT_FALSE(session->shift_needle_mm(3.0)) << "it is in the skin";
  EXPECT_TRUE(session->inject_ml(1.0));
  const auto seen = [&] {
    const auto frame = session->newest().frame;
    if (!frame || frame->poses.size() < 4) return false;
    return frame->poses.back().from == "Needle";
  };
  EXPECT_TRUE(wait_until(seen));
  session->set_needle(std::nullopt);
  EXPECT_TRUE(wait_until([&] { return !seen(); }));
}

TEST(ProbeOnSkin, StaysOnTheSkinAndComesBackToWhereItWas) {
  const auto patient = small_patient();
  const Scenario scenario = small_scenario(small_request("psis_infil"));
  const auto start = scenario.probe_keys.front().reference_from_probe;
  ProbeOnSkin probe(patient, start);
  EXPECT_LT((motion_of(probe.pose()).matrix() - motion_of(start).matrix()).norm(), 1e-9);
  const auto height_mm = [&] {
    const Vector3d foot = motion_of(probe.pose()).translation();
    return foot.y() - skin_point(*patient, {foot})->mm.y();
  };
  const double held_mm = height_mm();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(probe.move_mm(1.0, 0.5));
    EXPECT_NEAR(height_mm(), held_mm, 3.0);
  }
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(probe.move_mm(-1.0, -0.5));
  const Vector3d off = motion_of(probe.pose()).translation() - motion_of(start).translation();
  EXPECT_LT(off.norm(), 2.0);
  probe.turn_rad(0.3);
  const Eigen::AngleAxisd turned(motion_of(probe.pose()).linear() *
                                 motion_of(start).linear().transpose());
  EXPECT_NEAR(turned.angle(), 0.3, 0.1);
}

TEST(ProbeOnSkin, StaysWhereThereIsNoSkin) {
  ProbeOnSkin probe(
      small_patient(),
      small_scenario(small_request("psis_infil")).probe_keys.front().reference_from_probe);
  const auto before = motion_of(probe.pose()).matrix();
  EXPECT_FALSE(probe.move_mm(5000.0, 0.0));
  EXPECT_EQ(motion_of(probe.pose()).matrix(), before);
}

TEST(NeedleInHand, TurnsAboutItsEntryAndComesOutOfTheSkin) {
  NeedleInHand hand;
  hand.advance_mm(5.0);
  EXPECT_FALSE(hand.placement());
  hand.set(NeedlePlacement{});
  hand.turn(0.5, Vector3d::UnitX());
  EXPECT_NEAR(hand.placement()->direction.unit.dot(-Vector3d::UnitY()), std::cos(0.5), 1e-12);
  EXPECT_EQ(hand.placement()->entry.mm, Vector3d::Zero());
  hand.advance_mm(-500.0);
  EXPECT_EQ(hand.placement()->depth_mm, -30.0);
}

TEST(DropOldestQueue, KeepsTheOrderAndCountsWhatItDrops) {
  DropOldestQueue<int> queue(3);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_EQ(queue.dropped(), 2);
  queue.close();
  EXPECT_FALSE(queue.push(9));
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_EQ(queue.pop(), 3);
  EXPECT_EQ(queue.pop(), 4);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(DropOldestQueue, AbandoningForgetsWhatWaits) {
  DropOldestQueue<int> queue(3);
  EXPECT_TRUE(queue.push(1));
  queue.abandon();
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(PausableClock, StandsStillWhilePaused) {
  const PausableClock::Moment zero{};
  PausableClock clock(zero);
  EXPECT_EQ(clock.elapsed(zero + seconds(2)), seconds(2));
  clock.pause(zero + seconds(2));
  EXPECT_EQ(clock.elapsed(zero + seconds(9)), seconds(2));
  clock.go_on(zero + seconds(9));
  EXPECT_EQ(clock.elapsed(zero + seconds(10)), seconds(3));
  EXPECT_EQ(clock.when(seconds(5)), zero + seconds(12));
  clock.wait_for(seconds(1));
  EXPECT_EQ(clock.elapsed(zero + seconds(10)), seconds(2));
}

}  // namespace
}  // namespace echolance
