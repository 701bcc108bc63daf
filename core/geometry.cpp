// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/geometry.hpp"

#include <fmt/format.h>
#include <Eigen/LU>
#include <Eigen/SVD>

namespace echolance {

namespace {
constexpr double kLargestSpacing_mm_per_px = 10.0;
constexpr double kRotationTolerance = 1e-3;
}  // namespace

Result<PixelSpacing> make_pixel_spacing(double x_mm_per_px, double y_mm_per_px) {
  const auto usable = [](double value) {
    return std::isfinite(value) && value > 0.0 && value < kLargestSpacing_mm_per_px;
  };
  if (!usable(x_mm_per_px) || !usable(y_mm_per_px)) {
    return fail(ErrorCode::kInvalidGeometry,
                fmt::format("a pixel size of {} x {} mm is not possible; give a positive value "
                            "below {} mm",
                            x_mm_per_px, y_mm_per_px, kLargestSpacing_mm_per_px));
  }
  return PixelSpacing{x_mm_per_px, y_mm_per_px};
}

Result<Eigen::Isometry3d> make_rigid(const Eigen::Matrix4d& matrix) {
  const Eigen::Matrix3d linear = matrix.topLeftCorner<3, 3>();
  const double off = (linear * linear.transpose() - Eigen::Matrix3d::Identity()).norm();
  const bool last_row = (matrix.row(3) - Eigen::RowVector4d(0, 0, 0, 1)).norm() < 1e-9;
  if (!matrix.allFinite() || !last_row || !(off < kRotationTolerance) ||
      linear.determinant() <= 0.0) {
    return fail(ErrorCode::kInvalidGeometry,
                "the matrix is not a rotation with a translation (it scales, mirrors or shears); "
                "give the pixel size separately");
  }
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(linear, Eigen::ComputeFullU | Eigen::ComputeFullV);
  Eigen::Isometry3d motion = Eigen::Isometry3d::Identity();
  motion.linear() = svd.matrixU() * svd.matrixV().transpose();
  motion.translation() = matrix.topRightCorner<3, 1>();
  return motion;
}

}  // namespace echolance
