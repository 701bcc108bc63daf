// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/plan_plane.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

void stretch(PixelBox& box, const PixelPoint& place) {
  box.low = box.low.cwiseMin(place.vector());
  box.high = box.high.cwiseMax(place.vector());
}

// The picture and the entry beside it, so that all of the way can be seen and dragged.
PixelBox view_box(const PlanningView& plan, const PlanPlane& plane) {
  const auto& texture = plan.picture.texture;
  PixelBox box = whole_picture(texture.width_px, texture.height_px);
  if (const PlannedPath* way = way_in_view(plan)) stretch(box, plane.px_of(entry_mm(way->way)));
  if (const auto entry = entry_now_mm(plan)) stretch(box, plane.px_of(*entry));
  const Vector2d margin = 0.025 * box.size();
  return {box.low - margin, box.high + margin};
}

class PlanDrawing {
 public:
  PlanDrawing(ImDrawList& list, const PlanPlane& plane, const PictureMapping& mapping)
      : list_(list), plane_(plane), mapping_(mapping) {}

  [[nodiscard]] ImVec2 at(const Vector3d& mm) const {
    return im(mapping_.to_screen(plane_.px_of(mm)));
  }
  [[nodiscard]] float length(double mm) const {
    return static_cast<float>(mm * plane_.px_per_mm() * mapping_.scale());
  }

  void bone() {
    const auto& points = plane_.picture().bone_mm;
    for (std::size_t i = 1; i < points.size(); ++i) {
      if ((points[i] - points[i - 1]).norm() > 2.0) continue;
      list_.AddLine(at(points[i - 1]), at(points[i]), faded(colour::kBone, 0.8), px(1.6));
    }
  }

  void structures(const std::vector<NoGo>& structures) {
    for (const auto& one : structures) {
      const ImU32 ink = one.kind == ClearanceKind::kForbidden ? colour::kError : colour::kWarning;
      if (one.shape == NoGoShape::kPolygon) {
        for (const auto& corner : one.points_mm) list_.PathLineTo(at(corner));
        list_.PathStroke(ink, ImDrawFlags_Closed, px(1.4));
      } else {
        for (std::size_t i = 0; i < one.points_mm.size(); ++i) {
          list_.AddCircle(at(one.points_mm[i]), std::max(px(2), length(one.radii_mm[i])), ink, 0,
                          px(1.4));
        }
      }
      if (one.points_mm.empty()) continue;
      draw_label(list_, at(one.points_mm.front()), structure_words(one.name), ink);
    }
  }

  void other_way(const PlannedPath& way) {
    list_.AddLine(at(entry_mm(way.way)), at(end_mm(way.way)), faded(colour::kPlan, 0.3), px(1.2));
  }

  void chosen_way(const Vector3d& entry, const Vector3d& end, ImU32 ink) {
    list_.AddLine(at(entry), at(end), IM_COL32(0, 0, 0, 150), px(4));
    list_.AddLine(at(entry), at(end), ink, px(2.2));
  }

  // The error of the target: one standard deviation; and what counts as reached.
  void target(const Vector3d& mm, const PlanningView& plan) {
    const double tolerance = plan.results ? plan.results->plan.tolerance_mm : 2.0;
    const double error = target_std_mm(plan);
    const ImVec2 place = at(mm);
    list_.AddCircle(place, std::max(px(4), length(tolerance)), colour::kPlan, 0, px(1.8));
    if (error > 0.0) {
      list_.AddCircle(place, std::max(px(3), length(error)), faded(colour::kLandmark, 0.7), 0,
                      px(1.2));
    }
  }

  // Where a landmark was found that the user placed elsewhere.
  void found_at(const Vector3d& mm) {
    const ImVec2 place = at(mm);
    list_.AddCircle(place, px(4), faded(colour::kLandmark, 0.6), 0, px(1.2));
    draw_label(list_, {place.x + px(8), place.y + px(6)}, "found here", colour::kMuted);
  }

  // What can be dragged looks it: a filled dot with a white edge.
  void handle(const ImVec2& place, ImU32 ink, bool near) {
    list_.AddCircleFilled(place, near ? px(8) : px(6), ink);
    list_.AddCircle(place, near ? px(8) : px(6), colour::kText, 0, px(1.6));
  }

