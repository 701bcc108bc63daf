// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/needle.hpp"
#include "core/plan.hpp"
#include "core/volume.hpp"

namespace echolance {

// What is to be seen in space, whoever draws it: session makes it, gui/scene draws it. All places
// are in one space, the scene's, mm.

/// Triangles; corners run counter-clockwise seen from outside.
struct SceneMesh {
  std::vector<Eigen::Vector3f> points_mm;
  std::vector<Eigen::Vector3i> triangles;
};

/// What the bones of a scene are.
enum class SceneBone : std::uint8_t {
  kTrue,        ///< a virtual patient's own
  kShapeModel,  ///< laid on data; where there were none, inferred: drawn in another colour
};

/// A picture standing in space: its left upper corner's pixel centre and the steps of one pixel.
struct ScenePicture {
  cv::Mat grey;                                                 ///< CV_8UC1
  Eigen::Matrix4d scene_from_px = Eigen::Matrix4d::Identity();  ///< px, px, 0 -> mm
  /// Corners of the ultrasound region, px; only what lies inside is shown. Empty: all.
  std::vector<Eigen::Vector2d> outline_px;
};

struct SceneNeedle {
  Eigen::Vector3d tip_mm = Eigen::Vector3d::Zero(), hub_mm = Eigen::Vector3d::UnitY();
  double diameter_mm = 0.7;
  NeedleState state = NeedleState::kSeen;  ///< kNotSeen: not drawn, the picture says so
  std::optional<double> tip_std_mm;        ///< along the shaft
  std::int64_t frames_since_seen = 0;      ///< of a predicted one
};

struct SceneLandmark {
  std::string name;
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
  double std_mm = 0.0;    ///< drawn as a translucent ball
  bool inferred = false;  ///< drawn hollow
};

/// What the scene's axes are for the body. Views and the orientation marker go by it.
struct SceneAxes {
  Eigen::Vector3d left = Eigen::Vector3d::UnitX();
  Eigen::Vector3d posterior = Eigen::Vector3d::UnitY();  ///< left x posterior = cranial
  Eigen::Vector3d cranial = Eigen::Vector3d::UnitZ();
  /// What the marker calls their ends; empty: not shown. Where the body's directions are not known
  /// these are names of the file's axes.
  std::array<std::string, 3> words{"left", "posterior", "cranial"};
};

/// A way of the user's own: shown in place of the chosen one.
struct SceneOwnWay {
  Eigen::Vector3d entry_mm = Eigen::Vector3d::Zero(), end_mm = Eigen::Vector3d::Zero();
  bool allowed = true;
  friend bool operator==(const SceneOwnWay&, const SceneOwnWay&) = default;
};

/// What belongs to one moment of a recording or of a live source.
struct SceneMoment {
  std::optional<ScenePicture> picture;
  std::optional<SceneNeedle> needle;
  std::vector<Eigen::Vector3f> points_mm;  ///< bone found in the picture
  std::vector<std::string> notes;          ///< before those of the scene
};

/// What is to be seen. Empty parts are not drawn.
struct SpaceSceneContent {
  SceneMesh bone;  ///< shape model or patient
  SceneBone bone_kind = SceneBone::kTrue;
  std::vector<Eigen::Vector3f> points_mm;  ///< measured bone
  SceneMesh skin;                          ///< a piece of it, drawn as a veil
  VolumeGrid volume_grid;
  std::vector<std::uint8_t> volume;  ///< grid.count(), 0: nothing known there; empty: none
  std::optional<ScenePicture> picture;
  std::optional<SceneNeedle> needle;
  std::vector<SceneLandmark> landmarks;
  std::optional<Plan> plan;  ///< ways, target, no-go structures
  int chosen_way = 0;        ///< 0: best, then the alternatives
  std::optional<SceneOwnWay> own_way;
  SceneAxes axes;
  std::vector<std::string> notes;  ///< sentences to stand in the picture: what is not certain
};

}  // namespace echolance
