// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "gui/app/window.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

// One step of a script (docs/viewer.md).
namespace step {
struct Obey {
  Command command;
};
struct Click {
  Eigen::Vector2f at;
  int button = 0;
};
struct Drag {
  Eigen::Vector2f from, to;
  int button = 0;
};
struct Wheel {
  Eigen::Vector2f at;
  float turns = 1.0F;
};
struct Press {
  std::vector<int> keys;
  double hold_s = 0.0;
};
struct Type {
  std::string text;
};
struct Wait {
  double s = 0.0;
};
struct WaitFor {
  std::string what;
  double most_s = 60.0;
};  ///< as docs/viewer.md lists
struct Screenshot {
  std::string path;
};
struct SaveState {
  std::string path;
};                      ///< numbers of the state as JSON, to compare with the command line's
struct LoseContext {};  ///< as a graphics driver that is reset
}  // namespace step

using ScriptStep =
    std::variant<step::Obey, step::Click, step::Drag, step::Wheel, step::Press, step::Type,
                 step::Wait, step::WaitFor, step::Screenshot, step::SaveState, step::LoseContext>;

/// A list of steps from a JSON file. kFileNotFound, kDamagedFile with the step's number,
/// kInvalidOption for a step or command that is none.
[[nodiscard]] Result<std::vector<ScriptStep>> read_script(const std::string& path);

/// What a script wants done in this frame of the window.
struct ScriptTurn {
  std::optional<Command> command;
  std::string screenshot;  ///< file to write after the frame is drawn; empty: none
  std::string state_file;
  bool lose_context = false;
  bool finished = false;
  std::string failed;  ///< why the script cannot go on, in a sentence
};

/// Plays a script against the window's frames: hands move as a user's do, over several frames.
class ScriptPlayer {
 public:
  explicit ScriptPlayer(std::vector<ScriptStep> steps) : steps_(std::move(steps)) {}

  /// Once a frame, before the panels are drawn; moves hands().
  [[nodiscard]] ScriptTurn turn(const ViewerState& state);
  [[nodiscard]] const ScriptedHands& hands() const { return hands_; }

 private:
  [[nodiscard]] bool play(const ScriptStep& step, const ViewerState& state, ScriptTurn& turn);

  std::vector<ScriptStep> steps_;
  std::size_t at_ = 0;
  int frames_in_step_ = 0;
  double since_s_ = 0.0;
  ScriptedHands hands_;
};

}  // namespace echolance
