// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "core/space_content.hpp"
#include "gui/scene/space_scene.hpp"

namespace echolance {

/// A parallel projection: no VTK in it, so that what is clicked and what is labelled needs none.
/// Pixels count from the top left, the centre of the first is (0, 0).
struct SceneCamera {
  Eigen::Vector3d focus_mm = Eigen::Vector3d::Zero();     ///< in the middle of the picture
  Eigen::Vector3d direction = -Eigen::Vector3d::UnitY();  ///< into the picture, unit
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();          ///< unit, across `direction`
  double half_width_mm = 120.0, half_height_mm = 100.0;   ///< both fit into every picture

  [[nodiscard]] Eigen::Vector3d right() const { return direction.cross(up); }
  [[nodiscard]] double mm_per_px(int width_px, int height_px) const;
  [[nodiscard]] Eigen::Vector2d place_px(const Eigen::Vector3d& mm, int width_px,
                                         int height_px) const;
  /// The place at the focus' depth that falls on a pixel.
  [[nodiscard]] Eigen::Vector3d place_mm(const Eigen::Vector2d& px, int width_px,
                                         int height_px) const;

  void turn(double azimuth_rad, double elevation_rad);  ///< about `up`, then about right()
  void zoom(double factor);                             ///< above 1: nearer; not below 2 mm
  void pan(double right_share, double up_share);  ///< of the picture's height; moves the scene
  /// Just so far that the places are in view; whether that was needed.
  bool widen_to(const std::vector<Eigen::Vector3d>& places_mm);
};

/// What a moving picture and its needle take up; empty: neither is shown.
[[nodiscard]] std::vector<Eigen::Vector3d> places_of_moment(const SpaceSceneContent& content);

/// The camera of a view that shows what matters in the content: the plan's ways with what is about
/// them, else needle and picture with what is about them, else everything.
[[nodiscard]] SceneCamera camera_of(SceneView view, const SpaceSceneContent& content);

}  // namespace echolance
