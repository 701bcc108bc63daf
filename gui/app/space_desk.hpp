// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/frame.hpp"
#include "gui/app/background_job.hpp"
#include "gui/app/tracked_space.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "gui/scene/space_scene.hpp"

namespace echolance {

/// The view in space. Belongs to the window's thread; the window's context must be current.
class SpaceDesk {
 public:
  explicit SpaceDesk(TrackedSpace tracked = {}) : tracked_(std::move(tracked)) {}

  /// What is to be seen from now on is made on another thread and then takes the scene's place.
  void show(std::function<Result<SpaceSceneContent>()> make);
  /// Nothing but the pictures of a tracked recording, as they come by set_moment().
  void show_moments();
  void close();
  /// The plan as it is searched, chosen and dragged.
  void set_plan(const PlanningView& plan);
  /// The frame that is looked at, in its pose; null: none. A report that is not there yet is said.
  void set_moment(const std::shared_ptr<const Frame>& frame,
                  const std::shared_ptr<const FrameReport>& report);

  void obey(const command::LookFrom& command);
  void obey(const command::TurnScene& command);
  void obey(const command::ZoomScene& command);
  void obey(const command::PanScene& command);
  void obey(const command::SetVolumeStyle& command);
  void obey(const command::ResizeScene& command);
  void obey(const command::PointAt& command);
  /// The edit with an end of the way where it was dragged to; empty: there is none to be dragged.
  [[nodiscard]] std::optional<PlanEdit> dragged(const command::DragInScene& command,
                                                const PlanningView& plan) const;

  /// Renders where `seen` and something has changed.
  void update(bool seen, double scale);
  [[nodiscard]] const SpaceView& view() const { return view_; }
  void leave_context();  ///< the window goes, another comes
  /// Why the scene could not be made, once.
  [[nodiscard]] std::optional<std::string> take_failure() {
    return std::exchange(failure_, std::nullopt);
  }
  void forget_context();  ///< before the window goes

 private:
  void take_content();
  void take_plan(const PlanningView& plan);
  void make_scene();
  void show_moment();
  void point();
  [[nodiscard]] std::optional<Eigen::Vector3d> pointed_at() const;

  TrackedSpace tracked_;
  std::unique_ptr<SpaceScene> scene_;
  BackgroundJob<Result<SpaceSceneContent>> making_;
  std::function<Result<SpaceSceneContent>()> next_;
  SpaceSceneContent content_;
  SceneMesh skin_;  // all that is known; the content has the part that is drawn
  std::shared_ptr<const PlanResults> results_;  // that `content_` has the plan of
  std::optional<Eigen::Vector3d> entry_mm_, target_mm_;
  std::shared_ptr<const Frame> frame_;
  std::shared_ptr<const FrameReport> report_;
  SceneMoment moment_;
  bool wanted_ = false;  // what is being made, when it comes
  bool moments_only_ = false, moment_is_new_ = false, looked_at_moment_ = false;
  bool has_content_ = false, look_again_ = false;
  std::optional<std::string> failure_;
  command::PointAt pointer_;
  bool point_again_ = false;
  SpaceView view_;
  int width_px_ = 960, height_px_ = 640;  // until the panel has told its own
};

}  // namespace echolance
