// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "imaging/shape_model.hpp"

namespace echolance {

/// How real people may differ from the modes of the virtual ones: a smooth random displacement of
/// each axis, the sum of three sizes of bumps; neighbouring bones move together in part.
struct SmoothDeviation {
  double whole_mm = 6.0, whole_length_mm = 130.0;
  double coarse_mm = 4.0, coarse_length_mm = 50.0;
  double fine_mm = 2.0, fine_length_mm = 22.0;
  double across_bones = 0.5;  ///< correlation over the gap between two bones
  int controls = 240;         ///< places that carry the bumps
  int functions = 100;        ///< main ways of all those bumps that are kept
};

/// The modes and the smooth deviations as one linear model with unit normal coefficients:
/// place = mean + modes x (coefficients) + sum over functions of value x (3 coefficients).
/// Source: Luthi et al. 2018 (Gaussian process morphable models), with Nystrom's approximation.
struct ShapeBasis {
  const ShapeModel* model = nullptr;
  Eigen::MatrixXf smooth_mm;     ///< (vertices + marks) x functions
  Eigen::VectorXf left_out_mm2;  ///< variance of each axis that the functions do not hold
  std::vector<std::vector<int>> triangles_at;  ///< of each vertex
};

/// Deterministic. `model` must outlive the result. Cost about 0.1 s.
[[nodiscard]] ShapeBasis make_shape_basis(const ShapeModel& model,
                                          const SmoothDeviation& deviation = {});

/// Of shape_model(); made once, thread-safe.
[[nodiscard]] const ShapeBasis& shape_basis();

/// The coefficients of one shape.
struct ShapeCoefficients {
  Eigen::VectorXf modes;
  Eigen::MatrixX3f smooth;

  [[nodiscard]] static ShapeCoefficients zero(const ShapeBasis& basis);
  [[nodiscard]] double squared() const { return modes.squaredNorm() + smooth.squaredNorm(); }
};

/// All vertices and marks, mm, in the model's axes; one a column.
[[nodiscard]] Eigen::Matrix3Xf shape_of(const ShapeBasis& basis,
                                        const ShapeCoefficients& coefficients);

}  // namespace echolance
