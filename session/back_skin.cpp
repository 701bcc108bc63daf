// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/back_skin.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double kCell_mm = 5.0;
constexpr std::size_t kLeastPlaces = 20;
constexpr double kLeastExtent_mm = 20.0;
constexpr double kNoise_mm = 1.0;                     // of a cell: tracker, pressing
constexpr double kSlope = 0.3, kBend_per_mm = 0.004;  // of the quadratic, standard deviations
constexpr double kBump_mm = 3.0, kBumpLength_mm = 25.0;
constexpr double kOffset_mm = 20.0;
constexpr double kOutlier_mm = 8.0;
constexpr double kStep_mm = 1.0;  // for slopes

// Covariance of the heights of two places.
double kernel(const Vector2d& a, const Vector2d& b) {
  const double bump = std::exp(-0.5 * (a - b).squaredNorm() / (kBumpLength_mm * kBumpLength_mm));
  const double along = a.dot(b);
  return kOffset_mm * kOffset_mm + kSlope * kSlope * along +
         kBend_per_mm * kBend_per_mm * along * along + kBump_mm * kBump_mm * bump;
}

// The middle height of each cell; z is the height.
std::vector<Vector3d> cell_medians(const std::vector<Vector3d>& touched) {
  std::map<std::pair<int, int>, std::vector<Vector3d>> cells;
  for (const auto& place : touched) {
    cells[{static_cast<int>(std::floor(place.x() / kCell_mm)),
           static_cast<int>(std::floor(place.z() / kCell_mm))}]
        .push_back(place);
  }
  std::vector<Vector3d> medians;
  for (auto& [cell, places] : cells) {
    Vector2d mean = Vector2d::Zero();
    for (const auto& place : places) mean += Vector2d(place.x(), place.z());
    mean /= static_cast<double>(places.size());
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
    std::nth_element(places.begin(), middle, places.end(),
                     [](const Vector3d& a, const Vector3d& b) { return a.y() < b.y(); });
    medians.emplace_back(mean.x(), mean.y(), middle->y());
  }
  return medians;
}

// Without cells that lie far off most of their neighbours: where the probe was lifted.
std::vector<Vector3d> without_outliers(const std::vector<Vector3d>& cells) {
  constexpr double kAround_mm = 20.0;
  std::vector<Vector3d> kept;
  for (const auto& cell : cells) {
    std::vector<double> heights;
    for (const auto& other : cells) {
      if ((other - cell).head<2>().norm() < kAround_mm) heights.push_back(other.z());
    }
    const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
    std::nth_element(heights.begin(), middle, heights.end());
    if (std::abs(cell.z() - *middle) < kOutlier_mm) kept.push_back(cell);
  }
  return kept;
}

}  // namespace

Result<BackSkin> BackSkin::through(const std::vector<Vector3d>& touched_mm) {
  const auto cells = without_outliers(cell_medians(touched_mm));
  BackSkin skin;
  skin.places_.resize(2, static_cast<Eigen::Index>(cells.size()));
  Eigen::VectorXd heights(skin.places_.cols());
  for (Eigen::Index i = 0; i < skin.places_.cols(); ++i) {
    const Vector3d& cell = cells[static_cast<std::size_t>(i)];
    skin.places_.col(i) = cell.head<2>();
    heights[i] = cell.z();
  }
  const bool few = touched_mm.size() < kLeastPlaces || cells.size() < 2;
  if (few || (skin.places_.rowwise().maxCoeff() - skin.places_.rowwise().minCoeff()).norm() <
                 kLeastExtent_mm) {
    return fail(ErrorCode::kNoData,
                "the probe touched too little skin to know where a needle may enter; scan more "
                "of the back");
  }
  skin.middle_ = skin.places_.rowwise().mean();
  skin.places_.colwise() -= skin.middle_;
  skin.mean_mm_ = heights.mean();
  Eigen::MatrixXd covariance(heights.size(), heights.size());
  for (Eigen::Index i = 0; i < heights.size(); ++i) {
    covariance.col(i) = skin.kernel_to(skin.places_.col(i));
  }
  covariance.diagonal().array() += kNoise_mm * kNoise_mm;
  skin.factor_.compute(covariance);
  skin.weights_ = skin.factor_.solve(heights.array().matrix() -
                                     Eigen::VectorXd::Constant(heights.size(), skin.mean_mm_));
  return skin;
}

BackSkin BackSkin::flat(double posterior_mm) {
  BackSkin skin;
  skin.mean_mm_ = posterior_mm;
  return skin;
}

Eigen::VectorXd BackSkin::kernel_to(const Vector2d& place) const {
  Eigen::VectorXd values(places_.cols());
  for (Eigen::Index i = 0; i < places_.cols(); ++i) values[i] = kernel(place, places_.col(i));
  return values;
}

double BackSkin::height_mm(double left_mm, double cranial_mm) const {
  if (assumed()) return mean_mm_;
  return mean_mm_ + kernel_to(Vector2d(left_mm, cranial_mm) - middle_).dot(weights_);
}

std::optional<Vector3d> BackSkin::at(double left_mm, double cranial_mm) const {
  if (beside_mm(left_mm, cranial_mm) > kMostBeside_mm) return std::nullopt;
  return Vector3d(left_mm, height_mm(left_mm, cranial_mm), cranial_mm);
}

Vector3d BackSkin::normal(double left_mm, double cranial_mm) const {
  const double left =
      height_mm(left_mm + kStep_mm, cranial_mm) - height_mm(left_mm - kStep_mm, cranial_mm);
  const double up =
      height_mm(left_mm, cranial_mm + kStep_mm) - height_mm(left_mm, cranial_mm - kStep_mm);
  return Vector3d(-left, 2.0 * kStep_mm, -up).normalized();
}

double BackSkin::beside_mm(double left_mm, double cranial_mm) const {
  if (assumed()) return 0.0;
  const Vector2d place = Vector2d(left_mm, cranial_mm) - middle_;
  return std::sqrt((places_.colwise() - place).colwise().squaredNorm().minCoeff());
}

double BackSkin::std_mm(double left_mm, double cranial_mm) const {
  if (assumed()) return 0.0;
  const Vector2d place = Vector2d(left_mm, cranial_mm) - middle_;
  const Eigen::VectorXd half = factor_.matrixL().solve(kernel_to(place));
  return std::sqrt(std::max(0.0, kernel(place, place) - half.squaredNorm()));
}

}  // namespace echolance
