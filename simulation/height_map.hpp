// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <functional>
#include <opencv2/core/mat.hpp>

namespace echolance {

/// The places of a map: x to the left, z up, Reference, mm.
struct MapArea {
  Eigen::Vector2d first_mm = Eigen::Vector2d::Zero();  ///< smallest x and z
  cv::Size size{2, 2};                                 ///< columns along x, rows along z
  double step_mm = 2.0;

  /// The smallest area of this step that reaches from `first_mm` to `last_mm`.
  [[nodiscard]] static MapArea between(const Eigen::Vector2d& first_mm,
                                       const Eigen::Vector2d& last_mm, double step_mm);
  [[nodiscard]] Eigen::Vector2d place_mm(int column, int row) const {
    return first_mm + step_mm * Eigen::Vector2d(column, row);
  }
};

/// A surface that is a height y over (x, z): skin, fascia, the front of a muscle. Bilinear between
/// the places, continued flat outside.
class HeightMap {
 public:
  HeightMap() = default;
  /// `heights_mm`: CV_32FC1, area.size.
  HeightMap(const MapArea& area, const cv::Mat& heights_mm);

  [[nodiscard]] const MapArea& area() const { return area_; }
  /// A copy, CV_32FC1.
  [[nodiscard]] cv::Mat heights_mm() const;
  [[nodiscard]] double at(double x_mm, double z_mm) const { return look_up(x_mm, z_mm)[0]; }
  /// Positive behind (outside), negative in front, to first order.
  [[nodiscard]] double distance(const Eigen::Vector3d& point_mm) const {
    const cv::Vec2f both = look_up(point_mm.x(), point_mm.z());
    return (point_mm.y() - both[0]) * both[1];
  }
  /// Unit vector backwards, out of the surface.
  [[nodiscard]] Eigen::Vector3d normal(double x_mm, double z_mm) const;

 private:
  [[nodiscard]] cv::Vec2f look_up(double x_mm, double z_mm) const;

  MapArea area_;
  cv::Mat height_and_cosine_;  ///< CV_32FC2: y, cosine of the surface's lean
};

}  // namespace echolance
