// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "gui/app/command_json.hpp"
#include "gui/app/key_names.hpp"

namespace echolance {
namespace {

using Json = nlohmann::json;

constexpr int kFramesOfClick = 6;  // over, down, down, up, and two for what it opens
constexpr int kFramesOfDrag = 16;
constexpr int kFramesToSettle = 3;  // what was asked for in the step before shows by then

Eigen::Vector2f place_of(const Json& value) {
  const auto numbers = value.get<std::array<float, 2>>();
  return {numbers[0], numbers[1]};
}

ScriptStep press_of(const Json& object) {
  step::Press press;
  for (const auto& name : object.at("press")) {
    const auto key = key_number(name.get<std::string>());
    if (!key) throw std::invalid_argument("there is no key " + name.get<std::string>());
    press.keys.push_back(*key);
  }
  press.hold_s = object.value("hold_s", 0.0);
  return press;
}

ScriptStep step_of(const Json& object) {
  if (object.contains("do")) {
    auto command = command_from_json(object.dump());
    if (!command) throw std::invalid_argument(command.error().text());
    return step::Obey{std::move(*command)};
  }
  const int button = object.value("button", 0);
  if (object.contains("click")) return step::Click{place_of(object["click"]), button};
  if (object.contains("drag")) {
    return step::Drag{place_of(object["drag"].at(0)), place_of(object["drag"].at(1)), button};
  }
  if (object.contains("wheel")) {
    return step::Wheel{place_of(object.at("at")), object["wheel"].get<float>()};
  }
  if (object.contains("press")) return press_of(object);
  if (object.contains("type")) return step::Type{object["type"].get<std::string>()};
  if (object.contains("wait_s")) return step::Wait{object["wait_s"].get<double>()};
  if (object.contains("wait_for")) {
    return step::WaitFor{object["wait_for"].get<std::string>(), object.value("most_s", 60.0)};
  }
  if (object.contains("screenshot")) {
    return step::Screenshot{object["screenshot"].get<std::string>()};
  }
  if (object.contains("save_state")) {
    return step::SaveState{object["save_state"].get<std::string>()};
  }
  if (object.contains("lose_context")) return step::LoseContext{};
  throw std::invalid_argument(
      "a step is one of do, click, drag, wheel, press, type, wait_s, "
      "wait_for, screenshot, save_state, lose_context");
}

const std::map<std::string, bool (*)(const ViewerState&)>& conditions() {
  static const std::map<std::string, bool (*)(const ViewerState&)> kConditions = {
      {"found", [](const ViewerState& s) { return s.replay.open && s.replay.progress.finished; }},
      {"picture",
       [](const ViewerState& s) {
         return s.replay.picture != nullptr && s.replay.picture->index == s.replay.frame &&
                s.replay.report != nullptr;
       }},
      {"plan",
       [](const ViewerState& s) {
         return !s.plan.busy && (s.plan.results != nullptr || !s.plan.error.empty());
       }},
      {"live", [](const ViewerState& s) { return s.guide.live.report != nullptr; }},
      {"scene", [](const ViewerState& s) { return s.space.available; }},
      {"moment", [](const ViewerState& s) { return s.space.available && s.space.has_moment; }},
      {"idle", [](const ViewerState& s) {
         return !s.plan.busy && !s.plan.saving && !s.open.busy && !s.space.busy;
       }}};
  return kConditions;
}

}  // namespace

Result<std::vector<ScriptStep>> read_script(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "the script cannot be opened; check the name", path);
  }
  const Json list =
      Json::parse(std::string(std::istreambuf_iterator<char>(file), {}), nullptr, false);
  if (!list.is_array()) {
    return fail(ErrorCode::kDamagedFile, "a script is a JSON list of steps", path);
  }
  std::vector<ScriptStep> steps;
  for (const auto& object : list) {
    try {
      steps.push_back(step_of(object));
    } catch (const std::exception& error) {
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("step {} cannot be used: {}", steps.size() + 1, error.what()), path);
    }
  }
  return steps;
}

bool ScriptPlayer::play(const ScriptStep& step, const ViewerState& state, ScriptTurn& turn) {
  const auto point_at = [&](const Eigen::Vector2f& place) {
    hands_.x_px = place.x();
    hands_.y_px = place.y();
  };
  const int frame = frames_in_step_;
  if (const auto* obey = std::get_if<step::Obey>(&step)) {
    turn.command = obey->command;
    return true;
  }
  if (const auto* click = std::get_if<step::Click>(&step)) {
    point_at(click->at);
    hands_.buttons[static_cast<std::size_t>(click->button)] = frame == 1 || frame == 2;
    return frame + 1 >= kFramesOfClick;
  }
  if (const auto* drag = std::get_if<step::Drag>(&step)) {
    const float share = std::clamp(static_cast<float>(frame - 2) / (kFramesOfDrag - 5), 0.0F, 1.0F);
    point_at(drag->from + share * (drag->to - drag->from));
    hands_.buttons[static_cast<std::size_t>(drag->button)] = frame > 0 && frame < kFramesOfDrag - 2;
    return frame + 1 >= kFramesOfDrag;
  }
  if (const auto* wheel = std::get_if<step::Wheel>(&step)) {
    point_at(wheel->at);
    hands_.wheel = frame == 1 ? wheel->turns : 0.0F;
    return frame >= 2;
  }
  if (const auto* press = std::get_if<step::Press>(&step)) {
    const bool held = frame < 2 || state.now_s - since_s_ < press->hold_s;
    hands_.keys = held ? press->keys : std::vector<int>{};
    return !held && frame > 3;
  }
  if (const auto* type = std::get_if<step::Type>(&step)) {
    hands_.typed = frame == 0 ? type->text : "";
    return frame >= 1;
  }
  if (const auto* wait = std::get_if<step::Wait>(&step)) return state.now_s - since_s_ >= wait->s;
  if (const auto* wait = std::get_if<step::WaitFor>(&step)) {
    const auto condition = conditions().find(wait->what);
    if (condition == conditions().end()) {
      turn.failed = fmt::format("the script waits for '{}', which nothing is called", wait->what);
    } else if (frame >= kFramesToSettle && condition->second(state)) {
      return true;
    } else if (state.now_s - since_s_ > wait->most_s) {
      turn.failed = fmt::format("'{}' did not come within {} s", wait->what, wait->most_s);
    }
    return false;
  }
  if (frame < kFramesToSettle) return false;
  if (const auto* shot = std::get_if<step::Screenshot>(&step)) turn.screenshot = shot->path;
  if (const auto* saved = std::get_if<step::SaveState>(&step)) turn.state_file = saved->path;
  if (std::holds_alternative<step::LoseContext>(step)) turn.lose_context = true;
  return true;
}

ScriptTurn ScriptPlayer::turn(const ViewerState& state) {
  ScriptTurn turn;
  if (at_ >= steps_.size()) {
    turn.finished = true;
    return turn;
  }
  if (frames_in_step_ == 0) since_s_ = state.now_s;
  const bool done = play(steps_[at_], state, turn);
  ++frames_in_step_;
  if (done) {
    ++at_;
    frames_in_step_ = 0;
  }
  return turn;
}

}  // namespace echolance
