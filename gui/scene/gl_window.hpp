// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>

#include "core/error.hpp"

class vtkRenderer;

namespace echolance {

/// How much a picture may cost.
enum class DrawQuality { kQuick, kBest };

/// An OpenGL target with one renderer in it, and light as on a reading desk: a soft key light from
/// the upper left that stays with the camera, and a weak one from below.
class GlWindow {
 public:
  /// A window of its own that is never shown, in best quality. kNoData where there is no X display
  /// or no OpenGL 3.2.
  [[nodiscard]] static Result<std::unique_ptr<GlWindow>> off_screen();
  /// In the context that is current and will be whenever a member is called; quick.
  [[nodiscard]] static Result<std::unique_ptr<GlWindow>> in_current_context();
  ~GlWindow();
  GlWindow(const GlWindow&) = delete;
  GlWindow& operator=(const GlWindow&) = delete;

  [[nodiscard]] vtkRenderer& renderer();
  void render(int width_px, int height_px);
  /// GLuint of what was rendered; 0 for off-screen windows.
  [[nodiscard]] unsigned texture() const;
  /// What was rendered, CV_8UC3, BGR, first row on top.
  [[nodiscard]] cv::Mat pixels();

 private:
  struct Parts;
  explicit GlWindow(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace echolance
