// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/needle_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "session/evaluate_needle.hpp"
#include "session/metric.hpp"
#include "tests/benchmarks/baselines/hough_lines_needle.hpp"
#include "tests/benchmarks/baselines/lsd_needle.hpp"
#include "tests/benchmarks/frame_steps.hpp"

namespace echolance {

namespace {

constexpr double kFarTip_mm = 1.0;

std::string of(int part, int whole) {
  return whole == 0 ? "" : fmt::format("{} of {}", part, whole);
}

std::string number(std::optional<double> value) {
  return value ? fmt::format("{:.2f}", *value) : "";
}

std::string ranges(const std::vector<FailedFrame>& failed) {
  std::string text;
  for (std::size_t first = 0; first < failed.size();) {
    std::size_t last = first;
    double by = failed[first].by;
    while (last + 1 < failed.size() && failed[last + 1].frame == failed[last].frame + 1) {
      ++last;
      if (std::abs(failed[last].by) > std::abs(by)) by = failed[last].by;
    }
    const std::string from = fmt::format("{}{}", text.empty() ? "" : ", ", failed[first].frame);
    const std::string to = first == last ? "" : fmt::format("-{}", failed[last].frame);
    text += fmt::format("{}{} ({:.2g})", from, to, by);
    first = last + 1;
  }
  return text;
}

double beyond_tip_mm(const NeedleLine& line, const PixelPoint& true_tip, double mm_per_px) {
  const Eigen::Vector2d along = (line.tip.vector() - line.shaft.vector()).normalized();
  return along.dot(line.tip.vector() - true_tip.vector()) * mm_per_px;
}

// The finders over one recording; when each frame stands alone, all start afresh at each frame.
class Contest {
 public:
  Contest(std::span<const NamedFinder> finders, FrameUse use) : named_(finders), use_(use) {
    scores_.resize(named_.size());
    start();
  }

  Result<void> one_frame(const Frame& frame, const FrameTruth& truth) {
    if (use_ == FrameUse::kAlone) start();
    if (truth.needle == NeedleMark::kPresent && !frame.spacing) {
      return fail(ErrorCode::kNoData, "the pixel size is not known; give it when opening",
                  fmt::format("frame {}", frame.index));
    }
    const double mm_per_px = frame.spacing ? frame.spacing->mean_mm_per_px() : 1.0;
    const auto input = steps_.update(frame);
    for (std::size_t i = 0; i < finders_.size(); ++i) {
      const auto estimate = input ? finders_[i]->update(*input) : NeedleEstimate{};
      scores_[i].add(estimate, truth, mm_per_px);
    }
    return {};
  }

  std::vector<NeedleScore> scores() && { return std::move(scores_); }

 private:
  void start() {
    steps_ = FrameSteps();
    finders_.clear();
    for (const auto& named : named_) finders_.push_back(named.make());
  }