 private:
  ImDrawList& list_;
  const PlanPlane& plane_;
  const PictureMapping& mapping_;
};

struct Handles {
  std::optional<Vector3d> entry, target;
};

float away(const ImVec2& a, const ImVec2& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

PlanHandle handle_under(const ImVec2& mouse, const PlanDrawing& drawing, const Handles& handles) {
  constexpr double kReach = 16.0;
  PlanHandle found = PlanHandle::kNone;
  float least = px(kReach);
  if (handles.target && away(mouse, drawing.at(*handles.target)) < least) {
    least = away(mouse, drawing.at(*handles.target));
    found = PlanHandle::kTarget;
  }
  if (handles.entry && away(mouse, drawing.at(*handles.entry)) < least) found = PlanHandle::kEntry;
  return found;
}

// Takes hold of a handle, moves it while the button is down; one step of undo for one drag.
void take_drag(const PlanningView& plan, const PlanPlane& plane, const PictureMapping& mapping,
               PlanHandle under, PanelMemory& memory, Commands& commands) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemActivated()) {
    memory.held = under;
    memory.moved = false;
  }
  if (!ImGui::IsItemActive()) memory.held = PlanHandle::kNone;
  if (memory.held == PlanHandle::kNone) {
    memory.held_box.reset();
    return;
  }
  if (io.MouseDelta.x == 0.0F && io.MouseDelta.y == 0.0F) return;
  PlanEdit edit = plan.edit;
  const Vector3d place = plane.mm_of(mapping.to_picture(eigen(io.MousePos)));
  if (memory.held == PlanHandle::kEntry) {
    edit.entry_mm = place;
  } else {
    put_target(plan, place, edit);
  }
  commands.emplace_back(command::EditPlan{edit, memory.moved ? EditStep::kSame : EditStep::kNew});
  memory.moved = true;
}

void draw_verdict(const Box& box, const PlanningView& plan) {
  const Panel panel("verdict", box);
  const bool picture = plan.plan_case && plan.plan_case->scene.space == PlanSpace::kImage;
  const std::string known = picture ? " known here" : "";
  if (plan.own) {
    const bool allowed = plan.own->stop == Stop::kNone;
    sign_line(allowed ? Icon::kCheck : Icon::kError,
              allowed ? "Your way keeps all limits" + known + ": " + way_words(plan.own->path)
                      : "Not allowed: " + plan.own->sentence,
              allowed ? colour::kSeen : colour::kError);
  } else if (const PlannedPath* way = way_in_view(plan)) {
    const bool best = plan.results && plan.results->plan.best.has_value();
    sign_line(best ? Icon::kCheck : Icon::kError,
              best ? "Keeps all limits" + known + ": " + way_words(*way)
                   : "Breaks a limit: " + way_words(*way),
              best ? colour::kText : colour::kError);
  } else if (!plan.error.empty() && !plan.busy) {
    sign_line(Icon::kError, "Nothing could be planned", colour::kError);
  } else {
    sign_line(Icon::kInfo, plan.busy ? "Searching ..." : "No way was searched yet", colour::kMuted);
  }
}

void draw_ways(PlanDrawing& drawing, const PlanningView& plan, const Handles& handles) {
  const PlannedPath* shown = way_in_view(plan);
  for (const PlannedPath* way : ranked_ways(plan)) {
    if (way != shown) drawing.other_way(*way);
  }
  const bool allowed = plan.own ? plan.own->stop == Stop::kNone
                                : plan.results && plan.results->plan.best.has_value();
  const ImU32 ink = allowed ? colour::kPlan : colour::kError;
  if (shown != nullptr && !plan.edit.entry_mm) {
    drawing.chosen_way(entry_mm(shown->way), end_mm(shown->way), ink);
  } else if (handles.entry && handles.target) {
    drawing.chosen_way(*handles.entry, *handles.target, ink);
  }
}

void draw_legend(const Box& box, const PlanningView& plan) {
  std::string words =
      fmt::format("blue ring: reached within {:.1f} mm; thin ring: standard deviation, {:.1f} mm",
                  plan.results ? plan.results->plan.tolerance_mm : 2.0, target_std_mm(plan));
  if (plan.plan_case && plan.plan_case->frame_index) {
    words = fmt::format("frame {}, {}", *plan.plan_case->frame_index, words);
  }
  const float line = text_size(words, FontRole::kSmall).y;
  draw_label(*ImGui::GetWindowDrawList(), {box.x + px(14), box.y + box.height - line - px(12)},
             words, colour::kMuted);
}

