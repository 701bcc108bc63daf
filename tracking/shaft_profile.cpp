// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/shaft_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tracking/arc_search.hpp"
#include "tracking/sample_statistics.hpp"

namespace echolance {

namespace {

// In strip samples: a sample is half a fine working pixel, so a needle is 4 to 10 wide.
constexpr double kSamplesPerFinePixel = 2.0;
constexpr int kCoreHalfWidth = 2;
constexpr int kSideFrom = 6;
constexpr int kSideTo = 16;
constexpr int kStreakReach = 8;  // of a bevel's echo from the axis
constexpr int kFarFrom = 14;
constexpr int kFarTo = 23;
constexpr int kSmoothAlong = 9;
constexpr int kShortest = 12;
constexpr double kWorthFollowing_mm = 2.0;  // an arc that is longer by this
// Tissue darker than this share of the strip's mean has lost contact or lies in shadow.
constexpr double kDarkShare = 0.18;
constexpr double kDarkest_grey = 4.0;
constexpr float kOutside = -10.0F;  // response where there is no picture
constexpr std::array<double, 3> kTraceOffsets_work_px = {-0.7, 0.0, 0.7};
// Evidence of a sample being shaft: its ridge response over a threshold that follows the shaft's.
constexpr double kLevelShare = 0.45;
// Evidence for the tip: ridge response, and contrast of shaft or bevel, each over a share of the
// shaft's own. The response is measured against its close surroundings, so that a layer crossed or
// a dark place does not end an even shaft; of an uneven one the contrast tells more.
constexpr RidgeWeights kOfUnevenShaft{0.5F, 0.2F};
constexpr RidgeWeights kOfEvenShaft{0.9F, 0.4F};
constexpr double kUneven = 0.08;  // log odds of a sample of evidence
constexpr double kEven = 0.25;
constexpr float kLeastLevel = 0.5F;
// The response is relative to its surroundings, which are darker beyond the tip: over half.
constexpr float kTipLevelShare = 0.6F;
constexpr double kLeastContrast_grey = 4.0;
constexpr float kTipClip = 0.5F;
constexpr float kContrastShare = 0.5F;
constexpr float kStreakShare = 0.7F;  // a bevel is about as bright as the shaft
// How much a sample of evidence tells: the evenness of the visible shaft, mean over variance of its
// evidence as for a step in Gaussian noise, by the share of samples that are independent.
constexpr double kLogOddsPerEvenness = 0.008;
constexpr double kLeastLogOdds = 0.04;
constexpr double kMostLogOdds = 0.5;

/// Of samples from..to of a running sum of evidence.
double log_odds_of_evidence(const std::vector<float>& running, int from, int to) {
  const double count = std::max(1, to - from);
  const auto at = [&](int i) { return running[static_cast<std::size_t>(i)]; };
  const double mean = (at(to) - at(from)) / count;
  double variance = 1e-6;
  for (int i = from + 1; i <= to; ++i) variance += std::pow(at(i) - at(i - 1) - mean, 2) / count;
  return std::clamp(kLogOddsPerEvenness * mean / variance, kLeastLogOdds, kMostLogOdds);
}

/// Distance one can walk from `from` along `direction` inside the region, px.
double reach_inside(const NeedleView& view, const Eigen::Vector2d& from,
                    const Eigen::Vector2d& direction, double step_px) {
  double reach = 0.0;
  while (view.inside(from + (reach + step_px) * direction)) reach += step_px;
  return reach;
}

/// The axis of a segment, from border to border, towards its deeper end.
ShaftAxis axis_of(const NeedleView& view, const LineSegment& segment) {
  const bool downwards = segment.end.y() >= segment.begin.y();
  const Eigen::Vector2d shallow = downwards ? segment.begin : segment.end;
  const Eigen::Vector2d deep = downwards ? segment.end : segment.begin;
  const Eigen::Vector2d middle = (shallow + deep) / 2.0;
  ShaftAxis axis;
  axis.sample_px = view.fine().px_per_work_px / kSamplesPerFinePixel;
  if (!view.inside(middle)) return axis;
  axis.direction = (deep - shallow).normalized();
  const double back = reach_inside(view, middle, -axis.direction, axis.sample_px);
  const double ahead = reach_inside(view, middle, axis.direction, axis.sample_px);
  axis.origin = middle - back * axis.direction;
  axis.samples = cvFloor((back + ahead) / axis.sample_px) + 1;
  const auto sample_of = [&](const Eigen::Vector2d& p) {
    return std::clamp(cvRound((p - axis.origin).dot(axis.direction) / axis.sample_px), 0,
                      axis.samples - 1);
  };
  axis.begin = sample_of(shallow);
  axis.end = sample_of(deep);
  return axis;
}

void smooth_along(std::vector<float>& values) {
  cv::Mat row(1, static_cast<int>(values.size()), CV_32F, values.data());
  cv::blur(row, row, {kSmoothAlong, 1}, {-1, -1}, cv::BORDER_REPLICATE);
}

/// Ridge response along the axis; the best of three neighbours, because the axis is straighter than
/// the ridge of a noisy echo.
void trace_response(const NeedleScale& fine, ShaftProfile& profile) {
  const Eigen::Vector2d normal = profile.axis.normal();
  const Eigen::Vector2f normal_f = normal.cast<float>();
  for (std::size_t i = 0; i < profile.response.size(); ++i) {
    const Eigen::Vector2d place = fine.to_work(profile.at(static_cast<double>(i)));
    float best = kOutside;
    for (const double off : kTraceOffsets_work_px) {
      const int x = cvRound(place.x() + off * normal.x());
      const int y = cvRound(place.y() + off * normal.y());
      if (x < 0 || y < 0 || x >= fine.mask.cols || y >= fine.mask.rows) continue;
      best = std::max(best, fine.ridge.response(x, y, normal_f));
    }
    profile.response[i] = best;
  }
}

/// Grows the visible shaft from the middle of the fitted segment, either way to the largest sum of
/// evidence.
void grow_visible(const std::vector<float>& evidence, ShaftProfile& profile) {
  const int size = static_cast<int>(evidence.size());
  const int middle = std::clamp((profile.axis.begin + profile.axis.end) / 2, 0, size - 1);
  const auto farthest = [&](int step) {
    double sum = 0.0, best = 0.0;
    int place = middle;
    for (int s = middle; s >= 0 && s < size; s += step) {
      sum += evidence[static_cast<std::size_t>(s)];
      if (sum > best) {
        best = sum;
        place = s;
      }
    }
    return place;
  };
  profile.visible_begin = farthest(-1);
  profile.visible_end = farthest(1);
}

void find_tissue(const cv::Mat& inside, ShaftProfile& profile) {
  const int length = static_cast<int>(profile.core.size());
  const auto brightest = [&](int s) {
    const auto i = static_cast<std::size_t>(s);
    return std::max({profile.core[i], profile.above[i], profile.below[i]});
  };
  double mean = 0.0;
  for (int s = 0; s < length; ++s) mean += brightest(s) / length;
  const double dark = std::max(kDarkest_grey, kDarkShare * mean);
  const auto tissue = [&](int s) { return inside.at<std::uint8_t>(s) != 0 && brightest(s) > dark; };
  profile.tissue_begin = profile.visible_begin;
  while (profile.tissue_begin > 0 && tissue(profile.tissue_begin - 1)) --profile.tissue_begin;
  profile.tissue_end = profile.visible_end;
  while (profile.tissue_end < length && tissue(profile.tissue_end)) ++profile.tissue_end;
}

}  // namespace

void ShaftProfiler::measure_bands(ShaftProfile& profile) {
  const cv::Mat& strip = fitter_.strip();
  const bool minus_is_above = profile.axis.direction.x() >= 0.0;
  sums_.resize(static_cast<std::size_t>(strip.rows) + 1);
  for (int s = 0; s < strip.cols; ++s) {
    // Running sums across the strip make every band two look-ups.
    sums_[0] = 0.0F;
    for (int w = 0; w < strip.rows; ++w) {
      const auto i = static_cast<std::size_t>(w);
      sums_[i + 1] = sums_[i] + strip.at<std::uint8_t>(w, s);
    }
    const int bend = cvRound(profile.axis.bend_at(s) / profile.axis.sample_px);
    const auto band = [&](int from, int to) {
      const int first = std::clamp(AxisFitter::kHalfWidth + bend + from, 0, strip.rows - 1);
      const int last = std::clamp(AxisFitter::kHalfWidth + bend + to, first, strip.rows - 1);
      return (sums_[static_cast<std::size_t>(last) + 1] - sums_[static_cast<std::size_t>(first)]) /
             static_cast<float>(last - first + 1);
    };
    const auto i = static_cast<std::size_t>(s);
    const float minus = band(-kSideTo, -kSideFrom);
    const float plus = band(kSideFrom, kSideTo);
    profile.core[i] = band(-kCoreHalfWidth, kCoreHalfWidth);
    profile.above[i] = minus_is_above ? minus : plus;
    profile.below[i] = minus_is_above ? plus : minus;
    float brightest = 0.0F;
    for (int w = -kStreakReach; w <= kStreakReach; ++w) {
      brightest = std::max(brightest, band(w - kCoreHalfWidth, w + kCoreHalfWidth));
    }
    profile.streak[i] = brightest - std::max(band(-kFarTo, -kFarFrom), band(kFarFrom, kFarTo));
  }
  for (auto* values : {&profile.core, &profile.above, &profile.below, &profile.streak}) {
    smooth_along(*values);
  }
}

void ShaftProfiler::weigh_tip(ShaftProfile& profile) {
  const auto contrast_at = [&](std::size_t i) {
    return profile.core[i] - std::max(profile.above[i], profile.below[i]);
  };
  scratch_.clear();
  for (int s = profile.visible_begin; s <= profile.visible_end; ++s) {
    scratch_.push_back(contrast_at(static_cast<std::size_t>(s)));
  }
  profile.contrast = median_of(scratch_);
  sum_evidence(kOfEvenShaft, profile);
  const double even =
      std::clamp((profile.log_odds_per_evidence - kUneven) / (kEven - kUneven), 0.0, 1.0);
  if (even < 1.0) {
    const auto between = [&](float uneven, float all_even) {
      return uneven + static_cast<float>(even) * (all_even - uneven);
    };
    sum_evidence({between(kOfUnevenShaft.usual, kOfEvenShaft.usual),
                  between(kOfUnevenShaft.at_bevel, kOfEvenShaft.at_bevel)},
                 profile);
  }
  profile.place_tip();
}

// The tip is a change point: samples before it follow the shaft, samples after it the background.
// The tip is most likely where the evidence sums highest (Page 1954, CUSUM).
void ShaftProfiler::sum_evidence(const RidgeWeights& weights, ShaftProfile& profile) {
  const auto unit = static_cast<float>(std::max(kLeastContrast_grey, profile.contrast));
  const float level = std::max(kLeastLevel, static_cast<float>(profile.level));
  const float least = std::max(kRidgeThreshold, kTipLevelShare * level);
  double sum = 0.0;
  for (std::size_t i = 0; i < profile.core.size(); ++i) {
    const float core = profile.core[i] - std::max(profile.above[i], profile.below[i]);
    const float shaft = core / unit - kContrastShare;
    const float bevel = profile.streak[i] / unit - kStreakShare;
    const float contrast = std::clamp(std::max(shaft, bevel), -kTipClip, kTipClip);
    const float ridge = std::clamp((profile.response[i] - least) / level, -kTipClip, kTipClip);
    profile.echo[i] = std::clamp(std::max(core, profile.streak[i]) / unit, 0.0F, 1.0F);
    const bool inside = fitter_.inside().at<std::uint8_t>(static_cast<int>(i)) != 0;
    const float weight = contrast > ridge ? weights.at_bevel : weights.usual;
    sum += inside ? contrast + weight * (ridge - contrast) : -kTipClip;
    profile.tip_evidence[i] = static_cast<float>(sum);
  }
  profile.log_odds_per_evidence =
      log_odds_of_evidence(profile.tip_evidence, profile.visible_begin, profile.visible_end);
}

void ShaftProfile::place_tip() {
  const auto first = tip_evidence.begin();
  const int middle = std::min((visible_begin + visible_end) / 2, tissue_end - 1);
  const auto best = std::max_element(first + middle, first + tissue_end);
  visible_end = static_cast<int>(best - first);
  double weights = 0.0, square = 0.0;
  for (int s = middle; s < tissue_end; ++s) {
    const double w = std::exp(log_odds_per_evidence * std::min(0.0F, first[s] - *best));
    const double off = s - visible_end;
    weights += w;
    square += w * off * off;
  }
  tip_std_samples = std::sqrt(std::max(1.0, square / weights));
}

// The straight fit shows where the shaft is; the arc through it, how far it goes on as it bends.
double ShaftProfiler::follow_bend(const NeedleView& view, ShaftAxis& axis) {
  const ShaftArc arc = search_arc(view, axis);
  const double longer_px = (arc.end - arc.begin).norm() - (axis.end - axis.begin) * axis.sample_px;
  if (longer_px < kWorthFollowing_mm / view.mm_per_px()) return arc.gain;
  ShaftAxis longer = axis_of(view, {arc.begin, arc.end, 0.0, 0.0});
  if (longer.end - longer.begin < kShortest) return arc.gain;
  longer.bend_px = arc.sagitta_px;
  axis = longer;
  fitter_.fit(view, axis);
  return arc.gain;
}

void ShaftProfiler::assign_samples(ShaftProfile& profile) {
  for (auto* values : {&profile.response, &profile.core, &profile.above, &profile.below,
                       &profile.streak, &profile.echo, &profile.tip_evidence}) {
    values->assign(static_cast<std::size_t>(profile.axis.samples), 0.0F);
  }
}

void ShaftProfiler::measure(const NeedleView& view, const LineSegment& segment,
                            ShaftProfile& profile) {
  profile.response.clear();
  profile.axis = axis_of(view, segment);
  if (profile.axis.end - profile.axis.begin < kShortest) return;
  fitter_.fit(view, profile.axis);
  profile.gain = follow_bend(view, profile.axis);
  assign_samples(profile);
  measure_bands(profile);
  trace_response(view.fine(), profile);

  scratch_.assign(profile.response.begin() + profile.axis.begin,
                  profile.response.begin() + profile.axis.end + 1);
  profile.level = median_of(scratch_);
  const auto threshold =
      static_cast<float>(std::max<double>(kRidgeThreshold, kLevelShare * profile.level));
  evidence_.resize(profile.response.size());
  for (std::size_t i = 0; i < evidence_.size(); ++i) {
    evidence_[i] = std::clamp(profile.response[i], kRidgeClipLow, kRidgeClipHigh) - threshold;
  }
  grow_visible(evidence_, profile);
  profile.ridge_end = profile.visible_end;
  find_tissue(fitter_.inside(), profile);
  weigh_tip(profile);
}

}  // namespace echolance
