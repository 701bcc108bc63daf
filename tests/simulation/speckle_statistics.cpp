// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/speckle_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

namespace echolance {
namespace {

cv::Mat squared(const cv::Mat& envelope) {
  return envelope.mul(envelope);
}

double covariance(const cv::Mat& a, const cv::Mat& b) {
  return cv::mean(a.mul(b))[0] - cv::mean(a)[0] * cv::mean(b)[0];
}

// Half-maximum width of a curve sampled at lags 0, 1, 2, ... that starts at its maximum.
double full_width(const std::vector<double>& curve) {
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double half = 0.5 * curve[0];
    if (curve[i] > half) continue;
    const double share = (curve[i - 1] - half) / (curve[i - 1] - curve[i]);
    return 2.0 * (static_cast<double>(i) - 1.0 + share);
  }
  return 2.0 * static_cast<double>(curve.size());
}

}  // namespace

cv::Mat levelled(const cv::Mat& envelope, double sample_mm, const DepthRange& range,
                 int edge_lines) {
  const int first = static_cast<int>(std::ceil(range.from_mm / sample_mm));
  const int end = static_cast<int>(range.to_mm / sample_mm);
  cv::Mat part =
      envelope.rowRange(edge_lines, envelope.rows - edge_lines).colRange(first, end).clone();
  for (int column = 0; column < part.cols; ++column) {
    cv::Mat depth = part.col(column);
    depth /= std::sqrt(cv::mean(squared(depth))[0]);
  }
  return part;
}

double signal_to_noise(const cv::Mat& envelope) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(envelope, mean, deviation);
  return mean[0] / deviation[0];
}

double nakagami_m(const cv::Mat& envelope) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(squared(envelope), mean, deviation);
  return mean[0] * mean[0] / (deviation[0] * deviation[0]);
}

double rayleigh_distance(const cv::Mat& envelope) {
  cv::Mat flat = envelope.clone().reshape(1, 1);
  std::vector<float> values(flat.begin<float>(), flat.end<float>());
  std::sort(values.begin(), values.end());
  const double power = cv::mean(squared(envelope))[0];
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rayleigh = 1.0 - std::exp(-values[i] * values[i] / power);
    const double seen = (static_cast<double>(i) + 0.5) / static_cast<double>(values.size());
    distance = std::max(distance, std::abs(rayleigh - seen));
  }
  return distance;
}

double correlation_width_across(const cv::Mat& envelope) {
  const cv::Mat intensity = squared(envelope);
  std::vector<double> curve;
  for (int lag = 0; lag < std::min(40, intensity.rows / 2); ++lag) {
    curve.push_back(covariance(intensity.rowRange(0, intensity.rows - lag),
                               intensity.rowRange(lag, intensity.rows)));
  }
  return full_width(curve);
}

double correlation_width_along(const cv::Mat& envelope) {
  return correlation_width_across(envelope.t());
}

double correlation(const cv::Mat& a, const cv::Mat& b) {
  const cv::Mat x = squared(a), y = squared(b);
  return covariance(x, y) / std::sqrt(covariance(x, x) * covariance(y, y));
}

double predicted_correlation(double shift_mm, double slice_reach_mm) {
  const auto weight = [&](double z) {
    const double rest = 1.0 - z * z / (slice_reach_mm * slice_reach_mm);
    return rest > 0.0 ? rest * rest : 0.0;
  };
  double overlap = 0.0;
  double whole = 0.0;
  for (double z = -slice_reach_mm; z <= slice_reach_mm; z += 0.01 * slice_reach_mm) {
    overlap += weight(z) * weight(z + shift_mm);
    whole += weight(z) * weight(z);
  }
  return overlap * overlap / (whole * whole);
}

double level_db(const cv::Mat& part) {
  return 10.0 * std::log10(cv::mean(squared(part))[0]);
}

double fall_db_per_cm(const cv::Mat& envelope, double sample_mm, const DepthRange& range) {
  double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  for (int i = static_cast<int>(range.from_mm / sample_mm); i * sample_mm < range.to_mm; ++i) {
    const double x = 0.1 * i * sample_mm;
    const double y = level_db(envelope.col(i));
    n += 1.0;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return -(n * sxy - sx * sy) / (n * sxx - sx * sx);
}

}  // namespace echolance
