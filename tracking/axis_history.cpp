// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/axis_history.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tracking/sample_statistics.hpp"

namespace echolance {

namespace {

constexpr double kLag_s = 0.17;
constexpr double kLongest_s = 0.35;
constexpr double kBetweenRecords_s = 0.03;
constexpr int kSmoothAlong = 13;  // samples
// A change is real above these multiples of the usual change and of its spread beyond the tip.
constexpr float kUsualChanges = 3.0F;
constexpr double kSpreads = 4.0;
constexpr float kShareOfMost = 0.5F;
constexpr float kLeastUsual = 0.035F;  // of the shaft's contrast

/// Mean + kSpreads deviations of the changes from `from` on; 0 where these are too few to tell.
float noise_level(const std::vector<float>& change, int from) {
  constexpr int kFewest = 20;
  const int count = static_cast<int>(change.size()) - from;
  if (from < 0 || count < kFewest) return 0.0F;
  const cv::Mat beyond(1, count, CV_32F, const_cast<float*>(change.data()) + from);
  cv::Scalar mean, deviation;
  cv::meanStdDev(beyond, mean, deviation);
  return static_cast<float>(mean[0] + kSpreads * deviation[0]);
}

}  // namespace

void AxisHistory::age(const ShaftProfile& profile, const Step& step) {
  for (Record& record : records_) {
    record.age_s += step.elapsed_s;
    record.origin += step.tissue_shift_px * profile.axis.direction;
  }
  while (!records_.empty() && records_.front().age_s > kLongest_s) records_.pop_front();
}

const AxisHistory::Record* AxisHistory::reference() const {
  const Record* best = nullptr;
  for (const Record& record : records_) {
    if (record.age_s < 0.5 * kLag_s) continue;
    if (best == nullptr || std::abs(record.age_s - kLag_s) < std::abs(best->age_s - kLag_s)) {
      best = &record;
    }
  }
  return best;
}

void AxisHistory::compare(const ShaftProfile& profile, const Record& before) {
  const ShaftAxis& axis = profile.axis;
  const double shift = (axis.origin - before.origin).dot(axis.direction) / axis.sample_px;
  const int last = static_cast<int>(before.echo.size()) - 1;
  change_.resize(profile.echo.size());
  beside_.clear();
  for (int s = 0; s < static_cast<int>(profile.echo.size()); ++s) {
    const auto here = static_cast<std::size_t>(s);
    const auto there = static_cast<std::size_t>(std::clamp(cvRound(s + shift), 0, last));
    change_[here] = profile.echo[here] - before.echo[there];
    if (s < profile.tissue_begin || s >= profile.tissue_end) continue;
    beside_.push_back(std::abs(profile.above[here] - before.above[there]));
    beside_.push_back(std::abs(profile.below[here] - before.below[there]));
  }
  cv::Mat row(1, static_cast<int>(change_.size()), CV_32F, change_.data());
  cv::blur(row, row, {kSmoothAlong, 1}, {-1, -1}, cv::BORDER_REPLICATE);
  strength_.resize(change_.size());
  std::transform(change_.begin(), change_.end(), strength_.begin(),
                 [](float value) { return std::abs(value); });
}

std::optional<int> AxisHistory::tip_by_change(const ShaftProfile& profile, int still_from) {
  if (still_from <= profile.tissue_begin) return std::nullopt;
  scratch_ = strength_;
  const auto usual = std::max(kLeastUsual, static_cast<float>(median_of(scratch_)));
  const float most =
      *std::max_element(strength_.begin() + profile.tissue_begin, strength_.begin() + still_from);
  const float least =
      std::max({kUsualChanges * usual, kShareOfMost * most, noise_level(strength_, still_from)});
  int s = still_from - 1;
  while (s >= profile.tissue_begin && strength_[static_cast<std::size_t>(s)] <= least) --s;
  if (s < profile.tissue_begin) return std::nullopt;
  // Echo gained: the tip came as far as this. Echo lost: it has gone back to where the loss begins.
  while (s > profile.tissue_begin && change_[static_cast<std::size_t>(s)] < -least) --s;
  return s;
}

AxisChange AxisHistory::update(const ShaftProfile& profile, const Step& step) {
  age(profile, step);
  AxisChange result;
  if (const Record* before = reference()) {
    compare(profile, *before);
    result.tip_sample =
        tip_by_change(profile, std::min(cvRound(step.still_from_sample), profile.tissue_end));
    result.beside = median_of(beside_) / std::max(1.0, profile.contrast);
  }
  if (records_.empty() || records_.back().age_s >= kBetweenRecords_s) {
    records_.push_back({0.0, profile.axis.origin, profile.echo, profile.above, profile.below});
  }
  return result;
}

}  // namespace echolance
