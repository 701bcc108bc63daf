// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/live_session.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "imaging/open_recording.hpp"
#include "session/drop_oldest_queue.hpp"
#include "session/live_controls.hpp"
#include "session/pausable_clock.hpp"
#include "session/running_median.hpp"
#include "session/stage_clock.hpp"
#include "simulation/live_simulation.hpp"
#include "simulation/rigid.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;
using Eigen::Vector3d;

constexpr std::size_t kQueue = 8;
constexpr std::size_t kFramesOfRate = 30;
// A source that is later than this does not catch up any more.
constexpr std::chrono::milliseconds kCatchesUp{100};

double seconds_of(Clock::time_point moment) {
  return std::chrono::duration<double>(moment.time_since_epoch()).count();
}

// How often something has happened of late.
class Rate {
 public:
  void add(Clock::time_point moment) {
    moments_.push_back(moment);
    if (moments_.size() > kFramesOfRate) moments_.pop_front();
  }
  void clear() { moments_.clear(); }
  [[nodiscard]] double hz() const {
    if (moments_.size() < 2) return 0.0;
    const std::chrono::duration<double> spent = moments_.back() - moments_.front();
    return spent.count() > 0.0 ? static_cast<double>(moments_.size() - 1) / spent.count() : 0.0;
  }

 private:
  std::deque<Clock::time_point> moments_;
};

struct Arrived {
  std::shared_ptr<const Frame> frame;
  Clock::time_point at;
};

// A simulation with the hands that hold probe and needle. Its mutex is never held during work.
struct Simulated {
  explicit Simulated(LiveSimulation simulation)
      : live(std::move(simulation)),
        patient(live.scenario().patient),
        probe(patient, live.scenario().probe_keys.front().reference_from_probe) {}

  void show_needle() { live.set_needle(needle.placement()); }

  LiveSimulation live;
  std::shared_ptr<const Patient> patient;
  mutable std::mutex mutex;
  ProbeOnSkin probe;  // under the mutex
  NeedleInHand needle;
};

}  // namespace

double steady_now_s() {
  return seconds_of(Clock::now());
}

struct LiveSession::Shared {
  Shared(std::unique_ptr<FrameSource> recorded, std::unique_ptr<Simulated> simulation,
         LiveRequest asked)
      : request(std::move(asked)),
        recording(std::move(recorded)),
        simulated(std::move(simulation)),
        rate_hz(source().info().frame_rate_hz),
        clock(Clock::now()),
        processor([this] { process_all(); }),
        feeder([this] { feed_all(); }) {}

  ~Shared() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    wake.notify_all();
    queue.abandon();
    feeder.join();
    processor.join();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] FrameSource& source() {
    if (recording) return *recording;
    return simulated->live;
  }

  void feed_all();
  bool feed_next(std::optional<Timestamp>& first);
  bool wait_until_due(double time_s);
  void process_all();
  void process(const Arrived& arrived, PipelineState& state);
  void note_error(std::string why);

  const LiveRequest request;
  const std::unique_ptr<FrameSource> recording;
  const std::unique_ptr<Simulated> simulated;
  const double rate_hz;
  DropOldestQueue<Arrived> queue{kQueue};

  mutable std::mutex mutex;
  std::condition_variable wake;
  bool stop = false;  // under the mutex, as all down to stages
  PausableClock clock;
  LiveView view;
  Rate received, processed;
  RunningMedian process_ms;
  StageMedians stages;

  StageClock stage_clock;  // the processor's

  std::thread processor, feeder;  // last: they use all of the above
};

void LiveSession::Shared::note_error(std::string why) {
  const std::lock_guard lock(mutex);
  if (view.error.empty()) view.error = std::move(why);
}

void LiveSession::Shared::feed_all() {
  try {
    std::optional<Timestamp> first;
    while (feed_next(first)) {
    }
  } catch (const std::exception& problem) {  // memory, or our own mistake: the window lives on
    note_error(std::string("the source stopped: ") + problem.what());
  }
  queue.close();
}

// False at the end, or when nobody takes frames any more.
bool LiveSession::Shared::feed_next(std::optional<Timestamp>& first) {
  auto frame = source().next();
  if (!frame) note_error(frame.error().text(Reader::kViewer));
  if (!frame || !*frame) return false;
  if (!first) {
    first = (*frame)->time;
    const std::lock_guard lock(mutex);  // opening and making took their time
    clock.wait_for(clock.elapsed(Clock::now()));
  }
  if (!wait_until_due(elapsed_s(*first, (*frame)->time))) return false;
  const auto now = Clock::now();
  {
    const std::lock_guard lock(mutex);
    ++view.counts.received;
    received.add(now);
  }
  return queue.push({std::make_shared<const Frame>(std::move(**frame)), now});
}

// False where the session is to stop.
bool LiveSession::Shared::wait_until_due(double time_s) {
  const auto due =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(time_s));
  std::unique_lock lock(mutex);
  while (!stop) {
    if (clock.is_paused()) {
      wake.wait(lock, [&] { return stop || !clock.is_paused(); });
      continue;
    }
    const auto late = clock.elapsed(Clock::now()) - due;
    if (late >= Clock::duration::zero()) {
      if (late > kCatchesUp) clock.wait_for(late);
      return true;
    }
    wake.wait_until(lock, clock.when(due), [&] { return stop || clock.is_paused(); });
  }
  return false;
}

