// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/echo_memory.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tracking/sample_statistics.hpp"

namespace echolance {

namespace {

constexpr int kLongestSide_px = 160;
constexpr double kSmooth_px = 0.8;
constexpr int kAround_px = 15;  // side of the surroundings that an echo stands out of
// Tissue that is pressed, breathes or slides moves by less than this beyond its common motion.
constexpr int kReach_px = 2;
constexpr double kMemory_s = 10.0;
constexpr float kNeverDark = 1e3F;  // of places not seen before: nothing there is new
constexpr float kLitShare = 0.5F;   // of the shaft's usual echo
constexpr float kLeastLevel_grey = 5.0F;
// Each sample adds one of these to the stretch that the needle has come along.
constexpr float kNew = 1.0F;
constexpr float kOld = 0.3F;
constexpr float kDark = -1.0F;
constexpr double kBeside_work_px[] = {-12.0, -9.0, 9.0, 12.0};
// Growth is looked for in moments this far apart.
constexpr double kBetweenMoments_s = 0.06;
constexpr double kOldestMoment_s = 0.6;
constexpr double kLeastGrowth_work_px = 3.0;
constexpr double kLeastBehind_work_px = 5.0;
// Changes behind the front, as shares of the shaft's echo: of the last millimetres, and of the
// difference between the two edges of all of it.
constexpr double kNearFront_mm = 3.0;
constexpr double kMostBrighter = 0.2;
constexpr double kMostDarker = -0.6;
constexpr double kMostAcross = 0.2;
constexpr double kEdge_work_px = 2.0;
constexpr double kFastest_mm_per_s = 60.0;  // of a hand that looks where it pushes
constexpr int kFrontNoise_work_px = 2;
constexpr int kGap_work_px = 2;  // in a layer along the line

cv::Point clamped(const cv::Point& place, const cv::Mat& picture) {
  return {std::clamp(place.x, 0, picture.cols - 1), std::clamp(place.y, 0, picture.rows - 1)};
}

}  // namespace

void EchoMemory::forget() {
  age_s_ = 0.0;
  least_.release();
  moment_count_ = 0;
}

void EchoMemory::carry() {
  const int dx = cvRound(left_over_px_.x());
  const int dy = cvRound(left_over_px_.y());
  if (dx == 0 && dy == 0) return;
  left_over_px_ -= Eigen::Vector2d(dx, dy);
  const cv::Matx23d move(1, 0, dx, 0, 1, dy);
  cv::warpAffine(least_, carried_, move, least_.size(), cv::INTER_NEAREST, cv::BORDER_CONSTANT,
                 cv::Scalar(kNeverDark));
  cv::swap(least_, carried_);
}

void EchoMemory::remember(double elapsed_s) {
  for (int i = 0; i < moment_count_; ++i) moments_[static_cast<std::size_t>(i)].age_s += elapsed_s;
  const bool due = moment_count_ == 0 || moments_[0].age_s >= kBetweenMoments_s;
  if (!due) return;
  std::rotate(moments_.begin(), moments_.end() - 1, moments_.end());
  echo_.copyTo(moments_[0].echo);
  moments_[0].age_s = elapsed_s;
  moments_[0].shift_px.setZero();
  moment_count_ = std::min<int>(moment_count_ + 1, static_cast<int>(moments_.size()));
}

void EchoMemory::update(const NeedleView& view, const TissueMotion& tissue, double elapsed_s) {
  age_s_ += elapsed_s;
  const cv::Mat& picture = view.fine().picture;
  const double scale =
      std::min(1.0, static_cast<double>(kLongestSide_px) / std::max(picture.cols, picture.rows));
  const cv::Size size(std::max(1, cvRound(picture.cols * scale)),
                      std::max(1, cvRound(picture.rows * scale)));
  if (least_.size() != size) forget();
  const bool first = least_.empty();
  if (!first) {
    remember(elapsed_s);
    cv::min(least_, reached_, least_);
    const double share = 1.0 - std::exp(-elapsed_s / kMemory_s);
    cv::addWeighted(least_, 1.0 - share, reached_, share, 0.0, least_);
    const Eigen::Vector2d shift = tissue.shift_px / px_per_work_px_;
    left_over_px_ += shift;
    for (Moment& moment : moments_) moment.shift_px += shift;
    carry();
  }
  px_per_work_px_ = view.fine().px_per_work_px * picture.cols / size.width;
  shrink_.apply(picture, size, small_);
  cv::GaussianBlur(small_, smooth_, {}, kSmooth_px);
  cv::blur(small_, around_, {kAround_px, kAround_px});
  cv::subtract(smooth_, around_, echo_);
  if (reach_.empty()) {
    reach_ = cv::getStructuringElement(cv::MORPH_RECT, {2 * kReach_px + 1, 2 * kReach_px + 1});
  }
  cv::dilate(echo_, reached_, reach_);
  if (!first) return;
  reached_.copyTo(least_);
  left_over_px_.setZero();
}

int EchoMemory::sample_of(int work_px) const {
  return first_sample_ + cvRound(work_px * samples_per_px_);
}

int EchoMemory::work_px_of(int sample) const {
  const int last = static_cast<int>(now_.size()) - 1;
  return std::clamp(cvRound((sample - first_sample_) / samples_per_px_), 0, std::max(0, last));
}

cv::Point EchoMemory::work_place(const Eigen::Vector2d& place_px) const {
  return {cvRound((place_px.x() + 0.5) / px_per_work_px_ - 0.5),
          cvRound((place_px.y() + 0.5) / px_per_work_px_ - 0.5)};
}

double EchoMemory::new_share(const LineSegment& segment) {
  const int count = cvFloor(segment.length_px() / px_per_work_px_);
  now_.clear();
  before_.clear();
  for (int i = 0; i < count; ++i) {
    const Eigen::Vector2d place = segment.begin + i * px_per_work_px_ * segment.direction();
    const cv::Point at = clamped(work_place(place), echo_);
    now_.push_back(echo_.at<float>(at));
    before_.push_back(least_.at<float>(at));
  }
  scratch_ = now_;
  const float lit_level =
      kLitShare * std::max(kLeastLevel_grey, static_cast<float>(median_of(scratch_)));
  int fresh = 0;
  for (std::size_t i = 0; i < now_.size(); ++i) {
    fresh += now_[i] > lit_level && before_[i] <= lit_level ? 1 : 0;
  }
  return static_cast<double>(fresh) / std::max(1, count);
}

EchoMemory::Stretch EchoMemory::newest_stretch(const std::vector<float>& echo) const {
  Stretch best;
  float sum = 0.0F, best_sum = 0.0F;
  int begin = 0, new_count = 0;
  for (std::size_t i = 0; i < echo.size(); ++i) {
    const bool lit = echo[i] > lit_level_;
    const bool fresh = lit && before_[i] <= lit_level_;
    if (sum <= 0.0F) {
      sum = 0.0F;
      begin = static_cast<int>(i);
      new_count = 0;
    }
    sum += fresh ? kNew : lit ? kOld : kDark;
    new_count += fresh ? 1 : 0;
    if (fresh && sum > best_sum) {
      best_sum = sum;
      best = {begin, static_cast<int>(i), new_count};
    }
  }
  return best;
}

// Behind its tip a needle that is pushed along itself looks as it did: it neither becomes brighter
// there, as a layer does that comes into the plane, nor moves across itself.
bool EchoMemory::steady_behind(const Moment& moment, const cv::Point& shift, const Stretch& behind,
                               double mm_per_work_px) const {
  const auto then_at = [&](const cv::Point& place) {
    return moment.echo.at<float>(clamped(place - shift, moment.echo));
  };
  const int near = std::max(behind.begin, behind.end - cvCeil(kNearFront_mm / mm_per_work_px));
  double brighter = 0.0, across = 0.0;
  for (int i = behind.begin; i <= behind.end; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (i >= near) brighter += now_[at] - then_[at];
    const cv::Point above = places_[at] - across_;
    const cv::Point below = places_[at] + across_;
    across += echo_.at<float>(clamped(above, echo_)) - then_at(above);
    across -= echo_.at<float>(clamped(below, echo_)) - then_at(below);
  }
  brighter /= (behind.end - near + 1) * level_;
  across /= (behind.end - behind.begin + 1) * level_;
  return brighter < kMostBrighter && brighter > kMostDarker && std::abs(across) < kMostAcross;
}

void EchoMemory::measure_growth(double mm_per_work_px, const Stretch& now, LineNovelty& result) {
  double younger_s = 0.0;
  int front = now.end;
  for (int m = 0; m < moment_count_; ++m) {
    const Moment& moment = moments_[static_cast<std::size_t>(m)];
    if (moment.age_s > kOldestMoment_s) return;
    const cv::Point shift(cvRound(moment.shift_px.x()), cvRound(moment.shift_px.y()));
    then_.clear();
    for (const cv::Point& place : places_) {
      then_.push_back(moment.echo.at<float>(clamped(place - shift, moment.echo)));
    }
    const Stretch then = newest_stretch(then_);
    // Before it came in there is nothing to see of it.
    if (then.end < 0 || then.end - now.begin < kLeastBehind_work_px) return;
    const double advance_mm = (front - then.end) * mm_per_work_px;
    const double most_mm = kFastest_mm_per_s * (moment.age_s - younger_s) + mm_per_work_px;
    if (then.end > front + kFrontNoise_work_px || advance_mm > most_mm) return;
    if (!steady_behind(moment, shift, {now.begin, then.end, 0}, mm_per_work_px)) return;
    younger_s = moment.age_s;
    front = std::min(front, then.end);
    const int grown = now.end - front;
    const bool enough = m > 0 && grown >= kLeastGrowth_work_px;  // one step is no progress yet
    result.grown_mm = enough ? grown * mm_per_work_px : 0.0;
    result.grown_s = moment.age_s;
  }
}

float EchoMemory::newness_at(int sample) const {
  if (now_.empty()) return 0.0F;
  const auto i = static_cast<std::size_t>(work_px_of(sample));
  return std::clamp((now_[i] - before_[i]) / level_, 0.0F, 1.0F);
}

OldReach EchoMemory::old_reach(int sample) const {
  const int size = static_cast<int>(now_.size());
  const int place = std::clamp(cvRound((sample - first_sample_) / samples_per_px_), 0, size);
  const auto run = [&](int from, int step) {
    int last = from;
    for (int i = from + step; i >= 0 && i < size && std::abs(i - last) <= kGap_work_px; i += step) {
      const auto at = static_cast<std::size_t>(i);
      const bool lit = now_[at] > lit_level_;
      if (lit && before_[at] <= lit_level_) break;
      if (lit) last = i;
    }
    return std::abs(last - from) * samples_per_px_;
  };
  return {run(place, -1), run(place, 1)};
}

void EchoMemory::sample_line(const ShaftProfile& profile) {
  first_sample_ = profile.tissue_begin;
  samples_per_px_ = px_per_work_px_ / profile.axis.sample_px;
  const double length = profile.tissue_end - profile.tissue_begin;
  const int count = std::max(0, cvFloor(length / samples_per_px_));
  places_.clear();
  now_.clear();
  before_.clear();
  scratch_.clear();
  for (int i = 0; i < count; ++i) {
    const int sample = sample_of(i);
    places_.push_back(clamped(work_place(profile.at(sample)), echo_));
    now_.push_back(echo_.at<float>(places_.back()));
    before_.push_back(least_.at<float>(places_.back()));
    const bool visible = sample >= profile.visible_begin && sample <= profile.visible_end;
    if (visible) scratch_.push_back(now_.back());
  }
  level_ = std::max(kLeastLevel_grey, static_cast<float>(median_of(scratch_)));
  lit_level_ = kLitShare * level_;
  const Eigen::Vector2d edge = kEdge_work_px * profile.axis.normal();
  across_ = {cvRound(edge.x()), cvRound(edge.y())};
}

double EchoMemory::old_share(const ShaftProfile& profile) const {
  int lit = 0, old = 0;
  for (std::size_t i = 0; i < now_.size(); ++i) {
    const int sample = sample_of(static_cast<int>(i));
    const bool visible = sample >= profile.visible_begin && sample <= profile.visible_end;
    if (!visible || now_[i] <= lit_level_) continue;
    ++lit;
    old += before_[i] > lit_level_ ? 1 : 0;
  }
  return static_cast<double>(old) / std::max(1, lit);
}

EchoMemory::Beside EchoMemory::beside(const NeedleView& view, const ShaftProfile& profile,
                                      const Stretch& stretch) const {
  int fresh = 0, old = 0, count = 0;
  const Eigen::Vector2d normal = px_per_work_px_ * profile.axis.normal();
  for (int i = stretch.begin; i <= stretch.end; ++i) {
    for (const double off : kBeside_work_px) {
      const Eigen::Vector2d place = profile.at(sample_of(i)) + off * normal;
      if (!view.inside(place)) continue;
      ++count;
      const cv::Point at = clamped(work_place(place), echo_);
      const bool was_lit = least_.at<float>(at) > lit_level_;
      old += was_lit ? 1 : 0;
      fresh += !was_lit && echo_.at<float>(at) > lit_level_ ? 1 : 0;
    }
  }
  const double all = std::max(1, count);
  return {fresh / all, old / all};
}

LineNovelty EchoMemory::measure(const NeedleView& view, const ShaftProfile& profile) {
  sample_line(profile);
  LineNovelty result;
  result.level = level_;
  result.old_share = old_share(profile);
  const Stretch visible{work_px_of(profile.visible_begin), work_px_of(profile.visible_end), 0};
  result.old_beside_share = beside(view, profile, visible).old_share;
  const Stretch stretch = newest_stretch(now_);
  if (stretch.end < 0) return result;
  const double mm_per_work_px = px_per_work_px_ * view.mm_per_px();
  result.begin_sample = sample_of(stretch.begin);
  result.front_sample = sample_of(stretch.end);
  result.new_mm = stretch.new_count * mm_per_work_px;
  result.new_share = static_cast<double>(stretch.new_count) / (stretch.end - stretch.begin + 1);
  result.beside_share = beside(view, profile, stretch).fresh_share;
  measure_growth(mm_per_work_px, stretch, result);
  return result;
}

}  // namespace echolance
