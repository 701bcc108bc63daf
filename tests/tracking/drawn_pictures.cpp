// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "drawn_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

namespace echolance::test {

double DrawnLine::distance_px(const Eigen::Vector2d& point) const {
  const Eigen::Vector2d along = direction();
  return std::abs(Eigen::Vector2d(-along.y(), along.x()).dot(point - begin));
}

double DrawnLine::angle_to_rad(const Eigen::Vector2d& other) const {
  const Eigen::Vector2d along = direction();
  const double sine = along.x() * other.y() - along.y() * other.x();
  return std::asin(std::min(1.0, std::abs(sine) / other.norm()));
}

DrawnLine line_through_middle(double slope_rad, double length_px) {
  const Eigen::Vector2d middle(kPictureSize.width / 2.0, kPictureSize.height / 2.0);
  const Eigen::Vector2d half =
      0.5 * length_px * Eigen::Vector2d(std::cos(slope_rad), std::sin(slope_rad));
  return {middle - half, middle + half};
}

cv::Mat grey_noise(cv::Size size, double deviation_grey, std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat noise(size, CV_32F);
  random.fill(noise, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(noise, noise, {0, 0}, 1.0);
  cv::Scalar mean, deviation;
  cv::meanStdDev(noise, mean, deviation);
  cv::Mat grey;
  noise.convertTo(grey, CV_8U, deviation_grey / std::max(1e-6, deviation[0]), 60.0);
  return grey;
}

void draw_line(const DrawnLine& line, cv::Mat& grey) {
  const Eigen::Vector2d along = line.direction();
  const double length = (line.end - line.begin).norm();
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      const Eigen::Vector2d place(x, y);
      const double s = std::clamp((place - line.begin).dot(along), 0.0, length);
      const double off = (place - line.begin - s * along).norm() / line.sigma_px;
      auto& pixel = grey.at<std::uint8_t>(y, x);
      pixel = cv::saturate_cast<std::uint8_t>(pixel + line.peak_grey * std::exp(-0.5 * off * off));
    }
  }
}

Eigen::Vector2d on_bent_line(const DrawnLine& chord, double sagitta_px, double t) {
  const Eigen::Vector2d normal(-chord.direction().y(), chord.direction().x());
  return 0.5 * (chord.begin + chord.end) + 0.5 * t * (chord.end - chord.begin) +
         sagitta_px * (1.0 - t * t) * normal;
}

void draw_bent_line(const DrawnLine& chord, double sagitta_px, cv::Mat& grey) {
  constexpr int kPieces = 20;
  const auto at = [&](int piece) {
    return on_bent_line(chord, sagitta_px, 2.0 * piece / kPieces - 1.0);
  };
  cv::Mat line(grey.size(), CV_8U, cv::Scalar(0));
  for (int piece = 0; piece < kPieces; ++piece) {
    cv::Mat part(grey.size(), CV_8U, cv::Scalar(0));
    draw_line({at(piece), at(piece + 1), chord.sigma_px, chord.peak_grey}, part);
    line = cv::max(line, part);
  }
  cv::add(grey, line, grey);
}

ImageRegion whole_picture(cv::Size size) {
  ImageRegion region;
  region.bounds_px = cv::Rect({0, 0}, size);
  region.mask = cv::Mat(size, CV_8U, cv::Scalar(255));
  region.confidence = 1.0;
  return region;
}

void load_view(const cv::Mat& grey, NeedleView& view) {
  view.load(grey, whole_picture(grey.size()), PixelSpacing{kMmPerPx, kMmPerPx});
  view.compute_fine();
  view.compute_coarse();
}

ThreadCount::ThreadCount(int threads) : before_(cv::getNumThreads()) {
  cv::setNumThreads(threads);
}

ThreadCount::~ThreadCount() {
  cv::setNumThreads(before_);
}

}  // namespace echolance::test
