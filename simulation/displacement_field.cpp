// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/displacement_field.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core/utility.hpp>

namespace echolance {
namespace {

constexpr int kColumns = 56;
constexpr int kInversionSteps = 4;

}  // namespace

void DisplacementField::cover(float half_width_mm, float top_mm, float bottom_mm) {
  columns_ = kColumns;
  spacing_mm_ = 2.0F * half_width_mm / static_cast<float>(kColumns - 1);
  rows_ = static_cast<int>(std::ceil((bottom_mm - top_mm) / spacing_mm_)) + 1;
  left_mm_ = -half_width_mm;
  top_mm_ = top_mm;
  to_rest_.assign(static_cast<std::size_t>(columns_ * rows_), Eigen::Vector4f::Zero());
  to_now_ = to_rest_;
}

void DisplacementField::sample(
    const std::function<Eigen::Vector3d(const Eigen::Vector3d&)>& rest_from_now,
    const Eigen::Isometry3d& reference_from_probe) {
  const Eigen::Isometry3d probe_from_reference = reference_from_probe.inverse();
  cv::parallel_for_(cv::Range(0, rows_), [&](const cv::Range& range) {
    for (int row = range.start; row < range.end; ++row) {
      for (int column = 0; column < columns_; ++column) {
        const Eigen::Vector3d now = place_mm(row, column).cast<double>();
        const Eigen::Vector3d rest =
            probe_from_reference * rest_from_now(reference_from_probe * now);
        to_rest_[static_cast<std::size_t>(row * columns_ + column)].head<3>() =
            (rest - now).cast<float>();
      }
    }
  });
  Eigen::Vector4f largest = Eigen::Vector4f::Zero();
  for (const auto& move : to_rest_) largest = largest.cwiseMax(move.cwiseAbs());
  largest_mm_ = largest.head<3>();
  cv::parallel_for_(cv::Range(0, columns_), [&](const cv::Range& range) {
    for (int column = range.start; column < range.end; ++column) invert_column(column);
  });
}

// now = rest - to_rest(now), solved by repetition; it converges where the tissue does not fold.
// Where fluid has parted the tissue there are two sides to begin from: of the move of the row
// above and none, the better is kept.
void DisplacementField::invert_column(int column) {
  Eigen::Vector3f above = Eigen::Vector3f::Zero();
  for (int row = 0; row < rows_; ++row) {
    const Eigen::Vector3f rest = place_mm(row, column);
    Eigen::Vector3f best = Eigen::Vector3f::Zero();
    float least = std::numeric_limits<float>::infinity();
    for (const Eigen::Vector3f& start : {Eigen::Vector3f(Eigen::Vector3f::Zero()), above}) {
      Eigen::Vector3f move = start;
      for (int i = 0; i < kInversionSteps; ++i) move = -to_rest(rest + move);
      const float missed = (move + to_rest(rest + move)).squaredNorm();
      if (missed < least) best = move;
      least = std::min(least, missed);
    }
    to_now_[static_cast<std::size_t>(row * columns_ + column)].head<3>() = best;
    above = best;
  }
}

Eigen::Vector3f DisplacementField::look_up(const Field& field, float x_mm, float y_mm) const {
  const float x =
      std::clamp((x_mm - left_mm_) / spacing_mm_, 0.0F, static_cast<float>(columns_ - 1) - 1e-3F);
  const float y =
      std::clamp((y_mm - top_mm_) / spacing_mm_, 0.0F, static_cast<float>(rows_ - 1) - 1e-3F);
  const int column = static_cast<int>(x);
  const int row = static_cast<int>(y);
  const float u = x - static_cast<float>(column);
  const float v = y - static_cast<float>(row);
  const Eigen::Vector4f* at = &field[static_cast<std::size_t>(row * columns_ + column)];
  const Eigen::Vector4f move = (1.0F - v) * ((1.0F - u) * at[0] + u * at[1]) +
                               v * ((1.0F - u) * at[columns_] + u * at[columns_ + 1]);
  return move.head<3>();
}

}  // namespace echolance
