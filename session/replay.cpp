// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/replay.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "imaging/open_recording.hpp"
#include "session/picture_reader.hpp"
#include "session/report_store.hpp"
#include "session/running_median.hpp"
#include "session/stage_clock.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

double ms_between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double, std::milli>(end - start).count();
}

}  // namespace

struct Replay::Shared {
  Shared(const ReplayRequest& asked, std::unique_ptr<FrameSource> opened)
      : request(asked),
        info(opened->info()),
        lane_maker(info.frame_rate_hz),
        pictures([path = asked.path, open = asked.open] { return open_recording(path, open); },
                 [this](std::int64_t frame) { return time_of(frame); }, asked.picture_bytes),
        finder([this, source = std::shared_ptr<FrameSource>(std::move(opened))] {
          find_all(*source);
        }) {}

  ~Shared() {
    stop = true;
    finder.join();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] std::optional<Timestamp> time_of(std::int64_t frame) const {
    const std::lock_guard lock(mutex);
    if (frame < 0 || frame >= static_cast<std::int64_t>(lanes.size())) return std::nullopt;
    return lanes[static_cast<std::size_t>(frame)].time;
  }

  void find_all(FrameSource& source) {
    std::string error;
    try {
      PipelineState state(request.options);
      if (request.plan) state.plan_monitor.emplace(*request.plan);
      state.stage_done = stage_clock.watch();
      while (!stop && find_next(source, state, error)) {
      }
    } catch (const std::exception& problem) {  // memory, or our own mistake: the window lives on
      error = std::string("finding stopped: ") + problem.what();
    }
    const std::lock_guard lock(mutex);
    progress.finished = !stop;
    progress.error = std::move(error);
  }

  // False at the end.
  bool find_next(FrameSource& source, PipelineState& state, std::string& error) {
    const auto start = Clock::now();
    const auto frame = source.next();
    if (!frame) error = frame.error().text(Reader::kViewer);
    if (!frame || !*frame) return false;
    const auto read = Clock::now();
    stage_clock.begin_frame();
    const FrameReport report = process_frame(**frame, state, request.options);
    const auto done = Clock::now();
    const FrameLane lane = lane_maker.next(**frame, report);
    const std::lock_guard lock(mutex);
    reports.add(report);
    lanes.push_back(lane);
    read_ms.add(ms_between(start, read));
    process_ms.add(ms_between(read, done));
    stages.add(stage_clock.times());
    ++progress.frames_done;
    progress.lost = lane_maker.lost();
    progress.repeated = lane_maker.repeated();
    return true;
  }

  const ReplayRequest request;
  const SequenceInfo info;
  LaneMaker lane_maker;  // the finder's, as the next
  StageClock stage_clock;

  mutable std::mutex mutex;
  ReportStore reports;  // under the mutex, as all down to stages
  std::vector<FrameLane> lanes;
  ReplayProgress progress;
  RunningMedian read_ms, process_ms;
  StageMedians stages;

  PictureReader pictures;
  std::atomic<bool> stop = false;
  std::thread finder;  // last: it uses all of the above
};

Result<std::unique_ptr<Replay>> Replay::open(const ReplayRequest& request) {
  auto source = open_recording(request.path, request.open);
  if (!source) return tl::unexpected(source.error());
  return std::unique_ptr<Replay>(new Replay(std::make_unique<Shared>(request, std::move(*source))));
}

Replay::Replay(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}
Replay::~Replay() = default;

const SequenceInfo& Replay::info() const {
  return shared_->info;
}

const ReplayRequest& Replay::request() const {
  return shared_->request;
}

ReplayProgress Replay::progress() const {
  ReplayProgress progress;
  {
    const std::lock_guard lock(shared_->mutex);
    progress = shared_->progress;
    progress.read_ms = shared_->read_ms.value();
    progress.process_ms = shared_->process_ms.value();
    progress.stages_ms = shared_->stages.values();
    progress.report_bytes =
        shared_->reports.bytes() + shared_->lanes.capacity() * sizeof(FrameLane);
  }
  progress.frames_total = shared_->info.frame_count;
  progress.picture_error = shared_->pictures.error();
  progress.picture_bytes = shared_->pictures.bytes();
  return progress;
}

std::int64_t Replay::frame_count() const {
  const std::lock_guard lock(shared_->mutex);
  const std::int64_t found = shared_->progress.frames_done;
  if (shared_->progress.finished) return found;
  return std::max(found, shared_->info.frame_count.value_or(0));
}

void Replay::want(std::int64_t frame) {
  shared_->pictures.want(frame);
}

std::shared_ptr<const Frame> Replay::picture(std::int64_t frame) const {
  return shared_->pictures.picture(frame);
}

std::shared_ptr<const FrameReport> Replay::report(std::int64_t frame) const {
  if (frame < 0) return nullptr;
  const std::lock_guard lock(shared_->mutex);
  return shared_->reports.at(static_cast<std::size_t>(frame));
}

void Replay::append_lanes(std::size_t first, std::vector<FrameLane>& lanes) const {
  const std::lock_guard lock(shared_->mutex);
  const auto& all = shared_->lanes;
  if (first >= all.size()) return;
  lanes.insert(lanes.end(), all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
}

}  // namespace echolance
