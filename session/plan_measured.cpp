// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_measured.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

#include "imaging/shape_model.hpp"
#include "session/back_skin.hpp"
#include "session/body_axes.hpp"
#include "session/measured_bone.hpp"
#include "session/plan_landmarks.hpp"
#include "session/plan_target.hpp"
#include "session/probe_places.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kSkinStep_mm = 1.5;
constexpr double kDeepened_mm = 25.0;  // of the map below the target
constexpr double kMostReach_mm = 130.0;
constexpr double kAround_mm = 25.0;
constexpr double kFootReach_mm = 36.0, kFootStep_mm = 3.0;
constexpr double kUnderProbe_mm = 12.0;
constexpr double kDepthStep_mm = 3.0, kDeepest_mm = 200.0;
constexpr int kHalvings = 5;          // to a tenth of a millimetre
constexpr double kUnsure_mm = 2.5;    // along each axis: the place itself must be seen
const double kAxes = std::sqrt(3.0);  // errors of all axes together are so much larger than of one

// Everything in the body's axes until the case is done.
class MeasuredCase {
 public:
  MeasuredCase(const MeasuredAnatomy& anatomy, const PlanTask& task,
               const Eigen::Isometry3d& body_from_space)
      : anatomy_(anatomy),
        task_(task),
        body_from_space_(body_from_space),
        space_from_body_(body_from_space.inverse()),
        landmarks_(task.landmarks,
                   [&anatomy](const std::string& name) { return landmark_in(anatomy, name); }),
        rules_(approach_rules(task.procedure, task.site)) {}

  Result<void> aim() {
    PlanTask task = task_;
    if (task.target_mm) task.target_mm = body_from_space_ * *task.target_mm;
    const auto target = plan_target(task, [&](const std::string& name) { return place_of(name); });
    if (!target) return tl::unexpected<Error>(target.error());
    target_ = *target;
    if (task.target_mm) target_.std_mm = kPlacedStd_mm;
    return {};
  }

  Result<void> find_skin(const MeasuredCaseOptions& options) {
    if (options.skin_depth_mm) {
      skin_ = BackSkin::flat(target_.place_mm.y() + *options.skin_depth_mm);
    } else {
      std::vector<Vector3d> touched;
      for (const auto& place : anatomy_.skin_mm.colwise()) {
        touched.push_back(body_from_space_ * Vector3d(place.cast<double>()));
      }
      auto skin = BackSkin::through(touched);
      if (!skin) return tl::unexpected<Error>(skin.error());
      skin_ = std::move(*skin);
    }
    return find_beam();
  }

