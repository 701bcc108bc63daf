// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <opencv2/core/utility.hpp>
#include <span>
#include <utility>

#include "session/plan_case.hpp"
#include "session/plan_landmarks.hpp"
#include "session/plan_target.hpp"
#include "session/probe_places.hpp"
#include "simulation/probe.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using RefPoint = Point<space::Reference>;

constexpr double kBoneSpacing_mm = 1.0;
// Above the largest that millions of places near bone showed (0.30 and 0.10 mm), at its edges.
constexpr double kBoneError_mm = 0.32;
constexpr double kFineSpacing_mm = 0.25, kFineError_mm = 0.12;  // around the target: clefts
constexpr double kFineReach_mm = 10.0;
constexpr std::size_t kMostBones = 32;
constexpr double kDeepened_mm = 25.0;  // of the map below the target
constexpr double kMostReach_mm = 130.0;
constexpr double kFootReach_mm = 36.0, kFootStep_mm = 3.0;
constexpr double kUnderProbe_mm = 12.0;
constexpr double kAtTarget_mm = 3.0;
constexpr double kAround_mm = 25.0;  // of skin that is looked at, whatever the needle

const std::vector<std::string> kVital = {
    "dural_sac", "aorta",   "inferior_vena", "common_iliac", "superior_gluteal",
    "l1_root",   "l2_root", "l3_root",       "l4_root",      "l5_root",
    "s1_root",   "s2_root", "sciatic_nerve"};

// The beam: square to the skin nearest to the target, on the average under a probe.
Result<Vector3d> beam_to(const Patient& patient, const Vector3d& target) {
  std::optional<Vector3d> foot;
  for (double x = -kFootReach_mm; x <= kFootReach_mm; x += kFootStep_mm) {
    for (double z = -kFootReach_mm; z <= kFootReach_mm; z += kFootStep_mm) {
      const auto skin = skin_point(patient, RefPoint{target + Vector3d(x, 0.0, z)});
      if (skin && (!foot || (skin->mm - target).norm() < (*foot - target).norm())) {
        foot = skin->mm;
      }
    }
  }
  if (!foot) return fail(ErrorCode::kNoData, "there is no modelled skin over the target");
  Vector3d sum = Vector3d::Zero();
  for (const double x : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
    for (const double z : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
      const auto normal = skin_normal(patient, RefPoint{*foot + Vector3d(x, 0.0, z)});
      if (normal) sum -= normal->unit;
    }
  }
  return sum.normalized();
}

// Skin over the target along the beam; empty beside the body.
std::optional<double> depth_along_mm(const Patient& patient, const Vector3d& target,
                                     const Vector3d& beam) {
  constexpr double kFarthest_mm = 200.0;
  constexpr double kStep_mm = 0.25;
  for (double depth = 0.0; depth < kFarthest_mm; depth += kStep_mm) {
    const Vector3d at = target - depth * beam;
    const auto skin = skin_point(patient, RefPoint{at});
    if (!skin) return std::nullopt;
    if (at.y() >= skin->mm.y()) return depth;
  }
  return std::nullopt;
}

SkinSurface skin_of(const Patient& patient) {
  return {[&](const Vector3d& place, const Vector3d& beam) {
            return depth_along_mm(patient, place, beam);
          },
          [&](const Vector3d& place) -> std::optional<Vector3d> {
            const auto normal = skin_normal(patient, RefPoint{place});
            if (!normal) return std::nullopt;
            return Vector3d(-normal->unit);
          }};
}

