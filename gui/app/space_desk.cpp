// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/space_desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gui/panels/plan_edits.hpp"
#include "session/skin_mesh.hpp"
#include "session/space_content.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr int kSmallest_px = 16, kLargest_px = 8192;
constexpr double kSkinShown_mm = 45.0;  // about the entry: all of it would veil the bones
constexpr double kInPlane_mm = 2.0;
constexpr const char* kNothing =
    "nothing in space is open: open a virtual patient, a plan, results of landmarks or "
    "reconstruct, or a recording with a tracked probe";

bool same_question(const PlanResults* before, const PlanResults& now) {
  return before != nullptr && before->plan.procedure == now.plan.procedure &&
         before->plan.side == now.plan.side && before->plan.target_name == now.plan.target_name;
}

bool on_pixels(const ScenePicture& picture, const Eigen::Vector2d& px) {
  return px.x() >= -0.5 && px.y() >= -0.5 && px.x() <= picture.grey.cols - 0.5 &&
         px.y() <= picture.grey.rows - 0.5;
}

std::string place_words(const Vector3d& mm, const std::string& space) {
  return fmt::format("{:.1f}, {:.1f}, {:.1f} mm in {}", mm.x(), mm.y(), mm.z(), space);
}

}  // namespace

void SpaceDesk::show(std::function<Result<SpaceSceneContent>()> make) {
  close();
  next_ = std::move(make);
  wanted_ = true;
}

void SpaceDesk::show_moments() {
  close();
  moments_only_ = true;
  view_.view = static_cast<int>(SceneView::kOblique);  // edge on from behind, most of the time
  content_.axes.words = {"+x", "+y", "+z"};
  content_.notes.push_back("The body's directions are not known: axes of " + tracked_.space);
  view_.why_not = "no frame with a pose has been read yet";
}

void SpaceDesk::close() {
  next_ = nullptr;
  wanted_ = false;
  content_ = {};
  skin_ = {};
  results_.reset();
  entry_mm_.reset();
  target_mm_.reset();
  frame_.reset();
  report_.reset();
  moment_ = {};
  moments_only_ = moment_is_new_ = looked_at_moment_ = false;
  has_content_ = look_again_ = false;
  pointer_ = {};
  const SpaceView old = std::exchange(view_, {});
  view_.view = old.view;
  view_.volume_style = old.volume_style;
  view_.why_not = kNothing;
  scene_.reset();
}

void SpaceDesk::take_plan(const PlanningView& plan) {
  const auto& results = plan.results;
  content_.plan = results_ ? std::optional<Plan>(results->plan) : std::nullopt;
  content_.chosen_way = plan.edit.chosen;
  content_.skin = skin_ = {};
  if (results_ && plan.plan_case) {
    const PlanScene& scene = plan.plan_case->scene;
    skin_ = skin_mesh(scene.skin_mm, scene.probe.beam);
    const auto entry = entry_now_mm(plan);
    const auto middle = entry ? entry : nearest_on(skin_, results->plan.target_mm);
    if (middle) content_.skin = part_about(skin_, *middle, kSkinShown_mm);
  }
  if (scene_ == nullptr) return;
  scene_->set_plan(content_.plan, content_.chosen_way);
  scene_->set_skin(content_.skin);
}

void SpaceDesk::set_plan(const PlanningView& plan) {
  const bool in_space = plan.results && plan.results->plan.space == PlanSpace::kReference;
  const auto results = in_space ? plan.results : nullptr;
  if (results != results_) {
    look_again_ = look_again_ || (results && !same_question(results_.get(), *results));
    results_ = results;
    take_plan(plan);
  } else if (results_ && plan.edit.chosen != content_.chosen_way) {
    content_.chosen_way = plan.edit.chosen;
    if (scene_ != nullptr) scene_->set_plan(content_.plan, content_.chosen_way);
  }
  content_.own_way.reset();
  view_.not_allowed = results_ && plan.own ? plan.own->sentence : "";
  if (results_ && plan.own) {
    content_.own_way = SceneOwnWay{entry_mm(plan.own->path.way), end_mm(plan.own->path.way),
                                   plan.own->stop == Stop::kNone};
  }
  if (scene_ != nullptr) scene_->set_own_way(content_.own_way);
  entry_mm_ = results_ && plan.can_plan ? entry_now_mm(plan) : std::nullopt;
  target_mm_ = results_ && plan.can_plan ? target_now_mm(plan) : std::nullopt;
}