  std::span<const NamedFinder> named_;
  FrameUse use_;
  FrameSteps steps_;
  std::vector<std::unique_ptr<NeedleFinder>> finders_;
  std::vector<NeedleScore> scores_;
};

}  // namespace

std::vector<NamedFinder> needle_finders() {
  return {{"Echolance", [] { return std::make_unique<NeedleTracker>(); }},
          {"Canny + HoughLinesP", [] { return std::make_unique<HoughLinesNeedle>(); }},
          {"LSD", [] { return std::make_unique<LsdNeedle>(); }}};
}

const char* to_string(NeedleFailure failure) {
  switch (failure) {
    case NeedleFailure::kMissed:
      return "not seen";
    case NeedleFailure::kWrongShaft:
      return "shaft wrong";
    case NeedleFailure::kTipFar:
      return "tip over 1 mm off";
    case NeedleFailure::kFalseSeen:
      return "seen although absent";
  }
  return "";
}

void NeedleScore::add(const NeedleEstimate& estimate, const FrameTruth& truth, double mm_per_px) {
  const int index = static_cast<int>(truth.frame_index.value_or(frames));
  const bool is_seen = estimate.state == NeedleState::kSeen && estimate.line.has_value();
  ++frames;
  seen += is_seen ? 1 : 0;
  if (truth.needle == NeedleMark::kAbsent) {
    ++free;
    false_seen += is_seen ? 1 : 0;
    if (is_seen) failures[NeedleFailure::kFalseSeen].push_back({index, estimate.confidence});
  }
  if (truth.needle != NeedleMark::kPresent) return;
  ++marked;
  clear_tips += truth.clear_tip ? 1 : 0;
  if (!is_seen) {
    failures[NeedleFailure::kMissed].push_back({index, estimate.confidence});
    return;
  }
  const auto comparison = compare_needle(*estimate.line, truth, mm_per_px);
  shaft_right += comparison.shaft_right ? 1 : 0;
  tips_right += comparison.tip_right ? 1 : 0;
  if (!comparison.shaft_right) {
    const double angle_error_deg = comparison.angle_error_rad * 180.0 / std::numbers::pi;
    failures[NeedleFailure::kWrongShaft].push_back({index, angle_error_deg});
  }
  if (!comparison.tip_error_mm) return;
  tip_errors_mm.push_back(*comparison.tip_error_mm);
  const double stds = *comparison.tip_error_mm / std::max(1e-6, estimate.tip_std_mm.value_or(0.0));
  tips_in_std += stds <= 1.0 ? 1 : 0;
  tips_far_out += stds > 4.0 ? 1 : 0;
  if (*comparison.tip_error_mm > kFarTip_mm) {
    failures[NeedleFailure::kTipFar].push_back(
        {index, beyond_tip_mm(*estimate.line, *truth.clear_tip, mm_per_px)});
  }
}

void NeedleScore::add(const NeedleScore& other) {
  frames += other.frames;
  seen += other.seen;
  marked += other.marked;
  shaft_right += other.shaft_right;
  clear_tips += other.clear_tips;
  tips_right += other.tips_right;
  free += other.free;
  false_seen += other.false_seen;
  tips_in_std += other.tips_in_std;
  tips_far_out += other.tips_far_out;
  tip_errors_mm.insert(tip_errors_mm.end(), other.tip_errors_mm.begin(), other.tip_errors_mm.end());
}

Result<std::vector<NeedleScore>> score_recording(FrameSource& source, const TruthOf& truth_of,
                                                 std::span<const NamedFinder> finders,
                                                 FrameUse use) {
  Contest contest(finders, use);
  while (true) {
    const auto frame = source.next();
    if (!frame) return tl::unexpected(frame.error().in(source.info().path));
    if (!*frame) return std::move(contest).scores();
    if (auto done = contest.one_frame(**frame, truth_of((*frame)->index)); !done) {
      return tl::unexpected(done.error().in(source.info().path));
    }
  }
}

std::string score_table_head() {
  return "| data | finder | frames | seen % | shaft right | tip within 2 mm | tip median mm | "
         "tip p95 mm | tip within 1 std | beyond 4 std | seen where absent |\n"
         "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
}

std::string score_table_row(const std::string& data, const std::string& finder,
                            const NeedleScore& score) {
  const double seen_percent = 100.0 * score.seen / std::max(score.frames, 1);
  return fmt::format(
      "| {} | {} | {} | {:.1f} | {} | {} | {} | {} | {} | {} | {} |\n", data, finder, score.frames,
      seen_percent, of(score.shaft_right, score.marked), of(score.tips_right, score.clear_tips),
      number(percentile(score.tip_errors_mm, 0.5)), number(percentile(score.tip_errors_mm, 0.95)),
      of(score.tips_in_std, static_cast<int>(score.tip_errors_mm.size())),
      of(score.tips_far_out, static_cast<int>(score.tip_errors_mm.size())),
      of(score.false_seen, score.free));
}

std::string failure_text(const NeedleScore& score) {
  std::string text;
  for (const auto& [failure, frames] : score.failures) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{}: {}", to_string(failure), ranges(frames));
  }
  return text;
}

}  // namespace echolance
