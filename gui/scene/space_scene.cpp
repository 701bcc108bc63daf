// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/space_scene.hpp"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellPicker.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

#include "gui/scene/bone_actors.hpp"
#include "gui/scene/furniture.hpp"
#include "gui/scene/gl_window.hpp"
#include "gui/scene/needle_actors.hpp"
#include "gui/scene/overlay.hpp"
#include "gui/scene/plan_actors.hpp"
#include "gui/scene/prop_list.hpp"
#include "gui/scene/scene_camera.hpp"
#include "gui/scene/volume_actors.hpp"

namespace echolance {
namespace {

constexpr double kEye_mm = 4000.0;  // of a parallel projection: only what is cut off depends on it
constexpr double kDot_px = 3.0;
constexpr int kFiner = 2;  // pictures are drawn so much larger and shrunk
constexpr int kLargestDrawn_px = 8192;

class VtkSpaceScene final : public SpaceScene {
 public:
  VtkSpaceScene(std::unique_ptr<GlWindow> window, DrawQuality quality)
      : window_(std::move(window)),
        quality_(quality),
        bone_(window_->renderer()),
        moment_bone_(window_->renderer()),
        structures_(window_->renderer()),
        skin_(window_->renderer()),
        ways_(window_->renderer()),
        needle_(window_->renderer()),
        fan_(window_->renderer()),
        volume_(window_->renderer()),
        overlay_(window_->renderer()) {
    vtkCamera& camera = *window_->renderer().GetActiveCamera();
    camera.ParallelProjectionOn();
  }

  void set_content(SpaceSceneContent content) override {
    content_ = std::move(content);
    notes_ = content_.notes;
    measured_as_a_whole_ = !content_.points_mm.empty();
    moment_bone_.clear();
    bone_.clear();
    add_bone(bone_, content_.bone, content_.bone_kind);
    add_measured_bone(bone_, content_.points_mm);
    add_landmarks(bone_, content_.landmarks);
    show_structures();
    show_skin();
    show_ways();
    show_volume();
    show_picture();
    show_needle();
  }

  void set_needle(const std::optional<SceneNeedle>& needle) override {
    content_.needle = needle;
    show_needle();
  }

  void set_picture(const std::optional<ScenePicture>& picture) override {
    content_.picture = picture;
    show_picture();
  }

  void set_moment(const SceneMoment& moment) override {
    content_.picture = moment.picture;
    content_.needle = moment.needle;
    content_.notes = moment.notes;
    content_.notes.insert(content_.notes.end(), notes_.begin(), notes_.end());
    moment_bone_.clear();
    add_measured_bone(moment_bone_, moment.points_mm);
    if (!measured_as_a_whole_) content_.points_mm = moment.points_mm;  // the legend tells of them
    show_picture();
    show_needle();
  }

  void set_plan(const std::optional<Plan>& plan, int chosen_way) override {
    content_.plan = plan;
    content_.chosen_way = chosen_way;
    show_structures();
    show_ways();
    if (!content_.volume.empty()) show_volume();  // its slices cross in the target
  }

  void set_own_way(const std::optional<SceneOwnWay>& own_way) override {
    if (own_way == content_.own_way) return;
    content_.own_way = own_way;
    show_ways();
  }

  void set_skin(const SceneMesh& skin) override {
    content_.skin = skin;
    show_skin();
  }

  void set_volume_style(VolumeStyle style) override {
    if (style == style_) return;
    style_ = style;
    show_volume();
  }

  void set_scale(double scale) override {
    scale = std::clamp(scale, 0.5, 4.0);
    changed_ = changed_ || scale != scale_;
    scale_ = scale;
  }

  void look(SceneView view) override {
    camera_ = camera_of(view, content_);
    words_ = {view, false};
    moved_by_user_ = false;
    show_ways();
  }

  void turn(double azimuth_rad, double elevation_rad) override {
    camera_.turn(azimuth_rad, elevation_rad);
    words_.turned = true;
    if (words_.view == SceneView::kAlongNeedle) show_ways();
    changed_ = true;
  }

  void zoom(double factor) override {
    camera_.zoom(factor);
    moved_by_user_ = true;
    changed_ = true;
  }

  void pan(double right, double up) override {
    camera_.pan(right, up);
    moved_by_user_ = true;
    changed_ = true;
  }

  void keep_in_view() override {
    if (moved_by_user_) return;
    changed_ = camera_.widen_to(places_of_moment(content_)) || changed_;
  }

  unsigned texture(int width_px, int height_px) override {
    if (changed_ || width_px != width_px_ || height_px != height_px_ || finer_ != 1) {
      render(width_px, height_px, 1);
    }
    return window_->texture();
  }

  cv::Mat picture(int width_px, int height_px) override {
    const int finer = std::max(width_px, height_px) * kFiner > kLargestDrawn_px ? 1 : kFiner;
    render(width_px, height_px, finer);
    cv::Mat picture = window_->pixels();
    if (finer > 1) {
      cv::resize(picture, picture, cv::Size(width_px, height_px), 0.0, 0.0, cv::INTER_AREA);
    }
    return picture;
  }

