// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/run_viewer.hpp"

#include <chrono>
#include <opencv2/imgcodecs.hpp>
#include <optional>

#include "gui/app/bell.hpp"
#include "gui/app/script.hpp"
#include "gui/app/state_json.hpp"
#include "gui/app/viewer.hpp"
#include "gui/panels/draw_viewer.hpp"
#include "gui/panels/obey_gamepad.hpp"
#include "gui/panels/theme.hpp"
#include "session/output_file.hpp"

namespace echolance {
namespace {

constexpr double kLongEnough_s = 60.0;  // a context that lived so long was sound
constexpr int kMostLosses = 5;          // of the context, then something is wrong with the machine
constexpr double kIdleWait_s = 0.1;     // nothing moves: the cores belong to the workers

double steady_s() {
  using Seconds = std::chrono::duration<double>;
  return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<void> write_picture(const std::string& path, const cv::Mat& picture) {
  bool written = false;
  try {
    written = cv::imwrite(path, picture);
  } catch (const cv::Exception&) {
    written = false;
  }
  if (written) return {};
  return fail(ErrorCode::kCannotWrite, "the screenshot cannot be written; check folder and ending",
              path);
}

// What a script asked for once the frame is drawn.
Result<void> do_after_drawing(const ScriptTurn& turn, const Window& window, const Viewer& viewer) {
  if (!turn.failed.empty()) return fail(ErrorCode::kInvalidOption, turn.failed, "script");
  if (!turn.state_file.empty()) {
    if (auto written = write_file_atomically(turn.state_file, state_json(viewer.state()));
        !written) {
      return written;
    }
  }
  return turn.screenshot.empty() ? Result<void>{}
                                 : write_picture(turn.screenshot, window.screenshot());
}

// What outlives a window whose context was lost.
struct Sitting {
  Viewer& viewer;
  std::optional<ScriptPlayer>& script;
  PanelMemory memory;
  Gamepad gamepad;
  double gamepad_s = 0.0;
};

void take_gamepad(const Window& window, Sitting& sitting, Commands& commands) {
  const double now_s = steady_s();
  const auto gamepad = window.gamepad();
  if (gamepad) {
    obey_gamepad(*gamepad, sitting.gamepad, now_s - sitting.gamepad_s, sitting.viewer.state(),
                 commands);
  }
  sitting.gamepad = gamepad.value_or(Gamepad{});
  sitting.gamepad_s = now_s;
}

enum class StayEnd { kClosed, kContextLost };

// Frame after frame until the window is closed, its context lost, or the script has ended.
Result<StayEnd> stay(Window& window, Sitting& sitting) {
  auto& [viewer, script, memory, gamepad, gamepad_s] = sitting;
  while (!viewer.quit_requested() && !window.close_requested()) {
    if (window.context_lost()) return StayEnd::kContextLost;
    viewer.set_scale(window.scale());
    viewer.note_window_size(window.size());
    const SettingsView& settings = viewer.state().settings;
    window.use_font_size(settings.font_px * settings.scale);
    viewer.update(steady_s());
    const ScriptTurn turn = script ? script->turn(viewer.state()) : ScriptTurn{};
    if (turn.finished) break;
    if (turn.lose_context) return StayEnd::kContextLost;
    const bool hurry = script || viewer.lively();
    window.begin_frame(hurry ? 0.0 : kIdleWait_s, script ? &script->hands() : nullptr);
    Commands commands;
    if (turn.command) commands.push_back(*turn.command);
    for (const auto& path : window.take_dropped()) commands.push_back(command::OpenPath{path});
    take_gamepad(window, sitting, commands);
    draw_viewer(viewer.state(), memory, commands);
    window.draw_frame();
    if (auto done = do_after_drawing(turn, window, viewer); !done) {
      return tl::unexpected(std::move(done.error()));
    }
    window.show_frame();
    viewer.shown(steady_s());
    if (viewer.take_sound()) ring_bell();
    viewer.obey(commands);
  }
  return StayEnd::kClosed;
}

// One window after another, should a context be lost.
Result<void> stay_in_windows(std::unique_ptr<Window>& window, Sitting& sitting) {
  int lost = 0;
  double opened_s = steady_s();
  while (true) {
    const auto end = stay(*window, sitting);
    if (!end) return tl::unexpected(end.error());
    if (*end == StayEnd::kClosed) return {};
    if (steady_s() - opened_s > kLongEnough_s) lost = 0;
    if (++lost > kMostLosses) {
      return fail(ErrorCode::kNoData,
                  "the graphics driver was reset again and again; the plan is kept for the next "
                  "start, start again with LIBGL_ALWAYS_SOFTWARE=1");
    }
    const WindowOptions options{window->size()};
    sitting.viewer.leave_context();
    window.reset();
    auto next = Window::open(options);
    if (!next) return tl::unexpected(next.error());
    window = std::move(*next);
    opened_s = steady_s();
    sitting.viewer.enter_context();
  }
}

WindowOptions window_options(const ViewerOptions& options) {
  if (options.window_size) return {*options.window_size};
  const auto settings = load_settings();
  if (!settings) return {};  // the viewer says why
  return {{settings->window_width_px, settings->window_height_px}};
}

}  // namespace

Result<void> run_viewer(const ViewerOptions& options) {
  std::optional<ScriptPlayer> script;
  if (!options.script.empty()) {
    auto steps = read_script(options.script);
    if (!steps) return tl::unexpected(steps.error());
    script.emplace(std::move(*steps));
  }
  auto window = Window::open(window_options(options));
  if (!window) return tl::unexpected(window.error());
  Viewer viewer(options);
  Sitting sitting{viewer, script, {}, {}, 0.0};
  auto stayed = stay_in_windows(*window, sitting);
  viewer.close_down();
  return stayed;
}

}  // namespace echolance
