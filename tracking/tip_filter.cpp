// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/tip_filter.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {
// Motion of the tip along the shaft: mostly held still, sometimes pushed.
constexpr double kSlow_mm_per_s = 3.0;
constexpr double kFast_mm_per_s = 25.0;
constexpr float kFastShare = 0.3F;
constexpr float kAnywhere = 1e-6F;  // share of a bin when the belief was wrong
constexpr double kMemory_s = 1.0;   // how long speckle and layers stay as they are
// Change along the axis, in units of the usual change beside it.
constexpr double kChangeMemory_s = 0.3;
constexpr float kUsualChange = 1.0F;
constexpr float kMostChange = 3.0F;
constexpr float kPerChange = 1.5F;
constexpr float kPerChangeBeyond = 0.05F;
constexpr float kMostBeyond = 4.0F;
// The change point is refined this far about the believed tip.
constexpr double kRefineReach_mm = 1.0;

void blur_row(const cv::Mat& from, cv::Mat& to, double sigma_bins) {
  if (sigma_bins < 0.2) {
    from.copyTo(to);
    return;
  }
  const int side = 2 * cvCeil(3.0 * sigma_bins) + 1;
  cv::GaussianBlur(from, to, {side, 1}, sigma_bins, 0.0, cv::BORDER_CONSTANT);
}
}  // namespace

void TipFilter::start(const ShaftProfile& profile) {
  const int bins = static_cast<int>(profile.response.size());
  origin_ = profile.axis.origin;
  bin_px_ = profile.axis.sample_px;
  belief_.create(1, bins, CV_32F);
  belief_.setTo(1.0 / bins);
  last_likelihood_.create(1, bins, CV_32F);
  last_likelihood_.setTo(0.0);
}

void TipFilter::predict(const Step& step) {
  if (belief_.empty()) return;
  const double bins_per_mm = 1.0 / (bin_px_ * step.mm_per_px);
  blur_row(belief_, slow_, kSlow_mm_per_s * step.elapsed_s * bins_per_mm);
  blur_row(belief_, fast_, kFast_mm_per_s * step.elapsed_s * bins_per_mm);
  cv::addWeighted(slow_, 1.0 - kFastShare, fast_, kFastShare, kAnywhere, belief_);
}

void TipFilter::add_change(const std::vector<float>& change, double sample_of_bin0,
                           double elapsed_s) {
  // Successive comparisons overlap: each counts for the share of the lag that is new.
  const float share = static_cast<float>(std::min(1.0, elapsed_s / kChangeMemory_s));
  auto* belief = belief_.ptr<float>();
  float beyond = 0.0F;
  for (int bin = belief_.cols - 1; bin >= 0; --bin) {
    const int s = cvRound(bin + sample_of_bin0);
    const bool inside = s >= 0 && s < static_cast<int>(change.size());
    const float excess =
        inside ? std::clamp(change[static_cast<std::size_t>(s)] - kUsualChange, 0.0F, kMostChange)
               : 0.0F;
    belief[bin] *= std::exp(share * (kPerChange * excess - std::min(kMostBeyond, beyond)));
    beyond += kPerChangeBeyond * excess;
  }
}

TipBelief TipFilter::update(const ShaftProfile& profile, const std::vector<float>& change,
                            const Step& step) {
  const bool first = belief_.empty();
  if (first) start(profile);
  predict(step);

  // The axis has moved a little: keep the bins on it, and carry them with the tissue.
  const double along =
      (origin_ - profile.axis.origin).dot(profile.axis.direction) + step.tissue_shift_px;
  origin_ = profile.axis.origin + along * profile.axis.direction;
  const double sample_of_bin0 = along / profile.axis.sample_px;

  const int bins = belief_.cols;
  const int last_sample = static_cast<int>(profile.tip_log_likelihood.size()) - 1;
  likelihood_.create(1, bins, CV_32F);
  auto* log_likelihood = likelihood_.ptr<float>();
  for (int bin = 0; bin < bins; ++bin) {
    const int s = std::clamp(cvRound(bin + sample_of_bin0), 0, last_sample);
    log_likelihood[bin] = profile.tip_log_likelihood[static_cast<std::size_t>(s)];
  }
  const float shared = first ? 0.0F : static_cast<float>(std::exp(-step.elapsed_s / kMemory_s));
  const auto* before = last_likelihood_.ptr<float>();
  auto* belief = belief_.ptr<float>();
  float largest = -1e9F;
  for (int bin = 0; bin < bins; ++bin) {
    largest = std::max(largest, log_likelihood[bin] - shared * before[bin]);
  }
  if (!change.empty()) add_change(change, sample_of_bin0, step.elapsed_s);
  double sum = 0.0, first_moment = 0.0, second_moment = 0.0;
  int mode = 0;
  for (int bin = 0; bin < bins; ++bin) {
    belief[bin] *= std::exp(std::max(-30.0F, log_likelihood[bin] - shared * before[bin] - largest));
    sum += belief[bin];
    if (belief[bin] > belief[mode]) mode = bin;
  }
  for (int bin = 0; bin < bins; ++bin) {
    belief[bin] = static_cast<float>(belief[bin] / sum);
    first_moment += belief[bin] * bin;
    second_moment += static_cast<double>(belief[bin]) * bin * bin;
  }
  cv::swap(likelihood_, last_likelihood_);

  // The belief picks the place, this frame's change point the exact sample.
  const int reach = cvRound(kRefineReach_mm / (bin_px_ * step.mm_per_px));
  const auto* current = last_likelihood_.ptr<float>();
  int best = mode;
  for (int bin = std::max(0, mode - reach); bin <= std::min(bins - 1, mode + reach); ++bin) {
    if (current[bin] > current[best]) best = bin;
  }
  const double spread = second_moment - first_moment * first_moment;
  const double bias = first_moment - best;
  return {best + sample_of_bin0, std::sqrt(std::max(0.25, spread + bias * bias))};
}

}  // namespace echolance
