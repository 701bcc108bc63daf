// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

constexpr std::size_t kNearestShown = 6;

std::string short_words(const PlannedPath& way) {
  const double length = (end_mm(way.way) - entry_mm(way.way)).norm();
  return fmt::format("{:.0f} mm, {:.0f}°, {}", length, degrees(way.angle_to_face_rad),
                     visibility_words(way.terms.visibility));
}

// A way in the list; whether it was pressed.
bool way_row(int index, const PlannedPath& way, bool shown) {
  ImGui::PushID(index);
  const float height = px(44);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool pressed = hit_area("##way", {std::max(1.0F, width), height});
  ImGui::PopID();
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (shown) list.AddRectFilled(low, high, faded(colour::kAccentFill, 0.5), px(5));
  if (!shown && ImGui::IsItemHovered()) list.AddRectFilled(low, high, colour::kField, px(5));
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    list.AddRect(low, high, colour::kAccent, px(5), 0, px(2));
  }
  const std::string title = index == 0 ? "Best way" : fmt::format("Alternative {}", index);
  const float line = text_size("0").y;
  draw_text({low.x + px(10), low.y + px(3)}, title, colour::kText, FontRole::kBody);
  draw_text({low.x + px(10), low.y + px(4) + line}, short_words(way), colour::kMuted,
            FontRole::kSmall, width - px(20));
  const std::string score = fmt::format("{:.2f}", way.score);
  const ImVec2 size = text_size(score, FontRole::kStrong);
  draw_text({high.x - px(10) - size.x, low.y + px(3)}, score, colour::kText, FontRole::kStrong);
  const Box bar{high.x - px(84), high.y - px(12), px(74), px(5)};
  list.AddRectFilled(bar.low(), bar.high(), colour::kEdge, px(2));
  const float share = static_cast<float>(std::clamp(way.score, 0.0, 1.0));
  list.AddRectFilled(bar.low(), {bar.x + share * bar.width, bar.y + bar.height}, colour::kAccent,
                     px(2));
  note_item(title + "##row", low, high, 0.0F);
  return pressed;
}

std::string range_words(const Probability& value) {
  return fmt::format("{} ({:.0f} to {:.0f})", percent_words(value.value), 100.0 * value.low,
                     100.0 * value.high);
}

void draw_clearances(const PlannedPath& way) {
  if (way.clearances.empty()) {
    sign_line(Icon::kInfo, "Nerves and vessels are not known here", colour::kWarning);
    return;
  }
  gap(6);
  line_text("Distance to structures", colour::kMuted, FontRole::kSmall);
  for (std::size_t i = 0; i < std::min(kNearestShown, way.clearances.size()); ++i) {
    const PathClearance& one = way.clearances[i];
    const bool near = one.distance_mm < one.least_mm || one.distance_mm <= 0.0;
    const std::string words = structure_words(one.structure);
    value_row(words.c_str(),
              fmt::format("{:.1f} mm{}", one.distance_mm,
                          near ? fmt::format(", asked {:.0f}", one.least_mm) : ""),
              near ? colour::kWarning : colour::kText);
  }
}

// What errors do to the way: followed blindly, and with the needle seen and corrected.
void draw_chances(const PathRobustness& chances, double tolerance_mm) {
  const auto row = [](const char* words, const Probability& value) {
    value_row(words, range_words(value), value.value < 0.5 ? colour::kWarning : colour::kText);
  };
  const std::string ends = fmt::format("Ends within {:.0f} mm", tolerance_mm);
  row((ends + ", uncorrected").c_str(), chances.on_target);
  row("Clear of all, uncorrected", chances.all_clear);
  if (!chances.if_seen) return;
  row((ends + ", if seen").c_str(), chances.if_seen->on_target);
  row("Clear of all, if seen", chances.if_seen->all_clear);
}

