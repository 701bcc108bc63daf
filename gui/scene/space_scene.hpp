// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/volume.hpp"

namespace echolance {

/// Triangles in the scene's space, mm.
struct SceneMesh {
  std::vector<Eigen::Vector3f> points_mm;
  std::vector<Eigen::Vector3i> triangles;
};

/// A picture standing in space: its left upper corner's pixel centre and the steps of one pixel.
struct ScenePicture {
  cv::Mat grey;                                                 ///< CV_8UC1
  Eigen::Matrix4d scene_from_px = Eigen::Matrix4d::Identity();  ///< px, px, 0 -> mm
};

struct SceneNeedle {
  Eigen::Vector3d tip_mm, hub_mm;
  double diameter_mm = 0.7;
  bool predicted = false;  ///< drawn as uncertain
};

struct SceneLandmark {
  std::string name;
  Eigen::Vector3d place_mm;
  double std_mm = 0.0;  ///< drawn as a translucent ball
  bool inferred = false;
};

/// What is to be seen. Empty parts are not drawn.
struct SpaceSceneContent {
  SceneMesh bone;                          ///< shape model or patient
  std::vector<Eigen::Vector3f> points_mm;  ///< measured bone
  VolumeGrid volume_grid;
  std::vector<std::uint8_t> volume;  ///< grid.count(); empty: none
  std::optional<ScenePicture> picture;
  std::optional<SceneNeedle> needle;
  std::vector<SceneLandmark> landmarks;
  std::optional<Plan> plan;  ///< ways, target, no-go structures
  int chosen_way = 0;
};

enum class SceneView { kPosterior, kLeft, kCranial, kOblique, kAlongNeedle };
enum class VolumeStyle { kSlices, kRendered };

/// One view of a scene, drawn by VTK off screen.
class SpaceScene {
 public:
  /// kInternal-like error in one sentence where OpenGL 3.2 or a display is missing.
  [[nodiscard]] static Result<std::unique_ptr<SpaceScene>> off_screen();
  /// Draws with the window's own OpenGL context, which must be current.
  [[nodiscard]] static Result<std::unique_ptr<SpaceScene>> in_current_context();
  virtual ~SpaceScene() = default;

  virtual void set_content(SpaceSceneContent content) = 0;
  virtual void set_needle(const std::optional<SceneNeedle>& needle) = 0;
  virtual void set_picture(const std::optional<ScenePicture>& picture) = 0;
  virtual void set_volume_style(VolumeStyle style) = 0;
  virtual void look(SceneView view) = 0;
  virtual void turn(double azimuth_rad, double elevation_rad) = 0;
  virtual void zoom(double factor) = 0;
  virtual void pan(double right, double up) = 0;  ///< shares of the view's height
  /// Renders where something has changed; the colour texture (GLuint) of the view's context, origin
  /// at the bottom left. Off-screen views have none: use picture().
  virtual unsigned texture(int width_px, int height_px) = 0;
  [[nodiscard]] virtual cv::Mat picture(int width_px, int height_px) = 0;  ///< CV_8UC3, BGR
  /// Where a place falls, px from the top left; empty behind the camera.
  [[nodiscard]] virtual std::optional<Eigen::Vector2d> place_px(
      const Eigen::Vector3d& mm) const = 0;
  /// The nearest surface under a pixel.
  [[nodiscard]] virtual std::optional<Eigen::Vector3d> pick_mm(double x_px, double y_px) = 0;
  /// Class of VTK's mapper, for the test that asserts that it is OpenGL's.
  [[nodiscard]] virtual std::string mapper_name() const = 0;
};

}  // namespace echolance