// On the right of it, or on the left where the panel ends.
void draw_handle_label(ImDrawList& list, const Box& box, const ImVec2& place,
                       const std::string& words, float down_px) {
  const float width = text_size(words, FontRole::kSmall).x;
  const bool fits = place.x + px(16) + width < box.x + box.width;
  draw_label(list, {fits ? place.x + px(12) : place.x - px(12) - width, place.y + down_px}, words,
             colour::kText);
}

void draw_plan_picture(const Box& box, const PlanningView& plan, PanelMemory& memory,
                       Commands& commands) {
  const Panel panel("plan_picture", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box area = inset(box, px(8));
  const PlanPlane plane(*plan.picture.picture);
  if (!memory.held_box) memory.held_box = view_box(plan, plane);
  const auto& spacing = plane.picture().spacing;
  const PictureMapping mapping(*memory.held_box, box_px(area),
                               spacing.y_mm_per_px / spacing.x_mm_per_px);
  PictureDrawing(list, mapping, area).texture(plan.picture.texture);
  PlanDrawing drawing(list, plane, mapping);
  drawing.bone();
  if (plan.plan_case) drawing.structures(plan.plan_case->scene.no_go);
  const Handles handles{entry_now_mm(plan), target_now_mm(plan)};
  draw_ways(drawing, plan, handles);
  ImGui::SetCursorScreenPos(area.low());
  hit_area("##plan_picture", area.size());
  note_item("##plan_picture", area.low(), area.high(), 0.0F);
  const bool over = ImGui::IsItemHovered() || ImGui::IsItemActive();
  PlanHandle near =
      over ? handle_under(ImGui::GetIO().MousePos, drawing, handles) : PlanHandle::kNone;
  if (memory.held != PlanHandle::kNone) near = memory.held;
  if (near != PlanHandle::kNone) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  for (const auto& mark : landmarks_now(plan)) {
    if (mark.standing == LandmarkStanding::kPlaced && mark.found_mm) {
      drawing.found_at(*mark.found_mm);
    }
  }
  if (handles.target) {
    drawing.target(*handles.target, plan);
    drawing.handle(drawing.at(*handles.target), colour::kAccentFill, near == PlanHandle::kTarget);
    draw_handle_label(list, box, drawing.at(*handles.target), target_label(plan), px(8));
  }
  if (handles.entry) {
    drawing.handle(drawing.at(*handles.entry), colour::kAccentFill, near == PlanHandle::kEntry);
    draw_handle_label(list, box, drawing.at(*handles.entry), "entry", -px(8));
  }
  draw_legend(box, plan);
  take_drag(plan, plane, mapping, near, memory, commands);
}

void draw_no_picture(const Box& box, const ViewerState& state) {
  const Panel panel("no_picture", box);
  if (!state.replay.open) return paragraph(state.space.why_not, colour::kMuted);
  paragraph(state.replay.spacing ? "The picture to plan on is shown after the first search."
                                 : "The pixel size of this recording is not known: type it in Open "
                                   "(1), or draw a line over a ruler there.",
            colour::kMuted);
}

}  // namespace

void draw_plan_picture_panel(const Box& box, const ViewerState& state, PanelMemory& memory,
                             Commands& commands) {
  const PlanningView& plan = state.plan;
  Box rest = box;
  draw_verdict(take_bottom(rest, px(46), px(8)), plan);
  if (plan.picture.picture && plan.picture.texture.id != 0) {
    return draw_plan_picture(rest, plan, memory, commands);
  }
  const bool in_space = plan.plan_case && plan.plan_case->scene.space == PlanSpace::kReference;
  if (in_space) draw_plan_nudges(take_bottom(rest, px(96), px(8)), plan, commands);
  if (!plan.plan_case && can_click_target(state)) {
    return draw_plan_target_panel(rest, state, commands);
  }
  if (state.space.available) return draw_space_view(rest, state.space, memory, commands);
  draw_no_picture(rest, state);
}

}  // namespace echolance
