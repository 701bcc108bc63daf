// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>

#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

struct Tab {
  Workspace workspace;
  const char* label;
  const char* key;
};
constexpr std::array<Tab, kWorkspaceCount> kTabs = {{{Workspace::kOpen, "Open", "1"},
                                                     {Workspace::kReplay, "Replay", "2"},
                                                     {Workspace::kPlan, "Plan", "3"},
                                                     {Workspace::kSpace, "3D", "4"},
                                                     {Workspace::kGuide, "Guide", "5"}}};

// One tab: its word, its key, and a line of the accent colour under the one that is shown.
bool draw_tab(const Tab& tab, const Box& box, bool shown) {
  ImGui::SetCursorScreenPos(box.low());
  ImGui::PushID(tab.key);
  const bool pressed = hit_area(tab.label, box.size());
  ImGui::PopID();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool over = ImGui::IsItemHovered();
  if (over && !shown) list.AddRectFilled(box.low(), box.high(), faded(colour::kField, 0.7));
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    list.AddRect(box.low(), box.high(), colour::kAccent, px(4), 0, px(2));
  }
  const ImU32 ink = shown ? colour::kText : over ? colour::kText : colour::kMuted;
  const ImVec2 words = text_size(tab.label, FontRole::kStrong);
  const ImVec2 key = text_size(tab.key, FontRole::kSmall);
  const float x = box.x + 0.5F * (box.width - words.x - px(7) - key.x);
  const float y = box.y + 0.5F * (box.height - words.y);
  draw_text({x, y}, tab.label, ink, FontRole::kStrong);
  draw_text({x + words.x + px(7), y + words.y - key.y - px(1)}, tab.key, colour::kFaint,
            FontRole::kSmall);
  if (shown) {
    list.AddRectFilled({box.x + px(10), box.y + box.height - px(3)},
                       {box.x + box.width - px(10), box.y + box.height}, colour::kAccent);
  }
  note_item(tab.label, box.low(), box.high(), words.x + px(7) + key.x);
  return pressed;
}

std::string case_title(const ViewerState& state) {
  return state.plan.saved_in.empty() ? subject_words(state) : file_name(state.plan.saved_in);
}

void draw_case(Box box, const ViewerState& state, PanelMemory& memory, Commands& commands) {
  const float middle = box.y + 0.5F * box.height;
  const float top = middle - px(16);
  const ButtonSpec keys{"Keys", "F1", ButtonLook::kQuiet};
  ImGui::SetCursorScreenPos({take_right(box, button_width(keys), px(4)).x, top});
  if (button(keys)) commands.emplace_back(command::ShowKeys{!state.settings.keys_shown});
  if (!state.open.something()) return;
  const ButtonSpec close{
      "Close##case", "", ButtonLook::kQuiet, Icon::kNone, 0, true, "Close the case (Ctrl+W)"};
  ImGui::SetCursorScreenPos({take_right(box, button_width(close), px(4)).x, top});
  if (button(close)) commands.emplace_back(command::CloseCase{});
  const ButtonSpec save{"Save##case",
                        "",
                        state.plan.unsaved ? ButtonLook::kNormal : ButtonLook::kQuiet,
                        Icon::kNone,
                        0,
                        state.plan.can_plan,
                        "Save the case (Ctrl+S)"};
  ImGui::SetCursorScreenPos({take_right(box, button_width(save), px(12)).x, top});
  if (button(save)) {
    if (state.plan.saved_in.empty()) {
      memory.ask_folder = AskFolder::kSave;
    } else {
      commands.emplace_back(command::SaveCase{});
    }
  }
  if (state.plan.unsaved) {
    const ImVec2 size = text_size("not saved", FontRole::kSmall);
    const Box words = take_right(box, size.x, px(10));
    draw_text({words.x, middle - 0.5F * size.y}, "not saved", colour::kWarning, FontRole::kSmall);
  }
  const std::string title = case_title(state);
  const float width = std::min(text_size(title).x, box.width);
  const Box words = take_right(box, width);
  draw_name({words.x, middle - 0.5F * text_size(title).y}, title, colour::kText, FontRole::kBody,
            width);
}