// Fills a map block by block: most bones are ruled out for a block at once, and far from all bone
// a bound will do.
class BoneMap {
 public:
  BoneMap(const Patient& patient, const Eigen::AlignedBox3d& box, double spacing_mm)
      : bones_(patient.skeleton.bones),
        grid_(VolumeGrid::around(box, spacing_mm)),
        values_(grid_.count()),
        half_diagonal_mm_(0.5 * std::sqrt(3.0) * kBlock * spacing_mm) {
    const Eigen::Vector3i blocks = (grid_.size.array() + kBlock - 1) / kBlock;
    cv::parallel_for_(cv::Range(0, blocks.z()), [&](const cv::Range& range) {
      for (int z = range.start; z < range.end; ++z) {
        for (int y = 0; y < blocks.y(); ++y) {
          for (int x = 0; x < blocks.x(); ++x) fill(kBlock * Eigen::Vector3i(x, y, z));
        }
      }
    });
  }

  [[nodiscard]] DistanceMap map(double error_mm) && {
    return {grid_, std::move(values_), error_mm};
  }

 private:
  static constexpr int kBlock = 6;
  static constexpr double kNoMatter_mm = 20.0;

  void fill(const Eigen::Vector3i& first) {
    const Vector3d middle = grid_.origin_mm + grid_.spacing_mm * (first.cast<double>() +
                                                                  Vector3d::Constant(0.5 * kBlock));
    std::array<double, kMostBones> at_middle{};
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < bones_.size(); ++i) {
      at_middle[i] = bones_[i].surface.at(middle);
      nearest = std::min(nearest, at_middle[i]);
    }
    const bool far = nearest > kNoMatter_mm + half_diagonal_mm_;
    std::array<const DistanceField*, kMostBones> near{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < bones_.size(); ++i) {
      if (at_middle[i] <= nearest + 3.0 * half_diagonal_mm_) near[count++] = &bones_[i].surface;
    }
    const Eigen::Vector3i last = (first.array() + kBlock).min(grid_.size.array());
    for (int z = first.z(); z < last.z(); ++z) {
      for (int y = first.y(); y < last.y(); ++y) {
        for (int x = first.x(); x < last.x(); ++x) {
          const Vector3d place = grid_.point_mm(x, y, z);
          values_[grid_.index(x, y, z)] = static_cast<float>(
              far ? nearest - half_diagonal_mm_ : nearest_mm({near.data(), count}, place));
        }
      }
    }
  }

  static double nearest_mm(std::span<const DistanceField* const> fields, const Vector3d& place) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto* field : fields) nearest = std::min(nearest, field->at(place));
    return nearest;
  }

  const std::vector<Bone>& bones_;
  VolumeGrid grid_;
  std::vector<float> values_;
  double half_diagonal_mm_;
};

std::vector<Vector3d> skin_around(const Patient& patient, const Vector3d& target, double reach,
                                  double step) {
  std::vector<Vector3d> skin;
  for (double x = -reach; x <= reach; x += step) {
    for (double z = -reach; z <= reach; z += step) {
      const auto at = skin_point(patient, RefPoint{target + Vector3d(x, 0.0, z)});
      if (at && (at->mm - target).norm() <= reach) skin.push_back(at->mm);
    }
  }
  return skin;
}

std::vector<NoGo> known_structures(const Patient& patient, const ApproachRules& rules,
                                   LandmarkChoices& landmarks) {
  std::vector<NoGo> known;
  for (const auto& tube : patient.tubes) {
    known.push_back(
        {tube.name, 0.0, ClearanceKind::kWarn, NoGoShape::kChain, tube.centre_mm, tube.radius_mm});
  }
  for (const auto& clearance : rules.clearances) {
    const auto mark = landmarks.use(clearance.structure, LandmarkUse::kAvoid);
    if (!mark) continue;
    known.push_back({clearance.structure,
                     0.0,
                     ClearanceKind::kWarn,
                     NoGoShape::kChain,
                     {*mark->place_mm},
                     {0.0}});
  }
  return known;
}

}  // namespace

