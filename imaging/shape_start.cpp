// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_start.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>
#include <utility>

#include "imaging/shape_match.hpp"

namespace echolance {
namespace {

using Eigen::Isometry3f;
using Eigen::Matrix3f;
using Eigen::Vector3f;

constexpr float kCell_mm = 7.0F;
constexpr float kMargin_mm = 60.0F;
constexpr float kCap_mm = 18.0F;
constexpr float kTurn_mm2 = 150.0F;  // price of a normal at right angles
constexpr int kRotations = 720;
constexpr double kTrim = 0.8;  // share of the points that move the pose
constexpr double kDistinct_mm = 12.0;

/// The vertex of the mean shape nearest to each cell of a lattice.
class NearestTable {
 public:
  explicit NearestTable(const ShapeBasis& basis)
      : surface_(basis, basis.model->mean_mm),
        points_(basis.model->mean_mm.leftCols(basis.model->vertex_count())) {
    const Vector3f low = points_.rowwise().minCoeff(), high = points_.rowwise().maxCoeff();
    origin_ = low - Vector3f::Constant(kMargin_mm);
    size_ = ((high - low + Vector3f::Constant(2.0F * kMargin_mm)) / kCell_mm)
                .array()
                .ceil()
                .cast<int>();
    const PointTree tree(points_);
    nearest_.resize(static_cast<std::size_t>(size_.prod()));
    std::size_t next = 0;
    for (int z = 0; z < size_.z(); ++z) {
      for (int y = 0; y < size_.y(); ++y) {
        for (int x = 0; x < size_.x(); ++x) {
          const Vector3f centre =
              origin_ + kCell_mm * (Eigen::Vector3f(x, y, z) + Vector3f::Constant(0.5F));
          nearest_[next++] = tree.nearest(centre).index;
        }
      }
    }
  }

  /// -1 outside the lattice.
  [[nodiscard]] int nearest(const Vector3f& place) const {
    const Eigen::Array3i cell = ((place - origin_).array() / kCell_mm).floor().cast<int>();
    if ((cell < 0).any() || (cell >= size_).any()) return -1;
    return nearest_[static_cast<std::size_t>((cell.z() * size_.y() + cell.y()) * size_.x() +
                                             cell.x())];
  }
  [[nodiscard]] Vector3f point(int vertex) const { return points_.col(vertex); }
  [[nodiscard]] Vector3f normal(int vertex) const { return surface_.normals().col(vertex); }

 private:
  ShapeSurface surface_;
  Eigen::Matrix3Xf points_;
  Vector3f origin_;
  Eigen::Array3i size_;
  std::vector<int> nearest_;
};

// Rotations evenly over all. Source: Alexa 2022 (super-Fibonacci spirals).
std::vector<Matrix3f> rotations_all_over(int count) {
  constexpr double kPhi = std::numbers::sqrt2, kPsi = 1.533751168755204288118041;
  std::vector<Matrix3f> rotations;
  for (int i = 0; i < count; ++i) {
    const double s = i + 0.5, t = s / count;
    const double r = std::sqrt(t), R = std::sqrt(1.0 - t);
    const double alpha = 2.0 * std::numbers::pi * s / kPhi,
                 beta = 2.0 * std::numbers::pi * s / kPsi;
    const Eigen::Quaterniond turn(R * std::cos(beta), r * std::sin(alpha), r * std::cos(alpha),
                                  R * std::sin(beta));
    rotations.push_back(turn.toRotationMatrix().cast<float>());
  }
  return rotations;
}

// Those that take the hint's direction to within 45 degrees of the model's back; more densely.
std::vector<Matrix3f> rotations_for(const PoseHint& hint) {
  if (!hint.posterior) return rotations_all_over(kRotations);
  std::vector<Matrix3f> fitting;
  for (const auto& rotation : rotations_all_over(3 * kRotations)) {
    const Vector3f back = rotation * hint.posterior->cast<float>();
    if (back.y() > 0.7F) fitting.push_back(rotation);
  }
  return fitting;
}

// Middles of parts of the body on which the data's middle may lie.
std::vector<Vector3f> likely_middles(const ShapeModel& model) {
  const auto middle_of = [&](const std::vector<std::string_view>& bones, float back_share) {
    std::vector<int> columns;
    for (const auto& bone : model.bones) {
      if (std::find(bones.begin(), bones.end(), bone.name) == bones.end()) continue;
      for (int i = bone.first; i < bone.first + bone.count; ++i) columns.push_back(i);
    }
    // Only the hindmost share of the vertices.
    std::sort(columns.begin(), columns.end(),
              [&](int a, int b) { return model.mean_mm(1, a) > model.mean_mm(1, b); });
    columns.resize(std::max<std::size_t>(
        1, static_cast<std::size_t>(back_share * static_cast<float>(columns.size()))));
    return Vector3f(model.mean_mm(Eigen::all, columns).rowwise().mean());
  };
  const std::vector<std::string_view> pelvis = {"sacrum", "ilium_left", "ilium_right"};
  const std::vector<std::string_view> all = {"sacrum", "ilium_left", "ilium_right", "l5",
                                             "l4",     "l3",         "l2",          "l1"};
  return {middle_of(all, 1.0F),
          middle_of(all, 0.4F),
          middle_of(pelvis, 1.0F),
          middle_of(pelvis, 0.4F),
          middle_of(pelvis, 0.2F),
          middle_of({"l1", "l2", "l3", "l4", "l5"}, 1.0F),
          middle_of({"l3", "l4", "l5", "sacrum"}, 0.5F),
          middle_of({"ilium_left"}, 1.0F),
          middle_of({"ilium_right"}, 1.0F)};
}

/// A pose relaxed against the table with some points.
class Relaxer {
 public:
  Relaxer(const NearestTable& table, const SurfacePoints& data) : table_(table), data_(data) {}

