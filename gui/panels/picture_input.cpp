// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/picture_input.hpp"

#include <imgui.h>

#include <cmath>
#include <numbers>

#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/replay_steps.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr double kWheelStep = 1.15;
constexpr double kDragZoom_per_px = 0.01;
constexpr double kUsual_mm_per_px = 0.1;  // where a picture does not tell
constexpr double kWheelTurn_rad = 2.0 * std::numbers::pi / 180.0;
constexpr double kTurn_rad_per_mm = 1.0 * std::numbers::pi / 180.0;

// Whether the area has the mouse, as one control that swallows its drags.
void mouse_area(const char* id, const Box& area) {
  ImGui::SetCursorScreenPos(area.low());
  hit_area(id, area.size(),
           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight |
               ImGuiButtonFlags_MouseButtonMiddle);
}

bool moving(ImGuiMouseButton which) {
  const ImVec2 by = ImGui::GetIO().MouseDelta;
  return ImGui::IsItemActive() && ImGui::IsMouseDown(which) && (by.x != 0.0F || by.y != 0.0F);
}

command::SetZoom to_command(const ZoomPan& view) {
  return {view.zoom, view.pan_px.x(), view.pan_px.y()};
}

void take_zoom(const Box& area, const ReplayView& replay, Commands& commands) {
  const ImGuiIO& io = ImGui::GetIO();
  const ZoomPan view{replay.zoom, {replay.pan_x, replay.pan_y}};
  if (ImGui::IsItemHovered() && io.MouseWheel != 0.0F) {
    const double factor = std::pow(kWheelStep, double{io.MouseWheel});
    commands.emplace_back(to_command(zoom_about(view, box_px(area), eigen(io.MousePos), factor)));
  } else if (moving(ImGuiMouseButton_Right)) {
    const double factor = std::exp(-kDragZoom_per_px * double{io.MouseDelta.y});
    commands.emplace_back(
        to_command(zoom_about(view, box_px(area), box_px(area).centre(), factor)));
  }
  const bool looks = replay.tool == PictureTool::kLook;
  if (moving(ImGuiMouseButton_Middle) || (looks && moving(ImGuiMouseButton_Left))) {
    commands.emplace_back(to_command({view.zoom, view.pan_px + eigen(io.MouseDelta)}));
  }
  if (ImGui::IsItemHovered() && looks && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
    commands.emplace_back(command::SetZoom{});
  }
}

void take_measure(const PictureMapping& mapping, PanelMemory& memory, Commands& commands) {
  const PixelPoint mouse = mapping.to_picture(eigen(ImGui::GetIO().MousePos));
  if (ImGui::IsItemActivated() && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    memory.measure_from = mouse;
  }
  if (memory.measure_from && moving(ImGuiMouseButton_Left)) {
    commands.emplace_back(command::Measure{memory.measure_from->vector(), mouse.vector()});
  }
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) memory.measure_from.reset();
}

}  // namespace

void take_picture_input(const Box& area, const PictureMapping& mapping, const ReplayView& replay,
                        PanelMemory& memory, Commands& commands) {
  mouse_area("##picture", area);
  take_zoom(area, replay, commands);
  if (replay.tool == PictureTool::kMeasure) take_measure(mapping, memory, commands);
  if (replay.tool == PictureTool::kWindowLevel && moving(ImGuiMouseButton_Left)) {
    const ImVec2 by = ImGui::GetIO().MouseDelta;
    commands.emplace_back(grey_changed(replay, double{by.x}, double{by.y}));
  }
}

void take_ruler_input(const Box& area, const PictureMapping& mapping, PanelMemory& memory) {
  mouse_area("##ruler", area);
  const PixelPoint mouse = mapping.to_picture(eigen(ImGui::GetIO().MousePos));
  if (ImGui::IsItemActivated() && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    memory.ruler_from = mouse;
    memory.ruler_to.reset();
  }
  if (memory.ruler_from && moving(ImGuiMouseButton_Left)) memory.ruler_to = mouse;
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
}

void take_guide_input(const Box& area, const PictureMapping& mapping, const GuideView& guide,
                      Commands& commands) {
  mouse_area("##live", area);
  if (!guide.simulated || guide.paused) return;
  const ImGuiIO& io = ImGui::GetIO();
  const auto& frame = guide.live.frame;
  const double mm_per_px = frame && frame->spacing ? frame->spacing->x_mm_per_px : kUsual_mm_per_px;
  const Vector2d by_mm = eigen(io.MouseDelta) * (mm_per_px / mapping.scale());
  if (ImGui::IsItemHovered() && io.MouseWheel != 0.0F) {
    commands.emplace_back(command::MoveProbe{0.0, 0.0, kWheelTurn_rad * double{io.MouseWheel}});
  }
  if (moving(ImGuiMouseButton_Right)) {
    commands.emplace_back(command::MoveProbe{by_mm.x(), -by_mm.y(), 0.0});
  } else if (moving(ImGuiMouseButton_Left)) {
    commands.emplace_back(command::MoveNeedle{by_mm.y(), kTurn_rad_per_mm * by_mm.x(), 0.0});
  }
}

void take_scene_area(const Box& area) {
  mouse_area("##scene", area);
}

void take_scene_input(const Box& area, SceneDrag left, Commands& commands) {
  const ImGuiIO& io = ImGui::GetIO();
  const double per_px = 1.0 / std::max(1.0, double{area.height});
  const Vector2d by = eigen(io.MouseDelta) * per_px;
  if (ImGui::IsItemHovered() && io.MouseWheel != 0.0F) {
    commands.emplace_back(command::ZoomScene{std::pow(kWheelStep, double{io.MouseWheel})});
  }
  if (left == SceneDrag::kNone) return;
  if (moving(ImGuiMouseButton_Right)) {
    commands.emplace_back(command::ZoomScene{std::exp(-3.0 * by.y())});
  } else if (moving(ImGuiMouseButton_Middle) || (moving(ImGuiMouseButton_Left) && io.KeyShift)) {
    commands.emplace_back(command::PanScene{by.x(), -by.y()});
  } else if (moving(ImGuiMouseButton_Left)) {
    commands.emplace_back(command::TurnScene{std::numbers::pi * by.x(), std::numbers::pi * by.y()});
  }
}

}  // namespace echolance