std::string timing_words(const ViewerState& state) {
  const bool guide = state.workspace == Workspace::kGuide;
  const LiveCounts& counts = state.guide.live.counts;
  const ReplayProgress& progress = state.replay.progress;
  if (guide && state.guide.running) {
    return fmt::format("source {:.0f}/s   find {:.1f} ms   draw {:.1f} ms", counts.source_hz,
                       counts.process_ms, state.draw_ms);
  }
  if (state.replay.open) {
    return fmt::format("read {:.1f}   find {:.1f}   draw {:.1f} ms", progress.read_ms,
                       progress.process_ms, state.draw_ms);
  }
  return fmt::format("draw {:.1f} ms", state.draw_ms);
}

struct StatusWord {
  std::string words;
  ImU32 colour = colour::kMuted;
};

// From right to left.
std::vector<StatusWord> status_words(const ViewerState& state) {
  std::vector<StatusWord> words;
  words.push_back({fmt::format("{:.0f} Hz", state.window_hz)});
  words.push_back({timing_words(state)});
  const bool guide = state.workspace == Workspace::kGuide && state.guide.running;
  const double p50 = guide ? state.guide.delay_p50_ms : state.replay.playback.delay_p50_ms;
  const double p95 = guide ? state.guide.delay_p95_ms : state.replay.playback.delay_p95_ms;
  if (p95 > 0.0) words.push_back({fmt::format("delay p50 {:.0f}, p95 {:.0f} ms", p50, p95)});
  const std::int64_t lost = guide ? state.guide.live.counts.dropped : state.replay.progress.lost;
  if (guide || state.replay.open) {
    words.push_back({fmt::format("{} frame{} lost", lost, lost == 1 ? "" : "s"),
                     lost > 0 ? colour::kError : colour::kMuted});
  }
  const ReplayProgress& progress = state.replay.progress;
  if (!guide && state.replay.open && !progress.finished) {
    words.push_back({fmt::format("found {} of {}", progress.frames_done,
                                 progress.frames_total.value_or(state.replay.frame_count)),
                     colour::kText});
  }
  return words;
}

}  // namespace

void draw_top_bar(const Box& box, const ViewerState& state, PanelMemory& memory,
                  Commands& commands) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.low(), box.high(), colour::kBar);
  Box rest = box;
  (void)take_left(rest, px(16));
  const ImVec2 name = text_size("Echolance", FontRole::kLarge);
  const Box brand = take_left(rest, name.x, px(22));
  draw_text({brand.x, brand.y + 0.5F * (brand.height - name.y)}, "Echolance", colour::kText,
            FontRole::kLarge);
  for (const auto& tab : kTabs) {
    const Box place = take_left(rest, text_size(tab.label, FontRole::kStrong).x + px(44));
    if (draw_tab(tab, place, tab.workspace == state.workspace)) {
      commands.emplace_back(command::ShowWorkspace{tab.workspace});
    }
  }
  (void)take_left(rest, px(20));
  (void)take_right(rest, px(10));
  draw_case(rest, state, memory, commands);
}

void draw_status_bar(const Box& box, const ViewerState& state, const PanelMemory& memory) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.low(), box.high(), colour::kBar);
  const float y = box.y + 0.5F * (box.height - text_size("0", FontRole::kSmall).y);
  const float icon = px(13);
  draw_icon(list, Icon::kInfo, {box.x + px(16) + 0.5F * icon, box.y + 0.5F * box.height}, icon,
            colour::kWarning);
  float left = box.x + px(24) + icon;
  left += draw_text({left, y}, kNotAMedicalDevice, colour::kText, FontRole::kSmall) + px(16);
  if (memory.walking) {
    left += draw_text({left, y}, "Walking: arrows move, Space presses, F6 ends", colour::kAccent,
                      FontRole::kSmall) +
            px(16);
  }
  float right = box.x + box.width - px(16);
  for (const auto& part : status_words(state)) {
    const float width = text_size(part.words, FontRole::kSmall).x;
    if (right - width < left) break;
    draw_text({right - width, y}, part.words, part.colour, FontRole::kSmall);
    right -= width + px(20);
  }
}

}  // namespace echolance
