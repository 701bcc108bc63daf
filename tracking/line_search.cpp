// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core/hal/intrin.hpp>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

constexpr double kDegree = std::numbers::pi / 180.0;
constexpr double kFlattest_rad = 4.0 * kDegree;
constexpr double kSteepest_rad = 82.0 * kDegree;
constexpr double kAngleStep_rad = 2.0 * kDegree;
constexpr double kRefineStep_rad = 0.5 * kDegree;
constexpr double kMinimumGain = 10.0;
constexpr int kPeakReach = 2;
// Two segments are the same line when they are this close.
constexpr double kSameAngle_rad = 8.0 * kDegree;
constexpr double kSameOffset_work_px = 4.0;

/// The coarse tensor with the walk direction as rows: row u holds all places of one step, and
/// kPadding more that are outside for every angle.
struct WalkTensor {
  cv::Mat across2, mixed, along2;  // second derivatives: across, mixed, along the walk
};

constexpr int kPadding = 8;
constexpr double kOutside = 10.0;

cv::Mat pad_row_ends(const cv::Mat& rows, double value) {
  cv::Mat padded;
  cv::copyMakeBorder(rows, padded, 0, 0, 0, kPadding, cv::BORDER_CONSTANT, cv::Scalar(value));
  return padded;
}

WalkTensor walk_tensor(const cv::Mat& across2, const cv::Mat& mixed, const cv::Mat& along2) {
  return {pad_row_ends(across2, kOutside), pad_row_ends(mixed, 0.0),
          pad_row_ends(along2, kOutside)};
}

/// Best segment so far on each of a family of parallel lines.
struct SegmentSums {
  std::vector<float> current, current_begin, best, best_begin, best_end;

  void reset(std::size_t lines) {
    current.assign(lines, 0.0F);
    current_begin.assign(lines, 0.0F);
    best.assign(lines, 0.0F);
    best_begin.assign(lines, 0.0F);
    best_end.assign(lines, 0.0F);
  }
};

/// One orientation: lines v = v0 + slope * u, walked along u.
struct WalkAngle {
  float slope;
  float weight_across, weight_mixed, weight_along;  // steering weights of the normal
};

WalkAngle walk_angle(double angle_rad) {
  const double c = std::cos(angle_rad);
  const double s = std::sin(angle_rad);
  // The normal of a line (c, s) in (u, v) is (-s, c).
  return {static_cast<float>(s / c), static_cast<float>(c * c), static_cast<float>(-2.0 * s * c),
          static_cast<float>(s * s)};
}

/// Adds step u to all lines whose v lies inside; lines are indexed by v0 + first_line.
void add_step(const WalkTensor& walk, const WalkAngle& angle, int u, int first_line,
              SegmentSums& sums) {
  const int height = walk.across2.cols - kPadding;
  const float shift = angle.slope * static_cast<float>(u);
  const int whole = static_cast<int>(std::floor(shift));
  const float part = shift - static_cast<float>(whole);
  const float* across2 = walk.across2.ptr<float>(u);
  const float* mixed = walk.mixed.ptr<float>(u);
  const float* along2 = walk.along2.ptr<float>(u);
  const float low = kRidgeClipLow - kRidgeThreshold;
  const float high = kRidgeClipHigh - kRidgeThreshold;
  const float step = static_cast<float>(u);
  const std::size_t line0 = static_cast<std::size_t>(first_line - whole);
  float* current = sums.current.data() + line0;
  float* current_begin = sums.current_begin.data() + line0;
  float* best = sums.best.data() + line0;
  float* best_begin = sums.best_begin.data() + line0;
  float* best_end = sums.best_end.data() + line0;
  // Four lines at a time; sums are padded by a vector so that the last step may run over.
  using cv::v_float32x4;
  const auto all = [](float value) { return cv::v_setall_f32(value); };
  const v_float32x4 part4 = all(part), step4 = all(step), zero = all(0.0F),
                    threshold = all(kRidgeThreshold);
  const v_float32x4 low4 = all(low), high4 = all(high);
  const v_float32x4 across_weight = all(-angle.weight_across);
  const v_float32x4 mixed_weight = all(-angle.weight_mixed);
  const v_float32x4 along_weight = all(-angle.weight_along);
  const auto between = [&](const float* row, int v) {
    const v_float32x4 here = cv::v_load(row + v);
    return here + part4 * (cv::v_load(row + v + 1) - here);
  };
  for (int v = 0; v < height - 1; v += 4) {
    const v_float32x4 response = across_weight * between(across2, v) +
                                 mixed_weight * between(mixed, v) +
                                 along_weight * between(along2, v);
    const v_float32x4 evidence = cv::v_min(cv::v_max(response - threshold, low4), high4);
    const v_float32x4 before = cv::v_load(current + v);
    const v_float32x4 begin = cv::v_select(before > zero, cv::v_load(current_begin + v), step4);
    const v_float32x4 sum = cv::v_max(before, zero) + evidence;
    const v_float32x4 best_before = cv::v_load(best + v);
    const v_float32x4 better = sum > best_before;
    cv::v_store(current + v, sum);
    cv::v_store(current_begin + v, begin);
    cv::v_store(best + v, cv::v_max(sum, best_before));
    cv::v_store(best_begin + v, cv::v_select(better, begin, cv::v_load(best_begin + v)));
    cv::v_store(best_end + v, cv::v_select(better, step4, cv::v_load(best_end + v)));
  }
}

