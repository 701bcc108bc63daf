// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "session/plan_case.hpp"
#include "session/plan_landmarks.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kEntryStep_mm = 0.5;
constexpr double kMostBeside_mm = 110.0;

struct KindOfName {
  const char* part;
  LandmarkKind kind;
};
constexpr std::array kKinds = {
    KindOfName{"psis", LandmarkKind::kPsis},
    KindOfName{"piis", LandmarkKind::kPiis},
    KindOfName{"si_joint", LandmarkKind::kSacroiliacCleft},
    KindOfName{"facet", LandmarkKind::kFacetJoint},
    KindOfName{"foramen", LandmarkKind::kSacralForamen},
    KindOfName{"transverse_tip", LandmarkKind::kTransverseProcess},
    KindOfName{"medial_branch", LandmarkKind::kTransverseProcess},
    KindOfName{"lamina", LandmarkKind::kLamina},
    KindOfName{"spinous", LandmarkKind::kSpinousProcess},
    KindOfName{"epidural_space", LandmarkKind::kPosteriorComplex},
    KindOfName{"ligamentum_flavum", LandmarkKind::kPosteriorComplex},
};

// Shown in single pictures, but never surely enough to be claimed (README).
constexpr std::array kNeverClaimed = {LandmarkKind::kPiis, LandmarkKind::kSacroiliacCleft,
                                      LandmarkKind::kFacetJoint, LandmarkKind::kTransverseProcess,
                                      LandmarkKind::kPosteriorComplex};

std::optional<LandmarkKind> target_kind(const std::vector<TargetPoint>& points) {
  if (points.empty() || points.front().landmarks.empty()) return std::nullopt;
  return picture_landmark(points.front().landmarks.front());
}

// One frame that could be planned on.
struct Chosen {
  Frame frame;
  FrameReport report;
  double confidence = -1.0;  // of the landmark, be it a claim or faint
};

class FrameChoice {
 public:
  FrameChoice(const PlanTask& task, std::optional<std::int64_t> wanted,
              std::optional<LandmarkKind> kind)
      : task_(task), wanted_(wanted), kind_(kind) {}

  // Returns whether enough has been seen.
  bool look_at(const Frame& frame, FrameReport report) {
    if (wanted_ && report.frame_index != *wanted_) return false;
    if (report.region) keep(frame, std::move(report));
    return wanted_ || (target_is_placed(task_) && chosen_);
  }

  [[nodiscard]] const std::optional<Chosen>& chosen() const { return chosen_; }

 private:
  void keep(const Frame& frame, FrameReport report) {
    const PlanarLandmark* found = kind_ ? report.landmarks.find(*kind_) : nullptr;
    const double confidence = found != nullptr ? found->confidence : 0.0;
    if (chosen_ && confidence <= chosen_->confidence) return;
    chosen_ = Chosen{frame, std::move(report), confidence};
  }

  const PlanTask& task_;
  std::optional<std::int64_t> wanted_;
  std::optional<LandmarkKind> kind_;
  std::optional<Chosen> chosen_;
};

Result<std::optional<Chosen>> choose_frame(FrameSource& source, FrameChoice choice) {
  PipelineState state;
  while (true) {
    const auto frame = source.next();
    if (!frame) return tl::unexpected<Error>(frame.error());
    if (!*frame) break;
    if (choice.look_at(**frame, process_frame(**frame, state, {}))) break;
  }
  return choice.chosen();
}

ProbeFace face_of(const ImageRegion& region, const PixelSpacing& spacing) {
  ProbeFace face;
  const double width = region.bounds_px.width * spacing.x_mm_per_px;
  const double height = region.bounds_px.height * spacing.y_mm_per_px;
  face.origin_mm = {0.5 * width, 0.0, 0.0};
  face.width_mm = width;
  face.depth_mm = height;
  if (region.kind == RegionKind::kFan && region.fan) {
    const FanGeometry& fan = *region.fan;
    const Vector3d apex = region.to_image(fan.apex, spacing).mm;
    face.radius_mm = fan.inner_radius_px * spacing.mean_mm_per_px();
    face.half_opening_rad = fan.half_angle_rad;
    face.origin_mm = apex + Vector3d(0.0, face.radius_mm, 0.0);
    face.width_mm = 2.0 * face.radius_mm * std::sin(fan.half_angle_rad);
    face.depth_mm = (fan.outer_radius_px - fan.inner_radius_px) * spacing.mean_mm_per_px();
  }
  return face;
}

// The skin under the face follows it; beside the face it is taken to go on flat.
std::vector<Vector3d> skin_line(const ProbeFace& face) {
  std::vector<Vector3d> line;
  const double half = half_across(face);
  for (int i = -10; i <= 10; ++i) {
    line.push_back(face.place_mm(local_of(face, {half * i / 10.0, 0.0})));
  }
  return line;
}

