// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/app/background_job.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "gui/scene/space_scene.hpp"

namespace echolance {

/// The view in space. Belongs to the window's thread; the window's context must be current.
class SpaceDesk {
 public:
  /// What is to be seen from now on is made on another thread and then takes the scene's place.
  void show(std::function<Result<SpaceSceneContent>()> make);
  void close();
  /// The plan as it is searched or chosen.
  void set_plan(const Plan* plan, int chosen);

  void obey(const command::LookFrom& command);
  void obey(const command::TurnScene& command);
  void obey(const command::ZoomScene& command);
  void obey(const command::PanScene& command);
  void obey(const command::SetVolumeStyle& command);
  void obey(const command::ResizeScene& command);

  /// Renders where `seen` and something has changed.
  void update(bool seen, double scale);
  [[nodiscard]] const SpaceView& view() const { return view_; }
  void leave_context();   ///< the window goes, another comes
  void forget_context();  ///< before the window goes

 private:
  void take_content();
  void make_scene();

  std::unique_ptr<SpaceScene> scene_;
  BackgroundJob<Result<SpaceSceneContent>> making_;
  std::function<Result<SpaceSceneContent>()> next_;
  SpaceSceneContent content_;
  const Plan* plan_ = nullptr;  // of which `content_` has a copy; compared, never followed
  bool has_content_ = false;
  SpaceView view_;
  int width_px_ = 960, height_px_ = 640;  // until the panel has told its own
};

}  // namespace echolance
