// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <optional>
#include <string>
#include <vector>

#include "core/space_content.hpp"
#include "gui/scene/look.hpp"

namespace echolance {

/// Words that belong to a place of the scene.
struct SceneLabel {
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
  std::string text;
  look::Colour colour = look::kText;
};

/// "l4_root_left" to "L4 root left", "psis_left" to "PSIS left".
[[nodiscard]] std::string readable_name(const std::string& name);

/// What is worth words, the most important first: needle, target, entry, the structures that are
/// nearest to the way (with their clearance), and landmarks where nothing is planned.
[[nodiscard]] std::vector<SceneLabel> labels_of(const SpaceSceneContent& content);

/// Where labels are to stand in a picture.
struct LabelTask {
  Eigen::AlignedBox2d room_px;
  std::vector<Eigen::AlignedBox2d> taken_px;  ///< by other things
  std::vector<Eigen::Vector2d> places_px;     ///< what they belong to, the most important first
  std::vector<Eigen::Vector2d> sizes_px;
  double step_px = 14.0;  ///< of the distances that are tried
};

/// Boxes about each place that neither meet each other nor what is taken; empty for those whose
/// place lies outside or that find no room. Pure.
[[nodiscard]] std::vector<std::optional<Eigen::AlignedBox2d>> lay_out(const LabelTask& task);

}  // namespace echolance
