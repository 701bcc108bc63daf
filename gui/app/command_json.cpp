// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/command_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

namespace echolance {
namespace {

using Json = nlohmann::json;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr std::array<const char*, 4> kTools = {"look", "window_level", "measure", "ruler"};
constexpr std::array<const char*, 3> kHandles = {"none", "entry", "target"};
constexpr std::array<const char*, 3> kPointerPlaces = {"nowhere", "scene", "picture"};
constexpr std::array<const char*, 2> kSources = {"recording", "patient"};

// Takes values out of an object; what is left over at the end was meant for nobody. nlohmann's
// exceptions say what is wrong with a value.
class Keys {
 public:
  explicit Keys(Json object) : object_(std::move(object)) { object_.erase("do"); }

  template <typename T>
  void take(const char* key, T& value) {
    if (const auto found = object_.find(key); found != object_.end()) {
      value = found->template get<T>();
      object_.erase(found);
    }
  }
  template <typename T>
  void take(const char* key, std::optional<T>& value) {
    if (!object_.contains(key)) return;
    T given{};
    take(key, given);
    value = given;
  }
  void take(const char* key, std::optional<Vector3d>& value) {
    if (!object_.contains(key)) return;
    Vector3d given = Vector3d::Zero();
    take(key, given);
    value = given;
  }
  void take(const char* key, Vector2d& value) {
    std::array<double, 2> numbers = {value.x(), value.y()};
    take(key, numbers);
    value = {numbers[0], numbers[1]};
  }
  void take(const char* key, Vector3d& value) {
    std::array<double, 3> numbers = {value.x(), value.y(), value.z()};
    take(key, numbers);
    value = {numbers[0], numbers[1], numbers[2]};
  }
  template <typename Enum, std::size_t N>
  void take(const char* key, const std::array<const char*, N>& names, Enum& value) {
    std::string name = names[static_cast<std::size_t>(value)];
    take(key, name);
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      throw std::invalid_argument(fmt::format("'{}' is none of {}", name, fmt::join(names, ", ")));
    }
    value = static_cast<Enum>(at - names.begin());
  }
  // "landmarks": {"psis": "accept"} or {"psis": [x, y, z]}.
  void take_landmarks(std::vector<LandmarkChoice>& choices) {
    Json given = Json::object();
    take("landmarks", given);
    if (!given.is_object()) throw std::invalid_argument("'landmarks' is an object");
    for (const auto& [name, value] : given.items()) {
      LandmarkChoice choice{name, {}};
      if (value != "accept") {
        const auto numbers = value.get<std::array<double, 3>>();
        choice.place_mm = Vector3d(numbers[0], numbers[1], numbers[2]);
      }
      choices.push_back(std::move(choice));
    }
  }
  [[nodiscard]] std::string left_over() const {
    return object_.empty() ? "" : object_.begin().key();
  }

