// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <numbers>

#include "gui/panels/keys.hpp"
#include "gui/panels/replay_steps.hpp"

namespace echolance {
namespace {

using State = const ViewerState&;
using Memory = PanelMemory&;

constexpr auto kReplay = KeyPlace::kReplay;
constexpr int kCtrl = held::kControl;
constexpr int kShift = held::kShift;

template <int Frames>
void step(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::StepFrames{Frames});
}

template <int Direction>
void event(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::GoToEvent{Direction});
}

template <int Direction>
void speed(State state, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::SetSpeed{next_speed(state.replay.speed, Direction)});
}

template <int Level, int Window>
void grey(State state, Memory /*memory*/, Commands& out) {
  out.emplace_back(grey_changed(state.replay, Window, Level));
}

template <int X, int Y>
void pan(State state, Memory /*memory*/, Commands& out) {
  out.emplace_back(
      command::SetZoom{state.replay.zoom, state.replay.pan_x + X, state.replay.pan_y + Y});
}

template <int Direction>
void zoom(State state, Memory /*memory*/, Commands& out) {
  out.emplace_back(zoomed(state.replay, Direction > 0 ? 1.25 : 0.8));
}

template <PictureTool Tool>
void tool(State state, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::SetTool{state.replay.tool == Tool ? PictureTool::kLook : Tool});
}

void forget_measure(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::Measure{Eigen::Vector2d::Zero(), Eigen::Vector2d::Zero()});
}

const std::array kKeys = {
    KeyBinding{kReplay, key::kSpace, 0, 0, "Space", "Play or pause",
               [](State, Memory, Commands& out) { out.emplace_back(command::TogglePlay{}); }},
    KeyBinding{kReplay, key::kLeft, 0, 0, "Left Right", "One frame back, on", step<-1>},
    KeyBinding{kReplay, key::kRight, 0, 0, "", "", step<1>},
    KeyBinding{kReplay, key::kLeft, 0, kShift, "Shift+Left Right", "Ten frames back, on",
               step<-10>},
    KeyBinding{kReplay, key::kRight, 0, kShift, "", "", step<10>},
    KeyBinding{kReplay, key::kHome, 0, 0, "Home End", "First, last frame",
               [](State, Memory, Commands& out) { out.emplace_back(command::GoToFrame{0}); }},
    KeyBinding{kReplay, key::kEnd, 0, 0, "", "",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(
                     command::GoToFrame{std::max<std::int64_t>(0, s.replay.frame_count - 1)});
               }},
    KeyBinding{kReplay, key::kPageUp, 0, 0, "PgUp PgDn", "Event before, after", event<-1>},
    KeyBinding{kReplay, key::kPageDown, 0, 0, "", "", event<1>},
    KeyBinding{kReplay, 0, '[', 0, "[ ]", "Slower, faster", speed<-1>},
    KeyBinding{kReplay, 0, ']', 0, "", "", speed<1>},
    KeyBinding{
        kReplay, 'L', 0, 0, "L", "Loop",
        [](State s, Memory, Commands& out) { out.emplace_back(command::SetLoop{!s.replay.loop}); }},
    KeyBinding{kReplay, 'O', 0, 0, "hold O", "Hide all overlays while held",
               [](State, Memory, Commands&) {}},
    KeyBinding{kReplay, 'V', 0, 0, "V", "Overlay on or off",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::SetOverlay{!s.replay.overlay});
               }},
    KeyBinding{kReplay, 'B', 0, 0, "B", "Untouched picture beside it",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::SetSideBySide{!s.replay.side_by_side});
               }},
    KeyBinding{kReplay, 'T', 0, 0, "T", "Times of every stage",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::SetTiming{!s.replay.timing});
               }},
    KeyBinding{kReplay, 'W', 0, 0, "W", "Window and level by dragging",
               tool<PictureTool::kWindowLevel>},
    KeyBinding{kReplay, 'M', 0, 0, "M", "Measure by dragging", tool<PictureTool::kMeasure>},
    KeyBinding{kReplay, key::kDelete, 0, 0, "Del", "Forget the measured line", forget_measure},
    KeyBinding{kReplay, key::kUp, 0, 0, "Up Down", "Brighter, darker", grey<-6, 0>},
    KeyBinding{kReplay, key::kDown, 0, 0, "", "", grey<6, 0>},
    KeyBinding{kReplay, key::kUp, 0, kShift, "Shift+Up Down", "More, less contrast", grey<0, -12>},
    KeyBinding{kReplay, key::kDown, 0, kShift, "", "", grey<0, 12>},
    KeyBinding{kReplay, 0, '+', 0, "+ -", "Zoom in, out", zoom<1>},
    KeyBinding{kReplay, 0, '-', 0, "", "", zoom<-1>},
    KeyBinding{kReplay, key::kLeft, 0, kCtrl, "Ctrl+arrows", "Move the picture", pan<40, 0>},
    KeyBinding{kReplay, key::kRight, 0, kCtrl, "", "", pan<-40, 0>},
    KeyBinding{kReplay, key::kUp, 0, kCtrl, "", "", pan<0, 40>},
    KeyBinding{kReplay, key::kDown, 0, kCtrl, "", "", pan<0, -40>},
    KeyBinding{kReplay, 'R', 0, 0, "R", "Reset zoom and brightness",
               [](State, Memory, Commands& out) { picture_as_it_was(out); }},
};

}  // namespace

std::span<const KeyBinding> replay_keys() {
  return kKeys;
}

}  // namespace echolance
