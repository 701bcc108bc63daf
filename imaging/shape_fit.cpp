// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_fit.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "imaging/shape_match.hpp"

namespace echolance {
namespace {

using Eigen::Vector3f;

constexpr int kPose = 6;  // turn, shift
constexpr double kInlier_mm = 4.0;
constexpr double kCostCap_mm = 8.0;
constexpr float kSamePlace_mm = 9.0F;
constexpr double kShownShare = 0.06;

int unknowns(const FitFreedom& freedom) {
  return kPose + freedom.modes + 3 * freedom.functions;
}

// Which of the smooth functions are free: the last ones are the largest.
Eigen::Index first_function(const ShapeBasis& basis, const FitFreedom& freedom) {
  return basis.smooth_mm.cols() - freedom.functions;
}

/// Rows of the linear system: how a pair's distance changes with the unknowns.
class Rows {
 public:
  Rows(const ShapeBasis& basis, const FitFreedom& freedom)
      : basis_(basis), freedom_(freedom), first_(first_function(basis, freedom)) {}

  void write(const ShapePair& pair, Eigen::Ref<Eigen::RowVectorXf> row) const {
    const Vector3f& n = pair.normal;
    row.setZero();
    row.head<3>() = pair.point_mm.cross(n).transpose();
    row.segment<3>(3) = n.transpose();
    for (std::size_t i = 0; i < 3; ++i) {
      const float share = pair.place.shares[i];
      if (share == 0.0F) continue;
      const int column = pair.place.vertices[i];
      for (int axis = 0; axis < 3; ++axis) {
        row.segment(kPose, freedom_.modes) -=
            share * n[axis] * basis_.model->modes_mm.row(3 * column + axis).head(freedom_.modes);
      }
      auto smooth = row.tail(3 * freedom_.functions);
      const auto values = basis_.smooth_mm.row(column).tail(freedom_.functions);
      for (int axis = 0; axis < 3; ++axis) {
        smooth.segment(axis * freedom_.functions, freedom_.functions) -= share * n[axis] * values;
      }
    }
  }

  [[nodiscard]] Eigen::Index first() const { return first_; }

 private:
  const ShapeBasis& basis_;
  FitFreedom freedom_;
  Eigen::Index first_;
};

/// Data moved to the model's axes.
SurfacePoints moved(const SurfacePoints& data, const Eigen::Isometry3d& model_from_data) {
  SurfacePoints result = data;
  const Eigen::Isometry3f motion = model_from_data.cast<float>();
  result.points_mm = (motion.linear() * data.points_mm).colwise() + motion.translation();
  result.normals = motion.linear() * data.normals;
  return result;
}

class Stage {
 public:
  Stage(const ShapeBasis& basis, const SurfacePoints& data, const FitStage& stage,
        const FitNoise& noise)
      : basis_(basis),
        all_(data),
        data_(sampled(data, stage.points)),
        tree_(data.points_mm),
        stage_(stage),
        rows_(basis, stage.freedom) {
    const double area_mm2 = noise.spacing_mm * noise.spacing_mm;
    const double share = std::min(1.0, area_mm2 / noise.patch_mm2);
    // Half each for the data's pairs and the shape's: they say the same.
    information_ = 0.5 * share / (noise.point_mm * noise.point_mm);
    data_factor_ = static_cast<double>(data.count()) / std::max(1, data_.count());
  }

  ShapeFit run(ShapeFit fit) {
    fit.shape_mm = shape_of(basis_, fit.coefficients);
    for (int round = 0; round < stage_.rounds; ++round) {
      const double part = stage_.rounds > 1 ? round / (stage_.rounds - 1.0) : 1.0;
      gate_.distance_mm =
          static_cast<float>(stage_.gate_mm + part * (stage_.last_gate_mm - stage_.gate_mm));
      const auto pairs = pairs_of(fit);
      if (pairs.size() < 12) break;
      step(pairs, fit);
    }
    measure(fit);
    fit.freedom = stage_.freedom;
    return fit;
  }

