// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_tracker.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tracking/needle_hypothesis.hpp"

namespace echolance {

namespace {

constexpr int kSearchedLines = 24;
constexpr std::size_t kProfiledLines = 6;  // the others of a search are too weak to matter
constexpr std::size_t kMostHypotheses = 4;
// A line of which all is new counts as if it were longer by this many times.
constexpr double kNewnessWorth = 3.0;
// A line worth following; far below what is reported.
constexpr double kWorthFollowing = -3.5;
// A single frame must be this sure to be reported at once; later frames may be less.
constexpr double kFirstFrameMargin = 0.5;
// While a needle is followed, the whole region is searched again this often.
constexpr int kFramesPerSearch = 12;
// A needle that is not seen is predicted for this long, then given up.
constexpr double kPredicted_s = 0.7;
// Pictures less alike than this show another place: what was learnt there does not hold here.
constexpr double kSamePlace = 0.5;
constexpr double kForgotten_s = 1.5;

double probability(double log_odds) {
  return 1.0 / (1.0 + std::exp(-log_odds));
}

}  // namespace

std::span<const OptionSpec<NeedleOptions>> needle_option_table() {
  static constexpr std::array<OptionSpec<NeedleOptions>, 1> kTable = {{
      {"minimum_confidence", &NeedleOptions::minimum_confidence, 0.05, 0.99, 0.05,
       "least probability at which a needle is reported as seen"},
  }};
  return kTable;
}

struct NeedleTracker::State {
  NeedleOptions options;
  NeedleView view;
  ShaftProfiler profiler;
  TissueMotionEstimator tissue;
  EchoMemory memory;
  std::vector<NeedleHypothesis> hypotheses;
  NeedleEstimate last;
  Timestamp last_time;
  int frames_until_search = 0;

  void forget();
  void forget_needle();
  void follow(const FrameContext& frame);
  void search(const FrameContext& frame);
  void drop_doubles();
  [[nodiscard]] NeedleEstimate report(const NeedleInput& input);
};

void NeedleTracker::State::forget_needle() {
  hypotheses.clear();
  frames_until_search = 0;
}

void NeedleTracker::State::forget() {
  forget_needle();
  tissue.forget();
  memory.forget();
}

void NeedleTracker::State::follow(const FrameContext& frame) {
  for (NeedleHypothesis& hypothesis : hypotheses) hypothesis.update(frame, profiler);
  std::erase_if(hypotheses, [](const NeedleHypothesis& h) {
    return h.seconds_since_seen() > kForgotten_s || h.promise() < kWorthFollowing;
  });
}

void NeedleTracker::State::search(const FrameContext& frame) {
  const bool followed = std::any_of(hypotheses.begin(), hypotheses.end(),
                                    [](const auto& h) { return h.confirmed(); });
  if (--frames_until_search > 0 && followed) return;
  frames_until_search = kFramesPerSearch;
  view.compute_coarse();
  const double work_px = view.fine().px_per_work_px;
  std::vector<LineSegment> lines = search_lines(view, kSearchedLines);
  // A needle that is just coming in is short, but new.
  const auto worth = [&](const LineSegment& line) {
    return line.gain * (1.0 + kNewnessWorth * memory.new_share(line));
  };
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const LineSegment& a, const LineSegment& b) { return worth(a) > worth(b); });
  std::vector<LineSegment> fresh_lines;
  for (const LineSegment& line : lines) {
    const bool known = std::any_of(hypotheses.begin(), hypotheses.end(),
                                   [&](const auto& h) { return h.same_line(line, work_px); });
    if (!known && fresh_lines.size() < kProfiledLines)
      fresh_lines.push_back(refine_line(view, line, {}));
  }
  fresh_lines.resize(std::min(fresh_lines.size(), kProfiledLines));
  for (const LineSegment& line : fresh_lines) {
    NeedleHypothesis fresh(frame, profiler, line);
    if (fresh.promise() > kWorthFollowing) hypotheses.push_back(std::move(fresh));
  }
}

