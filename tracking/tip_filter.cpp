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
constexpr double kFast_mm_per_s = 50.0;
constexpr float kFastShare = 0.3F;
constexpr float kAnywhere = 1e-6F;  // share of a bin when the belief was wrong
// Speckle and layers stay as they are for longer than this; what was believed of them, and what is
// taken out of the evidence for having been there, lose weight with this time constant, so that a
// mistake does not last.
constexpr double kMemory_s = 0.3;
// The axis changes up to the tip, give or take this; successive comparisons overlap, so that each
// counts for the share of kChangeMemory_s that is new.
constexpr double kChangeStd_mm = 1.0;
constexpr double kChangeMemory_s = 0.2;
constexpr double kChangeWeight = 3.0;
constexpr double kUneven = 0.1;  // log odds of a sample of evidence
constexpr double kLeastChangeLog = -4.0;
constexpr double kReachBeyondRidge_mm = 8.0;
constexpr double kImpossible = -1e6;
constexpr double kLeastLog = -30.0;  // a belief is never lost altogether
// The change point is refined this far about the believed tip.
constexpr double kRefineReach_mm = 0.7;
constexpr double kLeastStd_samples = 0.5;
constexpr double kNearlyAll = 0.954;

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
  last_evidence_.release();
}

void TipFilter::predict(const Step& step) {
  if (belief_.empty()) return;
  const double bins_per_mm = 1.0 / (bin_px_ * step.mm_per_px);
  cv::pow(belief_, std::exp(-step.elapsed_s / kMemory_s), belief_);
  belief_ /= cv::sum(belief_)[0];
  blur_row(belief_, slow_, kSlow_mm_per_s * step.elapsed_s * bins_per_mm);
  blur_row(belief_, fast_, kFast_mm_per_s * step.elapsed_s * bins_per_mm);
  cv::addWeighted(slow_, 1.0 - kFastShare, fast_, kFastShare, kAnywhere, belief_);
}

double TipFilter::follow_axis(const ShaftProfile& profile, double tissue_shift_px) {
  const ShaftAxis& axis = profile.axis;
  const double along = (origin_ - axis.origin).dot(axis.direction) + tissue_shift_px;
  origin_ = axis.origin + along * axis.direction;
  return along / axis.sample_px;
}

void TipFilter::weigh(const ShaftProfile& profile, const Step& step, double sample_of_bin0) {
  const int bins = belief_.cols;
  const int last_sample = static_cast<int>(profile.tip_evidence.size()) - 1;
  evidence_.create(1, bins, CV_32F);
  auto* now = evidence_.ptr<float>();
  for (int bin = 0; bin < bins; ++bin) {
    const int s = std::clamp(cvRound(bin + sample_of_bin0), 0, last_sample);
    now[bin] = profile.tip_evidence[static_cast<std::size_t>(s)];
  }
  const bool first = last_evidence_.empty();
  const double shared = first ? 0.0 : std::exp(-step.elapsed_s / kMemory_s);
  const float* before = first ? now : last_evidence_.ptr<float>();
  // An even shaft shows its tip; only of an uneven one the change tells more.
  const double change_share = kChangeWeight * std::min(1.0, step.elapsed_s / kChangeMemory_s) *
                              std::min(1.0, kUneven / profile.log_odds_per_evidence);
  const double change_std = kChangeStd_mm / (bin_px_ * step.mm_per_px);
  // Nothing reaches from a shaft that ends here to a tip much farther on.
  const double farthest = profile.ridge_end + kReachBeyondRidge_mm / (bin_px_ * step.mm_per_px);
  const auto news = [&](int bin) {
    if (bin + sample_of_bin0 > farthest) return kImpossible;
    double log = profile.log_odds_per_evidence * (now[bin] - shared * before[bin]);
    if (step.changed_sample) {
      const double off = (bin + sample_of_bin0 - *step.changed_sample) / change_std;
      log += change_share * std::max(kLeastChangeLog, -0.5 * off * off);
    }
    return log;
  };
  double largest = news(0);
  for (int bin = 1; bin < bins; ++bin) largest = std::max(largest, news(bin));
  auto* belief = belief_.ptr<float>();
  for (int bin = 0; bin < bins; ++bin) {
    const double log = news(bin) - largest;
    belief[bin] *= static_cast<float>(log < kLeastLog ? std::exp(kLeastLog) : std::exp(log));
  }
  belief_ /= std::max(1e-30, cv::sum(belief_)[0]);
  cv::swap(evidence_, last_evidence_);
}

// Half of what holds kNearlyAll of the belief on either side: two standard deviations, were it
// normal. The second moment would be that of a few far places in which hardly anybody believes.
double TipFilter::spread(int middle) const {
  const auto* belief = belief_.ptr<float>();
  const int bins = belief_.cols;
  double held = belief[middle];
  int reach = 0;
  while (held < kNearlyAll && reach < bins) {
    ++reach;
    if (middle - reach >= 0) held += belief[middle - reach];
    if (middle + reach < bins) held += belief[middle + reach];
  }
  return 0.5 * reach;
}

TipBelief TipFilter::summary(const Step& step, double sample_of_bin0) const {
  const auto* belief = belief_.ptr<float>();
  const int bins = belief_.cols;
  const int mode = static_cast<int>(std::max_element(belief, belief + bins) - belief);
  // The belief picks the place, this frame's change point the exact sample.
  const int reach = cvRound(kRefineReach_mm / (bin_px_ * step.mm_per_px));
  const auto* now = last_evidence_.ptr<float>();
  int best = mode;
  for (int bin = std::max(0, mode - reach); bin <= std::min(bins - 1, mode + reach); ++bin) {
    if (now[bin] > now[best]) best = bin;
  }
  return {best + sample_of_bin0, std::max(kLeastStd_samples, spread(best))};
}

TipBelief TipFilter::update(const ShaftProfile& profile, const Step& step) {
  if (belief_.empty()) start(profile);
  predict(step);
  const double sample_of_bin0 = follow_axis(profile, step.tissue_shift_px);
  weigh(profile, step, sample_of_bin0);
  return summary(step, sample_of_bin0);
}

}  // namespace echolance
