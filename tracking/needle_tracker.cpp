// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_tracker.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tracking/needle_evidence.hpp"
#include "tracking/needle_hypothesis.hpp"

namespace echolance {

namespace {

constexpr int kSearchedLines = 10;
constexpr std::size_t kProfiledLines = 4;  // the likeliest of a search
constexpr std::size_t kMostHypotheses = 4;
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
  NeedleView thick_view{NeedleCaliber::kThick};
  ShaftProfiler profiler;
  TissueMotionEstimator tissue;
  std::vector<NeedleHypothesis> hypotheses;
  NeedleEstimate last;
  Timestamp last_time;
  int frames_until_search = 0;
  int searches = 0;  // since the needle was forgotten

  void forget();
  void forget_needle();
  void follow(const FrameContext& frame, const FrameContext& thick);
  void search(const FrameContext& frame, const FrameContext& thick);
  void search_view(NeedleView& searched, const FrameContext& frame);
  [[nodiscard]] NeedleEstimate report(const NeedleInput& input);
};

void NeedleTracker::State::forget_needle() {
  hypotheses.clear();
  frames_until_search = 0;
  searches = 0;
}

void NeedleTracker::State::forget() {
  forget_needle();
  tissue.forget();
}

void NeedleTracker::State::follow(const FrameContext& frame, const FrameContext& thick) {
  const bool any_thick = std::any_of(hypotheses.begin(), hypotheses.end(), [](const auto& h) {
    return h.caliber() == NeedleCaliber::kThick;
  });
  if (any_thick) thick_view.compute_fine();
  for (NeedleHypothesis& hypothesis : hypotheses) {
    hypothesis.update(hypothesis.caliber() == NeedleCaliber::kThick ? thick : frame, profiler);
  }
  std::erase_if(hypotheses, [](const NeedleHypothesis& h) {
    return h.seconds_since_seen() > kForgotten_s || h.log_odds() < kWorthFollowing;
  });
}

void NeedleTracker::State::search(const FrameContext& frame, const FrameContext& thick) {
  const bool followed = std::any_of(hypotheses.begin(), hypotheses.end(),
                                    [](const auto& h) { return h.confirmed(); });
  if (--frames_until_search > 0 && followed) return;
  frames_until_search = kFramesPerSearch;
  // A new picture is searched at all scales at once. While nothing is found in the ones after it,
  // the usual and the thick scales take turns, which halves the time and costs one frame.
  const bool all_scales = searches == 0;
  const bool thick_turn = searches % 2 == 1 && !followed;
  ++searches;
  if (all_scales || !thick_turn) search_view(view, frame);
  // A needle that the usual scales see well is not thick.
  const bool found = std::any_of(hypotheses.begin(), hypotheses.end(),
                                 [](const auto& h) { return h.log_odds() > kFirstFrameMargin; });
  if (found || !(all_scales || thick_turn) || !thick_view.differs_from_usual()) return;
  thick_view.compute_fine();
  search_view(thick_view, thick);
}

void NeedleTracker::State::search_view(NeedleView& searched, const FrameContext& frame) {
  searched.compute_coarse();
  const double work_px = searched.fine().px_per_work_px;
  struct Candidate {
    LineSegment line;
    double most_log_odds;
  };
  std::vector<Candidate> candidates;
  for (const LineSegment& line : search_lines(searched, kSearchedLines)) {
    const bool known = std::any_of(hypotheses.begin(), hypotheses.end(), [&](const auto& h) {
      return h.caliber() == searched.caliber() && h.same_line(line, work_px);
    });
    if (known) continue;
    const LineSegment refined = refine_line(searched, line, {});
    candidates.push_back({refined, most_log_odds(searched, refined)});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.most_log_odds > b.most_log_odds; });
  candidates.resize(std::min(candidates.size(), kProfiledLines));
  for (const Candidate& candidate : candidates) {
    if (candidate.most_log_odds < kWorthFollowing) break;
    NeedleHypothesis fresh(frame, profiler, candidate.line);
    if (fresh.log_odds() > kWorthFollowing) hypotheses.push_back(std::move(fresh));
  }
}

NeedleEstimate NeedleTracker::State::report(const NeedleInput& input) {
  NeedleEstimate estimate;
  std::stable_sort(hypotheses.begin(), hypotheses.end(),
                   [](const auto& a, const auto& b) { return a.log_odds() > b.log_odds(); });
  if (hypotheses.size() > kMostHypotheses) {
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
  state.thick_view.load(input.grey, input.region, input.spacing);
  const FrameContext frame{state.view, input.bone, tissue, elapsed_s};
  const FrameContext thick{state.thick_view, input.bone, tissue, elapsed_s};
  state.last_time = input.time;

  if (tissue.correlation < kSamePlace) state.forget_needle();
  state.follow(frame, thick);
  state.search(frame, thick);
  state.last = state.report(input);
  return state.last;
}

}  // namespace echolance