void SpaceDesk::set_moment(const std::shared_ptr<const Frame>& frame,
                           const std::shared_ptr<const FrameReport>& report) {
  const bool mine = report == nullptr || frame == nullptr || report->frame_index == frame->index;
  if (frame == frame_ && (report == report_ || !mine)) return;
  frame_ = frame;
  report_ = mine ? report : nullptr;
  moment_ = frame_ ? moment_of(*frame_, report_.get(), tracked_.calibration, tracked_.space)
                   : SceneMoment{};
  moment_is_new_ = true;
  if (!moments_only_ || has_content_) return;
  has_content_ = moment_.picture.has_value();
  if (!has_content_ && !moment_.notes.empty()) view_.why_not = moment_.notes.front();
}

void SpaceDesk::obey(const command::LookFrom& command) {
  view_.view = std::clamp(command.view, 0, kSceneViewCount - 1);
  if (scene_ != nullptr) scene_->look(static_cast<SceneView>(view_.view));
  point_again_ = true;
}

void SpaceDesk::obey(const command::TurnScene& command) {
  if (scene_ != nullptr) scene_->turn(command.azimuth_rad, command.elevation_rad);
  point_again_ = true;
}

void SpaceDesk::obey(const command::ZoomScene& command) {
  if (scene_ != nullptr) scene_->zoom(std::clamp(command.factor, 0.1, 10.0));
  point_again_ = true;
}

void SpaceDesk::obey(const command::PanScene& command) {
  if (scene_ != nullptr) scene_->pan(command.right, command.up);
  point_again_ = true;
}

void SpaceDesk::obey(const command::SetVolumeStyle& command) {
  view_.volume_style = std::clamp(command.style, 0, 1);
  if (scene_ != nullptr) scene_->set_volume_style(static_cast<VolumeStyle>(view_.volume_style));
}

void SpaceDesk::obey(const command::ResizeScene& command) {
  width_px_ = std::clamp(command.width_px, kSmallest_px, kLargest_px);
  height_px_ = std::clamp(command.height_px, kSmallest_px, kLargest_px);
}

void SpaceDesk::obey(const command::PointAt& command) {
  pointer_ = command;
  point_again_ = true;
}

std::optional<PlanEdit> SpaceDesk::dragged(const command::DragInScene& command,
                                           const PlanningView& plan) const {
  if (scene_ == nullptr || !view_.available) return std::nullopt;
  const SightLine sight = scene_->sight_at(command.to_px.x(), command.to_px.y());
  PlanEdit edit = plan.edit;
  if (command.handle == PlanHandle::kEntry && entry_mm_) {
    edit.entry_mm = slid_on_skin_mm(skin_, sight, *entry_mm_);
    return edit;
  }
  if (command.handle != PlanHandle::kTarget || !target_mm_) return std::nullopt;
  const auto bone =
      command.on_bone ? first_hit(content_.bone, sight, HitSides::kFront) : std::nullopt;
  put_target(plan, bone ? bone->place_mm : beside_mm(sight, *target_mm_), edit);
  return edit;
}

void SpaceDesk::take_content() {
  if (next_ && !making_.busy()) making_.start(std::exchange(next_, nullptr));
  auto made = making_.take();
  if (!made || next_ || !wanted_) return;  // another was asked for meanwhile, or none
  if (!*made) {
    view_.why_not = made->error().text(Reader::kViewer);
    failure_ = view_.why_not;
    return;
  }
  SpaceSceneContent old = std::exchange(content_, std::move(**made));
  if (old.plan) {
    content_.plan = std::move(old.plan);
    content_.skin = std::move(old.skin);
  }
  content_.chosen_way = old.chosen_way;
  content_.own_way = old.own_way;
  has_content_ = true;
  view_.has_volume = !content_.volume.empty();
}

