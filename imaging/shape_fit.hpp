// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <vector>

#include "imaging/shape_basis.hpp"
#include "imaging/surface_points.hpp"

namespace echolance {

/// How much of the shape may move in a step of the fit.
struct FitFreedom {
  int modes = 0;      ///< the first so many
  int functions = 0;  ///< of the smooth deviations, the first so many
};

/// One stretch of the fit.
struct FitStage {
  FitFreedom freedom;
  int rounds = 8;
  int points = 800;       ///< of the data, and as many of the shape
  double gate_mm = 25.0;  ///< further apart belongs not together; shrinks to `last_gate_mm`
  double last_gate_mm = 25.0;
  double robust_mm = 6.0;  ///< distances beyond count less and less (Cauchy)
};

struct FitNoise {
  double point_mm = 1.2;     ///< of a point of the data along its normal
  double patch_mm2 = 150.0;  ///< area over which neighbouring points err alike
  double spacing_mm = 3.0;   ///< of the data
};

/// A shape laid on data: what was found and how sure that is.
struct ShapeFit {
  Eigen::Isometry3d model_from_data = Eigen::Isometry3d::Identity();
  ShapeCoefficients coefficients;
  Eigen::Matrix3Xf shape_mm;   ///< in the model's axes
  double cost = 0.0;           ///< mean capped squared distance of the data, mm^2, and the price
                               ///< of the coefficients
  double inlier_share = 0.0;   ///< of the data's weight within 4 mm
  double median_off_mm = 0.0;  ///< of the data's distances
  Eigen::MatrixXd covariance;  ///< of turn, shift, modes, 3 for each function; after the last
                               ///< stage
  FitFreedom freedom;          ///< of `covariance`
};

/// Maximum a posteriori fit of the shape to the data by robust iterated closest points, both ways:
/// each point of the data has a place on the shape, and places of the shape that have data near
/// pull as well; distances count along the normals. Starts at `start`. Deterministic.
[[nodiscard]] ShapeFit fit_stage(const ShapeBasis& basis, const SurfacePoints& data,
                                 const ShapeFit& start, const FitStage& stage,
                                 const FitNoise& noise);

/// A mean shape at a pose, as the start of a fit.
[[nodiscard]] ShapeFit mean_at(const ShapeBasis& basis, const Eigen::Isometry3d& model_from_data);

/// For each bone whether it is a vertebra whose distance from the one below (the sacrum, for L5) is
/// off the mean's by more than a fifth: more than people differ, so its data are another bone's.
[[nodiscard]] std::vector<bool> vertebrae_astray(const ShapeModel& model,
                                                 const Eigen::Matrix3Xf& shape_mm);

/// Covariance of a column (vertex or mark) of the shape in the model's axes against the data, mm^2.
[[nodiscard]] Eigen::Matrix3d place_covariance(const ShapeBasis& basis, const ShapeFit& fit,
                                               int column);

}  // namespace echolance
