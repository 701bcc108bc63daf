// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_basis.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace echolance {
namespace {

class Kernel {
 public:
  Kernel(const ShapeModel& model, const SmoothDeviation& deviation)
      : model_(model), deviation_(deviation) {
    for (int column = 0; column < model.mean_mm.cols(); ++column) {
      bones_.push_back(model.bone_of(column));
    }
  }

  double operator()(int a, int b) const {
    const double squared = (model_.mean_mm.col(a) - model_.mean_mm.col(b)).squaredNorm();
    const auto bump = [&](double size, double length) {
      return size * size * std::exp(-0.5 * squared / (length * length));
    };
    const bool same = bones_[static_cast<std::size_t>(a)] == bones_[static_cast<std::size_t>(b)];
    return (same ? 1.0 : deviation_.across_bones) *
           (bump(deviation_.whole_mm, deviation_.whole_length_mm) +
            bump(deviation_.coarse_mm, deviation_.coarse_length_mm) +
            bump(deviation_.fine_mm, deviation_.fine_length_mm));
  }

 private:
  const ShapeModel& model_;
  const SmoothDeviation& deviation_;
  std::vector<int> bones_;
};

// Vertices far from each other, one after the other.
std::vector<int> spread_out(const ShapeModel& model, int count) {
  const int vertices = model.vertex_count();
  Eigen::VectorXf nearest = Eigen::VectorXf::Constant(vertices, std::numeric_limits<float>::max());
  std::vector<int> chosen;
  Eigen::Index next = 0;
  while (static_cast<int>(chosen.size()) < std::min(count, vertices)) {
    chosen.push_back(static_cast<int>(next));
    const Eigen::RowVectorXf squares =
        (model.mean_mm.leftCols(vertices).colwise() - model.mean_mm.col(next))
            .colwise()
            .squaredNorm();
    nearest = nearest.cwiseMin(squares.transpose());
    nearest.maxCoeff(&next);
  }
  return chosen;
}

std::vector<std::vector<int>> triangles_at(const ShapeModel& model) {
  std::vector<std::vector<int>> at(static_cast<std::size_t>(model.vertex_count()));
  for (std::size_t i = 0; i < model.triangles.size(); ++i) {
    for (const int corner : model.triangles[i]) {
      at[static_cast<std::size_t>(corner)].push_back(static_cast<int>(i));
    }
  }
  return at;
}

}  // namespace

ShapeBasis make_shape_basis(const ShapeModel& model, const SmoothDeviation& deviation) {
  const Kernel kernel(model, deviation);
  const auto controls = spread_out(model, deviation.controls);
  const auto count = static_cast<Eigen::Index>(controls.size());
  const Eigen::Index columns = model.mean_mm.cols();
  Eigen::MatrixXd inside(count, count), across(columns, count);
  for (Eigen::Index j = 0; j < count; ++j) {
    const int control = controls[static_cast<std::size_t>(j)];
    for (Eigen::Index i = 0; i < count; ++i) {
      inside(i, j) = kernel(controls[static_cast<std::size_t>(i)], control);
    }
    for (Eigen::Index i = 0; i < columns; ++i) across(i, j) = kernel(static_cast<int>(i), control);
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(inside);
  const Eigen::Index functions = std::min<Eigen::Index>(deviation.functions, count);
  const Eigen::VectorXd scale =
      solver.eigenvalues().tail(functions).cwiseMax(1e-6).cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd smooth =
      across * solver.eigenvectors().rightCols(functions) * scale.asDiagonal();
  ShapeBasis basis;
  basis.model = &model;
  basis.smooth_mm = smooth.cast<float>();
  const double whole = deviation.whole_mm * deviation.whole_mm +
                       deviation.coarse_mm * deviation.coarse_mm +
                       deviation.fine_mm * deviation.fine_mm;
  basis.left_out_mm2 =
      (whole - smooth.rowwise().squaredNorm().array()).max(0.0).cast<float>().matrix();
  basis.triangles_at = triangles_at(model);
  return basis;
}

const ShapeBasis& shape_basis() {
  static const ShapeBasis basis = make_shape_basis(shape_model());
  return basis;
}

ShapeCoefficients ShapeCoefficients::zero(const ShapeBasis& basis) {
  return {Eigen::VectorXf::Zero(basis.model->mode_count()),
          Eigen::MatrixX3f::Zero(basis.smooth_mm.cols(), 3)};
}

Eigen::Matrix3Xf shape_of(const ShapeBasis& basis, const ShapeCoefficients& coefficients) {
  const ShapeModel& model = *basis.model;
  const Eigen::VectorXf moved = model.modes_mm * coefficients.modes;
  Eigen::Matrix3Xf shape = model.mean_mm + moved.reshaped(3, model.mean_mm.cols());
  shape += (basis.smooth_mm * coefficients.smooth).transpose();
  return shape;
}

}  // namespace echolance
