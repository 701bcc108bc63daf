// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <numbers>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

#include "core/image_region.hpp"
#include "tracking/needle_view.hpp"

namespace echolance::test {

inline constexpr double kDegree = std::numbers::pi / 180.0;
inline const cv::Size kPictureSize{320, 270};
inline constexpr double kMmPerPx = 0.15;

/// A bright line with a Gaussian section, px of the picture.
struct DrawnLine {
  Eigen::Vector2d begin = Eigen::Vector2d::Zero();
  Eigen::Vector2d end = Eigen::Vector2d::Zero();
  double sigma_px = 1.6;
  double peak_grey = 110.0;

  [[nodiscard]] Eigen::Vector2d direction() const { return (end - begin).normalized(); }
  /// Distance of a point from the endless line, px.
  [[nodiscard]] double distance_px(const Eigen::Vector2d& point) const;
  /// Angle to another direction whatever way the two point, rad.
  [[nodiscard]] double angle_to_rad(const Eigen::Vector2d& other) const;
};

/// The line of `length_px` about the middle of the picture, falling to the right by `slope_rad`.
[[nodiscard]] DrawnLine line_through_middle(double slope_rad, double length_px);

/// CV_8UC1 of grey noise with grains of about 2 px, mean 60.
[[nodiscard]] cv::Mat grey_noise(cv::Size size, double deviation_grey, std::uint64_t seed);

/// Adds the line's echo to a CV_8UC1 picture.
void draw_line(const DrawnLine& line, cv::Mat& grey);

/// Place t, -1..1, of a bent line: as if `chord` were pushed `sagitta_px` aside in its middle,
/// along
/// (-y, x) of its direction.
[[nodiscard]] Eigen::Vector2d on_bent_line(const DrawnLine& chord, double sagitta_px, double t);

/// Adds a bent line.
void draw_bent_line(const DrawnLine& chord, double sagitta_px, cv::Mat& grey);

[[nodiscard]] ImageRegion whole_picture(cv::Size size);

/// A view of the whole picture with both scales computed.
void load_view(const cv::Mat& grey, NeedleView& view);

/// Sets the number of OpenCV threads and puts it back.
class ThreadCount {
 public:
  explicit ThreadCount(int threads);
  ~ThreadCount();
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int before_;
};

}  // namespace echolance::test