/// A segment in walk coordinates of the coarse scale.
struct WalkSegment {
  double u0, v0, u1, v1, gain;
};

std::vector<WalkSegment> search_angle(const WalkTensor& walk, double angle_rad, SegmentSums& sums) {
  const WalkAngle angle = walk_angle(angle_rad);
  const int steps = walk.across2.rows;
  const int reach =
      static_cast<int>(std::ceil(std::abs(angle.slope) * static_cast<float>(steps))) + 2;
  const int lines = walk.across2.cols + 2 * reach;  // the padding is room for whole vectors
  sums.reset(static_cast<std::size_t>(lines));
  for (int u = 0; u < steps; ++u) add_step(walk, angle, u, reach, sums);

  const double length_per_step = 1.0 / std::cos(angle_rad);
  std::vector<WalkSegment> found;
  for (int line = kPeakReach; line < lines - kPeakReach; ++line) {
    const auto at = [&](int i) { return sums.best[static_cast<std::size_t>(i)]; };
    const double gain = at(line) * length_per_step;
    if (gain < kMinimumGain) continue;
    const float* peak = sums.best.data() + line;
    if (*std::max_element(peak - kPeakReach, peak + kPeakReach + 1) > *peak) continue;
    const double u0 = sums.best_begin[static_cast<std::size_t>(line)];
    const double u1 = sums.best_end[static_cast<std::size_t>(line)];
    const double v = line - reach;
    found.push_back({u0, v + angle.slope * u0, u1, v + angle.slope * u1, gain});
  }
  return found;
}

std::vector<double> angle_bank(double flattest_rad, double steepest_rad) {
  std::vector<double> angles;
  for (double angle = flattest_rad; angle <= steepest_rad; angle += kAngleStep_rad) {
    angles.push_back(angle);
    angles.push_back(-angle);
  }
  return angles;
}

/// Where angles of a bank stand in the walk: along x for flat lines, along y for steep ones.
enum class WalkAxis { kX, kY };

void search_bank(const WalkTensor& walk, WalkAxis axis, const NeedleScale& scale,
                 std::vector<LineSegment>& segments) {
  const std::vector<double> angles =
      axis == WalkAxis::kX ? angle_bank(kFlattest_rad, 45.0 * kDegree)
                           : angle_bank(90.0 * kDegree - kSteepest_rad, 44.0 * kDegree);
  std::vector<std::vector<WalkSegment>> found(angles.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(angles.size())), [&](const cv::Range& range) {
    SegmentSums sums;
    for (int i = range.start; i < range.end; ++i) {
      found[static_cast<std::size_t>(i)] =
          search_angle(walk, angles[static_cast<std::size_t>(i)], sums);
    }
  });
  const auto place = [&](double u, double v) {
    return scale.to_region(axis == WalkAxis::kX ? Eigen::Vector2d(u, v) : Eigen::Vector2d(v, u));
  };
  for (const auto& of_angle : found) {
    for (const WalkSegment& s : of_angle) {
      const double length = std::hypot(s.u1 - s.u0, s.v1 - s.v0);
      segments.push_back({place(s.u0, s.v0), place(s.u1, s.v1), s.gain, s.gain / (length + 1.0)});
    }
  }
}

bool same_line(const LineSegment& a, const LineSegment& b, double px_per_work_px) {
  const Eigen::Vector2d direction = a.direction();
  const double cosine = std::min(1.0, std::abs(direction.dot(b.direction())));
  const Eigen::Vector2d normal(-direction.y(), direction.x());
  const double offset = std::abs(normal.dot((b.begin + b.end) / 2.0 - a.begin));
  return std::acos(cosine) < kSameAngle_rad && offset < kSameOffset_work_px * px_per_work_px;
}

}  // namespace

std::vector<LineSegment> search_lines(const NeedleView& view, int count) {
  const NeedleScale& coarse = view.coarse();
  const RidgeTensor& ridge = coarse.ridge;
  std::vector<LineSegment> segments;
  search_bank(walk_tensor(ridge.xx, ridge.xy, ridge.yy), WalkAxis::kY, coarse, segments);
  search_bank(walk_tensor(ridge.yy.t(), ridge.xy.t(), ridge.xx.t()), WalkAxis::kX, coarse,
              segments);
  std::stable_sort(segments.begin(), segments.end(),
                   [](const LineSegment& a, const LineSegment& b) { return a.gain > b.gain; });
  std::vector<LineSegment> kept;
  for (const LineSegment& segment : segments) {
    if (static_cast<int>(kept.size()) >= count) break;
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const LineSegment& better) {
      return same_line(better, segment, coarse.px_per_work_px);
    });
    if (!known) kept.push_back(segment);
  }
  return kept;
}

