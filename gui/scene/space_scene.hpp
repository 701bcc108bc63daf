// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/space_content.hpp"
#include "gui/scene/scene_sight.hpp"

namespace echolance {

/// From where a scene is looked at, by its axes. kAlongNeedle: from hub to tip, or along the chosen
/// way where there is no needle; the tip (end) in the middle.
enum class SceneView { kPosterior, kLeft, kCranial, kOblique, kAlongNeedle };
inline constexpr int kSceneViewCount = 5;
/// "posterior", "left", "cranial", "oblique", "needle".
[[nodiscard]] const char* to_string(SceneView view);

enum class VolumeStyle { kSlices, kRendered };

/// One view of a scene, drawn by VTK off screen. All views are parallel projections: the scale bar
/// holds everywhere in the picture. Not for several threads; the in-context view must be used and
/// destroyed while its context is current.
class SpaceScene {
 public:
  /// kNoData in one sentence where a display or OpenGL 3.2 is missing.
  [[nodiscard]] static Result<std::unique_ptr<SpaceScene>> off_screen();
  /// Draws with the window's own OpenGL context, which must be current.
  [[nodiscard]] static Result<std::unique_ptr<SpaceScene>> in_current_context();
  virtual ~SpaceScene() = default;

  /// The view stays; call look() where what is shown is another thing.
  virtual void set_content(SpaceSceneContent content) = 0;
  virtual void set_needle(const std::optional<SceneNeedle>& needle) = 0;
  virtual void set_picture(const std::optional<ScenePicture>& picture) = 0;
  /// Picture, needle, bone and notes of one moment take the place of those of the last; all else
  /// stays. An empty moment takes them away.
  virtual void set_moment(const SceneMoment& moment) = 0;
  /// Plan, chosen way and own way only: bones are not made anew.
  virtual void set_plan(const std::optional<Plan>& plan, int chosen_way) = 0;
  virtual void set_own_way(const std::optional<SceneOwnWay>& own_way) = 0;
  virtual void set_skin(const SceneMesh& skin) = 0;
  virtual void set_volume_style(VolumeStyle style) = 0;
  /// Size of words and lines: 1 at 96 dpi.
  virtual void set_scale(double scale) = 0;
  virtual void look(SceneView view) = 0;
  virtual void turn(double azimuth_rad, double elevation_rad) = 0;
  virtual void zoom(double factor) = 0;
  virtual void pan(double right, double up) = 0;  ///< shares of the view's height
  /// Moves and widens the view just so that the moment's picture and needle are in it. Nothing
  /// happens where the user has zoomed or moved since look().
  virtual void keep_in_view() = 0;
  /// Renders where something has changed; the colour texture (GLuint) of the view's context, origin
  /// at the bottom left. Off-screen views have none (0): use picture().
  virtual unsigned texture(int width_px, int height_px) = 0;
  [[nodiscard]] virtual cv::Mat picture(int width_px, int height_px) = 0;  ///< CV_8UC3, BGR
  /// Where a place falls in the last picture or texture, px from the top left (centre of the
  /// top-left pixel: 0, 0); empty behind the camera.
  [[nodiscard]] virtual std::optional<Eigen::Vector2d> place_px(
      const Eigen::Vector3d& mm) const = 0;
  /// The line of sight through a pixel of the last picture or texture.
  [[nodiscard]] virtual SightLine sight_at(double x_px, double y_px) const = 0;
  /// The nearest surface under a pixel of the last picture or texture.
  [[nodiscard]] virtual std::optional<Eigen::Vector3d> pick_mm(double x_px, double y_px) = 0;
  /// Class of VTK's mapper, for the test that asserts that it is OpenGL's.
  [[nodiscard]] virtual std::string mapper_name() const = 0;
};

}  // namespace echolance
