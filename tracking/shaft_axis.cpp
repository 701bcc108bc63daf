// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/shaft_axis.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tracking/sample_statistics.hpp"

namespace echolance {

namespace {

constexpr int kSearchHalfWidth = 6;  // samples about the axis in which the ridge is traced
// Rows that the ridge filter sees from there: blur by 3, second derivative and peak by 1 each.
constexpr int kTraceHalfWidth = kSearchHalfWidth + 5;
static_assert(kTraceHalfWidth + AxisFitter::kMostBend <= AxisFitter::kHalfWidth);
constexpr int kRounds = 5;  // of reweighting
constexpr double kFirstScale = 3.0;
constexpr double kLeastScale = 0.5;
// A needle of 22 G bends on a radius of about 360 mm in tissue (LITERATURE F2), thinner ones more;
// one standard deviation of the curvature, before anything of it is seen.
constexpr double kUsualRadius_mm = 250.0;

/// offset(t) = c0 + c1 t + c2 (1 - t^2), t in -1..1 over the fitted samples.
Eigen::Vector3d parabola_basis(double t) {
  return {1.0, t, 1.0 - t * t};
}

struct Parabola {
  Eigen::Vector3d c = Eigen::Vector3d::Zero();
  double scale = kFirstScale;
  double usual_sagitta = 1.0;  // standard deviation, samples
};

/// One step of iteratively reweighted least squares with Tukey's biweight (Huber & Ronchetti,
/// Robust Statistics, 7.8).
void reweight(const ShaftAxis& axis, const std::vector<float>& offset,
              const std::vector<float>& weight, std::vector<float>& deviations, Parabola& fit) {
  const double half = 0.5 * (axis.end - axis.begin);
  const double middle = 0.5 * (axis.end + axis.begin);
  Eigen::Matrix3d left = Eigen::Matrix3d::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  double weight_sum = 0.0;
  for (int s = axis.begin; s <= axis.end; ++s) {
    const auto i = static_cast<std::size_t>(s);
    const Eigen::Vector3d basis = parabola_basis((s - middle) / half);
    const double r = (offset[i] - basis.dot(fit.c)) / (3.0 * fit.scale);
    if (std::abs(r) >= 1.0) continue;
    const double w = (1.0 - r * r) * (1.0 - r * r) * weight[i];
    left += w * basis * basis.transpose();
    right += w * offset[i] * basis;
    weight_sum += w;
  }
  // How much an observation tells against the prior of the sagitta.
  const double observations = std::max(1.0, 2.0 * half / kSamplesPerObservation);
  const double noise = fit.scale * fit.scale / observations;
  left(2, 2) += weight_sum * noise / (fit.usual_sagitta * fit.usual_sagitta);
  left.diagonal().array() += 1e-6;
  fit.c = left.ldlt().solve(right);
  deviations.clear();
  for (int s = axis.begin; s <= axis.end; ++s) {
    const double model = parabola_basis((s - middle) / half).dot(fit.c);
    deviations.push_back(std::abs(offset[static_cast<std::size_t>(s)] - static_cast<float>(model)));
  }
  fit.scale = std::max(kLeastScale, 1.4826 * median_of(deviations));
}

/// Turns and shifts the axis onto the parabola's chord.
void correct(const Parabola& fit, ShaftAxis& axis) {
  const double half = 0.5 * (axis.end - axis.begin);
  const double middle = 0.5 * (axis.end + axis.begin);
  const double slope = fit.c[1] / half;
  const Eigen::Vector2d normal = axis.normal();
  axis.origin += (fit.c[0] - slope * middle) * axis.sample_px * normal;
  axis.direction = (axis.direction + slope * normal).normalized();
  axis.bend_px = fit.c[2] * axis.sample_px;
  axis.residual_px = fit.scale * axis.sample_px;
  const double observations = (axis.end - axis.begin) / kSamplesPerObservation;
  axis.offset_std_px = axis.residual_px / std::sqrt(std::max(1.0, observations));
}

}  // namespace

double ShaftAxis::bend_at(double s) const {
  const double half = std::max(1.0, 0.5 * (end - begin));
  const double t = (s - 0.5 * (begin + end)) / half;
  return bend_px * (1.0 - std::min(t * t, 4.0));
}

Eigen::Vector2d ShaftAxis::at(double s) const {
  return origin + s * sample_px * direction + bend_at(s) * normal();
}

void AxisFitter::cut(const NeedleView& view, const ShaftAxis& axis, int half_width) {
  const Eigen::Vector2d u = axis.direction * axis.sample_px;
  const Eigen::Vector2d v = axis.normal() * axis.sample_px;
  const Eigen::Vector2d corner = axis.origin - half_width * v;
  const cv::Matx23d region_from_strip(u.x(), v.x(), corner.x(), u.y(), v.y(), corner.y());
  cv::warpAffine(view.grey(), strip_, region_from_strip, {axis.samples, 2 * half_width + 1},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  inside_.create(1, axis.samples, CV_8U);
  for (int s = 0; s < axis.samples; ++s) {
    inside_.at<std::uint8_t>(s) = view.inside(axis.origin + s * u) ? 255 : 0;
  }
}

void AxisFitter::trace_ridge(const ShaftAxis& axis) {
  // Smoothed along the axis by about 1 mm, ridge filter across it.
  const int axis_row = strip_.rows / 2;
  const int most_bend = std::min(kMostBend, cvCeil(std::abs(axis.bend_px) / axis.sample_px));
  const int half_width = kTraceHalfWidth + most_bend;
  const cv::Range rows(axis_row - half_width, axis_row + half_width + 1);
  cv::GaussianBlur(strip_.rowRange(rows), smooth_, {9, 7}, 3.0, 1.5,
                   cv::BORDER_REFLECT_101 | cv::BORDER_ISOLATED);
  cv::Sobel(smooth_, ridge_, CV_32F, 0, 2, 3, -0.25);
  offset_.resize(static_cast<std::size_t>(strip_.cols));
  weight_.resize(static_cast<std::size_t>(strip_.cols));
  for (int s = 0; s < strip_.cols; ++s) {
    const int bend = std::clamp(cvRound(axis.bend_at(s) / axis.sample_px), -most_bend, most_bend);
    int peak = half_width + bend;
    for (int off = -kSearchHalfWidth; off <= kSearchHalfWidth; ++off) {
      const int w = half_width + bend + off;
      if (ridge_.at<float>(w, s) > ridge_.at<float>(peak, s)) peak = w;
    }
    const float left = ridge_.at<float>(peak - 1, s);
    const float centre = ridge_.at<float>(peak, s);
    const float right = ridge_.at<float>(peak + 1, s);
    const float curvature = left - 2.0F * centre + right;
    const float sub =
        curvature < 0.0F ? std::clamp(0.5F * (left - right) / curvature, -0.5F, 0.5F) : 0.0F;
    offset_[static_cast<std::size_t>(s)] = static_cast<float>(peak - half_width) + sub;
    weight_[static_cast<std::size_t>(s)] = std::max(0.0F, centre);
  }
}

double AxisFitter::wander(const ShaftAxis& axis) const {
  // Weighted regression line through the smoothed ridge; what is left of it wanders.
  constexpr int kReach = 8;
  double n = 0.0, st = 0.0, so = 0.0, stt = 0.0, sto = 0.0, soo = 0.0;
  for (int s = axis.begin; s <= axis.end; ++s) {
    double weights = 0.0, sum = 0.0;
    for (int k = std::max(axis.begin, s - kReach); k <= std::min(axis.end, s + kReach); ++k) {
      const auto i = static_cast<std::size_t>(k);
      weights += weight_[i];
      sum += weight_[i] * offset_[i];
    }
    const double w = weights, o = sum / std::max(weights, 1e-6), t = s - axis.begin;
    n += w, st += w * t, so += w * o, stt += w * t * t, sto += w * t * o, soo += w * o * o;
  }
  if (n <= 0.0) return 0.0;
  const double vt = stt - st * st / n, cto = sto - st * so / n, vo = soo - so * so / n;
  return std::sqrt(std::max(0.0, (vo - cto * cto / std::max(vt, 1e-9)) / n)) * axis.sample_px;
}

void AxisFitter::fit(const NeedleView& view, ShaftAxis& axis) {
  for (int turn = 0; turn < 2; ++turn) {
    const bool straight = axis.bend_px == 0.0;
    cut(view, axis, turn == 0 && straight ? kTraceHalfWidth : kHalfWidth);
    trace_ridge(axis);
    Parabola parabola;
    const double length_mm = (axis.end - axis.begin) * axis.sample_px * view.mm_per_px();
    const double sagitta_mm = length_mm * length_mm / (8.0 * kUsualRadius_mm);
    parabola.usual_sagitta = sagitta_mm / (axis.sample_px * view.mm_per_px());
    axis.usual_sagitta_px = std::max(1e-6, parabola.usual_sagitta * axis.sample_px);
    parabola.c[2] = axis.bend_px / axis.sample_px;
    for (int round = 0; round < kRounds; ++round) {
      reweight(axis, offset_, weight_, deviations_, parabola);
    }
    if (turn == 1) axis.wander_px = wander(axis);
    correct(parabola, axis);
  }
}

}  // namespace echolance
