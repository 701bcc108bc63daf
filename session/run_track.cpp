// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_track.hpp"

#include <fmt/format.h>

#include <chrono>
#include <opencv2/core/utility.hpp>
#include <utility>
#include <vector>

#include "session/pipeline_option_list.hpp"
#include "session/report_progress.hpp"
#include "session/results_folder.hpp"
#include "session/track_writers.hpp"

namespace echolance {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void count(const Frame& frame, const FrameReport& report, FrameCounts& counts) {
  ++counts.frames;
  if (frame.has_image()) {
    ++counts.with_picture;
    if (!report.region) ++counts.without_region;
  }
  if (report.change == FrameChange::kRepeated) ++counts.repeated;
  if (report.change == FrameChange::kCut) ++counts.cuts;
  if (!report.bone.points.empty()) ++counts.with_bone;
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    const auto* landmark = report.landmarks.find(static_cast<LandmarkKind>(i));
    const bool claimed = landmark != nullptr && landmark->confidence >= kLandmarkClaim;
    if (claimed) ++counts.with_landmark[i];
  }
  switch (report.needle.state) {
    case NeedleState::kSeen:
      ++counts.seen;
      break;
    case NeedleState::kPredicted:
      ++counts.predicted;
      break;
    case NeedleState::kNotSeen:
      ++counts.not_seen;
      break;
  }
}

// One run from the first frame to the last.
class Run {
 public:
  Run(FrameSource& source, const TrackRequest& request, const TrackHooks& hooks)
      : source_(source), request_(request), hooks_(hooks), state_(request.options) {
    summary_.input = source.info();
    summary_.input_sha256 = request.input_sha256;
    summary_.program_version = request.program_version;
    summary_.options = request.options;
    summary_.threads = cv::getNumThreads();
    if (request.plan) {
      state_.plan_monitor.emplace(*request.plan);
      summary_.plan = PlanSummary{};
      summary_.plan->procedure = request.plan->procedure;
      summary_.plan->target = target_words(*request.plan);
    }
  }

  Result<void> all_frames() {
    while (!(hooks_.stop_requested && hooks_.stop_requested())) {
      const auto frame = source_.next();
      if (!frame) return end_by_damage(frame.error());
      if (!*frame) return {};
      if (auto done = one_frame(**frame); !done) return done;
      report_progress(hooks_, {summary_.counts.frames, summary_.input.frame_count, start_});
    }
    summary_.end = RunEnd::kInterrupted;
    summary_.warnings.push_back("stopped by the user; the results end at the last whole frame");
    return {};
  }

  Result<TrackSummary> finish() {
    if (summary_.counts.frames == 0) {
      return fail(ErrorCode::kNoData, "there was no frame to work on, so nothing was written",
                  summary_.input.path);
    }
    summarise();
    if (auto committed = writers_->commit(summary_); !committed) {
      return tl::unexpected(committed.error());
    }
    return summary_;
  }

 private:
  Result<void> one_frame(const Frame& frame) {
    if (!writers_) {
      auto writers = TrackWriters::create(request_, source_.info(), frame);
      if (!writers) return tl::unexpected(writers.error());
      writers_ = std::move(*writers);
    }
    const auto before = Clock::now();
    const FrameReport report = process_frame(frame, state_, request_.options);
    const double process_ms = seconds_since(before) * 1e3;
    count(frame, report, summary_.counts);
    if (summary_.plan && report.plan) summary_.plan->add(*report.plan);
    if (frame.has_image()) times_ms_.push_back(static_cast<float>(process_ms));
    if (report.region) {
      summary_.region = report.region;
    } else if (frame.has_image() && first_without_region_.empty()) {
      first_without_region_ = report.needle.reason;
    }
    if (summary_.counts.frames == 1) first_time_ = frame.time;
    last_time_ = frame.time;
    return writers_->write(frame, report, process_ms);
  }

  Result<void> end_by_damage(const Error& error) {
    if (summary_.counts.frames == 0) return tl::unexpected(error);
    summary_.end = RunEnd::kDamaged;
    summary_.warnings.push_back(error.text());
    return {};
  }

  void summarise() {
    const auto& counts = summary_.counts;
    summary_.sweep = state_.landmark_tracker.summary();
    summary_.levels = state_.spine_sweep.summary();
    summary_.latency = latency_of(std::move(times_ms_));
    summary_.duration_s = elapsed_s(first_time_, last_time_);
    if (summary_.duration_s > 0.0) {
      summary_.distinct_frame_rate_hz =
          static_cast<double>(counts.frames - counts.repeated - 1) / summary_.duration_s;
    }
    // Readers learn of some things only on the way.
    summary_.input = source_.info();
    auto& warnings = summary_.warnings;
    warnings.insert(warnings.begin(), summary_.input.notes.begin(), summary_.input.notes.end());
    if (!summary_.input.spacing) {
      warnings.push_back(
          "the pixel size is not known, so results are in pixels and the mm fields are empty; "
          "give --mm-per-px");
    }
    if (summary_.plan) {
      const auto alerts = alert_sentences(*summary_.plan);
      warnings.insert(warnings.end(), alerts.begin(), alerts.end());
    }
    if (counts.with_picture == 0) warnings.push_back("no frame of this recording has a picture");
    if (counts.without_region > 0) {
      warnings.push_back(
          fmt::format("no ultrasound was found in {} of the frames; of the first: {}",
                      counts.without_region, first_without_region_));
    }
    if (counts.repeated > 0) {
      warnings.push_back(fmt::format("{} frames repeat the one before them", counts.repeated));
    }
  }

  FrameSource& source_;
  const TrackRequest& request_;
  const TrackHooks& hooks_;
  PipelineState state_;
  TrackSummary summary_;
  std::optional<TrackWriters> writers_;
  std::vector<float> times_ms_;
  std::string first_without_region_;  // why
  Timestamp first_time_, last_time_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

Result<TrackSummary> run_track(FrameSource& source, const TrackRequest& request,
                               const TrackHooks& hooks) {
  if (auto valid = validate(request.options); !valid) return tl::unexpected(valid.error());
  Run run(source, request, hooks);
  if (auto done = run.all_frames(); !done) return tl::unexpected(done.error());
  return run.finish();
}

}  // namespace echolance
