// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <charconv>

#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/picture_input.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

constexpr double kLeastRuler_px = 10.0;

std::string kind_words(const RecordingDescription& recording) {
  const std::string& format = recording.info.format;
  if (format == "metaimage") return "MetaImage sequence";
  if (format == "video") return "Video";
  if (format == "image_folder") return "Folder of pictures";
  if (format == "image") return "Single picture";
  return format;
}

const char* region_word(RegionKind kind) {
  if (kind == RegionKind::kFan) return "curved probe (fan)";
  return kind == RegionKind::kTrapezoid ? "linear probe, widened" : "linear probe (rectangle)";
}

void draw_facts(const RecordingDescription& recording) {
  const SequenceInfo& info = recording.info;
  value_row("Kind", kind_words(recording));
  value_row("Frames",
            info.frame_count
                ? fmt::format("{}, {} x {} px", *info.frame_count, info.width_px, info.height_px)
                : fmt::format("{} x {} px, number not told", info.width_px, info.height_px));
  value_row("Rate", fmt::format("{:.4g} per second", info.frame_rate_hz));
  if (recording.region) {
    value_row("Ultrasound", region_word(recording.region->kind));
  } else {
    value_row("Ultrasound",
              recording.region_problem.empty() ? "not found" : recording.region_problem,
              colour::kWarning);
  }
  if (info.spacing) {
    value_row("Pixel size", fmt::format("{:.4g} x {:.4g} mm", info.spacing->x_mm_per_px,
                                        info.spacing->y_mm_per_px));
    if (!info.spacing_source.empty()) value_row("known from", info.spacing_source, colour::kMuted);
  } else {
    value_row("Pixel size", "not known", colour::kWarning);
  }
}

void draw_poses(const RecordingDescription& recording) {
  if (recording.poses.empty()) {
    value_row("Tracking", "none");
    return;
  }
  for (const auto& pose : recording.poses) {
    const bool good = pose.invalid == 0;
    value_row(pose.name.c_str(),
              good ? fmt::format("{} usable", pose.ok)
                   : fmt::format("{} usable, {} not", pose.ok, pose.invalid),
              good ? colour::kText : colour::kWarning);
  }
}

void draw_defects(const RecordingDescription& recording) {
  const bool repeats = recording.frames_repeated > 0;
  const bool none =
      recording.warnings.empty() && recording.info.notes.empty() && !repeats && recording.cuts == 0;
  if (none) {
    sign_line(Icon::kCheck,
              fmt::format("No defect in the {} frames looked at", recording.frames_read),
              colour::kMuted);
  }
  for (const auto& words : recording.warnings) sign_line(Icon::kWarning, words, colour::kWarning);
  if (repeats) {
    sign_line(Icon::kInfo,
              fmt::format("{} of {} frames repeat the one before", recording.frames_repeated,
                          recording.frames_read),
              colour::kMuted);
  }
  if (recording.cuts > 0) {
    sign_line(Icon::kInfo, fmt::format("{} changes of scene or depth", recording.cuts),
              colour::kMuted);
  }
  for (const auto& words : recording.info.notes) sign_line(Icon::kInfo, words, colour::kMuted);
}

std::optional<double> number_in(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || value <= 0.0) return std::nullopt;
  return value;
}

void draw_typed_spacing(PanelMemory& memory, Commands& commands) {
  ImGui::SetNextItemWidth(px(110));
  ImGui::InputTextWithHint("##spacing", "0.1", &memory.spacing_text);
  note_item("##spacing", ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("mm per pixel");
  ImGui::SameLine(0.0F, px(14));
  const auto value = number_in(memory.spacing_text);
  const bool good = value && *value < 10.0;
  if (button({"Use##typed", "", ButtonLook::kNormal, Icon::kNone, 0, good}) && good) {
    commands.emplace_back(command::SetSpacing{*value});
  }
}

void draw_ruler_picture(const ReplayView& replay, PanelMemory& memory) {
  const float width = ImGui::GetContentRegionAvail().x;
  Box area = rest_of_window();
  area.width = width;
  area.height = 0.62F * width;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(area.low(), area.high(), colour::kPicture, px(4));
  const auto& texture = replay.texture;
  const PictureMapping mapping(whole_picture(texture.width_px, texture.height_px), box_px(area));
  PictureDrawing drawing(list, mapping, area);
  list.PushClipRect(area.low(), area.high(), true);
  drawing.texture(texture);
  if (memory.ruler_from && memory.ruler_to) {
    const double length = (memory.ruler_to->vector() - memory.ruler_from->vector()).norm();
    drawing.measure(*memory.ruler_from, *memory.ruler_to, fmt::format("{:.0f} px", length));
  }
  list.PopClipRect();
  take_ruler_input(area, mapping, memory);
  note_item("##ruler", area.low(), area.high(), 0.0F);
}

void draw_ruler_answer(PanelMemory& memory, Commands& commands) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("The line is");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(px(80));
  ImGui::InputDouble("##ruler_mm", &memory.ruler_mm, 0.0, 0.0, "%.1f");
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("mm long");
  double length_px = 0.0;
  if (memory.ruler_from && memory.ruler_to) {
    length_px = (memory.ruler_to->vector() - memory.ruler_from->vector()).norm();
  }
  const bool good = length_px >= kLeastRuler_px && memory.ruler_mm > 0.0;
  ImGui::SameLine(0.0F, px(14));
  if (button({"Use##ruler", "", ButtonLook::kPrimary, Icon::kNone, 0, good}) && good) {
    commands.emplace_back(command::SetSpacing{memory.ruler_mm / length_px});
  }
}

