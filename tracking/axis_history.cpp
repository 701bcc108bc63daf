// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/axis_history.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {
constexpr double kLag_s = 0.3;
constexpr double kLongest_s = 0.5;
constexpr double kBetweenRecords_s = 0.04;
constexpr int kSmoothAlong = 13;  // samples
// Coding noise and speckle flicker, grey levels.
constexpr float kLeastUsualChange = 1.5F;
}  // namespace

const std::vector<float>& AxisHistory::update(const ShaftProfile& profile, double elapsed_s,
                                              double tissue_shift_px) {
  change_.clear();
  for (Record& record : records_) {
    record.age_s += elapsed_s;
    record.origin += tissue_shift_px * profile.axis.direction;
  }
  while (!records_.empty() && records_.front().age_s > kLongest_s) records_.pop_front();
  const Record* reference = nullptr;
  for (const Record& record : records_) {
    if (record.age_s >= 0.5 * kLag_s &&
        (reference == nullptr ||
         std::abs(record.age_s - kLag_s) < std::abs(reference->age_s - kLag_s))) {
      reference = &record;
    }
  }
  const int size = static_cast<int>(profile.core.size());
  if (reference != nullptr) {
    const double shift = (profile.axis.origin - reference->origin).dot(profile.axis.direction) /
                         profile.axis.sample_px;
    const int last = static_cast<int>(reference->core.size()) - 1;
    core_change_.resize(profile.core.size());
    side_change_.resize(profile.core.size());
    for (int s = 0; s < size; ++s) {
      const auto i = static_cast<std::size_t>(s);
      const auto j = static_cast<std::size_t>(std::clamp(cvRound(s + shift), 0, last));
      core_change_[i] = std::abs(profile.core[i] - reference->core[j]);
      side_change_[i] = std::max(std::abs(profile.above[i] - reference->above[j]),
                                 std::abs(profile.below[i] - reference->below[j]));
    }
    for (auto* values : {&core_change_, &side_change_}) {
      cv::Mat row(1, size, CV_32F, values->data());
      cv::blur(row, row, {kSmoothAlong, 1}, {-1, -1}, cv::BORDER_REPLICATE);
    }
    sorted_ = side_change_;
    const auto middle = sorted_.begin() + size / 2;
    std::nth_element(sorted_.begin(), middle, sorted_.end());
    const float usual = std::max(kLeastUsualChange, *middle);
    change_.resize(profile.core.size());
    for (std::size_t i = 0; i < change_.size(); ++i) {
      change_[i] = std::max(0.0F, core_change_[i] - side_change_[i]) / usual;
    }
  }
  if (records_.empty() || records_.back().age_s >= kBetweenRecords_s) {
    records_.push_back({0.0, profile.axis.origin, profile.axis.sample_px, profile.core,
                        profile.above, profile.below});
  }
  return change_;
}

}  // namespace echolance
