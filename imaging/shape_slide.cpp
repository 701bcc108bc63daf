// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_slide.hpp"

#include <Eigen/Cholesky>
#include <string>

namespace echolance {
namespace {

using Eigen::Vector3f;

constexpr int kVertexStep = 12;
constexpr double kLoose_mm = 3.0;  // how exactly the vertices are to go where they are told

bool is_spine(const ShapeModel& model, int vertex) {
  return !model.bones[static_cast<std::size_t>(model.bone_of(vertex))].name.starts_with("ilium");
}

Vector3f from_second_to_first_foramen(const ShapeModel& model, const ShapeFit& fit) {
  Vector3f sum = Vector3f::Zero();
  for (const char* side : {"left", "right"}) {
    const int first = model.mark_column(std::string("s1_foramen_") + side);
    const int second = model.mark_column(std::string("s2_foramen_") + side);
    if (first >= 0 && second >= 0) sum += fit.shape_mm.col(first) - fit.shape_mm.col(second);
  }
  return 0.5F * sum;
}

// How the coordinates of one vertex change with the free coefficients.
Eigen::MatrixXd changes_at(const ShapeBasis& basis, const FitFreedom& freedom, int vertex) {
  Eigen::MatrixXd change = Eigen::MatrixXd::Zero(3, freedom.modes + 3 * freedom.functions);
  change.leftCols(freedom.modes) =
      basis.model->modes_mm.block(3 * vertex, 0, 3, freedom.modes).cast<double>();
  for (int axis = 0; axis < 3; ++axis) {
    change.row(axis).segment(freedom.modes + axis * freedom.functions, freedom.functions) =
        basis.smooth_mm.row(vertex).tail(freedom.functions).cast<double>();
  }
  return change;
}

ShapeCoefficients coefficients_of(const ShapeBasis& basis, const FitFreedom& freedom,
                                  const Eigen::VectorXd& solution) {
  ShapeCoefficients result = ShapeCoefficients::zero(basis);
  result.modes.head(freedom.modes) = solution.head(freedom.modes).cast<float>();
  for (int axis = 0; axis < 3; ++axis) {
    result.smooth.col(axis).tail(freedom.functions) =
        solution.segment(freedom.modes + axis * freedom.functions, freedom.functions).cast<float>();
  }
  return result;
}

}  // namespace

ShapeFit slid_by_a_foramen(const ShapeBasis& basis, const ShapeFit& fit, Slide slide,
                           const FitFreedom& freedom) {
  const ShapeModel& model = *basis.model;
  const Vector3f offset =
      (slide == Slide::kUp ? 1.0F : -1.0F) * from_second_to_first_foramen(model, fit);
  const Eigen::Index unknowns = freedom.modes + 3 * freedom.functions;
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(unknowns, unknowns);
  Eigen::VectorXd goal = Eigen::VectorXd::Zero(unknowns);
  constexpr double kWeight = 1.0 / (kLoose_mm * kLoose_mm);
  for (int vertex = 0; vertex < model.vertex_count(); vertex += kVertexStep) {
    Vector3f wanted = fit.shape_mm.col(vertex);
    if (is_spine(model, vertex)) wanted += offset;
    const Eigen::MatrixXd change = changes_at(basis, freedom, vertex);
    const Eigen::Vector3d off = (wanted - model.mean_mm.col(vertex)).cast<double>();
    system += kWeight * change.transpose() * change;
    goal += kWeight * change.transpose() * off;
  }
  ShapeFit moved = mean_at(basis, fit.model_from_data);
  moved.coefficients = coefficients_of(basis, freedom, system.llt().solve(goal));
  moved.shape_mm = shape_of(basis, moved.coefficients);
  return moved;
}

}  // namespace echolance