void add_entries(const PlanTask& task, const Vector3d& target, PlanScene& scene) {
  const double beside = std::min(1.3 * task.needle.length_mm, kMostBeside_mm);
  scene.skin_mm = entries_on_line(skin_line(scene.probe), kEntryStep_mm, beside);
  if (task.procedure.plane == NeedlePlane::kInPlane) return;
  // Across the picture, before and behind the probe.
  const double top = scene.probe.origin_mm.y();
  for (double z = kEntryStep_mm; z <= beside; z += kEntryStep_mm) {
    scene.skin_mm.emplace_back(target.x(), top, z);
    scene.skin_mm.emplace_back(target.x(), top, -z);
  }
}

std::vector<Vector3d> bone_line(const FrameReport& report) {
  std::vector<Vector3d> line;
  for (const auto& point : report.bone.points) {
    line.push_back(report.region->to_image(point.position, *report.spacing).mm);
  }
  return line;
}

void warn(const PlanTask& task, const std::vector<Vector3d>& bone, PlanCase& result) {
  auto& warnings = result.warnings;
  std::string names;
  for (const auto& avoided : task.procedure.avoid) {
    if (!names.empty()) names += "; ";
    names += avoided.structure;
  }
  warnings.push_back(
      "nerves and vessels cannot be told in this picture and are NOT avoided by this plan" +
      (names.empty() ? std::string() : "; the procedure names: " + names));
  warnings.emplace_back(
      "bone is known only where it was found in this picture; skin beside the probe is taken to go "
      "on flat");
  if (bone.empty())
    warnings.emplace_back("no bone was found in this picture: ways are not checked for it");
  if (task.procedure.plane != NeedlePlane::kInPlane) {
    warnings.emplace_back(
        "across the picture bone is taken to lie as in the picture, which is a guess");
  }
}

// The user's own target, or the landmark's.
Result<void> aim(const Chosen& chosen, const PlanTask& task, PlanCase& result) {
  const auto kind = sought_landmark(task);
  if (!kind) return tl::unexpected<Error>(kind.error());
  const LandmarkKind sought = kind->value_or(LandmarkKind::kSkin);
  LandmarkChoices choices(
      *kind ? choices_in_picture(task, sought) : task.landmarks,
      [&](const std::string&) { return landmark_in_picture(chosen.report, sought); });
  result.target_std_mm = kPlacedStd_mm;
  result.target_name = "target";
  if (task.target_mm) {
    result.target_mm = {task.target_mm->x(), task.target_mm->y(), 0.0};
  } else {
    const auto mark = choices.use(to_string(sought), LandmarkUse::kTarget);
    if (!mark) return tl::unexpected<Error>(mark.error());
    result.target_name = mark->name;
    result.target_mm = *mark->place_mm;
    result.target_std_mm = mark->std_mm;
  }
  if (auto used = choices.check_all_used(); !used) return used;
  result.landmarks = choices.used();
  result.warnings = landmark_warnings(result.landmarks);
  return {};
}

Result<PlanCase> case_of(const Chosen& chosen, const PlanTask& task, PlanCase result) {
  const FrameReport& report = chosen.report;
  result.frame_index = report.frame_index;
  PlanScene& scene = result.scene;
  scene.space = PlanSpace::kImage;
  scene.probe = face_of(*report.region, *report.spacing);
  scene.compass = {{-Vector3d::UnitX(), "left of the picture"},
                   {Vector3d::UnitX(), "right of the picture"},
                   {-Vector3d::UnitZ(), "in front of the picture"},
                   {Vector3d::UnitZ(), "behind the picture"}};
  add_entries(task, result.target_mm, scene);
  scene.no_go = task.avoid;
  const auto bone = bone_line(report);
  Eigen::AlignedBox3d box(
      Vector3d::Zero(),
      Vector3d(report.region->bounds_px.width * report.spacing->x_mm_per_px,
               report.region->bounds_px.height * report.spacing->y_mm_per_px, 0.0));
  for (const auto& entry : scene.skin_mm) box.extend(Vector3d(entry.x(), entry.y(), 0.0));
  auto map = bone_of_picture(bone, scene.probe, box);
  if (!map) return tl::unexpected<Error>(map.error());
  scene.bone = std::move(*map);
  const cv::Point corner = report.region->bounds_px.tl();
  result.picture = CasePicture{chosen.frame.image.clone(),
                               {static_cast<double>(corner.x), static_cast<double>(corner.y)},
                               *report.spacing,
                               bone};
  warn(task, bone, result);
  return result;
}

