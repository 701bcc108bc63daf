// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>

#include "gui/panels/keys.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/picture_input.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;

// The view's pixels on the screen: the centre of the first is (0, 0), as in pictures.
ImVec2 on_screen(const Box& box, const Vector2d& px) {
  return im(eigen(box.low()) + px + Vector2d::Constant(0.5));
}

Vector2d in_view(const Box& box, const ImVec2& screen) {
  return eigen(screen) - eigen(box.low()) - Vector2d::Constant(0.5);
}

PlanHandle handle_under(const Box& box, const SpaceView& space, const ImVec2& mouse) {
  constexpr double kReach = 16.0;
  PlanHandle found = PlanHandle::kNone;
  double least = px(kReach);
  const auto look_at = [&](const std::optional<Vector2d>& place, PlanHandle handle) {
    if (!place) return;
    const double away = (in_view(box, mouse) - *place).norm();
    if (away >= least) return;
    least = away;
    found = handle;
  };
  look_at(space.target_px, PlanHandle::kTarget);
  look_at(space.entry_px, PlanHandle::kEntry);
  return found;
}

// Takes hold of a handle and moves it while the button is down; one step of undo for one drag.
// What is not a handle is the view: true.
bool take_handles(const Box& box, const SpaceView& space, PlanHandle under, PanelMemory& memory,
                  Commands& commands) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemActivated()) {
    memory.held =
        ImGui::IsMouseDown(ImGuiMouseButton_Left) && !io.KeyShift ? under : PlanHandle::kNone;
    memory.moved = false;
    const auto& at = under == PlanHandle::kEntry ? space.entry_px : space.target_px;
    memory.held_beside_px = at ? Vector2d(*at - in_view(box, io.MousePos)) : Vector2d::Zero();
  }
  if (!ImGui::IsItemActive()) memory.held = PlanHandle::kNone;
  if (memory.held == PlanHandle::kNone) return true;
  if (io.MouseDelta.x == 0.0F && io.MouseDelta.y == 0.0F) return false;
  const Vector2d to_px = in_view(box, io.MousePos) + memory.held_beside_px;
  const bool bone = memory.held == PlanHandle::kTarget && io.KeyCtrl && space.has_bone;
  commands.emplace_back(command::DragInScene{memory.held, to_px, bone,
                                             memory.moved ? EditStep::kSame : EditStep::kNew});
  memory.moved = true;
  return false;
}

// What can be dragged looks it: a filled dot with a white edge, larger and named under the mouse.
struct HandleLook {
  bool lit = false;
  ImU32 ink = colour::kPlan;
  const char* words = "";
};

void draw_handle(ImDrawList& list, const ImVec2& at, const HandleLook& look) {
  const float radius = look.lit ? px(9) : px(6);
  if (look.lit) list.AddCircleFilled(at, radius + px(5), faded(look.ink, 0.35));
  list.AddCircleFilled(at, radius, look.ink);
  list.AddCircle(at, radius, colour::kText, 0, px(1.6));
  if (look.lit) draw_label(list, {at.x + px(16), at.y - px(26)}, look.words, colour::kText);
}

// With what stops the way, where the eye is.
void draw_handles(ImDrawList& list, const Box& box, const SpaceView& space, PlanHandle lit) {
  const ImU32 ink = space.not_allowed.empty() ? colour::kPlan : colour::kError;
  if (space.target_px) {
    draw_handle(list, on_screen(box, *space.target_px),
                {lit == PlanHandle::kTarget, ink,
                 space.has_bone ? "target: in the plane of the view, with Ctrl held on bone"
                                : "target: in the plane of the view"});
  }
  if (space.entry_px) {
    draw_handle(list, on_screen(box, *space.entry_px),
                {lit == PlanHandle::kEntry, ink,
                 space.has_skin ? "entry: slides on the skin" : "entry: in the plane of the view"});
  }
  if (space.not_allowed.empty()) return;
  const std::string words = "Not allowed: " + space.not_allowed;
  const float height = text_size(words, FontRole::kSmall).y;
  draw_label(list, {box.x + px(14), box.y + box.height - px(44) - height}, words, colour::kError);
}

// Told only when it changes: the program looks for what lies there.
void tell_pointer(PointerPlace place, const std::optional<PixelPoint>& at, PanelMemory& memory,
                  Commands& commands) {
  if (place == memory.pointer && at == memory.pointer_px) return;
  memory.pointer = place;
  memory.pointer_px = at;
  commands.emplace_back(command::PointAt{place, at ? at->vector() : Vector2d::Zero()});
}

void draw_mark(ImDrawList& list, const ImVec2& at) {
  for (const auto& [ink, width] :
       {std::pair{IM_COL32(0, 0, 0, 170), px(3.6)}, std::pair{colour::kText, px(1.6)}}) {
    list.AddCircle(at, px(8), ink, 0, width);
    list.AddLine({at.x - px(13), at.y}, {at.x - px(4), at.y}, ink, width);
    list.AddLine({at.x + px(4), at.y}, {at.x + px(13), at.y}, ink, width);
    list.AddLine({at.x, at.y - px(13)}, {at.x, at.y - px(4)}, ink, width);
    list.AddLine({at.x, at.y + px(4)}, {at.x, at.y + px(13)}, ink, width);
  }
}