namespace {

/// Parameters of a line, `origin` + s * `direction`, between which it lies inside the picture;
/// empty where first > last.
struct LineSpan {
  double first, last;
};

LineSpan span_inside(const cv::Size& size, const Eigen::Vector2d& origin,
                     const Eigen::Vector2d& direction) {
  LineSpan span{-std::hypot(size.width, size.height), std::hypot(size.width, size.height)};
  const Eigen::Vector2d last(size.width - 1, size.height - 1);
  for (int axis = 0; axis < 2; ++axis) {
    if (std::abs(direction[axis]) < 1e-9) {
      if (origin[axis] < 0.0 || origin[axis] > last[axis]) return {1.0, 0.0};
      continue;
    }
    const double to_low = -origin[axis] / direction[axis];
    const double to_high = (last[axis] - origin[axis]) / direction[axis];
    span.first = std::max(span.first, std::min(to_low, to_high));
    span.last = std::min(span.last, std::max(to_low, to_high));
  }
  return {std::ceil(span.first), std::floor(span.last)};
}

/// Largest-sum segment on one line of the fine scale.
LineSegment best_on_line(const NeedleScale& fine, const Eigen::Vector2d& origin,
                         const Eigen::Vector2d& direction) {
  const Eigen::Vector2f normal(static_cast<float>(-direction.y()),
                               static_cast<float>(direction.x()));
  const LineSpan span = span_inside(fine.mask.size(), origin, direction);
  double sum = 0.0, best = 0.0;
  double begin = 0.0, best_begin = 0.0, best_end = 0.0;
  for (double s = span.first; s <= span.last; s += 1.0) {
    const int x = cvRound(origin.x() + s * direction.x());
    const int y = cvRound(origin.y() + s * direction.y());
    const float response = fine.ridge.response(x, y, normal);
    if (sum <= 0.0) {
      sum = 0.0;
      begin = s;
    }
    sum += std::clamp(response, kRidgeClipLow, kRidgeClipHigh) - kRidgeThreshold;
    if (sum > best) {
      best = sum;
      best_begin = begin;
      best_end = s;
    }
  }
  return {origin + best_begin * direction, origin + best_end * direction, best,
          best / (best_end - best_begin + 1.0)};
}

/// Lines about a segment, by whole steps of angle and offset.
class Neighbours {
 public:
  Neighbours(const NeedleScale& fine, const LineSegment& segment, const RefineRange& range)
      : fine_(fine),
        middle_(fine.to_work((segment.begin + segment.end) / 2.0)),
        angle_rad_(std::atan2(segment.direction().y(), segment.direction().x())),
        turns_(cvCeil(range.angle_rad / kRefineStep_rad)),
        shifts_(cvCeil(range.offset_work_px)) {}

  /// Keeps the line when it is better than the best so far.
  void look_at(int turn, int shift) {
    if (std::abs(turn) > turns_ || std::abs(shift) > shifts_) return;
    const double angle = angle_rad_ + turn * kRefineStep_rad;
    const Eigen::Vector2d along(std::cos(angle), std::sin(angle));
    const Eigen::Vector2d normal(-along.y(), along.x());
    const LineSegment here = best_on_line(fine_, middle_ + shift * normal, along);
    if (here.gain <= best_.gain) return;
    best_ = here;
    best_turn_ = turn;
    best_shift_ = shift;
  }

  /// A ridge is wider than two steps, so that every other line meets it; then the lines between.
  LineSegment best() {
    for (int turn = -turns_; turn <= turns_; turn += 2) {
      for (int shift = -shifts_; shift <= shifts_; shift += 2) look_at(turn, shift);
    }
    const int turn = best_turn_, shift = best_shift_;
    for (int t = turn - 1; t <= turn + 1; ++t) {
      for (int s = shift - 1; s <= shift + 1; ++s) {
        if (t != turn || s != shift) look_at(t, s);
      }
    }
    return best_;
  }

 private:
  const NeedleScale& fine_;
  Eigen::Vector2d middle_;
  double angle_rad_;
  int turns_, shifts_;
  LineSegment best_;
  int best_turn_ = 0, best_shift_ = 0;
};

}  // namespace

LineSegment refine_line(const NeedleView& view, const LineSegment& segment,
                        const RefineRange& range) {
  const NeedleScale& fine = view.fine();
  LineSegment best = Neighbours(fine, segment, range).best();
  best.begin = fine.to_region(best.begin);
  best.end = fine.to_region(best.end);
  return best;
}

}  // namespace echolance