// What the user placed must lie in the picture.
Result<void> check_target(const Chosen& chosen, const Vector3d& target) {
  const cv::Rect& bounds = chosen.report.region->bounds_px;
  const double width_mm = bounds.width * chosen.report.spacing->x_mm_per_px;
  const double height_mm = bounds.height * chosen.report.spacing->y_mm_per_px;
  if (target.x() >= 0.0 && target.x() <= width_mm && target.y() >= 0.0 && target.y() <= height_mm) {
    return {};
  }
  return fail(ErrorCode::kInvalidOption,
              fmt::format("the target {:.4g},{:.4g} lies outside the picture, which goes from its "
                          "top left {:.4g} mm to the right and {:.4g} mm down",
                          target.x(), target.y(), width_mm, height_mm));
}

Result<PlanCase> case_of_chosen(const Chosen& chosen, const PlanTask& task,
                                const std::string& where) {
  if (!chosen.report.spacing) {
    return fail(ErrorCode::kNoData, "the pixel size is not known", {}, Remedy::kPixelSize);
  }
  PlanCase aimed;
  if (auto done = aim(chosen, task, aimed); !done) {
    return tl::unexpected<Error>(done.error().in(where));
  }
  if (target_is_placed(task)) {
    const auto inside = check_target(chosen, aimed.target_mm);
    if (!inside) return tl::unexpected<Error>(inside.error());
  }
  return case_of(chosen, task, std::move(aimed));
}

// What a person accepted he saw in one picture.
bool accepted_somewhere(const PlanTask& task) {
  return std::any_of(task.landmarks.begin(), task.landmarks.end(),
                     [](const LandmarkChoice& choice) { return !choice.place_mm; });
}

}  // namespace

std::optional<LandmarkKind> picture_landmark(const std::string& landmark) {
  for (const auto& kind : kKinds) {
    if (landmark.find(kind.part) != std::string::npos) return kind.kind;
  }
  return std::nullopt;
}

bool target_is_placed(const PlanTask& task) {
  const auto kind = sought_landmark(task);
  if (task.target_mm) return true;
  if (!kind || !*kind) return false;
  const auto choices = choices_in_picture(task, **kind);
  const auto* choice = choice_for(choices, to_string(**kind));
  return choice != nullptr && choice->place_mm;
}

bool picture_gives_target(const PlanTask& task) {
  const auto points = target_points(task.procedure, task.site);
  const auto kind = points ? target_kind(*points) : std::nullopt;
  return kind &&
         std::find(kNeverClaimed.begin(), kNeverClaimed.end(), *kind) == kNeverClaimed.end();
}

Result<std::optional<LandmarkKind>> sought_landmark(const PlanTask& task) {
  const auto points = target_points(task.procedure, task.site);
  if (!points) return tl::unexpected<Error>(points.error());
  if (task.target_mm) return std::optional<LandmarkKind>{};
  if (const auto kind = target_kind(*points)) return std::optional(*kind);
  return fail(ErrorCode::kNoData, "the target of this procedure cannot be found in single pictures",
              {}, Remedy::kTarget);
}

Result<PlanCase> plan_case_of_recording(FrameSource& source, const PlanTask& task,
                                        std::optional<std::int64_t> frame_index) {
  const auto kind = sought_landmark(task);
  if (!kind) return tl::unexpected<Error>(kind.error());
  if (!frame_index && accepted_somewhere(task)) {
    return fail(ErrorCode::kInvalidOption, "a landmark is accepted in one picture", {},
                Remedy::kFrameOfAccepted);
  }
  const auto chosen = choose_frame(source, {task, frame_index, *kind});
  if (!chosen) return tl::unexpected<Error>(chosen.error());
  const std::string where = frame_index ? fmt::format("frame {}", *frame_index) : "the recording";
  if (!*chosen) {
    return fail(ErrorCode::kNoData,
                frame_index ? "there is no such frame, or no ultrasound in it"
                            : "no ultrasound was found in any frame",
                where, frame_index ? Remedy::kOtherFrame : Remedy::kNone);
  }
  const bool shown = (*chosen)->confidence > 0.0;
  return case_of_chosen(**chosen, task,
                        shown ? fmt::format("frame {}", (*chosen)->report.frame_index) : where);
}

Result<PlanCase> plan_case_of_frame(const Frame& frame, const FrameReport& report,
                                    const PlanTask& task) {
  const auto kind = sought_landmark(task);
  if (!kind) return tl::unexpected<Error>(kind.error());
  FrameChoice choice(task, report.frame_index, *kind);
  choice.look_at(frame, report);
  const std::string where = fmt::format("frame {}", report.frame_index);
  if (!choice.chosen()) {
    return fail(ErrorCode::kNoData, "there is no ultrasound in it", where, Remedy::kOtherFrame);
  }
  return case_of_chosen(*choice.chosen(), task, where);
}

}  // namespace echolance