// Lines found apart may turn out to be one.
void NeedleTracker::State::drop_doubles() {
  const double work_px = view.fine().px_per_work_px;
  for (auto better = hypotheses.begin(); better != hypotheses.end(); ++better) {
    hypotheses.erase(std::remove_if(better + 1, hypotheses.end(),
                                    [&](const NeedleHypothesis& other) {
                                      return better->same_line(other.segment(), work_px);
                                    }),
                     hypotheses.end());
  }
}

NeedleEstimate NeedleTracker::State::report(const NeedleInput& input) {
  NeedleEstimate estimate;
  std::stable_sort(hypotheses.begin(), hypotheses.end(),
                   [](const auto& a, const auto& b) { return a.log_odds() > b.log_odds(); });
  drop_doubles();
  if (hypotheses.size() > kMostHypotheses) {
    std::stable_sort(hypotheses.begin() + 1, hypotheses.end(),
                     [](const auto& a, const auto& b) { return a.promise() > b.promise(); });
    hypotheses.erase(hypotheses.begin() + kMostHypotheses, hypotheses.end());
  }
  if (hypotheses.empty()) {
    estimate.reason = "no straight line that could be a needle";
    return estimate;
  }
  NeedleHypothesis& best = hypotheses.front();
  const double least = std::log(options.minimum_confidence / (1.0 - options.minimum_confidence));
  const double needed = best.confirmed() ? least : least + kFirstFrameMargin;
  estimate.confidence = probability(best.log_odds());
  estimate.frames_since_seen = best.frames_since_seen();
  const bool sure = best.log_odds() >= needed;
  if (sure && best.observed()) {
    estimate.state = NeedleState::kSeen;
    best.confirm();
  } else if (best.confirmed() && !best.observed() && best.seconds_since_seen() < kPredicted_s) {
    estimate.state = NeedleState::kPredicted;
    estimate.reason = "the shaft has faded; predicted from where it was";
  } else {
    if (!sure) best.doubt();
    estimate.reason = "the best line is not sure enough to be a needle";
    return estimate;
  }
  const Eigen::Vector2d corner(view.bounds_px().x, view.bounds_px().y);
  const Eigen::Vector2d tip = best.tip() + corner;
  const Eigen::Vector2d shaft = best.shaft() + corner;
  estimate.line = NeedleLine{.tip = {tip.x(), tip.y()}, .shaft = {shaft.x(), shaft.y()}};
  estimate.tip_std_px = best.tip_std_px();
  if (input.spacing) estimate.tip_std_mm = best.tip_std_px() * view.mm_per_px();
  return estimate;
}

NeedleTracker::NeedleTracker(const NeedleOptions& options) : state_(std::make_unique<State>()) {
  state_->options = options;
}
NeedleTracker::~NeedleTracker() = default;
NeedleTracker::NeedleTracker(NeedleTracker&&) noexcept = default;
NeedleTracker& NeedleTracker::operator=(NeedleTracker&&) noexcept = default;

NeedleEstimate NeedleTracker::update(const NeedleInput& input) {
  State& state = *state_;
  if (input.change == FrameChange::kRepeated) return state.last;
  if (input.change == FrameChange::kCut || input.change == FrameChange::kFirst) state.forget();

  state.view.load(input.grey, input.region, input.spacing);
  state.view.compute_fine();
  TissueMotion tissue = state.tissue.update(state.view.fine().picture);
  tissue.shift_px *= state.view.fine().px_per_work_px;
  const double elapsed_s = std::clamp(echolance::elapsed_s(state.last_time, input.time), 0.0, 1.0);
  const FrameContext frame{state.view, state.memory, input.bone, tissue, elapsed_s};
  state.last_time = input.time;

  if (tissue.correlation < kSamePlace) {
    state.forget_needle();
    state.memory.forget();
  }
  state.memory.update(state.view, tissue, elapsed_s);
  state.follow(frame);
  state.search(frame);
  state.last = state.report(input);
  return state.last;
}

}  // namespace echolance