 private:
  std::vector<ShapePair> pairs_of(const ShapeFit& fit) {
    const ShapeSurface surface(basis_, fit.shape_mm);
    const SurfacePoints here = moved(data_, fit.model_from_data);
    std::vector<ShapePair> pairs;
    for (int i = 0; i < here.count(); ++i) {
      auto pair = surface.pair_for(here.points_mm.col(i), here.normals.col(i), here.sense, gate_);
      if (!pair) continue;
      pair->weight = here.weights[i] * static_cast<float>(data_factor_);
      pairs.push_back(*pair);
    }
    add_shape_pairs(surface, fit, pairs);
    drop_bones_not_shown(fit.shape_mm, pairs);
    return pairs;
  }

  // A vertebra that the data lack still touches the data of its neighbour; a few pairs must not
  // drag it. Shown: data belong to a fair share of those vertices that were asked. One that was
  // dragged into the sacrum all the same must be free to come back.
  void drop_bones_not_shown(const Eigen::Matrix3Xf& shape_mm, std::vector<ShapePair>& pairs) const {
    const auto& bones = basis_.model->bones;
    std::vector<int> shown(bones.size(), 0);
    for (const auto& pair : pairs) {
      if (pair.from_shape) ++shown[bone_of(pair)];
    }
    const int step = vertex_step();
    const auto astray = vertebrae_astray(*basis_.model, shape_mm);
    std::erase_if(pairs, [&](const ShapePair& pair) {
      const std::size_t bone = bone_of(pair);
      if (astray[bone]) return true;
      // Of a hip bone a sweep shows a few hundredths, and none of its neighbours is like it.
      const bool vertebra = bones[bone].name[0] == 'l' || bones[bone].name[0] == 't';
      return vertebra && shown[bone] * step < kShownShare * bones[bone].count;
    });
  }

  [[nodiscard]] std::size_t bone_of(const ShapePair& pair) const {
    return static_cast<std::size_t>(basis_.model->bone_of(pair.place.vertices[0]));
  }

  [[nodiscard]] int vertex_step() const {
    return std::max(1, basis_.model->vertex_count() / std::max(1, stage_.points));
  }

  // Places of the shape that have data near.
  void add_shape_pairs(const ShapeSurface& surface, const ShapeFit& fit,
                       std::vector<ShapePair>& pairs) const {
    const Eigen::Isometry3f data_from_model = fit.model_from_data.inverse().cast<float>();
    const Eigen::Isometry3f model_from_data = fit.model_from_data.cast<float>();
    const int vertices = basis_.model->vertex_count();
    const int step = vertex_step();
    std::vector<ShapePair> found;
    for (int vertex = 0; vertex < vertices; vertex += step) {
      const Vector3f place = surface.shape_mm().col(vertex);
      const NearPoint near = tree_.nearest(data_from_model * place);
      if (near.squared_mm2 > gate_.distance_mm * gate_.distance_mm) continue;
      Vector3f normal = model_from_data.linear() * all_.normals.col(near.index);
      float cosine = normal.dot(surface.normals().col(vertex));
      if (all_.sense != NormalSense::kOutward && cosine < 0.0F) {
        normal = -normal;
        cosine = -cosine;
      }
      if (cosine < gate_.cosine) continue;
      const Vector3f point = model_from_data * Vector3f(all_.points_mm.col(near.index));
      if (!belongs(surface, point, normal, vertex)) continue;
      ShapePair pair;
      pair.place = {{vertex, vertex, vertex}, {1.0F, 0.0F, 0.0F}};
      pair.point_mm = point;
      pair.normal = normal;
      pair.off_mm = normal.dot(pair.point_mm - place);
      pair.apart_mm = std::sqrt(near.squared_mm2);
      pair.weight = all_.weights[near.index];
      pair.from_shape = true;
      found.push_back(pair);
    }
    // Together as heavy as the pairs of the data.
    const double scale =
        found.empty() ? 0.0 : static_cast<double>(all_.count()) / static_cast<double>(found.size());
    for (auto& pair : found) {
      pair.weight *= static_cast<float>(std::min(scale, 3.0 * data_factor_));
      pairs.push_back(pair);
    }
  }

  // Whether the point's own place on the shape is here too: a bone that the data lack must not be
  // drawn to the data of its neighbour, nor one face of a blade to the other.
  [[nodiscard]] bool belongs(const ShapeSurface& surface, const Vector3f& point,
                             const Vector3f& normal, int vertex) const {
    const auto own = surface.pair_for(point, normal, all_.sense, gate_);
    if (!own || basis_.model->bone_of(own->place.vertices[0]) != basis_.model->bone_of(vertex)) {
      return false;
    }
    Vector3f place = Vector3f::Zero();
    for (std::size_t i = 0; i < 3; ++i) {
      place += own->place.shares[i] * surface.shape_mm().col(own->place.vertices[i]);
    }
    return (place - surface.shape_mm().col(vertex)).norm() < kSamePlace_mm;
  }