void LiveSession::Shared::process_all() {
  try {
    PipelineState state(request.options);
    if (request.plan) state.plan_monitor.emplace(*request.plan);
    state.stage_done = stage_clock.watch();
    while (const auto arrived = queue.pop()) process(*arrived, state);
  } catch (const std::exception& problem) {
    note_error(std::string("finding stopped: ") + problem.what());
    queue.abandon();
  }
  const std::lock_guard lock(mutex);
  view.ended = true;
}

void LiveSession::Shared::process(const Arrived& arrived, PipelineState& state) {
  const auto start = Clock::now();
  stage_clock.begin_frame();
  auto report =
      std::make_shared<const FrameReport>(process_frame(*arrived.frame, state, request.options));
  const auto done = Clock::now();
  const std::chrono::duration<double> waited = start - arrived.at;
  const std::chrono::duration<double, std::milli> took = done - start;
  const std::lock_guard lock(mutex);
  view.frame = arrived.frame;
  view.report = std::move(report);
  view.arrived_s = seconds_of(arrived.at);
  view.ready_s = seconds_of(done);
  ++view.counts.processed;
  if (waited.count() * rate_hz > 1.0) ++view.counts.late;
  processed.add(done);
  process_ms.add(took.count());
  stages.add(stage_clock.times());
}

Result<std::unique_ptr<LiveSession>> LiveSession::start(LiveRequest request) {
  std::unique_ptr<FrameSource> recording;
  std::unique_ptr<Simulated> simulated;
  if (const auto* recorded = std::get_if<RecordedLive>(&request.source)) {
    auto opened = open_recording(recorded->path, recorded->open);
    if (!opened) return tl::unexpected(opened.error());
    recording = std::move(*opened);
  } else {
    auto live = LiveSimulation::create(std::get<SimulatedLive>(request.source).scenario);
    if (!live) return tl::unexpected(live.error());
    simulated = std::make_unique<Simulated>(std::move(*live));
  }
  return std::unique_ptr<LiveSession>(new LiveSession(
      std::make_unique<Shared>(std::move(recording), std::move(simulated), std::move(request))));
}

LiveSession::LiveSession(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}
LiveSession::~LiveSession() = default;

LiveView LiveSession::newest() const {
  const std::int64_t dropped = shared_->queue.dropped();
  const std::lock_guard lock(shared_->mutex);
  LiveView view = shared_->view;
  view.counts.dropped = dropped;
  view.counts.source_hz = shared_->received.hz();
  view.counts.process_hz = shared_->processed.hz();
  view.counts.process_ms = shared_->process_ms.value();
  view.counts.stages_ms = shared_->stages.values();
  return view;
}

void LiveSession::pause() {
  const std::lock_guard lock(shared_->mutex);
  shared_->clock.pause(Clock::now());
  shared_->wake.notify_all();
}

void LiveSession::go_on() {
  const std::lock_guard lock(shared_->mutex);
  shared_->clock.go_on(Clock::now());
  shared_->received.clear();
  shared_->processed.clear();
  shared_->wake.notify_all();
}

void LiveSession::move_probe_mm(double right_mm, double out_of_plane_mm) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return;
  const std::lock_guard lock(hands->mutex);
  if (hands->probe.move_mm(right_mm, out_of_plane_mm)) {
    hands->live.set_probe_pose(hands->probe.pose());
  }
}

void LiveSession::turn_probe_rad(double rad) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return;
  const std::lock_guard lock(hands->mutex);
  hands->probe.turn_rad(rad);
  hands->live.set_probe_pose(hands->probe.pose());
}

void LiveSession::set_needle(const std::optional<NeedlePlacement>& needle) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return;
  const std::lock_guard lock(hands->mutex);
  hands->needle.set(needle);
  hands->show_needle();
}

void LiveSession::advance_needle_mm(double way_mm) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return;
  const std::lock_guard lock(hands->mutex);
  hands->needle.advance_mm(way_mm);
  hands->show_needle();
}

void LiveSession::turn_needle_rad(double rad) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return;
  const std::lock_guard lock(hands->mutex);
  const Vector3d out = motion_of(hands->probe.pose()).linear().col(2);
  hands->needle.turn(rad, out);
  hands->show_needle();
}

bool LiveSession::shift_needle_mm(double right_mm) {
  Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return false;
  const std::lock_guard lock(hands->mutex);
  const Vector3d right = motion_of(hands->probe.pose()).linear().col(0);
  if (!hands->needle.shift(*hands->patient, right_mm * right)) return false;
  hands->show_needle();
  return true;
}

bool LiveSession::inject_ml(double volume_ml) {
  Simulated* const hands = shared_->simulated.get();
  return hands != nullptr && hands->live.inject(volume_ml);
}

std::optional<NeedlePlacement> LiveSession::needle() const {
  const Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return std::nullopt;
  const std::lock_guard lock(hands->mutex);
  return hands->needle.placement();
}

std::optional<Transform<space::Reference, space::Probe>> LiveSession::probe_pose() const {
  const Simulated* const hands = shared_->simulated.get();
  if (hands == nullptr) return std::nullopt;
  const std::lock_guard lock(hands->mutex);
  return hands->probe.pose();
}

}  // namespace echolance