void SpaceDesk::make_scene() {
  auto scene = SpaceScene::in_current_context();
  if (!scene) {
    view_.why_not = scene.error().text(Reader::kViewer);
    has_content_ = false;
    return;
  }
  scene_ = std::move(*scene);
  scene_->set_content(content_);
  scene_->set_volume_style(static_cast<VolumeStyle>(view_.volume_style));
  moment_is_new_ = true;
  look_again_ = true;
}

// The first picture is looked for; after that the view only gives way where it must.
void SpaceDesk::show_moment() {
  if (!moment_is_new_) return;
  moment_is_new_ = false;
  point_again_ = true;
  scene_->set_moment(moment_);
  if (!moment_.picture) return;
  if (looked_at_moment_) {
    scene_->keep_in_view();
  } else {
    look_again_ = looked_at_moment_ = true;
  }
}

// The first surface under the mouse: the picture, or bone.
std::optional<Vector3d> SpaceDesk::pointed_at() const {
  const SightLine sight = scene_->sight_at(pointer_.px.x(), pointer_.px.y());
  auto nearest = hit_of_picture(*moment_.picture, sight);
  const auto bone = first_hit(content_.bone, sight, HitSides::kFront);
  const auto depth = [&](const Vector3d& mm) { return (mm - sight.from_mm).dot(sight.direction); };
  if (bone && (!nearest || depth(bone->place_mm) < depth(*nearest))) nearest = bone->place_mm;
  return nearest;
}

void SpaceDesk::point() {
  view_.pointer = {};
  point_again_ = false;
  if (!moment_.picture || pointer_.place == PointerPlace::kNowhere) return;
  SpacePointer& pointer = view_.pointer;
  if (pointer_.place == PointerPlace::kPicture) {
    const Vector3d place = place_mm(*moment_.picture, pointer_.px);
    pointer.scene_px = scene_->place_px(place);
    pointer.picture_px = pointer_.px;
    pointer.words = place_words(place, tracked_.space);
    return;
  }
  const auto place = pointed_at();
  if (!place) return;
  pointer.scene_px = pointer_.px;
  pointer.words = place_words(*place, tracked_.space);
  const OnPicture on = on_picture(*moment_.picture, *place);
  if (on.off_plane_mm > kInPlane_mm) {
    pointer.words += fmt::format(", {:.0f} mm off the picture's plane", on.off_plane_mm);
  } else if (on_pixels(*moment_.picture, on.px)) {
    pointer.picture_px = on.px;
  } else {
    pointer.words += ", beside the picture";
  }
}

void SpaceDesk::update(bool seen, double scale) {
  take_content();
  view_.busy = wanted_ && (making_.busy() || next_ != nullptr);
  if (view_.busy) view_.why_not = "the scene is being made";
  if (!has_content_ || !seen) return;
  if (scene_ == nullptr) make_scene();
  if (scene_ == nullptr) return;
  scene_->set_scale(scale);
  show_moment();
  if (std::exchange(look_again_, false)) scene_->look(static_cast<SceneView>(view_.view));
  view_.texture = {scene_->texture(width_px_, height_px_), width_px_, height_px_};
  view_.available = view_.texture.id != 0;
  if (!view_.available) view_.why_not = "the scene could not be drawn; see the notices";
  const auto place = [&](const std::optional<Vector3d>& mm) {
    return mm ? scene_->place_px(*mm) : std::nullopt;
  };
  view_.entry_px = place(entry_mm_);
  view_.target_px = place(target_mm_);
  view_.has_skin = !skin_.triangles.empty();
  view_.has_bone = !content_.bone.triangles.empty();
  view_.has_moment = moment_.picture.has_value();
  if (point_again_) point();
}

void SpaceDesk::leave_context() {
  scene_.reset();
  view_.texture = {};
  view_.available = false;
}

void SpaceDesk::forget_context() {
  close();
}

}  // namespace echolance
