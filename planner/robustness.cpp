// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/robustness.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "planner/needle_bending.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kMost_mm = 50.0;
constexpr double kMost_rad = 0.8;
constexpr int kMostDraws = 1000000;
constexpr double kUnderSkin_mm = 1.0;
constexpr double kLeastStep_mm = 0.2;
constexpr double kInPicture_rad = 0.176;  // 10 deg
constexpr double kConfidence = 1.959964;  // standard deviations of 95 %

// The same numbers with every standard library.
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : engine_(seed) {}

  double draw() {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  Vector3d draw3(double std) { return std * Vector3d(draw(), draw(), draw()); }
  // Above 0, up to 1.
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 1.0) * 0x1.0p-53; }

 private:
  std::mt19937_64 engine_;
};

Probability share(int hits, int draws) {
  const double n = draws;
  const double p = hits / n;
  const double z2 = kConfidence * kConfidence;
  const double middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
  const double half =
      kConfidence * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n)) / (1.0 + z2 / n);
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Result<void> validate(const RobustnessOptions& options) {
  const ErrorSizes& errors = options.errors;
  for (const double size : {errors.entry_mm, errors.landmark_mm, errors.calibration_mm}) {
    if (!(size >= 0.0 && size <= kMost_mm)) {
      return fail(ErrorCode::kInvalidOption, "an error's size is out of range; give 0 to 50 mm");
    }
  }
  if (!(errors.angle_rad >= 0.0 && errors.angle_rad <= kMost_rad)) {
    return fail(ErrorCode::kInvalidOption, "the angle's error is out of range; give 0 to 0.8 rad");
  }
  if (options.draws < 1 || options.draws > kMostDraws) {
    return fail(ErrorCode::kInvalidOption, "the number of draws must be 1 to 1000000");
  }
  return {};
}

// A way as it would turn out, seen from the planned anatomy.
struct DrawnWay {
  Vector3d entry;
  Vector3d end;
};

class Trial {
 public:
  Trial(const PathJudge& judge, const AnyTrajectory& way, const RobustnessOptions& options)
      : judge_(judge), options_(options), entry_(entry_mm(way)), normal_(options.seed) {
    const Vector3d along = end_mm(way) - entry_;
    length_ = along.norm();
    direction_ = along / length_;
    side_ = direction_.unitOrthogonal();
    other_ = direction_.cross(side_);
    across_skin_ = judge.probe().beam;
  }

  PathRobustness run() {
    const auto& structures = judge_.scene().no_go;
    std::vector<int> clear(structures.size(), 0);
    int on_target = 0, all_clear = 0, bone_free = 0;
    for (int i = 0; i < options_.draws; ++i) {
      const DrawnWay way = draw();
      const bool no_bone = free_of_bone(way);
      bool allowed = no_bone;
      for (std::size_t k = 0; k < structures.size(); ++k) {
        const double distance = distance_mm(structures[k], way.entry, way.end) -
                                static_cast<double>(judge_.needle_radius_mm());
        // Clear: the structure itself is not touched.
        if (distance > 0.0) {
          ++clear[k];
        } else if (structures[k].kind == ClearanceKind::kForbidden) {
          allowed = false;
        }
      }
      on_target += reaches(way) ? 1 : 0;
      all_clear += allowed ? 1 : 0;
      bone_free += no_bone ? 1 : 0;
    }
    PathRobustness result{options_.draws,
                          options_.seed,
                          share(on_target, options_.draws),
                          share(all_clear, options_.draws),
                          share(bone_free, options_.draws),
                          {}};
    for (std::size_t k = 0; k < structures.size(); ++k) {
      result.structures.push_back({structures[k].name, share(clear[k], options_.draws)});
    }
    return result;
  }

 private:
  DrawnWay draw() {
    const ErrorSizes& errors = options_.errors;
    // Drawn all the same, so that both cases see the same other errors.
    const double hand = options_.correction == Correction::kNone ? 1.0 : 0.0;
    Vector3d slip = hand * normal_.draw3(errors.entry_mm);
    slip -= slip.dot(across_skin_) * across_skin_;
    const Vector3d shift =
        slip + normal_.draw3(errors.calibration_mm) - normal_.draw3(errors.landmark_mm);
    const double turn = hand * std::tan(errors.angle_rad) * normal_.draw();
    const double other_turn = hand * std::tan(errors.angle_rad) * normal_.draw();
    const Vector3d off = turn * side_ + other_turn * other_ + lean();
    const Vector3d direction = (direction_ + off).normalized();
    const Vector3d entry = entry_ + shift;
    return {entry, entry + length_ * direction};
  }

  // The chord of the arc leans by half of what the tip does.
  Vector3d lean() {
    const double side = 2.0 * std::numbers::pi * normal_.uniform();
    if (options_.bending == DrawBending::kNo) return Vector3d::Zero();
    const double part = bending_mm(judge_.request().needle, length_) / length_;
    const Vector3d lean = part * (std::cos(side) * side_ + std::sin(side) * other_);
    if (options_.correction == Correction::kNone) return lean;
    const Vector3d across = judge_.probe().out();
    return lean.dot(across) * across;
  }

  bool free_of_bone(const DrawnWay& way) const {
    const Vector3d direction = (way.end - way.entry) / length_;
    const double until = length_ - reach_before_target();
    for (double s = kUnderSkin_mm; s < until;) {
      const double room = judge_.scene().bone.at(way.entry + s * direction) -
                          static_cast<double>(judge_.needle_radius_mm());
      if (room < 0.0) return false;
      s += std::max(kLeastStep_mm, room);
    }
    return true;
  }

  // Bone that is met within the tolerance before a target on bone is the target's bone.
  double reach_before_target() const {
    const double contact = judge_.contact_mm();
    const bool on_bone = judge_.request().rules.ends_at == EndsAt::kBone;
    return on_bone ? std::max(contact, 2.0 * judge_.request().tolerance_mm) : contact;
  }

  bool reaches(const DrawnWay& way) const {
    const Vector3d off = way.end - judge_.request().target_mm;
    const double tolerance = judge_.request().tolerance_mm;
    if (judge_.request().rules.ends_at == EndsAt::kFree) return off.norm() <= tolerance;
    const Vector3d direction = (way.end - way.entry) / length_;
    return (off - off.dot(direction) * direction).norm() <= tolerance;
  }

  const PathJudge& judge_;
  const RobustnessOptions& options_;
  Vector3d entry_, direction_, side_, other_, across_skin_;
  double length_ = 1.0;
  Normal normal_;
};

}  // namespace

Result<PathRobustness> estimate_robustness(const PathJudge& judge, const AnyTrajectory& way,
                                           const RobustnessOptions& options) {
  if (auto valid = validate(options); !valid) return tl::unexpected(valid.error());
  if ((end_mm(way) - entry_mm(way)).norm() < 1e-3) {
    return fail(ErrorCode::kInvalidGeometry, "the way has no length");
  }
  return Trial(judge, way, options).run();
}

Result<PathRobustness> estimate_all(const PathJudge& judge, const PlannedPath& path,
                                    const RobustnessOptions& options) {
  auto blind = estimate_robustness(judge, path.way, options);
  const bool shows = path.out_of_plane_rad <= kInPicture_rad && path.terms.visibility > 0.0;
  if (!blind || !shows) return blind;
  RobustnessOptions in_view = options;
  in_view.correction = Correction::kInView;
  const auto seen = estimate_robustness(judge, path.way, in_view);
  if (!seen) return tl::unexpected(seen.error());
  blind->if_seen = SeenRobustness{seen->on_target, seen->all_clear};
  return blind;
}

}  // namespace echolance