void draw_question(const ViewerState& state, PanelMemory& memory, Commands& commands) {
  heading("How large is a pixel?");
  paragraph("Without it nothing can be given in millimetres and nothing can be planned.",
            colour::kMuted, FontRole::kSmall);
  draw_typed_spacing(memory, commands);
  if (state.replay.texture.id == 0) return;
  paragraph("Or drag a line over a ruler of known length in the picture:", colour::kMuted,
            FontRole::kSmall);
  draw_ruler_picture(state.replay, memory);
  draw_ruler_answer(memory, commands);
}

// What is open, as large as the rest of the panel allows.
void draw_preview(const ReplayView& replay) {
  const auto& texture = replay.texture;
  gap(10);
  Box area = rest_of_window();
  if (texture.id == 0 || area.height < px(90)) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(area.low(), area.high(), colour::kPicture, px(4));
  const PictureMapping mapping(whole_picture(texture.width_px, texture.height_px),
                               box_px(inset(area, px(4))));
  PictureDrawing(list, mapping, area).texture(texture);
}

void draw_go_on(const Box& line, const ViewerState& state, Commands& commands) {
  ImGui::SetCursorScreenPos(line.low());
  const bool recording = state.open.description.has_value();
  const bool results = state.open.results.has_value();
  const float each = (line.width - (recording ? 2 : 1) * px(8)) / (recording ? 3.0F : 2.0F);
  const auto next = [&](const char* label, const char* key, ButtonLook look, Workspace where) {
    if (button({label, key, look, Icon::kNone, each})) {
      commands.emplace_back(command::ShowWorkspace{where});
    }
    ImGui::SameLine(0.0F, px(8));
  };
  if (recording) next("Replay##go", "2", ButtonLook::kPrimary, Workspace::kReplay);
  if (results) {
    next("3D##go", "4", ButtonLook::kPrimary, Workspace::kSpace);
    if (state.plan.can_plan) next("Plan##go", "3", ButtonLook::kNormal, Workspace::kPlan);
    return;
  }
  next("Plan##go", "3", recording ? ButtonLook::kNormal : ButtonLook::kPrimary, Workspace::kPlan);
  next("Guide##go", "5", ButtonLook::kNormal, Workspace::kGuide);
}

void draw_nothing() {
  heading("Nothing is open");
  gap(4);
  paragraph(
      "Open a recording to see bone, landmarks and needle in it, to plan on it and to "
      "rehearse.",
      colour::kMuted);
  gap(10);
  for (const char* words :
       {"MetaImage sequences (.mha, .igs.mha, .mhd)", "Video (.mp4, .avi, .mkv, .mov)",
        "Folders of pictures, single pictures", "Cases saved before (folders with case.json)",
        "Results of landmarks and reconstruct (folders), plans (plan.json)"}) {
    sign_line(Icon::kFile, words, colour::kMuted);
  }
}

// What echolance wrote: kind, numbers, what is not certain, and whether it can be planned on.
void draw_results(const ViewerState& state) {
  const ResultsDescription& results = *state.open.results;
  line_text(results.title, colour::kText, FontRole::kLarge);
  draw_name(ImGui::GetCursorScreenPos(), results.results.path, colour::kFaint, FontRole::kSmall,
            ImGui::GetContentRegionAvail().x);
  ImGui::Dummy({1.0F, text_size("/", FontRole::kSmall).y});
  gap(10);
  for (const auto& [name, value] : results.facts) value_row(name.c_str(), value);
  gap(8);
  for (const auto& words : results.warnings) sign_line(Icon::kWarning, words, colour::kWarning);
  if (!state.plan.can_plan && !state.plan.why_not.empty()) {
    sign_line(Icon::kInfo, state.plan.why_not, colour::kMuted);
  }
}

}  // namespace

void draw_recording_panel(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands) {
  const Panel panel("recording", box);
  if (!state.open.something()) return draw_nothing();
  Box rest = inset(box, px(14));
  draw_go_on(take_bottom(rest, px(32), px(12)), state, commands);
  const Panel facts("facts", rest, PanelLook::kPlain);
  if (state.open.results) return draw_results(state);
  if (!state.open.description) {
    line_text(fmt::format("Virtual patient {}", *state.open.patient), colour::kText,
              FontRole::kLarge);
    paragraph(
        "Bones, nerves, vessels and skin are known exactly. Plan on it in space, then guide "
        "a simulated needle.",
        colour::kMuted);
    return;
  }
  const RecordingDescription& recording = *state.open.description;
  line_text(file_name(recording.info.path), colour::kText, FontRole::kLarge);
  const std::string folder = folder_above(recording.info.path);
  draw_name(ImGui::GetCursorScreenPos(), folder, colour::kFaint, FontRole::kSmall,
            ImGui::GetContentRegionAvail().x);
  ImGui::Dummy({1.0F, text_size("/", FontRole::kSmall).y});
  gap(10);
  if (!recording.info.spacing) {
    draw_question(state, memory, commands);
    gap(14);
  }
  draw_facts(recording);
  draw_poses(recording);
  gap(8);
  draw_defects(recording);
  if (recording.info.spacing) draw_preview(state.replay);
}

}  // namespace echolance