  void step(const std::vector<ShapePair>& pairs, ShapeFit& fit) {
    const auto n = static_cast<Eigen::Index>(unknowns(stage_.freedom));
    Eigen::MatrixXf jacobian(static_cast<Eigen::Index>(pairs.size()), n);
    Eigen::VectorXf off(jacobian.rows());
    Eigen::RowVectorXf row(n);
    for (Eigen::Index i = 0; i < jacobian.rows(); ++i) {
      const ShapePair& pair = pairs[static_cast<std::size_t>(i)];
      rows_.write(pair, row);
      const double bend = pair.apart_mm / stage_.robust_mm;
      const auto weight = static_cast<float>(
          std::sqrt(information_ * static_cast<double>(pair.weight) / (1.0 + bend * bend)));
      jacobian.row(i) = weight * row;
      off[i] = weight * pair.off_mm;
    }
    Eigen::MatrixXf small = Eigen::MatrixXf::Zero(n, n);
    small.selfadjointView<Eigen::Lower>().rankUpdate(jacobian.transpose());
    Eigen::MatrixXd system = small.cast<double>().selfadjointView<Eigen::Lower>();
    Eigen::VectorXd goal = -(jacobian.transpose() * off).cast<double>();
    add_prior(fit, system, goal);
    const Eigen::LLT<Eigen::MatrixXd> solver(system);
    apply(solver.solve(goal), fit);
    system_ = std::move(system);
  }

  void add_prior(const ShapeFit& fit, Eigen::MatrixXd& system, Eigen::VectorXd& goal) const {
    const FitFreedom& freedom = stage_.freedom;
    system.diagonal().head(3).array() += 1e-2;
    system.diagonal().segment(3, 3).array() += 1e-6;
    system.diagonal().tail(freedom.modes + 3 * freedom.functions).array() += 1.0;
    goal.segment(kPose, freedom.modes) -= fit.coefficients.modes.head(freedom.modes).cast<double>();
    for (int axis = 0; axis < 3; ++axis) {
      goal.segment(kPose + freedom.modes + axis * freedom.functions, freedom.functions) -=
          fit.coefficients.smooth.col(axis).tail(freedom.functions).cast<double>();
    }
  }

  void apply(const Eigen::VectorXd& change, ShapeFit& fit) const {
    const FitFreedom& freedom = stage_.freedom;
    const Eigen::Vector3d turn = change.head<3>();
    Eigen::Isometry3d motion = Eigen::Isometry3d::Identity();
    if (turn.norm() > 1e-12) {
      motion.linear() = Eigen::AngleAxisd(turn.norm(), turn.normalized()).toRotationMatrix();
    }
    motion.translation() = change.segment<3>(3);
    fit.model_from_data = motion * fit.model_from_data;
    fit.coefficients.modes.head(freedom.modes) +=
        change.segment(kPose, freedom.modes).cast<float>();
    for (int axis = 0; axis < 3; ++axis) {
      fit.coefficients.smooth.col(axis).tail(freedom.functions) +=
          change.segment(kPose + freedom.modes + axis * freedom.functions, freedom.functions)
              .cast<float>();
    }
    fit.shape_mm = shape_of(basis_, fit.coefficients);
  }

  void measure(ShapeFit& fit) const {
    const ShapeSurface surface(basis_, fit.shape_mm);
    const SurfacePoints here = moved(data_, fit.model_from_data);
    double sum = 0.0, weights = 0.0, inliers = 0.0;
    std::vector<double> offs;
    for (int i = 0; i < here.count(); ++i) {
      const auto pair = surface.pair_for(here.points_mm.col(i), here.normals.col(i), here.sense,
                                         {kCostCap_mm, 0.3F});
      const double off = pair ? static_cast<double>(pair->apart_mm) : kCostCap_mm;
      const auto weight = static_cast<double>(here.weights[i]);
      sum += weight * off * off;
      weights += weight;
      inliers += off < kInlier_mm ? weight : 0.0;
      offs.push_back(off);
    }
    if (offs.empty()) return;
    std::nth_element(offs.begin(), offs.begin() + static_cast<std::ptrdiff_t>(offs.size() / 2),
                     offs.end());
    fit.median_off_mm = offs[offs.size() / 2];
    fit.inlier_share = inliers / weights;
    const double price =
        fit.coefficients.squared() / std::max(1.0, 2.0 * information_ * weights * data_factor_);
    fit.cost = sum / weights + price;
    if (system_.size() > 0)
      fit.covariance =
          system_.llt().solve(Eigen::MatrixXd::Identity(system_.rows(), system_.cols()));
  }

