// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "gui/panels/gamepad.hpp"

namespace echolance {

struct WindowSize {
  int width_px = 1280, height_px = 800;
  friend bool operator==(const WindowSize&, const WindowSize&) = default;
};

struct WindowOptions {
  WindowSize size;
  std::string title = "Echolance";
};

/// What a script holds down in place of the user's hands.
struct ScriptedHands {
  float x_px = -1.0F, y_px = -1.0F;
  float wheel = 0.0F;
  std::array<bool, 3> buttons{};  ///< left, right, middle
  std::vector<int> keys;          ///< GLFW's numbers; letters are their capitals
  std::string typed;
};

/// One window with OpenGL 3.2 and Dear ImGui in it. GLFW and ImGui belong to the thread that opened
/// it.
class Window {
 public:
  /// kNoData in one sentence where there is no display or no OpenGL 3.2.
  [[nodiscard]] static Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Fonts and style for a body text of this height, px; between frames. Costs nothing where it is
  /// the same as before.
  void use_font_size(double body_px);
  /// Events, then a new frame of ImGui; `hands` takes the place of mouse and keys. Waits at most
  /// `wait_s` for an event.
  void begin_frame(double wait_s, const ScriptedHands* hands);
  /// Draws what ImGui has collected.
  void draw_frame();
  /// What was drawn since begin_frame(), CV_8UC3 (BGR).
  [[nodiscard]] cv::Mat screenshot() const;
  /// Shows what was drawn.
  void show_frame();

  [[nodiscard]] bool close_requested() const;
  void cancel_close();
  /// The graphics driver has thrown the context away: nothing is drawn any more. Only a new window
  /// helps.
  [[nodiscard]] bool context_lost() const;
  [[nodiscard]] WindowSize size() const;
  /// The first gamepad that is there.
  [[nodiscard]] std::optional<Gamepad> gamepad() const;
  /// Files that were dropped on the window since the last call.
  [[nodiscard]] std::vector<std::string> take_dropped();
  /// Pixels per point of the screen.
  [[nodiscard]] double scale() const;
  [[nodiscard]] std::string graphics() const;  ///< vendor and version of OpenGL

 private:
  struct Handles;
  explicit Window(std::unique_ptr<Handles> handles);
  std::unique_ptr<Handles> handles_;
};

}  // namespace echolance