std::vector<NoGo> structures_to_avoid(std::vector<NoGo> known,
                                      const std::vector<std::string>& vital,
                                      const ApproachRules& rules, const Vector3d& target_mm) {
  for (auto& structure : known) {
    const auto begins = [&](const std::string& name) { return structure.name.starts_with(name); };
    const bool at_target = distance_mm(structure, target_mm, target_mm) < kAtTarget_mm;
    if (std::any_of(vital.begin(), vital.end(), begins)) structure.kind = ClearanceKind::kForbidden;
    for (const auto& clearance : rules.clearances) {
      if (!begins(clearance.structure)) continue;
      structure.least_mm = clearance.least_mm;
      structure.kind = clearance.kind;
    }
    if (at_target) structure.kind = ClearanceKind::kWarn;
  }
  return known;
}

Result<PlanCase> plan_case_of_patient(const Patient& patient, const PlanTask& task) {
  LandmarkChoices landmarks(task.landmarks,
                            [&](const std::string& name) { return landmark_in(patient, name); });
  const auto target = plan_target(task, [&](const std::string& name) {
    return landmarks.use(name, LandmarkUse::kTarget).map([](const PlanLandmark& mark) {
      return KnownPlace{*mark.place_mm, mark.std_mm};
    });
  });
  if (!target) return tl::unexpected(target.error());
  const Vector3d& place = target->place_mm;
  const auto beam = beam_to(patient, place);
  if (!beam) return tl::unexpected(beam.error());
  const auto depth = depth_along_mm(patient, place, *beam);
  if (!depth) {
    return fail(ErrorCode::kNoData, "the target does not lie under the modelled skin of the back");
  }
  const auto model = probe_for(task.probe, *depth);
  if (!model) return tl::unexpected(model.error());

  PlanCase result;
  result.target_name = target->name;
  result.target_mm = place;
  result.target_std_mm = target->std_mm;  // the patient's landmarks are exact, placed ones are not
  PlanScene& scene = result.scene;
  scene.space = PlanSpace::kReference;
  const double reach =
      std::min(std::max(1.3 * task.needle.length_mm, *depth + kAround_mm), kMostReach_mm);
  scene.skin_mm = skin_around(patient, place, reach, task.skin_step_mm);
  Eigen::AlignedBox3d box(place - Vector3d::Constant(kDeepened_mm),
                          place + Vector3d::Constant(kDeepened_mm));
  for (const auto& entry : scene.skin_mm) box.extend(entry);
  scene.bone = BoneMap(patient, box, kBoneSpacing_mm).map(kBoneError_mm);
  const Vector3d fine = Vector3d::Constant(kFineReach_mm);
  scene.bone.refine(
      BoneMap(patient, {place - fine, place + fine}, kFineSpacing_mm).map(kFineError_mm));
  scene.compass = body_compass(place);
  const ApproachRules rules = approach_rules(task.procedure, task.site);
  scene.more_probes =
      probe_places(probe_face(*model, *depth), {place, *beam, rules.view, scene.compass},
                   skin_of(patient), task.probe_steps);
  if (scene.more_probes.empty()) {
    return fail(ErrorCode::kNoData, "there is no modelled skin for the probe over the target");
  }
  scene.probe = scene.more_probes.front();
  scene.more_probes.erase(scene.more_probes.begin());
  scene.no_go =
      structures_to_avoid(known_structures(patient, rules, landmarks), kVital, rules, place);
  for (const auto& own : task.avoid) scene.no_go.push_back(own);
  if (auto used = landmarks.check_all_used(); !used) return tl::unexpected<Error>(used.error());
  result.landmarks = landmarks.used();
  result.warnings = landmark_warnings(result.landmarks);
  if (*depth < rules.depth_mm.low || (rules.depth_mm.high > 0.0 && *depth > rules.depth_mm.high)) {
    result.warnings.push_back(fmt::format(
        "the target lies {:.0f} mm under the skin, outside the usual {:.0f} to {:.0f} mm", *depth,
        rules.depth_mm.low, rules.depth_mm.high));
  }
  result.warnings.push_back(fmt::format("planned for the probe {}", model->name));
  return result;
}

}  // namespace echolance
