// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/space_desk.hpp"

#include <algorithm>
#include <utility>

namespace echolance {
namespace {

constexpr int kSmallest_px = 16, kLargest_px = 8192;
constexpr const char* kNothing =
    "nothing in space is open: open a virtual patient, or results of landmarks or reconstruct";

}  // namespace

void SpaceDesk::show(std::function<Result<SpaceSceneContent>()> make) {
  close();
  next_ = std::move(make);
}

void SpaceDesk::close() {
  next_ = nullptr;
  content_ = {};
  plan_ = nullptr;
  has_content_ = false;
  const SpaceView old = std::exchange(view_, {});
  view_.view = old.view;
  view_.volume_style = old.volume_style;
  view_.why_not = kNothing;
  scene_.reset();
}

void SpaceDesk::set_plan(const Plan* plan, int chosen) {
  if (plan == plan_ && chosen == content_.chosen_way) return;
  plan_ = plan;
  content_.chosen_way = chosen;
  const bool fits = plan != nullptr && plan->space == PlanSpace::kReference;
  content_.plan = fits ? std::optional<Plan>(*plan) : std::nullopt;
  if (scene_ != nullptr) scene_->set_content(content_);
}

void SpaceDesk::obey(const command::LookFrom& command) {
  view_.view = std::clamp(command.view, 0, kSceneViewCount - 1);
  if (scene_ != nullptr) scene_->look(static_cast<SceneView>(view_.view));
}

void SpaceDesk::obey(const command::TurnScene& command) {
  if (scene_ != nullptr) scene_->turn(command.azimuth_rad, command.elevation_rad);
}

void SpaceDesk::obey(const command::ZoomScene& command) {
  if (scene_ != nullptr) scene_->zoom(std::clamp(command.factor, 0.1, 10.0));
}

void SpaceDesk::obey(const command::PanScene& command) {
  if (scene_ != nullptr) scene_->pan(command.right, command.up);
}

void SpaceDesk::obey(const command::SetVolumeStyle& command) {
  view_.volume_style = std::clamp(command.style, 0, 1);
  if (scene_ != nullptr) scene_->set_volume_style(static_cast<VolumeStyle>(view_.volume_style));
}

void SpaceDesk::obey(const command::ResizeScene& command) {
  width_px_ = std::clamp(command.width_px, kSmallest_px, kLargest_px);
  height_px_ = std::clamp(command.height_px, kSmallest_px, kLargest_px);
}

void SpaceDesk::take_content() {
  if (next_ && !making_.busy()) making_.start(std::exchange(next_, nullptr));
  auto made = making_.take();
  if (!made || next_) return;  // another was asked for meanwhile
  if (!*made) {
    view_.why_not = made->error().text(Reader::kViewer);
    return;
  }
  auto plan = std::exchange(content_.plan, std::nullopt);
  const int chosen = content_.chosen_way;
  content_ = std::move(**made);
  if (plan) content_.plan = std::move(plan);
  content_.chosen_way = chosen;
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
  scene_->look(static_cast<SceneView>(view_.view));
}

void SpaceDesk::update(bool seen, double scale) {
  take_content();
  if (making_.busy() || next_) view_.why_not = "the scene is being made";
  if (!has_content_ || !seen) return;
  if (scene_ == nullptr) make_scene();
  if (scene_ == nullptr) return;
  scene_->set_scale(scale);
  view_.texture = {scene_->texture(width_px_, height_px_), width_px_, height_px_};
  view_.available = view_.texture.id != 0;
  if (!view_.available) view_.why_not = "the scene could not be drawn; see the notices";
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
