// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// OpenGL's own functions (glGetTexImage): the library exports those of version 1.
#define GLFW_INCLUDE_GLCOREARB
#define GL_GLEXT_PROTOTYPES
#include <GLFW/glfw3.h>

#include <opencv2/core/mat.hpp>

namespace echolance {

/// A window that is never shown, with a current OpenGL context as the viewer's; null window where
/// there is none.
class HiddenContext {
 public:
  HiddenContext() {
    if (glfwInit() == GLFW_FALSE) return;
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_SAMPLES, 0);
    window_ = glfwCreateWindow(640, 480, "hidden", nullptr, nullptr);
    if (window_ != nullptr) glfwMakeContextCurrent(window_);
  }
  ~HiddenContext() { glfwTerminate(); }
  HiddenContext(const HiddenContext&) = delete;
  HiddenContext& operator=(const HiddenContext&) = delete;

  [[nodiscard]] GLFWwindow* window() const { return window_; }

 private:
  GLFWwindow* window_ = nullptr;
};

/// The texture's pixels, CV_8UC4, RGBA, first row at the bottom.
inline cv::Mat pixels_of(unsigned texture, int width_px, int height_px) {
  cv::Mat pixels(height_px, width_px, CV_8UC4);
  glBindTexture(GL_TEXTURE_2D, texture);
  glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data);
  glBindTexture(GL_TEXTURE_2D, 0);
  return pixels;
}

}  // namespace echolance
