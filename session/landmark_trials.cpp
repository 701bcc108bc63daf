// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/landmark_trials.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>
#include <set>
#include <utility>

#include "session/learn_shape.hpp"
#include "session/read_surface.hpp"
#include "session/report_progress.hpp"
#include "session/run_landmarks.hpp"
#include "session/trial_sweep.hpp"
#include "simulation/bone_mesh.hpp"
#include "simulation/scenario_source.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;
using Eigen::Vector3d;

constexpr double kSpacing_mm = 1.5;
constexpr double kStretch = 0.15;
constexpr int kBumps = 14;
constexpr double kBump_mm = 4.0;
constexpr double kNoise_mm = 1.0;
constexpr int kHoles = 5;
constexpr double kHole_mm = 14.0;

double standard(const SeededVariation& vary, const std::string& what) {
  return vary.normal(what);
}

Vector3d direction(const SeededVariation& vary, const std::string& what) {
  return {standard(vary, what + "x"), standard(vary, what + "y"), standard(vary, what + "z")};
}

/// A smooth map of space that the generator of patients knows nothing of.
class Bending {
 public:
  Bending(TrialPeople people, const SeededVariation& vary) {
    if (people == TrialPeople::kUsual) return;
    for (int axis = 0; axis < 3; ++axis) {
      stretch_[axis] =
          1.0 + kStretch * (2.0 * vary.uniform("stretch" + std::to_string(axis)) - 1.0);
    }
    for (int i = 0; i < kBumps; ++i) {
      const std::string name = "bump" + std::to_string(i);
      bumps_.push_back({Vector3d(0.0, -30.0, 0.0) +
                            Vector3d(70.0, 45.0, 80.0).cwiseProduct(direction(vary, name)),
                        kBump_mm * direction(vary, name + "off"),
                        35.0 + 45.0 * vary.uniform(name + "width")});
    }
  }

  Vector3d operator()(const Vector3d& place) const {
    Vector3d moved = stretch_.cwiseProduct(place);
    for (const auto& bump : bumps_) {
      const double far = (place - bump.centre).squaredNorm() / (bump.width_mm * bump.width_mm);
      moved += std::exp(-0.5 * far) * bump.off;
    }
    return moved;
  }

 private:
  struct Bump {
    Vector3d centre, off;
    double width_mm;
  };
  Vector3d stretch_ = Vector3d::Ones();
  std::vector<Bump> bumps_;
};

bool is_given(const std::string& bone, TrialData data) {
  if (bone == "t12" || bone == "coccyx") return false;
  const bool pelvic = bone == "sacrum" || bone.starts_with("ilium");
  return pelvic || data == TrialData::kBack;
}

Result<TriangleMesh> mesh_of(const Skeleton& skeleton, const Bending& bend, TrialData data) {
  TriangleMesh all;
  for (const auto& bone : skeleton.bones) {
    if (!is_given(bone.name, data)) continue;
    const auto mesh = make_mesh(bone.surface);
    if (!mesh) return mesh;
    const int first = static_cast<int>(all.points_mm.size());
    for (const auto& point : mesh->points_mm) {
      all.points_mm.push_back(bend(point.cast<double>()).cast<float>());
    }
    for (auto triangle : mesh->triangles) {
      for (int& corner : triangle) corner += first;
      all.triangles.push_back(triangle);
    }
  }
  return all;
}

// Of the points those that look backwards and have nothing behind them.
std::vector<int> seen_from_behind(const SurfacePoints& points) {
  constexpr float kCell_mm = 3.0F, kSlack_mm = 5.0F, kLeastSlope = 0.25F;
  std::map<std::pair<int, int>, float> hindmost;
  const auto cell = [&](int i) {
    return std::pair{static_cast<int>(std::floor(points.points_mm(0, i) / kCell_mm)),
                     static_cast<int>(std::floor(points.points_mm(2, i) / kCell_mm))};
  };
  for (int i = 0; i < points.count(); ++i) {
    const auto [at, added] = hindmost.try_emplace(cell(i), points.points_mm(1, i));
    at->second = std::max(at->second, points.points_mm(1, i));
  }
  std::vector<int> seen;
  for (int i = 0; i < points.count(); ++i) {
    if (points.normals(1, i) < kLeastSlope) continue;
    if (points.points_mm(1, i) > hindmost.at(cell(i)) - kSlack_mm) seen.push_back(i);
  }
  return seen;
}

// Balls of missing data anywhere on what is left.
std::vector<int> with_holes(const SurfacePoints& points, const std::vector<int>& kept,
                            const SeededVariation& vary) {
  std::vector<Eigen::Vector3f> holes;
  for (int i = 0; i < kHoles && !kept.empty(); ++i) {
    const double place =
        vary.uniform("hole" + std::to_string(i)) * static_cast<double>(kept.size());
    holes.emplace_back(points.points_mm.col(kept[static_cast<std::size_t>(place)]));
  }
  std::vector<int> left;
  for (const int i : kept) {
    const bool gone = std::any_of(holes.begin(), holes.end(), [&](const Eigen::Vector3f& hole) {
      return (points.points_mm.col(i) - hole).norm() < kHole_mm;
    });
    if (!gone) left.push_back(i);
  }
  return left;
}