void draw_way(const PlannedPath& way, double tolerance_mm) {
  const double length = (end_mm(way.way) - entry_mm(way.way)).norm();
  value_row("Length of the way", fmt::format("{:.0f} mm", length));
  value_row("Angle to the probe's face", fmt::format("{:.0f}°", degrees(way.angle_to_face_rad)));
  value_row("Out of the picture plane", fmt::format("{:.0f}°", degrees(way.out_of_plane_rad)));
  value_row("Visibility", fmt::format("{}, {:.2f}", visibility_words(way.terms.visibility),
                                      way.terms.visibility));
  value_row("In bone's shadow", percent_words(way.shadowed_share),
            way.shadowed_share > 0.3 ? colour::kWarning : colour::kText);
  value_row("Bone beside the way", mm_words(way.bone_distance_mm));
  value_row("Expected bending", mm_words(way.expected_bending_mm));
  if (way.robustness) draw_chances(*way.robustness, tolerance_mm);
  draw_clearances(way);
}

void draw_own(const PlanningView& plan, Commands& commands) {
  const bool allowed = plan.own->stop == Stop::kNone;
  const ImU32 ink = allowed ? colour::kSeen : colour::kError;
  heading("Your own way");
  sign_line(allowed ? Icon::kCheck : Icon::kError,
            allowed ? "keeps all limits" : plan.own->sentence, ink);
  if (allowed) value_row("Score", fmt::format("{:.2f}", plan.own->path.score));
  if (button({"Back to the way that was found", "Backspace", ButtonLook::kNormal})) {
    forget_own_way(plan, commands);
  }
  gap(8);
}

void draw_list(const PlanningView& plan, Commands& commands) {
  const auto ways = ranked_ways(plan);
  heading("Ways, best first");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(2)});
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const int index = static_cast<int>(i);
    if (way_row(index, *ways[i], !plan.own && index == plan.edit.chosen)) {
      choose_way(plan, index, commands);
    }
  }
  ImGui::PopStyleVar();
  gap(10);
}

void draw_no_way(const Plan& plan) {
  sign_line(Icon::kError, "No way keeps all limits", colour::kError);
  gap(4);
  heading("What to change");
  for (const auto& words : plan.remedies) sign_line(Icon::kRight, words, colour::kText);
  if (plan.nearest) {
    gap(6);
    paragraph("Nearest: " + way_words(*plan.nearest), colour::kMuted);
  }
  gap(8);
}

void draw_regions(const Plan& plan) {
  bool any = false;
  for (const auto& region : plan.regions) any = any || !region.reason.empty();
  if (!any) return;
  gap(10);
  heading("Why not elsewhere");
  for (const auto& region : plan.regions) {
    if (region.reason.empty()) continue;
    paragraph(region.region + ": " + region.reason, colour::kMuted, FontRole::kSmall);
  }
}

}  // namespace

void draw_plan_ways_panel(const Box& box, const PlanningView& plan, Commands& commands) {
  const Panel panel("ways", box);
  if (!plan.error.empty()) {
    sign_line(Icon::kError, plan.error, colour::kError);
    gap(8);
  }
  if (!plan.results) {
    if (!plan.error.empty() && !plan.busy) return;
    heading("Ways");
    paragraph(plan.busy ? "Searching ..." : "Choose procedure and needle, then find ways.",
              colour::kMuted);
    return;
  }
  const Plan& found = plan.results->plan;
  if (plan.own) draw_own(plan, commands);
  if (found.best) {
    draw_list(plan, commands);
  } else {
    draw_no_way(found);
  }
  if (const PlannedPath* way = way_in_view(plan)) {
    heading(plan.own ? "Your way in numbers" : "The chosen way in numbers");
    draw_way(*way, found.tolerance_mm);
  }
  if (!found.warnings.empty()) gap(10);
  for (const auto& words : found.warnings) sign_line(Icon::kWarning, words, colour::kWarning);
  draw_regions(found);
}

}  // namespace echolance