  Result<PlanCase> finish() {
    const auto model = probe_for(task_.probe, depth_mm_);
    if (!model) return tl::unexpected<Error>(model.error());
    PlanCase result;
    result.target_name = target_.name;
    result.target_mm = space_from_body_ * target_.place_mm;
    result.target_std_mm = target_.std_mm;
    if (anatomy_.space != space::Reference::kName) result.axes = anatomy_.space;
    PlanScene& scene = result.scene;
    scene.space = PlanSpace::kReference;
    add_skin(scene);
    Eigen::AlignedBox3d box(result.target_mm - Vector3d::Constant(kDeepened_mm),
                            result.target_mm + Vector3d::Constant(kDeepened_mm));
    for (const auto& entry : scene.skin_mm) box.extend(entry);
    auto bone = measured_bone_map(anatomy_, box, result.target_mm);
    if (!bone) return tl::unexpected<Error>(bone.error());
    scene.bone = std::move(*bone);
    if (auto placed = add_probes(probe_face(*model, depth_mm_), scene); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
    for (auto direction : body_compass(target_.place_mm)) {
      direction.direction = space_from_body_.linear() * direction.direction;
      scene.compass.push_back(direction);
    }
    warn(model->name, result);
    avoid(result);
    if (auto used = landmarks_.check_all_used(); !used) return tl::unexpected<Error>(used.error());
    result.landmarks = landmarks_.used();
    for (auto& sentence : landmark_warnings(result.landmarks)) {
      result.warnings.push_back(std::move(sentence));
    }
    result.remarks_on = remarks();
    return result;
  }

 private:
  Result<KnownPlace> place_of(const std::string& name) {
    return landmarks_.use(name, LandmarkUse::kTarget).map([&](const PlanLandmark& mark) {
      return KnownPlace{body_from_space_ * *mark.place_mm, mark.std_mm};
    });
  }

  // Square to the skin nearest to the target, on the average under a probe.
  Result<void> find_beam() {
    const Vector3d& target = target_.place_mm;
    std::optional<Vector3d> foot;
    for (double x = -kFootReach_mm; x <= kFootReach_mm; x += kFootStep_mm) {
      for (double z = -kFootReach_mm; z <= kFootReach_mm; z += kFootStep_mm) {
        const auto skin = skin_.at(target.x() + x, target.z() + z);
        if (skin && (!foot || (*skin - target).norm() < (*foot - target).norm())) foot = skin;
      }
    }
    if (!foot) return not_under_skin();
    Vector3d sum = Vector3d::Zero();
    for (const double x : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
      for (const double z : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
        sum -= skin_.normal(foot->x() + x, foot->z() + z);
      }
    }
    beam_ = sum.normalized();
    const auto depth = depth_along_mm(target, beam_);
    if (!depth || *depth <= 0.0) return not_under_skin();
    depth_mm_ = *depth;
    return {};
  }

  // Back along a beam to the skin: in steps, then by halving; empty beside the part that is known.
  std::optional<double> depth_along_mm(const Vector3d& place, const Vector3d& beam) const {
    const auto above = [&](double depth_mm) -> std::optional<bool> {
      const Vector3d at = place - depth_mm * beam;
      const auto skin = skin_.at(at.x(), at.z());
      if (!skin) return std::nullopt;
      return at.y() >= skin->y();
    };
    for (double depth = 0.0; depth < kDeepest_mm; depth += kDepthStep_mm) {
      const auto out = above(depth);
      if (!out) return std::nullopt;
      if (!*out) continue;
      if (depth == 0.0) return 0.0;
      double low = depth - kDepthStep_mm, high = depth;
      for (int i = 0; i < kHalvings; ++i) {
        const double middle = 0.5 * (low + high);
        (above(middle).value_or(true) ? high : low) = middle;
      }
      return high;
    }
    return std::nullopt;
  }

  static tl::unexpected<Error> not_under_skin() {
    return fail(ErrorCode::kNoData,
                "the target does not lie under the skin that was scanned; scan the skin over it");
  }

  void add_skin(PlanScene& scene) const {
    const double reach =
        std::min(std::max(1.3 * task_.needle.length_mm, depth_mm_ + kAround_mm), kMostReach_mm);
    const Vector3d& target = target_.place_mm;
    for (double x = -reach; x <= reach; x += kSkinStep_mm) {
      for (double z = -reach; z <= reach; z += kSkinStep_mm) {
        const auto skin = skin_.at(target.x() + x, target.z() + z);
        if (!skin || (*skin - target).norm() > reach) continue;
        scene.skin_mm.push_back(space_from_body_ * *skin);
      }
    }
  }

  Result<void> add_probes(const ProbeFace& face, PlanScene& scene) const {
    const SkinSurface skin = {
        [this](const Vector3d& place, const Vector3d& beam) { return depth_along_mm(place, beam); },
        [this](const Vector3d& place) -> std::optional<Vector3d> {
          if (!skin_.at(place.x(), place.z())) return std::nullopt;
          return Vector3d(-skin_.normal(place.x(), place.z()));
        }};
    const ProbeAim aim{target_.place_mm, beam_, rules_.view, body_compass(target_.place_mm)};
    for (auto place : probe_places(face, aim, skin, task_.probe_steps)) {
      place.origin_mm = space_from_body_ * place.origin_mm;
      place.right = space_from_body_.linear() * place.right;
      place.beam = space_from_body_.linear() * place.beam;
      scene.more_probes.push_back(place);
    }
    if (scene.more_probes.empty()) return not_under_skin();
    scene.probe = scene.more_probes.front();
    scene.more_probes.erase(scene.more_probes.begin());
    return {};
  }

  // Landmarks that the rules name, as far as they are given; each by its error more than asked.
  void avoid(PlanCase& result) {
    std::vector<NoGo> known;
    std::vector<double> stds_mm;
    std::vector<std::string> kept, missing;
    for (const auto& clearance : rules_.clearances) {
      const std::string& name = clearance.structure;
      if (shape_model().mark_column(name) < 0) continue;
      const auto mark = landmarks_.use(name, LandmarkUse::kAvoid);
      if (!mark) {
        missing.push_back(name);
        continue;
      }
      known.push_back(
          {name, 0.0, ClearanceKind::kWarn, NoGoShape::kChain, {*mark->place_mm}, {0.0}});
      stds_mm.push_back(kAxes * mark->std_mm);
      kept.push_back(fmt::format("{} by {:.1f} mm", name, stds_mm.back()));
    }
    auto& no_go = result.scene.no_go;
    no_go = structures_to_avoid(std::move(known), {}, rules_, result.target_mm);
    for (std::size_t i = 0; i < no_go.size(); ++i) no_go[i].least_mm += stds_mm[i];
    if (!kept.empty()) {
      result.warnings.push_back(
          fmt::format("the least distance to landmarks is larger than the procedure asks, by their "
                      "standard deviation: {}",
                      fmt::join(kept, ", ")));
    }
    if (!missing.empty()) {
      result.warnings.push_back(fmt::format(
          "these landmarks would have to be avoided, but are not given and NOT avoided: {}",
          fmt::join(missing, ", ")));
    }
    for (const auto& own : task_.avoid) no_go.push_back(own);
  }

  void warn(const std::string& probe, PlanCase& result) const {
    auto& warnings = result.warnings;
    warnings = anatomy_.warnings;
    std::vector<std::string> named;
    for (const auto& avoided : task_.procedure.avoid) named.push_back(avoided.structure);
    warnings.push_back(
        "nerves, vessels and the dural sac are not known from bone and are NOT avoided by this "
        "plan" +
        (named.empty() ? std::string()
                       : fmt::format("; the procedure names: {}", fmt::join(named, "; "))));
    if (!task_.target_mm && !target_placed()) {
      warnings.push_back(
          fmt::format("the target is a landmark of a fitted shape, right to about {:.1f} mm along "
                      "each axis{}{}",
                      target_.std_mm, inferred(),
                      target_.std_mm > kUnsure_mm
                          ? "; too unsure to be reached without seeing it in the picture"
                          : ""));
    }
    if (skin_.assumed()) {
      warnings.push_back(fmt::format(
          "the skin is not known: it is ASSUMED to be flat, {:.0f} mm behind the target",
          depth_mm_));
    }
    if (!result.axes.empty()) {
      warnings.push_back(fmt::format(
          "all places are in the axes of '{}', not of a reference marker: no tracked needle can be "
          "compared with this plan",
          result.axes));
    }
    if (depth_mm_ < rules_.depth_mm.low ||
        (rules_.depth_mm.high > 0.0 && depth_mm_ > rules_.depth_mm.high)) {
      warnings.push_back(fmt::format(
          "the target lies {:.0f} mm under the skin, outside the usual {:.0f} to {:.0f} mm",
          depth_mm_, rules_.depth_mm.low, rules_.depth_mm.high));
    }
    warnings.push_back(fmt::format("planned for the probe {}", probe));
  }

  // Whether all that the target lies by was placed by the user.
  [[nodiscard]] bool target_placed() const {
    return std::all_of(
        landmarks_.used().begin(), landmarks_.used().end(), [](const PlanLandmark& mark) {
          return mark.use == LandmarkUse::kAvoid || mark.standing == LandmarkStanding::kPlaced;
        });
  }

  // Of the target's landmarks those that were not seen.
  [[nodiscard]] std::string inferred() const {
    std::vector<std::string> names;
    const auto points = target_points(task_.procedure, task_.site);
    if (!points || points->empty()) return {};
    for (const auto& name : points->front().landmarks) {
      const auto mark = anatomy_.landmark(name);
      const auto* choice = choice_for(task_.landmarks, name);
      if (choice != nullptr && choice->place_mm) continue;
      if (mark && mark->state == LandmarkState::kInferred) names.push_back(name);
    }
    return names.empty() ? std::string()
                         : fmt::format("; not seen but inferred by the shape model: {}",
                                       fmt::join(names, ", "));
  }

  [[nodiscard]] std::function<std::vector<std::string>(const AnyTrajectory&)> remarks() const {
    const auto bone = std::make_shared<const BoneAboutWays>(anatomy_);
    const auto skin = std::make_shared<const BackSkin>(skin_);
    const bool seen_known = anatomy_.bone_mm.cols() > 0;
    return [bone, skin, seen_known, body = body_from_space_](const AnyTrajectory& way) {
      std::vector<std::string> sentences;
      add_skin_remark(*skin, body * entry_mm(way), sentences);
      add_bone_remarks(bone->about(entry_mm(way), end_mm(way)), seen_known, sentences);
      return sentences;
    };
  }

  static void add_skin_remark(const BackSkin& skin, const Vector3d& entry,
                              std::vector<std::string>& sentences) {
    const double beside = skin.beside_mm(entry.x(), entry.z());
    if (skin.assumed() || beside <= BackSkin::kTouched_mm) return;
    sentences.push_back(fmt::format(
        "the best way enters {:.0f} mm beside the skin that the probe touched; the skin "
        "is extrapolated there and may be {:.0f} mm off",
        beside, std::max(1.0, skin.std_mm(entry.x(), entry.z()))));
  }

  static void add_bone_remarks(const SeenBone& bone, bool seen_known,
                               std::vector<std::string>& sentences) {
    if (!seen_known) {
      sentences.emplace_back(
          "which bone was seen is not known: all of it is as the shape model has it");
    } else if (bone.places == 0) {
      sentences.emplace_back("no bone lies within 15 mm of the best way");
    } else {
      sentences.push_back(fmt::format(
          "of the bone within 15 mm of the best way that faces it {:.0f} % was seen; the "
          "rest is inferred by the shape model",
          100.0 * bone.seen / bone.places));
    }
    if (bone.unexplained > 0) {
      sentences.push_back(fmt::format(
          "the best way passes {} places that looked like bone in the sweep but lie off "
          "the fitted bones; they were taken for something else",
          bone.unexplained));
    }
  }

  const MeasuredAnatomy& anatomy_;
  const PlanTask& task_;
  Eigen::Isometry3d body_from_space_, space_from_body_;
  LandmarkChoices landmarks_;
  ApproachRules rules_;
  PlanTarget target_;
  BackSkin skin_ = BackSkin::flat(0.0);
  Vector3d beam_ = -Vector3d::UnitY();
  double depth_mm_ = 0.0;
};

Result<void> check_skin(const MeasuredAnatomy& anatomy, const MeasuredCaseOptions& options) {
  const bool known = anatomy.skin_mm.cols() > 0;
  if (!options.skin_depth_mm && !known) {
    return fail(ErrorCode::kNoData, "the skin is not known here", {}, Remedy::kSkin);
  }
  if (options.skin_depth_mm && known) {
    return fail(ErrorCode::kInvalidOption,
                "the skin is known here; leave the depth of a flat one out");
  }
  if (options.skin_depth_mm &&
      !(*options.skin_depth_mm >= 1.0 && *options.skin_depth_mm <= 200.0)) {
    return fail(ErrorCode::kInvalidOption, "the depth of a flat skin is 1 to 200 mm");
  }
  return {};
}

}  // namespace

Result<PlanCase> plan_case_of_anatomy(const MeasuredAnatomy& anatomy, const PlanTask& task,
                                      const MeasuredCaseOptions& options) {
  if (auto skin = check_skin(anatomy, options); !skin) return tl::unexpected<Error>(skin.error());
  const auto axes = body_from_space(anatomy.landmarks);
  if (!axes) return tl::unexpected<Error>(axes.error());
  MeasuredCase measured(anatomy, task, *axes);
  if (auto done = measured.aim(); !done) return tl::unexpected<Error>(done.error());
  if (auto done = measured.find_skin(options); !done) return tl::unexpected<Error>(done.error());
  return measured.finish();
}

}  // namespace echolance
