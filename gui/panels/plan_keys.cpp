// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <numbers>

#include "gui/panels/keys.hpp"
#include "gui/panels/plan_edits.hpp"

namespace echolance {
namespace {

using State = const ViewerState&;
using Memory = PanelMemory&;

constexpr auto kPlan = KeyPlace::kPlan;
constexpr auto kSpace = KeyPlace::kSpace;
constexpr auto kGuide = KeyPlace::kGuide;
constexpr int kShift = held::kShift;
constexpr double kNudge_mm = 0.5;
constexpr double kDegree = std::numbers::pi / 180.0;

template <int Direction>
void way(State state, Memory /*memory*/, Commands& out) {
  choose_way(state.plan, state.plan.edit.chosen + Direction, out);
}

template <PlanAxis Axis, int Direction>
void target(State state, Memory /*memory*/, Commands& out) {
  move_target(state.plan, Direction * kNudge_mm * plan_direction(state.plan, Axis), out);
}

template <PlanAxis Axis, int Direction>
void entry(State state, Memory /*memory*/, Commands& out) {
  move_entry(state.plan, Direction * kNudge_mm * plan_direction(state.plan, Axis), out);
}

const std::array kPlanKeys = {
    KeyBinding{kPlan, key::kEnter, 0, 0, "Enter", "Find ways",
               [](State, Memory, Commands& out) { out.emplace_back(command::SearchPlan{}); }},
    KeyBinding{kPlan, key::kUp, 0, 0, "Up Down", "Way before, after in the list", way<-1>},
    KeyBinding{kPlan, key::kDown, 0, 0, "", "", way<1>},
    KeyBinding{kPlan, key::kLeft, 0, kShift, "Shift+arrows", "Move the target by 0.5 mm",
               target<PlanAxis::kRight, -1>},
    KeyBinding{kPlan, key::kRight, 0, kShift, "", "", target<PlanAxis::kRight, 1>},
    KeyBinding{kPlan, key::kUp, 0, kShift, "", "", target<PlanAxis::kDeep, -1>},
    KeyBinding{kPlan, key::kDown, 0, kShift, "", "", target<PlanAxis::kDeep, 1>},
    KeyBinding{kPlan, key::kLeft, 0, held::kControl, "Ctrl+arrows", "Move the entry by 0.5 mm",
               entry<PlanAxis::kRight, -1>},
    KeyBinding{kPlan, key::kRight, 0, held::kControl, "", "", entry<PlanAxis::kRight, 1>},
    KeyBinding{kPlan, key::kUp, 0, held::kControl, "", "", entry<PlanAxis::kDeep, -1>},
    KeyBinding{kPlan, key::kDown, 0, held::kControl, "", "", entry<PlanAxis::kDeep, 1>},
    KeyBinding{kPlan, key::kBackspace, 0, 0, "Backspace", "Back to the way that was found",
               [](State s, Memory, Commands& out) { forget_own_way(s.plan, out); }},
    KeyBinding{kPlan, 'E', 0, held::kControl, "Ctrl+E", "Export the plan",
               [](State, Memory memory, Commands&) { memory.ask_folder = AskFolder::kExport; }},
};

template <int View>
void look(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::LookFrom{View});
}

template <int Right, int Up>
void turn(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::TurnScene{Right * 5.0 * kDegree, Up * 5.0 * kDegree});
}

template <int Right, int Up>
void pan(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::PanScene{0.05 * Right, 0.05 * Up});
}

const std::array kSpaceKeys = {
    KeyBinding{kSpace, key::kSpace, 0, 0, "Space", "Play or pause the recording",
               [](State, Memory, Commands& out) { out.emplace_back(command::TogglePlay{}); }},
    KeyBinding{kSpace, 0, ',', 0, ", .", "One frame back, on",
               [](State, Memory, Commands& out) { out.emplace_back(command::StepFrames{-1}); }},
    KeyBinding{kSpace, 0, '.', 0, "", "",
               [](State, Memory, Commands& out) { out.emplace_back(command::StepFrames{1}); }},
    KeyBinding{kSpace, 'P', 0, 0, "P", "From behind", look<0>},
    KeyBinding{kSpace, 'L', 0, 0, "L", "From the left", look<1>},
    KeyBinding{kSpace, 'C', 0, 0, "C", "From above", look<2>},
    KeyBinding{kSpace, 'O', 0, 0, "O", "Aslant", look<3>},
    KeyBinding{kSpace, 'N', 0, 0, "N", "Along the needle", look<4>},
    KeyBinding{kSpace, key::kLeft, 0, 0, "arrows", "Turn", turn<-1, 0>},
    KeyBinding{kSpace, key::kRight, 0, 0, "", "", turn<1, 0>},
    KeyBinding{kSpace, key::kUp, 0, 0, "", "", turn<0, 1>},
    KeyBinding{kSpace, key::kDown, 0, 0, "", "", turn<0, -1>},
    KeyBinding{kSpace, key::kLeft, 0, kShift, "Shift+arrows", "Move", pan<-1, 0>},
    KeyBinding{kSpace, key::kRight, 0, kShift, "", "", pan<1, 0>},
    KeyBinding{kSpace, key::kUp, 0, kShift, "", "", pan<0, 1>},
    KeyBinding{kSpace, key::kDown, 0, kShift, "", "", pan<0, -1>},
    KeyBinding{kSpace, 0, '+', 0, "+ -", "Nearer, farther",
               [](State, Memory, Commands& out) { out.emplace_back(command::ZoomScene{1.2}); }},
    KeyBinding{
        kSpace, 0, '-', 0, "", "",
        [](State, Memory, Commands& out) { out.emplace_back(command::ZoomScene{1.0 / 1.2}); }},
    KeyBinding{kSpace, 'V', 0, 0, "V", "Volume as slices or rendered",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::SetVolumeStyle{1 - s.space.volume_style});
               }},
};