 private:
  Json object_;
};

PlanEdit take_edit(Keys& keys) {
  PlanEdit edit;
  keys.take("procedure", edit.procedure);
  keys.take("side", edit.side);
  keys.take("level", edit.level);
  keys.take("needle", edit.needle);
  keys.take("injectate", edit.injectate);
  keys.take("frame", edit.frame);
  keys.take_landmarks(edit.landmarks);
  keys.take("target_mm", edit.target_mm);
  keys.take("entry_mm", edit.entry_mm);
  keys.take("chosen", edit.chosen);
  return edit;
}

struct Row {
  const char* name;
  std::function<Command(Keys&)> make;
};

template <typename T>
Row plain(const char* name) {
  return {name, [](Keys&) { return Command(T{}); }};
}

template <typename T, typename V>
Row with_one(const char* name, const char* key, V T::*member) {
  return {name, [key, member](Keys& keys) {
            T command;
            keys.take(key, command.*member);
            return Command(command);
          }};
}

std::vector<Row> case_rows() {
  using namespace command;
  return {{"show_workspace",
           [](Keys& keys) {
             ShowWorkspace command;
             keys.take("workspace", kWorkspaceNames, command.workspace);
             return Command(command);
           }},
          with_one("open_path", "path", &OpenPath::path),
          with_one("open_patient", "seed", &OpenPatient::seed),
          with_one("list_folder", "path", &ListFolder::path),
          with_one("set_spacing", "mm_per_px", &SetSpacing::mm_per_px),
          plain<CloseCase>("close_case"),
          with_one("save_case", "folder", &SaveCase::folder)};
}

std::vector<Row> replay_rows() {
  using namespace command;
  return {plain<TogglePlay>("toggle_play"),
          with_one("go_to_frame", "frame", &GoToFrame::frame),
          with_one("step_frames", "frames", &StepFrames::frames),
          with_one("go_to_event", "direction", &GoToEvent::direction),
          with_one("set_speed", "speed", &SetSpeed::speed),
          with_one("set_loop", "on", &SetLoop::on),
          with_one("set_overlay", "on", &SetOverlay::on),
          with_one("set_side_by_side", "on", &SetSideBySide::on),
          with_one("set_timing", "on", &SetTiming::on),
          {"set_window_level",
           [](Keys& keys) {
             SetWindowLevel command;
             keys.take("window", command.window);
             keys.take("level", command.level);
             return Command(command);
           }},
          {"set_zoom",
           [](Keys& keys) {
             SetZoom command;
             keys.take("zoom", command.zoom);
             keys.take("pan_x", command.pan_x);
             keys.take("pan_y", command.pan_y);
             return Command(command);
           }},
          {"set_tool",
           [](Keys& keys) {
             SetTool command;
             keys.take("tool", kTools, command.tool);
             return Command(command);
           }},
          {"measure", [](Keys& keys) {
             Measure command{Vector2d::Zero(), Vector2d::Zero()};
             keys.take("from_px", command.from_px);
             keys.take("to_px", command.to_px);
             return Command(command);
           }}};
}

std::vector<Row> plan_rows() {
  using namespace command;
  return {{"edit_plan", [](Keys& keys) { return Command(EditPlan{take_edit(keys)}); }},
          plain<SearchPlan>("search_plan"),
          plain<Undo>("undo"),
          plain<Redo>("redo"),
          with_one("export_plan", "folder", &ExportPlan::folder)};
}

std::vector<Row> space_rows() {
  using namespace command;
  return {with_one("look_from", "view", &LookFrom::view),
          {"turn_scene",
           [](Keys& keys) {
             TurnScene command;
             keys.take("azimuth_rad", command.azimuth_rad);
             keys.take("elevation_rad", command.elevation_rad);
             return Command(command);
           }},
          with_one("zoom_scene", "factor", &ZoomScene::factor),
          {"pan_scene",
           [](Keys& keys) {
             PanScene command;
             keys.take("right", command.right);
             keys.take("up", command.up);
             return Command(command);
           }},
          with_one("set_volume_style", "style", &SetVolumeStyle::style),
          {"drag_in_scene",
           [](Keys& keys) {
             DragInScene command;
             keys.take("handle", kHandles, command.handle);
             keys.take("to_px", command.to_px);
             keys.take("on_bone", command.on_bone);
             return Command(command);
           }},
          {"point_at",
           [](Keys& keys) {
             PointAt command;
             keys.take("place", kPointerPlaces, command.place);
             keys.take("px", command.px);
             return Command(command);
           }},
          {"resize_scene", [](Keys& keys) {
             ResizeScene command;
             keys.take("width_px", command.width_px);
             keys.take("height_px", command.height_px);
             return Command(command);
           }}};
}

std::vector<Row> guide_rows() {
  using namespace command;
  return {{"start_guide",
           [](Keys& keys) {
             StartGuide command;
             keys.take("source", kSources, command.source);
             return Command(command);
           }},
          plain<StopGuide>("stop_guide"),
          with_one("pause_guide", "on", &PauseGuide::on),
          {"move_probe",
           [](Keys& keys) {
             MoveProbe command;
             keys.take("right_mm", command.right_mm);
             keys.take("out_mm", command.out_mm);
             keys.take("turn_rad", command.turn_rad);
             return Command(command);
           }},
          {"move_needle",
           [](Keys& keys) {
             MoveNeedle command;
             keys.take("advance_mm", command.advance_mm);
             keys.take("turn_rad", command.turn_rad);
             keys.take("right_mm", command.right_mm);
             return Command(command);
           }},
          plain<PutNeedle>("put_needle"),
          with_one("inject", "volume_ml", &Inject::volume_ml),
          with_one("set_sound", "on", &SetSound::on)};
}

std::vector<Row> window_rows() {
  using namespace command;
  return {with_one("set_font_size", "px", &SetFontSize::px),
          with_one("show_keys", "on", &ShowKeys::on),
          with_one("dismiss_notice", "index", &DismissNotice::index), plain<Quit>("quit")};
}

const std::vector<Row>& all_rows() {
  static const std::vector<Row> kRows = [] {
    std::vector<Row> rows;
    for (auto part :
         {case_rows(), replay_rows(), plan_rows(), space_rows(), guide_rows(), window_rows()}) {
      rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
  }();
  return kRows;
}

tl::unexpected<Error> refused(const std::string& what, const std::string& text) {
  return tl::unexpected(Error{ErrorCode::kInvalidOption, what, text});
}

}  // namespace

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& row : all_rows()) names.emplace_back(row.name);
  return names;
}

Result<Command> command_from_json(const std::string& text) {
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("do") || !object["do"].is_string()) {
    return refused("a command is an object with its name under \"do\"", text);
  }
  const auto name = object["do"].get<std::string>();
  const auto& rows = all_rows();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return name == r.name; });
  if (row == rows.end()) {
    return refused(fmt::format("there is no command '{}'; docs/viewer.md lists them", name), text);
  }
  Keys keys(object);
  try {
    Command command = row->make(keys);
    if (keys.left_over().empty()) return command;
    return refused(fmt::format("'{}' has no value '{}'", name, keys.left_over()), text);
  } catch (const std::exception& error) {
    return refused(fmt::format("a value of '{}' cannot be used ({})", name, error.what()), text);
  }
}

}  // namespace echolance