struct Beside {
  const PictureTexture& texture;
  const FrameReport* report;
  std::optional<PixelSpacing> spacing;
};

Beside beside_of(const ViewerState& state) {
  if (state.guide.running) {
    const LiveView& live = state.guide.live;
    return {state.guide.texture, live.report.get(),
            live.frame ? live.frame->spacing : std::optional<PixelSpacing>{}};
  }
  return {state.replay.texture, state.replay.report.get(), state.replay.spacing};
}

}  // namespace

void draw_space_view(const Box& box, const SpaceView& space, PanelMemory& memory,
                     Commands& commands) {
  const Panel panel("space_view", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const int width = static_cast<int>(std::lround(box.width));
  const int height = static_cast<int>(std::lround(box.height));
  if (width != space.texture.width_px || height != space.texture.height_px) {
    commands.emplace_back(command::ResizeScene{width, height});
  }
  if (space.texture.id != 0) {
    const auto id = reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(space.texture.id));
    // VTK's pictures begin at the bottom.
    list.AddImage(id, box.low(), box.high(), {0.0F, 1.0F}, {1.0F, 0.0F});
  }
  take_scene_area(box);
  note_item("##scene", box.low(), box.high(), 0.0F);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool over = ImGui::IsItemHovered();
  const PlanHandle under = over ? handle_under(box, space, mouse) : PlanHandle::kNone;
  const bool view_is_free = take_handles(box, space, under, memory, commands);
  const PlanHandle lit = memory.held != PlanHandle::kNone ? memory.held : under;
  take_scene_input(box, view_is_free ? SceneDrag::kView : SceneDrag::kNone, commands);
  if (lit != PlanHandle::kNone) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  draw_handles(list, box, space, lit);
  if (space.pointer.scene_px) draw_mark(list, on_screen(box, *space.pointer.scene_px));
  if (!space.has_moment) return;
  if (over && memory.held == PlanHandle::kNone) {
    const Vector2d at = in_view(box, mouse);
    tell_pointer(PointerPlace::kScene, PixelPoint{at.x(), at.y()}, memory, commands);
  } else if (memory.pointer == PointerPlace::kScene) {
    tell_pointer(PointerPlace::kNowhere, std::nullopt, memory, commands);
  }
}

bool has_picture_beside(const ViewerState& state) {
  return state.space.available && beside_of(state).texture.id != 0;
}

void draw_picture_beside(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands) {
  const Panel panel("picture_beside", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const SpaceView& space = state.space;
  const Beside shown = beside_of(state);
  Box rest = box;
  const Box line = inset(take_bottom(rest, px(68)), px(6));
  const Box area = inset(rest, px(4));
  const double aspect =
      shown.spacing ? shown.spacing->y_mm_per_px / shown.spacing->x_mm_per_px : 1.0;
  const PictureMapping mapping(whole_picture(shown.texture.width_px, shown.texture.height_px),
                               box_px(area), aspect);
  PictureDrawing drawing(list, mapping, area);
  drawing.texture(shown.texture);
  if (shown.report != nullptr && !overlay_key_held()) {
    list.PushClipRect(area.low(), area.high(), true);
    drawing.report(*shown.report);
    list.PopClipRect();
  }
  if (space.pointer.picture_px) {
    const Vector2d& at = *space.pointer.picture_px;
    draw_mark(list, im(mapping.to_screen({at.x(), at.y()})));
  }
  ImGui::SetCursorScreenPos(area.low());
  hit_area("##picture_beside", area.size());
  note_item("##picture_beside", area.low(), area.high(), 0.0F);
  const PixelPoint mouse = mapping.to_picture(eigen(ImGui::GetIO().MousePos));
  const bool on = space.has_moment && ImGui::IsItemHovered() && mouse.x_px >= 0.0 &&
                  mouse.y_px >= 0.0 && mouse.x_px < shown.texture.width_px &&
                  mouse.y_px < shown.texture.height_px;
  if (on) {
    tell_pointer(PointerPlace::kPicture, mouse, memory, commands);
  } else if (memory.pointer == PointerPlace::kPicture) {
    tell_pointer(PointerPlace::kNowhere, std::nullopt, memory, commands);
  }
  const Panel words("pointer_words", line, PanelLook::kFixed);
  if (shown.report != nullptr) {
    const StateLook look = look_of(shown.report->needle.state);
    sign_line(look.icon, look.word, look.colour);
  }
  const bool told = !space.pointer.words.empty();
  const char* hint = space.has_moment ? "Point at the picture or at the scene: both show the place"
                                      : "This frame has no place in the scene";
  paragraph(told ? space.pointer.words : hint, told ? colour::kText : colour::kFaint,
            FontRole::kSmall);
}

}  // namespace echolance
