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
#include "gui/panels/theme.hpp"
#include "session/output_file.hpp"

namespace echolance {
namespace {

constexpr double kIdleWait_s = 0.1;  // nothing moves: the cores belong to the workers

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

// Frame after frame until the window is closed or the script has ended.
Result<void> stay(Window& window, Viewer& viewer, std::optional<ScriptPlayer>& script) {
  PanelMemory memory;
  while (!viewer.quit_requested() && !window.close_requested()) {
    viewer.set_scale(window.scale());
    const SettingsView& settings = viewer.state().settings;
    window.use_font_size(settings.font_px * settings.scale);
    viewer.update(steady_s());
    const ScriptTurn turn = script ? script->turn(viewer.state()) : ScriptTurn{};
    if (turn.finished) break;
    const bool hurry = script || viewer.lively();
    window.begin_frame(hurry ? 0.0 : kIdleWait_s, script ? &script->hands() : nullptr);
    Commands commands;
    if (turn.command) commands.push_back(*turn.command);
    for (const auto& path : window.take_dropped()) commands.push_back(command::OpenPath{path});
    draw_viewer(viewer.state(), memory, commands);
    window.draw_frame();
    if (auto done = do_after_drawing(turn, window, viewer); !done) return done;
    window.show_frame();
    viewer.shown(steady_s());
    if (viewer.take_sound()) ring_bell();
    viewer.obey(commands);
  }
  return {};
}

}  // namespace

Result<void> run_viewer(const ViewerOptions& options) {
  std::optional<ScriptPlayer> script;
  if (!options.script.empty()) {
    auto steps = read_script(options.script);
    if (!steps) return tl::unexpected(steps.error());
    script.emplace(std::move(*steps));
  }
  auto window = Window::open(options.window);
  if (!window) return tl::unexpected(window.error());
  Viewer viewer(options);
  auto stayed = stay(**window, viewer, script);
  viewer.close_down();
  return stayed;
}

}  // namespace echolance
