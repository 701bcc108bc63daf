// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"
#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

struct StandingLook {
  Icon icon;
  ImU32 colour;
};

StandingLook look_of(LandmarkStanding standing) {
  switch (standing) {
    case LandmarkStanding::kExact:
    case LandmarkStanding::kFound:
      return {Icon::kCheck, colour::kMuted};
    case LandmarkStanding::kAccepted:
    case LandmarkStanding::kPlaced:
      return {Icon::kInfo, colour::kLandmark};
    case LandmarkStanding::kFaint:
    case LandmarkStanding::kMissing:
      break;
  }
  return {Icon::kWarning, colour::kWarning};
}

// "0.77, +-2.0 mm"; of a placed one no confidence, as there is none.
std::string sureness_words(const PlanLandmark& mark) {
  std::string words;
  if (mark.confidence) words = fmt::format("{:.2f}", *mark.confidence);
  if (mark.std_mm > 0.0 && mark.place_mm) {
    if (!words.empty()) words += "  ";
    words += fmt::format("±{:.1f} mm", mark.std_mm);
  }
  return words;
}

bool in_picture(const PlanningView& plan) {
  if (!plan.plan_case) return plan.searched_frame.has_value();
  return plan.plan_case->scene.space == PlanSpace::kImage;
}

// Numbers with commas or blanks between them; empty where they are not as many as wanted.
std::optional<Eigen::Vector3d> place_of(std::string text, int wanted) {
  std::replace(text.begin(), text.end(), ',', ' ');
  Eigen::Vector3d place = Eigen::Vector3d::Zero();
  int count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) {
      const auto number = to_number(text.substr(at, end - at));
      if (!number || count == wanted) return std::nullopt;
      place[count++] = *number;
    }
    at = end + 1;
  }
  if (count != wanted) return std::nullopt;
  return place;
}

std::string text_of(const Eigen::Vector3d& place, int wanted) {
  return wanted == 2 ? fmt::format("{:.1f}, {:.1f}", place.x(), place.y())
                     : fmt::format("{:.1f}, {:.1f}, {:.1f}", place.x(), place.y(), place.z());
}

// The place in mm, typed: the way by keyboard, and the only one in space.
void draw_typed(const PlanningView& plan, const PlanLandmark& mark, PanelMemory& memory,
                Commands& commands) {
  const int wanted = in_picture(plan) ? 2 : 3;
  const float set = button_width({.label = "Set##place"});
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - set - px(8));
  const bool entered =
      ImGui::InputTextWithHint("##place", wanted == 2 ? "x, y mm" : "x, y, z mm",
                               &memory.place_text, ImGuiInputTextFlags_EnterReturnsTrue);
  note_item("##place", ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  ImGui::SameLine(0.0F, px(8));
  const auto place = place_of(memory.place_text, wanted);
  const bool pressed = button({.label = "Set##place", .enabled = place.has_value()});
  if (!place && !memory.place_text.empty()) {
    paragraph(wanted == 2 ? "Type two numbers, x and y in mm, as in 12.5, 30"
                          : "Type three numbers, x, y and z in mm, as in 12.5, 30, -4",
              colour::kMuted, FontRole::kSmall);
  }
  if ((!entered && !pressed) || !place) return;
  place_landmark(plan, mark.name, *place, commands);
  memory.moving_landmark.clear();
}

void draw_choices(const PlanningView& plan, const PlanLandmark& mark, PanelMemory& memory,
                  Commands& commands) {
  const bool decided = choice_for(plan.edit.landmarks, mark.name) != nullptr;
  const bool can_accept =
      mark.standing == LandmarkStanding::kFound || mark.standing == LandmarkStanding::kFaint;
  const float each = (ImGui::GetContentRegionAvail().x - px(6)) / 2.0F;
  if (decided) {
    if (button({.label = "As found",
                .width_px = each,
                .tip = "Forget what you decided about this landmark"})) {
      leave_landmark(plan, mark.name, commands);
    }
  } else if (button({.label = "Accept",
                     .width_px = each,
                     .enabled = can_accept,
                     .tip = "Use it where it was found; it gets no surer by that"})) {
    accept_landmark(plan, mark.name, commands);
  }
  ImGui::SameLine(0.0F, px(6));
  const bool moving = memory.moving_landmark == mark.name;
  if (button({.label = "Place",
              .look = moving ? ButtonLook::kOn : ButtonLook::kNormal,
              .width_px = each,
              .tip = "Type its place in mm, or drag it in the picture"})) {
    memory.moving_landmark = moving ? std::string() : mark.name;
    const int wanted = in_picture(plan) ? 2 : 3;
    memory.place_text = mark.place_mm ? text_of(*mark.place_mm, wanted) : std::string();
  }
}

void draw_landmark(const PlanningView& plan, const PlanLandmark& mark, PanelMemory& memory,
                   Commands& commands) {
  ImGui::PushID(mark.name.c_str());
  ImGui::PushID(static_cast<int>(mark.use));
  const StandingLook look = look_of(mark.standing);
  const std::string name =
      structure_words(mark.name) + (mark.use == LandmarkUse::kAvoid ? ", to avoid" : "");
  value_row(name.c_str(), sureness_words(mark));
  sign_line(look.icon, standing_words(mark.standing), look.colour);
  if (!mark.reason.empty()) paragraph(mark.reason, colour::kMuted, FontRole::kSmall);
  draw_choices(plan, mark, memory, commands);
  if (memory.moving_landmark == mark.name) draw_typed(plan, mark, memory, commands);
  ImGui::PopID();
  ImGui::PopID();
}

}  // namespace

void draw_plan_frame(const ViewerState& state, Commands& commands) {
  const PlanningView& plan = state.plan;
  if (!state.replay.open || !plan.edit.frame) return;
  line_text(fmt::format("Planned on frame {}", *plan.edit.frame), colour::kMuted, FontRole::kSmall);
  if (state.replay.frame == *plan.edit.frame) return;
  const std::string label = fmt::format("Plan on frame {}##frame", state.replay.frame);
  if (!button({.label = label.c_str(),
               .enabled = !plan.busy,
               .tip = "The frame that Replay shows; places in the other one are forgotten"})) {
    return;
  }
  PlanEdit edit = plan.edit;
  edit.frame = state.replay.frame;
  edit.landmarks.clear();
  edit.target_mm.reset();
  edit.entry_mm.reset();
  edit.chosen = 0;
  commands.emplace_back(command::EditPlan{edit, EditStep::kNew});
  commands.emplace_back(command::SearchPlan{});
}

void draw_plan_landmarks(const PlanningView& plan, PanelMemory& memory, Commands& commands) {
  const auto marks = landmarks_now(plan);
  if (marks.empty() && !plan.edit.target_mm) return;
  line_text("Landmarks it rests on", colour::kMuted, FontRole::kSmall);
  if (plan.edit.target_mm) {
    sign_line(Icon::kInfo, "target placed by you: no landmark", colour::kLandmark);
    if (button({.label = "Back to the landmark"})) {
      PlanEdit edit = plan.edit;
      edit.target_mm.reset();
      commands.emplace_back(command::EditPlan{edit, EditStep::kNew});
      commands.emplace_back(command::SearchPlan{});
    }
  }
  for (const auto& mark : marks) {
    if (plan.edit.target_mm && mark.use == LandmarkUse::kTarget) continue;
    draw_landmark(plan, mark, memory, commands);
  }
  gap(4);
}

}  // namespace echolance