  PoseGuess relax(Isometry3f pose, int rounds) {
    for (int round = 0; round < rounds; ++round) {
      look_up(pose);
      pose = closest_pose(pose);
    }
    look_up(pose);
    double sum = 0.0, weights = 0.0;
    for (int i = 0; i < data_.count(); ++i) {
      const auto weight = static_cast<double>(data_.weights[i]);
      sum += weight * static_cast<double>(costs_[static_cast<std::size_t>(i)]);
      weights += weight;
    }
    return {pose.cast<double>(), sum / weights};
  }

 private:
  void look_up(const Isometry3f& pose) {
    const auto n = static_cast<std::size_t>(data_.count());
    vertices_.assign(n, -1);
    costs_.assign(n, kCap_mm * kCap_mm);
    for (int i = 0; i < data_.count(); ++i) {
      const Vector3f place = pose * Vector3f(data_.points_mm.col(i));
      const int vertex = table_.nearest(place);
      if (vertex < 0) continue;
      float cosine = table_.normal(vertex).dot(pose.linear() * data_.normals.col(i));
      if (data_.sense != NormalSense::kOutward) cosine = std::abs(cosine);
      const float off2 = (table_.point(vertex) - place).squaredNorm();
      vertices_[static_cast<std::size_t>(i)] = vertex;
      costs_[static_cast<std::size_t>(i)] =
          std::min(off2 + kTurn_mm2 * (1.0F - cosine), kCap_mm * kCap_mm);
    }
  }

  // Least squares over the better part of the points, by the planes at the vertices.
  Isometry3f closest_pose(const Isometry3f& pose) {
    std::vector<float> sorted = costs_;
    const auto cut = static_cast<std::ptrdiff_t>(kTrim * static_cast<double>(sorted.size()));
    std::nth_element(sorted.begin(), sorted.begin() + cut, sorted.end());
    const float most = sorted[static_cast<std::size_t>(cut)];
    Vector3f from = Vector3f::Zero(), to = Vector3f::Zero();
    Matrix3f products = Matrix3f::Zero();
    float weights = 0.0F;
    for (int i = 0; i < data_.count(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (vertices_[at] < 0 || costs_[at] > most) continue;
      const float weight = data_.weights[i];
      const Vector3f a = pose * Vector3f(data_.points_mm.col(i)), b = table_.point(vertices_[at]);
      from += weight * a;
      to += weight * b;
      products += weight * b * a.transpose();
      weights += weight;
    }
    if (weights <= 0.0F) return pose;
    from /= weights;
    to /= weights;
    products -= weights * to * from.transpose();
    const Eigen::JacobiSVD<Matrix3f> svd(products, Eigen::ComputeFullU | Eigen::ComputeFullV);
    Matrix3f turn = svd.matrixU() * svd.matrixV().transpose();
    if (turn.determinant() < 0.0F) {
      turn = svd.matrixU() * Vector3f(1.0F, 1.0F, -1.0F).asDiagonal() * svd.matrixV().transpose();
    }
    Isometry3f motion = Isometry3f::Identity();
    motion.linear() = turn;
    motion.translation() = to - turn * from;
    return motion * pose;
  }

  const NearestTable& table_;
  const SurfacePoints& data_;
  std::vector<int> vertices_;
  std::vector<float> costs_;
};

void keep_best(std::vector<PoseGuess>& guesses, std::size_t count) {
  std::sort(guesses.begin(), guesses.end(),
            [](const PoseGuess& a, const PoseGuess& b) { return a.cost_mm2 < b.cost_mm2; });
  if (guesses.size() > count) guesses.resize(count);
}

}  // namespace

double apart_mm(const ShapeModel& model, const Eigen::Isometry3d& a, const Eigen::Isometry3d& b) {
  const Eigen::Isometry3d change = b * a.inverse();
  const Eigen::Matrix3Xd marks = model.mean_mm.rightCols(model.mark_count()).cast<double>();
  const Eigen::Matrix3Xd moved = (change.linear() * marks).colwise() + change.translation();
  return std::sqrt((moved - marks).colwise().squaredNorm().mean());
}

std::vector<PoseGuess> guess_poses(const ShapeBasis& basis, const SurfacePoints& data,
                                   const PoseHint& hint, int count) {
  const NearestTable table(basis);
  const SurfacePoints few = sampled(data, 120), more = sampled(data, 400);
  const Vector3f middle = data.points_mm.rowwise().mean();
  std::vector<PoseGuess> guesses;
  Relaxer quick(table, few);
  for (const auto& rotation : rotations_for(hint)) {
    for (const auto& goal : likely_middles(*basis.model)) {
      Isometry3f pose = Isometry3f::Identity();
      pose.linear() = rotation;
      pose.translation() = goal - rotation * middle;
      guesses.push_back(quick.relax(pose, 6));
    }
  }
  keep_best(guesses, 250);
  Relaxer thorough(table, more);
  for (auto& guess : guesses) guess = thorough.relax(guess.model_from_data.cast<float>(), 15);
  keep_best(guesses, guesses.size());
  std::vector<PoseGuess> distinct;
  for (const auto& guess : guesses) {
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const PoseGuess& other) {
      return apart_mm(*basis.model, guess.model_from_data, other.model_from_data) < kDistinct_mm;
    });
    if (!known) distinct.push_back(guess);
    if (static_cast<int>(distinct.size()) >= count) break;
  }
  return distinct;
}

}  // namespace echolance
