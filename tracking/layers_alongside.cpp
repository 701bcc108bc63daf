// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/layers_alongside.hpp"

#include <cmath>

namespace echolance {

namespace {

constexpr double kFrom_mm = 1.0;
constexpr double kTo_mm = 3.5;
constexpr int kSampleStep = 2;  // one fine pixel
// Gradients count by their size, not its square, so that one bright edge is not everything.
constexpr double kFaint_grey_per_px = 0.125;

/// Sums of gradient across and along the line.
struct GradientSums {
  double across = 0.0, along = 0.0;

  [[nodiscard]] double alongside() const {
    const double all = across + along;
    return all > 0.0 ? (across - along) / all : 0.0;
  }
};

void add_gradient(const NeedleView& view, const ShaftAxis& axis, const Eigen::Vector2d& place_px,
                  GradientSums& sums) {
  const cv::Mat& picture = view.smooth_picture();
  const Eigen::Vector2d work = view.fine().to_work(place_px);
  const int x = cvRound(work.x()), y = cvRound(work.y());
  if (x < 1 || y < 1 || x >= picture.cols - 1 || y >= picture.rows - 1) return;
  if (view.fine().mask.at<float>(y, x) < 0.5F) return;
  const auto* row = picture.ptr<float>(y);
  const Eigen::Vector2d gradient(0.5 * (row[x + 1] - row[x - 1]),
                                 0.5 * (picture.at<float>(y + 1, x) - picture.at<float>(y - 1, x)));
  const double across = gradient.dot(axis.normal()), along = gradient.dot(axis.direction);
  const double size = gradient.norm() + kFaint_grey_per_px;
  sums.across += across * across / size;
  sums.along += along * along / size;
}

}  // namespace

double layers_alongside(const NeedleView& view, const ShaftProfile& profile) {
  const ShaftAxis& axis = profile.axis;
  const double from_px = kFrom_mm / view.mm_per_px(), to_px = kTo_mm / view.mm_per_px();
  double sides = 0.0;
  for (const double side : {-1.0, 1.0}) {
    GradientSums sums;
    for (int s = profile.visible_begin; s <= profile.visible_end; s += kSampleStep) {
      const Eigen::Vector2d on_axis = profile.at(s);
      for (double off = from_px; off <= to_px; off += view.fine().px_per_work_px) {
        add_gradient(view, axis, on_axis + side * off * axis.normal(), sums);
      }
    }
    sides += 0.5 * sums.alongside();
  }
  return sides;
}

}  // namespace echolance