  const ShapeBasis& basis_;
  const SurfacePoints& all_;
  SurfacePoints data_;
  PointTree tree_;
  FitStage stage_;
  Rows rows_;
  MatchGate gate_;
  double information_ = 1.0;
  double data_factor_ = 1.0;
  Eigen::MatrixXd system_;
};

// From the middle of one bone to the middle of another.
float between_mm(const Eigen::Matrix3Xf& shape_mm, const ShapeBone& a, const ShapeBone& b) {
  const auto middle = [&](const ShapeBone& bone) -> Vector3f {
    return shape_mm.middleCols(bone.first, bone.count).rowwise().mean();
  };
  return (middle(a) - middle(b)).norm();
}

}  // namespace

std::vector<bool> vertebrae_astray(const ShapeModel& model, const Eigen::Matrix3Xf& shape_mm) {
  constexpr std::array<std::string_view, 7> kColumn = {"sacrum", "l5", "l4", "l3",
                                                       "l2",     "l1", "t12"};
  constexpr float kMostChange = 0.2F;
  std::vector<bool> astray(model.bones.size(), false);
  const auto at = [&](std::string_view name) {
    return std::find_if(model.bones.begin(), model.bones.end(),
                        [&](const ShapeBone& bone) { return bone.name == name; });
  };
  for (std::size_t i = 1; i < kColumn.size(); ++i) {
    const auto below = at(kColumn[i - 1]), bone = at(kColumn[i]);
    if (below == model.bones.end() || bone == model.bones.end()) continue;
    const float usual_mm = between_mm(model.mean_mm, *below, *bone);
    const float change = between_mm(shape_mm, *below, *bone) / usual_mm - 1.0F;
    astray[static_cast<std::size_t>(bone - model.bones.begin())] = std::abs(change) > kMostChange;
  }
  return astray;
}

ShapeFit fit_stage(const ShapeBasis& basis, const SurfacePoints& data, const ShapeFit& start,
                   const FitStage& stage, const FitNoise& noise) {
  return Stage(basis, data, stage, noise).run(start);
}

ShapeFit mean_at(const ShapeBasis& basis, const Eigen::Isometry3d& model_from_data) {
  ShapeFit fit;
  fit.model_from_data = model_from_data;
  fit.coefficients = ShapeCoefficients::zero(basis);
  fit.shape_mm = basis.model->mean_mm;
  return fit;
}

Eigen::Matrix3d place_covariance(const ShapeBasis& basis, const ShapeFit& fit, int column) {
  const FitFreedom& freedom = fit.freedom;
  const Eigen::Vector3d place = fit.shape_mm.col(column).cast<double>();
  Eigen::MatrixXd change = Eigen::MatrixXd::Zero(3, unknowns(freedom));
  change.block<3, 3>(0, 0) << 0.0, -place.z(), place.y(), place.z(), 0.0, -place.x(), -place.y(),
      place.x(), 0.0;
  change.block<3, 3>(0, 3) = -Eigen::Matrix3d::Identity();
  change.middleCols(kPose, freedom.modes) =
      basis.model->modes_mm.block(3 * column, 0, 3, freedom.modes).cast<double>();
  const Eigen::RowVectorXd values =
      basis.smooth_mm.row(column).tail(freedom.functions).cast<double>();
  for (int axis = 0; axis < 3; ++axis) {
    change.row(axis).segment(kPose + freedom.modes + axis * freedom.functions, freedom.functions) +=
        values;
  }
  Eigen::Matrix3d covariance = change * fit.covariance * change.transpose();
  covariance.diagonal().array() += static_cast<double>(basis.left_out_mm2[column]);
  return covariance;
}

}  // namespace echolance
