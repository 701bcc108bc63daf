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

constexpr int kSearchedLines = 60;
constexpr std::size_t kRefinedLines = 12;
constexpr std::size_t kProfiledLines = 6;  // the likeliest of a search
constexpr std::size_t kMostHypotheses = 4;
// The log odds that a line of which all is new may still gain by growing.
constexpr double kMostNewnessBonus = 3.0;
// A line that was not seen for this many frames is looked for anew.
constexpr std::int64_t kStaleFrames = 3;
// A line worth following; far below what is reported.
constexpr double kWorthFollowing = -3.5;
// A single frame must be this sure to be reported at once; later frames may be less.
constexpr double kFirstFrameMargin = 1.0;
// Less of a line than this says nothing, however sure it was.
constexpr double kShortestSeen_mm = 4.0;
// While a needle is followed, the whole region is searched again this often.
constexpr int kFramesPerSearch = 12;
// A needle that is not seen is predicted for this long, with less and less confidence, then given
// up.
constexpr double kPredicted_s = 0.7;
// Pictures less alike than this show another place: what was learnt there does not hold here.
constexpr double kSamePlace = 0.5;
constexpr double kForgotten_s = 1.5;

// Of log odds: what share of needles reported with them was right, on simulated sequences that the
// weights were not fitted to. A line may be the needle and still lie more than a millimetre off.
constexpr double kMostConfidence = 0.95;
constexpr double kLogOddsOfHalf = -0.6;

double confidence_of(double log_odds) {
  return kMostConfidence / (1.0 + std::exp(kLogOddsOfHalf - log_odds));
}

double log_odds_of(double confidence) {
  const double share = std::min(confidence / kMostConfidence, 0.999);
  return kLogOddsOfHalf + std::log(share / (1.0 - share));
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
  EchoMemory memory;
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
  [[nodiscard]] std::vector<LineSegment> unknown_lines(const NeedleView& searched);
  void keep_likeliest(const NeedleView& searched, std::size_t count,
                      std::vector<LineSegment>& lines);
  void drop_doubles();
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
  memory.forget();
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
    return h.seconds_since_seen() > kForgotten_s || h.promise() < kWorthFollowing;
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

// Lines that no hypothesis follows, most promising first: what could be a needle by its strength,
// slope, length and where it comes in; a line that is new may be growing.
std::vector<LineSegment> NeedleTracker::State::unknown_lines(const NeedleView& searched) {
  const double work_px = searched.fine().px_per_work_px;
  std::vector<LineSegment> lines = search_lines(searched, kSearchedLines);
  std::erase_if(lines, [&](const LineSegment& line) {
    return std::any_of(hypotheses.begin(), hypotheses.end(), [&](const auto& h) {
      return h.caliber() == searched.caliber() && h.frames_since_seen() < kStaleFrames &&
             h.same_line(line, work_px);
    });
  });
  keep_likeliest(searched, kRefinedLines, lines);
  return lines;
}

void NeedleTracker::State::keep_likeliest(const NeedleView& searched, std::size_t count,
                                          std::vector<LineSegment>& lines) {
  struct Ranked {
    LineSegment line;
    double most;
  };
  std::vector<Ranked> ranked;
  for (const LineSegment& line : lines) {
    const double most = most_log_odds(searched, line) + kMostNewnessBonus * memory.new_share(line);
    if (most > kWorthFollowing) ranked.push_back({line, most});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.most > b.most; });
  lines.clear();
  for (const Ranked& r : ranked) {
    if (lines.size() < count) lines.push_back(r.line);
  }
}

void NeedleTracker::State::search_view(NeedleView& searched, const FrameContext& frame) {
  searched.compute_coarse();
  std::vector<LineSegment> lines = unknown_lines(searched);
  for (LineSegment& line : lines) line = refine_line(searched, line, {});
  keep_likeliest(searched, kProfiledLines, lines);
  for (const LineSegment& line : lines) {
    NeedleHypothesis fresh(frame, profiler, line);
    if (fresh.promise() < kWorthFollowing) continue;
    // One that has lost this line for a while is followed no more.
    std::erase_if(hypotheses, [&](const NeedleHypothesis& h) {
      return h.caliber() == searched.caliber() && h.frames_since_seen() >= kStaleFrames &&
             h.same_line(line, searched.fine().px_per_work_px);
    });
    hypotheses.push_back(std::move(fresh));
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
  const double least = log_odds_of(options.minimum_confidence);
  const double needed = best.confirmed() ? least : least + kFirstFrameMargin;
  estimate.confidence = confidence_of(best.log_odds());
  estimate.frames_since_seen = best.frames_since_seen();
  const bool long_enough =
      (best.tip() - best.shaft()).norm() * view.mm_per_px() >= kShortestSeen_mm;
  const bool sure = best.log_odds() >= needed && long_enough;
  if (sure && best.observed()) {
    estimate.state = NeedleState::kSeen;
    best.confirm();
  } else if (best.confirmed() && !best.observed() && best.seconds_since_seen() < kPredicted_s) {
    estimate.state = NeedleState::kPredicted;
    estimate.confidence *= std::exp(-best.seconds_since_seen() / kPredicted_s);
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
  const FrameContext frame{state.view, state.memory, input.bone, tissue, elapsed_s};
  const FrameContext thick{state.thick_view, state.memory, input.bone, tissue, elapsed_s};
  state.last_time = input.time;

  if (tissue.correlation < kSamePlace) {
    state.forget_needle();
    state.memory.forget();
  }
  state.memory.update(state.view, tissue, elapsed_s);
  state.follow(frame, thick);
  state.search(frame, thick);
  state.last = state.report(input);
  return state.last;
}

}  // namespace echolance
