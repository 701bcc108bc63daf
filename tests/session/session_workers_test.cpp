// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <opencv2/core/utility.hpp>
#include <thread>

#include "session/autosave.hpp"
#include "session/live_session.hpp"
#include "session/plan_desk.hpp"
#include "session/replay.hpp"
#include "simulation/rigid.hpp"
#include "tests/session/worker_help.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

// What a window does, from a thread of its own and as fast as it can, against all workers: for
// ThreadSanitizer (./dev tsan). What comes out is tested elsewhere.
namespace echolance {
namespace {

// A second window, so to say, until this object ends.
class Hammer {
 public:
  template <class Work>
  explicit Hammer(Work work)
      : thread_([this, work] {
          for (int i = 0; !stop_; ++i) work(i);
        }) {}
  ~Hammer() {
    stop_ = true;
    thread_.join();
  }
  Hammer(const Hammer&) = delete;
  Hammer& operator=(const Hammer&) = delete;

 private:
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

class SessionWorkers : public testing::Test {
 protected:
  SessionWorkers() {
    // The pools of OpenCV and ITK are not built with the sanitizer, which then sees races that are
    // none. ITK reads this before its first filter runs.
    cv::setNumThreads(1);
    ::setenv("ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS", "1", 1);
    write_phantom(path_, 24, 100.0);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("phantom.mha");
};

TEST_F(SessionWorkers, ReplayHandsOverPicturesReportsAndLanes) {
  ReplayRequest request{path_, {}, {}, std::nullopt};
  request.picture_bytes = 8 * 161 * 121;
  const auto replay = std::move(*Replay::open(request));
  double sum = 0.0;
  std::vector<FrameLane> lanes;
  const Hammer window([&](int i) {
    const std::int64_t frame = (i * 7) % 24;
    replay->want(frame);
    if (const auto picture = replay->picture(frame)) sum += picture->image.at<std::uint8_t>(5, 5);
    if (const auto report = replay->report(frame)) {
      for (const auto& point : report->bone.points) sum += point.position.y_px;
      if (report->region) sum += report->region->mask.at<std::uint8_t>(0, 0);
    }
    replay->append_lanes(lanes.size(), lanes);
    sum += replay->progress().process_ms + static_cast<double>(replay->frame_count());
  });
  EXPECT_TRUE(wait_until([&] { return replay->progress().finished; }));
  EXPECT_EQ(replay->frame_count(), 24);
}

TEST_F(SessionWorkers, LiveRecordingHandsOverTheNewestView) {
  const auto session = std::move(*LiveSession::start({RecordedLive{path_, {}}, {}, std::nullopt}));
  double sum = 0.0;
  const Hammer window([&](int i) {
    const LiveView view = session->newest();
    if (view.frame) sum += view.frame->image.at<std::uint8_t>(5, 5);
    if (view.report) sum += static_cast<double>(view.report->bone.points.size());
    if (i % 50 == 0) session->pause();
    if (i % 50 == 5) session->go_on();
  });
  EXPECT_TRUE(wait_until([&] {
    session->go_on();
    return session->newest().ended;
  }));
}

TEST_F(SessionWorkers, LiveSimulationIsMovedWhileItDraws) {
  const auto session = std::move(*LiveSession::start(
      {SimulatedLive{small_scenario(small_request("psis_infil"))}, {}, std::nullopt}));
  NeedlePlacement needle;
  needle.entry = *skin_point(*small_patient(), {motion_of(*session->probe_pose()).translation()});
  const Hammer window([&](int i) {
    session->move_probe_mm(i % 2 == 0 ? 1.0 : -1.0, 0.1);
    session->turn_probe_rad(i % 2 == 0 ? 0.01 : -0.01);
    if (i % 20 == 0) session->set_needle(needle);
    session->advance_needle_mm(i % 2 == 0 ? 3.0 : -1.0);
    session->turn_needle_rad(0.01);
    if (i % 500 == 7) static_cast<void>(session->inject_ml(0.1));
    static_cast<void>(session->shift_needle_mm(0.1));
    static_cast<void>(session->newest());
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  });
  EXPECT_TRUE(wait_until([&] { return session->newest().counts.processed >= 4; }));
}

TEST_F(SessionWorkers, PlansAreAskedForWhileTheyAreMade) {
  const std::shared_ptr<const Replay> replay =
      std::move(*Replay::open({path_, {}, {}, std::nullopt}));
  PlanDesk desk;
  desk.open({replay, std::nullopt, "9.9", "", ""});
  std::atomic<int> answers = 0;
  const Hammer window([&](int i) {
    PlanEdit edit;
    edit.frame = i % 20;
    edit.target_mm = Eigen::Vector3d(20.0 + i % 5, 20.0, 0.0);
    edit.entry_mm = Eigen::Vector3d(2.0, 0.0, 0.0);
    desk.search(edit);
    const auto answer = desk.newest();
    if (answer && answer->judge) {
      static_cast<void>(answer->judge->judge(*edit.entry_mm, *edit.target_mm));
      ++answers;
    }
    if (i % 40 == 39) desk.write(folder_.path("plan"));
    static_cast<void>(desk.take_written());
    static_cast<void>(desk.busy());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  EXPECT_TRUE(wait_until([&] { return answers > 10; }));
}

TEST_F(SessionWorkers, EditsAreKeptWhileTheyAreWritten) {
  Autosave autosave(folder_.path("recovery"));
  const Hammer window([&](int i) {
    CaseFile file;
    file.patient = 3;
    file.frame = i;
    autosave.keep(file, "/case");
    static_cast<void>(autosave.problem());
    if (i % 1000 == 999) autosave.discard();
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  });
  EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(autosave.path()); }));
}

}  // namespace
}  // namespace echolance