template <int Way>
void advance(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::MoveNeedle{.advance_mm = 0.1 * Way});
}
template <int Way>
void turn_needle(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::MoveNeedle{.turn_rad = Way * kDegree});
}
template <int Way>
void shift_needle(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::MoveNeedle{.right_mm = 1.0 * Way});
}
template <int Right, int Out, int Turn>
void probe(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::MoveProbe{1.0 * Right, 1.0 * Out, 2.0 * Turn * kDegree});
}

const std::array kGuideKeys = {
    KeyBinding{kGuide, 'G', 0, 0, "G", "Start with the recording",
               [](State, Memory, Commands& out) {
                 out.emplace_back(command::StartGuide{GuideSource::kRecording});
               }},
    KeyBinding{kGuide, 'G', 0, kShift, "Shift+G", "Start with a virtual patient",
               [](State, Memory, Commands& out) {
                 out.emplace_back(command::StartGuide{GuideSource::kPatient});
               }},
    KeyBinding{kGuide, key::kSpace, 0, 0, "Space", "Pause or go on",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::PauseGuide{!s.guide.paused});
               }},
    KeyBinding{kGuide, 'X', 0, 0, "X", "Stop",
               [](State, Memory, Commands& out) { out.emplace_back(command::StopGuide{}); }},
    KeyBinding{kGuide, 'P', 0, 0, "P", "Needle to the plan's entry",
               [](State, Memory, Commands& out) { out.emplace_back(command::PutNeedle{}); }},
    KeyBinding{kGuide, key::kUp, 0, 0, "Down Up", "Needle 1 mm in, back", advance<-10>},
    KeyBinding{kGuide, key::kDown, 0, 0, "", "", advance<10>},
    KeyBinding{kGuide, key::kUp, 0, kShift, "Shift+Down Up", "Needle 0.2 mm in, back", advance<-2>},
    KeyBinding{kGuide, key::kDown, 0, kShift, "", "", advance<2>},
    KeyBinding{kGuide, key::kLeft, 0, 0, "Left Right", "Turn the needle by 1°", turn_needle<-1>},
    KeyBinding{kGuide, key::kRight, 0, 0, "", "", turn_needle<1>},
    KeyBinding{kGuide, key::kLeft, 0, kShift, "Shift+Left Right", "Move the entry by 1 mm",
               shift_needle<-1>},
    KeyBinding{kGuide, key::kRight, 0, kShift, "", "", shift_needle<1>},
    KeyBinding{kGuide, 'A', 0, 0, "A D", "Probe 1 mm left, right", probe<-1, 0, 0>},
    KeyBinding{kGuide, 'D', 0, 0, "", "", probe<1, 0, 0>},
    KeyBinding{kGuide, 'W', 0, 0, "W S", "Probe 1 mm out of its plane, back", probe<0, 1, 0>},
    KeyBinding{kGuide, 'S', 0, 0, "", "", probe<0, -1, 0>},
    KeyBinding{kGuide, 'Q', 0, 0, "Q E", "Turn the probe by 2°", probe<0, 0, -1>},
    KeyBinding{kGuide, 'E', 0, 0, "", "", probe<0, 0, 1>},
    KeyBinding{kGuide, 'I', 0, 0, "I", "Inject 1 ml",
               [](State, Memory, Commands& out) { out.emplace_back(command::Inject{1.0}); }},
    KeyBinding{kGuide, 'M', 0, 0, "M", "Sound of alerts on or off",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::SetSound{!s.guide.sound});
               }},
};

constexpr auto kPad = KeyPlace::kGamepad;
const std::array kGamepadKeys = {
    KeyBinding{kPad, 0, 0, 0, "Left stick", "Probe along, out of its plane"},
    KeyBinding{kPad, 0, 0, 0, "Bumpers", "Turn the probe"},
    KeyBinding{kPad, 0, 0, 0, "Right stick", "Needle in (down), back, turned"},
    KeyBinding{kPad, 0, 0, 0, "A, X", "Needle to the entry, inject 1 ml"},
    KeyBinding{kPad, 0, 0, 0, "Start", "Pause or go on"},
};

}  // namespace

std::span<const KeyBinding> gamepad_keys() {
  return kGamepadKeys;
}

std::span<const KeyBinding> plan_keys() {
  return kPlanKeys;
}

std::span<const KeyBinding> space_keys() {
  return kSpaceKeys;
}

std::span<const KeyBinding> guide_keys() {
  return kGuideKeys;
}

}  // namespace echolance
