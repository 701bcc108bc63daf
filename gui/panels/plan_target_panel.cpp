// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

// The one that the procedure's plans on pictures rest on; empty: none.
std::string landmark_to_place(const PlanningView& plan) {
  for (const auto& one : plan.procedures) {
    if (one.id == plan.edit.procedure) return one.picture_landmark;
  }
  return {};
}

// The place that was clicked becomes the landmark's, or the target, in Image space, and is planned
// on at once.
void set_target(const PixelPoint& place, const ViewerState& state, Commands& commands) {
  const FrameReport& report = *state.replay.report;
  PlanEdit edit = state.plan.edit;
  const Eigen::Vector3d place_mm = report.region->to_image(place, *state.replay.spacing).mm;
  if (const std::string landmark = landmark_to_place(state.plan); !landmark.empty()) {
    set_choice(edit.landmarks, {landmark, place_mm});
    edit.target_mm.reset();
  } else {
    edit.target_mm = place_mm;
  }
  edit.entry_mm.reset();
  edit.chosen = 0;
  edit.frame = report.frame_index;  // of the picture that is seen; the playhead may be ahead
  commands.emplace_back(command::EditPlan{edit, EditStep::kNew});
  commands.emplace_back(command::SearchPlan{});
}

// Of several faint ones the one that Accept would take.
void draw_to_accept(ImDrawList& list, const PictureMapping& mapping, const ViewerState& state) {
  if (state.plan.searched_frame != state.replay.report->frame_index) return;
  const cv::Point corner = state.replay.report->region->bounds_px.tl();
  const PixelSpacing& spacing = *state.replay.spacing;
  for (const auto& mark : landmarks_now(state.plan)) {
    if (mark.standing != LandmarkStanding::kFaint || !mark.place_mm) continue;
    const ImVec2 place =
        im(mapping.to_screen({corner.x + mark.place_mm->x() / spacing.x_mm_per_px,
                              corner.y + mark.place_mm->y() / spacing.y_mm_per_px}));
    list.AddCircle(place, px(9), colour::kText, 0, px(1.6));
    const std::string words = "Accept takes this one";
    draw_label(list, {place.x - px(14) - text_size(words, FontRole::kSmall).x, place.y - px(8)},
               words, colour::kText);
  }
}

}  // namespace

bool can_click_target(const ViewerState& state) {
  const ReplayView& replay = state.replay;
  return replay.open && replay.texture.id != 0 && replay.spacing && replay.report &&
         replay.report->region;
}

void draw_plan_target_panel(const Box& box, const ViewerState& state, Commands& commands) {
  const Panel panel("plan_target", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Box rest = box;
  const Box line = take_bottom(rest, px(38));
  const Box area = inset(rest, px(8));
  const ReplayView& replay = state.replay;
  const double aspect = replay.spacing->y_mm_per_px / replay.spacing->x_mm_per_px;
  const PictureMapping mapping(whole_picture(replay.texture.width_px, replay.texture.height_px),
                               box_px(area), aspect);
  PictureDrawing drawing(list, mapping, area);
  drawing.texture(replay.texture);
  drawing.region(*replay.report->region);
  drawing.landmarks(*replay.report);
  draw_to_accept(list, mapping, state);
  const std::string landmark = landmark_to_place(state.plan);
  draw_text({line.x + px(14), line.y + px(9)},
            fmt::format("Click on the {}, in frame {} of Replay",
                        landmark.empty() ? "target" : structure_words(landmark),
                        replay.report->frame_index),
            colour::kText, FontRole::kBody);
  ImGui::SetCursorScreenPos(area.low());
  const bool clicked = hit_area("##plan_target", area.size());
  note_item("##plan_target", area.low(), area.high(), 0.0F);
  if (!ImGui::IsItemHovered()) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  list.AddCircle(mouse, px(7), colour::kPlan, 0, px(1.6));
  if (clicked) set_target(mapping.to_picture(eigen(mouse)), state, commands);
}

}  // namespace echolance
