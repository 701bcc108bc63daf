// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/replay_desk.hpp"

#include <algorithm>
#include <utility>

#include "gui/panels/lane_events.hpp"

namespace echolance {

Result<void> ReplayDesk::open(const ReplayRequest& request) {
  auto replay = Replay::open(request);
  if (!replay) return tl::unexpected(replay.error());
  const bool same = replay_ != nullptr && replay_->request().path == request.path;
  const std::int64_t frame = same ? view_.frame : 0;
  replay_ = std::move(*replay);
  view_ = {};
  measure_anew();
  view_.open = true;
  view_.info = replay_->info();
  view_.spacing = view_.info.spacing;
  go_to(frame);
  return {};
}

void ReplayDesk::close() {
  replay_.reset();
  view_ = {};
  measure_anew();
  picture_.clear();
}

void ReplayDesk::obey(const command::TogglePlay&) {
  if (!view_.open) return;
  view_.playing = !view_.playing;
  anchored_ = false;
  if (view_.playing) measure_anew();
  if (view_.playing && view_.frame + 1 >= view_.frame_count) go_to(0);
}

void ReplayDesk::obey(const command::GoToFrame& command) {
  go_to(command.frame);
}

void ReplayDesk::obey(const command::StepFrames& command) {
  view_.playing = false;
  go_to(view_.frame + command.frames);
}

void ReplayDesk::obey(const command::GoToEvent& command) {
  view_.playing = false;
  if (const auto frame = next_event(view_.lanes, view_.frame, command.direction)) go_to(*frame);
}

void ReplayDesk::obey(const command::SetSpeed& command) {
  view_.speed = std::clamp(command.speed, 0.05, 8.0);
  anchored_ = false;
  measure_anew();
}

void ReplayDesk::obey(const command::SetLoop& command) {
  view_.loop = command.on;
}
void ReplayDesk::obey(const command::SetOverlay& command) {
  view_.overlay = command.on;
}
void ReplayDesk::obey(const command::SetSideBySide& command) {
  view_.side_by_side = command.on;
}

void ReplayDesk::obey(const command::SetTiming& command) {
  view_.timing = command.on;
}

void ReplayDesk::obey(const command::SetWindowLevel& command) {
  view_.window = std::clamp(command.window, 2.0, 1024.0);
  view_.level = std::clamp(command.level, -256.0, 512.0);
}

void ReplayDesk::obey(const command::SetZoom& command) {
  view_.zoom = std::clamp(command.zoom, 0.25, 32.0);
  view_.pan_x = command.pan_x;
  view_.pan_y = command.pan_y;
}

void ReplayDesk::obey(const command::SetTool& command) {
  view_.tool = command.tool;
  view_.measure_from_px.reset();
  view_.measure_to_px.reset();
}

void ReplayDesk::obey(const command::Measure& command) {
  const bool none = command.from_px == command.to_px;
  view_.measure_from_px = none ? std::nullopt : std::optional(command.from_px);
  view_.measure_to_px = none ? std::nullopt : std::optional(command.to_px);
}

void ReplayDesk::measure_anew() {
  view_.playback = {};
  last_shown_.reset();
  delay_.clear();
  between_.clear();
}

void ReplayDesk::renew_pictures() {
  picture_.renew();
}

void ReplayDesk::go_to(std::int64_t frame) {
  const std::int64_t last = std::max<std::int64_t>(view_.frame_count, 1) - 1;
  // Before the count is known the header's promise is trusted; update() comes back to the last.
  view_.frame = view_.frame_count > 0 ? std::clamp<std::int64_t>(frame, 0, last)
                                      : std::max<std::int64_t>(frame, 0);
  anchored_ = false;
  last_shown_.reset();
  if (replay_ != nullptr) replay_->want(view_.frame);
}

double ReplayDesk::time_s(std::int64_t frame) const {
  const auto i = static_cast<std::size_t>(frame);
  if (i < view_.lanes.size()) return view_.lanes[i].time.seconds();
  const double rate = view_.info.frame_rate_hz > 0.0 ? view_.info.frame_rate_hz : 20.0;
  if (view_.lanes.empty()) return static_cast<double>(frame) / rate;
  const auto beyond =
      static_cast<double>(frame - static_cast<std::int64_t>(view_.lanes.size()) + 1);
  return view_.lanes.back().time.seconds() + beyond / rate;
}

// By the recording's own times. A frame that has not been read yet holds the clock: nothing is
// skipped, and what is late starts again from there.
void ReplayDesk::play_on(double now_s) {
  const bool shown = view_.picture != nullptr && view_.picture->index == view_.frame;
  if (!anchored_) {
    anchor_now_s_ = now_s;
    anchor_frame_s_ = time_s(view_.frame);
    anchored_ = shown;
    return;
  }
  if (!shown) {
    anchored_ = false;
    return;
  }
  const double due_s = anchor_frame_s_ + view_.speed * (now_s - anchor_now_s_);
  std::int64_t frame = view_.frame;
  while (frame + 1 < view_.frame_count && time_s(frame + 1) <= due_s) ++frame;
  if (frame != view_.frame) {
    view_.frame = frame;
    replay_->want(frame);
    return;
  }
  if (frame + 1 < view_.frame_count || !view_.progress.finished) return;
  if (view_.loop) {
    go_to(0);
  } else {
    view_.playing = false;
  }
}

// What a viewer of the screen gets: frames in a row, each so long after it was due. Jumps and
// pauses are no part of that.
void ReplayDesk::shown(double now_s) {
  PlaybackTimes& times = view_.playback;
  if (!view_.playing || !view_.report) {
    last_shown_.reset();
    return;
  }
  const std::int64_t frame = view_.picture->index;
  if (last_shown_ == frame) return;
  const auto last = std::exchange(last_shown_, frame);
  const double before_s = std::exchange(last_shown_s_, now_s);
  ++times.shown;
  if (!last || frame < *last) return;
  times.passed_over += frame - *last - 1;
  between_.add_ms(1e3 * (now_s - before_s));
  times.shown_hz = 1e3 / std::max(between_.mean_ms(), 1e-3);
  if (!anchored_) return;
  const double due_s = anchor_now_s_ + (time_s(frame) - anchor_frame_s_) / view_.speed;
  delay_.add_ms(1e3 * (now_s - due_s));
  times.delay_p50_ms = delay_.quantile_ms(0.5);
  times.delay_p95_ms = delay_.quantile_ms(0.95);
}

void ReplayDesk::update(double now_s) {
  if (replay_ == nullptr) return;
  view_.info = replay_->info();
  view_.progress = replay_->progress();
  view_.frame_count = replay_->frame_count();
  replay_->append_lanes(view_.lanes.size(), view_.lanes);
  if (view_.frame_count > 0 && view_.frame >= view_.frame_count) go_to(view_.frame_count - 1);
  if (view_.playing) play_on(now_s);
  if (auto picture = replay_->picture(view_.frame)) view_.picture = std::move(picture);
  view_.report = view_.picture ? replay_->report(view_.picture->index) : nullptr;
  if (view_.picture && view_.picture->spacing) view_.spacing = view_.picture->spacing;
  if (view_.report && view_.report->spacing) view_.spacing = view_.report->spacing;
  if (view_.picture) picture_.show(view_.picture->image, {view_.window, view_.level});
  view_.texture = picture_.texture();
}

}  // namespace echolance