  std::optional<Eigen::Vector2d> place_px(const Eigen::Vector3d& mm) const override {
    if ((mm - camera_.focus_mm).dot(camera_.direction) < -kEye_mm) return std::nullopt;
    return camera_.place_px(mm, width_px_, height_px_);
  }

  SightLine sight_at(double x_px, double y_px) const override {
    const Eigen::Vector3d place = camera_.place_mm({x_px, y_px}, width_px_, height_px_);
    return {place - kEye_mm * camera_.direction, camera_.direction};
  }

  std::optional<Eigen::Vector3d> pick_mm(double x_px, double y_px) override {
    vtkNew<vtkCellPicker> picker;
    picker->SetTolerance(0.0);
    const double x = (x_px + 0.5) * finer_, y = (height_px_ - 0.5 - y_px) * finer_;
    if (picker->Pick(x, y, 0.0, &window_->renderer()) == 0) return std::nullopt;
    return Eigen::Vector3d(Eigen::Map<const Eigen::Vector3d>(picker->GetPickPosition()));
  }

  std::string mapper_name() const override {
    const vtkNew<vtkPolyDataMapper> mapper;
    return mapper->GetClassName();
  }

 private:
  void show_structures() {
    structures_.clear();
    add_structures(structures_, content_);
    changed_ = true;
  }

  void show_skin() {
    skin_.clear();
    add_skin(skin_, content_.skin);
    changed_ = true;
  }

  void show_ways() {
    const bool along = words_.view == SceneView::kAlongNeedle && !words_.turned;
    ways_.clear();
    add_ways(ways_, content_, along ? WayLook::kGlass : WayLook::kSolid);
    changed_ = true;
  }

  void show_needle() {
    needle_.clear();
    if (content_.needle) add_needle(needle_, *content_.needle);
    changed_ = true;
  }

  void show_picture() {
    fan_.clear();
    if (content_.picture) add_picture(fan_, *content_.picture);
    changed_ = true;
  }

  void show_volume() {
    volume_.clear();
    add_volume(volume_, content_, {style_, quality_});
    changed_ = true;
  }

  void render(int width_px, int height_px, int finer) {
    width_px_ = std::max(width_px, 1);
    height_px_ = std::max(height_px, 1);
    finer_ = finer;
    place_camera();
    bone_.set_dot_size(kDot_px * scale_ * finer);
    moment_bone_.set_dot_size(kDot_px * scale_ * finer);
    overlay_.begin({width_px_, height_px_, scale_, static_cast<double>(finer)});
    draw_furniture(overlay_, content_, camera_, words_);
    overlay_.end();
    window_->render(width_px_ * finer, height_px_ * finer);
    changed_ = false;
  }

  void place_camera() {
    vtkRenderer& renderer = window_->renderer();
    vtkCamera& camera = *renderer.GetActiveCamera();
    const Eigen::Vector3d eye = camera_.focus_mm - kEye_mm * camera_.direction;
    camera.SetFocalPoint(camera_.focus_mm.x(), camera_.focus_mm.y(), camera_.focus_mm.z());
    camera.SetPosition(eye.x(), eye.y(), eye.z());
    camera.SetViewUp(camera_.up.x(), camera_.up.y(), camera_.up.z());
    camera.SetParallelScale(0.5 * height_px_ * camera_.mm_per_px(width_px_, height_px_));
    renderer.ResetCameraClippingRange();
  }

  std::unique_ptr<GlWindow> window_;
  DrawQuality quality_;
  PropList bone_, moment_bone_, structures_, skin_, ways_, needle_, fan_, volume_;
  Overlay overlay_;
  SpaceSceneContent content_;
  std::vector<std::string> notes_;  // of the scene, without the moment's
  SceneCamera camera_;
  PictureWords words_;
  VolumeStyle style_ = VolumeStyle::kSlices;
  double scale_ = 1.0;
  int width_px_ = 1, height_px_ = 1, finer_ = 1;
  bool changed_ = true;
  bool moved_by_user_ = false;
  bool measured_as_a_whole_ = false;  // bone that belongs to no single moment
};

Result<std::unique_ptr<SpaceScene>> scene_in(Result<std::unique_ptr<GlWindow>> window,
                                             DrawQuality quality) {
  if (!window) return tl::unexpected(window.error());
  return std::make_unique<VtkSpaceScene>(std::move(*window), quality);
}

}  // namespace

const char* to_string(SceneView view) {
  static constexpr std::array kNames = {"posterior", "left", "cranial", "oblique", "needle"};
  return kNames[static_cast<std::size_t>(view)];
}

Result<std::unique_ptr<SpaceScene>> SpaceScene::off_screen() {
  return scene_in(GlWindow::off_screen(), DrawQuality::kBest);
}

Result<std::unique_ptr<SpaceScene>> SpaceScene::in_current_context() {
  return scene_in(GlWindow::in_current_context(), DrawQuality::kQuick);
}

}  // namespace echolance