Eigen::Isometry3d any_pose(const SeededVariation& vary) {
  const Eigen::Quaterniond turn(standard(vary, "pose_w"), standard(vary, "pose_x"),
                                standard(vary, "pose_y"), standard(vary, "pose_z"));
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.linear() = turn.normalized().toRotationMatrix();
  pose.translation() = 200.0 * direction(vary, "pose_shift");
  return pose;
}

PatientParameters person_of(const TrialOptions& options, std::uint64_t seed) {
  return options.people == TrialPeople::kUsual ? draw_patient(seed).value()
                                               : draw_wide_patient(seed);
}

Result<TrialResult> surface_trial(const TrialOptions& options, std::uint64_t seed) {
  const auto surface = trial_surface(options, seed);
  if (!surface) return tl::unexpected<Error>(surface.error());
  const auto start = Clock::now();
  TrialResult result{seed, find_bone_landmarks(surface->points), surface->truth,
                     surface->reference_from_data, 0.0};
  result.fit_s = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

Result<TrialResult> sweep_trial(const TrialOptions& options, std::uint64_t seed) {
  auto patient = std::make_shared<const Patient>(make_patient(person_of(options, seed)));
  TrialSweep sweep;
  sweep.probe = seed % 2 == 0 ? "c5-2" : "l12-5";
  sweep.seed = seed;
  auto scenario = trial_sweep(patient, sweep);
  if (!scenario) return tl::unexpected<Error>(scenario.error());
  auto source = ScenarioSource::create(std::move(*scenario));
  if (!source) return tl::unexpected<Error>(source.error());
  const auto surface = sweep_surface(*source, {});
  if (!surface) return tl::unexpected<Error>(surface.error());
  const auto start = Clock::now();
  TrialResult result{seed, landmarks_of(*surface, {}), patient->landmarks,
                     Eigen::Matrix3d::Identity(), 0.0};
  result.fit_s = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

}  // namespace

const char* to_string(TrialPeople people) {
  return people == TrialPeople::kUsual ? "usual" : "beyond the model";
}

const char* to_string(TrialData data) {
  switch (data) {
    case TrialData::kBack:
      return "back of pelvis and spine";
    case TrialData::kPelvis:
      return "back of the pelvis";
    case TrialData::kWhole:
      return "whole pelvis";
    case TrialData::kSweep:
      return "tracked sweep";
  }
  return "";
}

Result<TrialSurface> trial_surface(const TrialOptions& options, std::uint64_t seed) {
  const SeededVariation vary(seed);
  const Patient patient = make_patient(person_of(options, seed), {kSpacing_mm});
  const Bending bend(options.people, vary);
  const auto mesh = mesh_of(patient.skeleton, bend, options.data);
  if (!mesh) return tl::unexpected<Error>(mesh.error());
  const SurfacePoints all = points_on(*mesh, kSpacing_mm);
  std::vector<int> kept(static_cast<std::size_t>(all.count()));
  for (int i = 0; i < all.count(); ++i) kept[static_cast<std::size_t>(i)] = i;
  if (options.data != TrialData::kWhole) kept = with_holes(all, seen_from_behind(all), vary);
  const Eigen::Isometry3d pose = any_pose(vary);
  TrialSurface surface;
  surface.reference_from_data = pose.linear().transpose();
  SurfacePoints& points = surface.points;
  points.points_mm = all.points_mm(Eigen::all, kept);
  for (int i = 0; i < points.count(); ++i) {
    const Vector3d noise = kNoise_mm * direction(vary, "noise" + std::to_string(i));
    points.points_mm.col(i) =
        (pose * (points.points_mm.col(i).cast<double>() + noise)).cast<float>();
  }
  points.weights = Eigen::VectorXf::Ones(points.count());
  points.normals = Eigen::Matrix3Xf::Zero(3, points.count());
  points = thinned(points, kSpacing_mm);
  estimate_normals(points, 20);
  for (const auto& mark : patient.landmarks) {
    surface.truth.push_back({mark.name, {pose * bend(mark.point.mm)}});
  }
  return surface;
}

Result<std::vector<TrialResult>> run_landmark_trials(const TrialOptions& options,
                                                     const TrackHooks& hooks) {
  const auto start = Clock::now();
  std::vector<TrialResult> results;
  for (int i = 0; i < options.count; ++i) {
    if (hooks.stop_requested && hooks.stop_requested()) break;
    const auto seed = options.seed + static_cast<std::uint64_t>(i);
    auto result = options.data == TrialData::kSweep ? sweep_trial(options, seed)
                                                    : surface_trial(options, seed);
    if (!result) return tl::unexpected<Error>(result.error());
    results.push_back(std::move(*result));
    report_progress(hooks, {i + 1, options.count, start});
  }
  return results;
}

}  // namespace echolance
