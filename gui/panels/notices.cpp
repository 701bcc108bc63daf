// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {
namespace {

constexpr std::size_t kMostShown = 3;

struct NoticeLook {
  ImU32 colour;
  Icon icon;
  const char* word;
};

NoticeLook look_of(NoticeKind kind) {
  if (kind == NoticeKind::kError) return {colour::kError, Icon::kError, "Error"};
  if (kind == NoticeKind::kWarning) return {colour::kWarning, Icon::kWarning, "Warning"};
  return {colour::kAccent, Icon::kInfo, "Note"};
}

constexpr float kWordsWidth = 94.0F;  // of the design: sign and word before the sentence

float words_width(float width) {
  return std::max(px(100), width - px(kWordsWidth + 60.0));
}

float height_of(const Notice& notice, float width) {
  ImFont* face = font(FontRole::kBody);
  const ImVec2 size =
      face->CalcTextSizeA(face->FontSize, FLT_MAX, words_width(width), notice.text.c_str());
  return std::max(size.y + px(18), px(36));
}

void draw_notice(const Box& box, const Notice& notice, std::size_t index, Commands& commands) {
  const NoticeLook look = look_of(notice.kind);
  ImGui::PushID(static_cast<int>(index));
  {
    const Panel panel("notice", box, PanelLook::kFixed);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(box.low(), box.high(), colour::kField, px(5));
    list.AddRectFilled(box.low(), {box.x + px(4), box.y + box.height}, look.colour, px(2));
    draw_icon(list, look.icon, {box.x + px(21), box.y + px(18)}, px(15), look.colour);
    draw_text({box.x + px(35), box.y + px(9)}, look.word, look.colour, FontRole::kStrong);
    ImGui::SetCursorScreenPos({box.x + px(kWordsWidth + 10.0), box.y + px(9)});
    ImGui::PushTextWrapPos(px(kWordsWidth + 10.0) + words_width(box.width));
    ImGui::TextUnformatted(notice.text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::SetCursorScreenPos({box.x + box.width - px(36), box.y + px(2)});
    if (button(
            {"##dismiss", "", ButtonLook::kQuiet, Icon::kClose, px(34), true, "Dismiss (Esc)"})) {
      commands.emplace_back(command::DismissNotice{index});
    }
  }
  ImGui::PopID();
}

}  // namespace

// The newest first.
void draw_notices(Box& rest, const ViewerState& state, Commands& commands) {
  const std::size_t count = std::min(kMostShown, state.notices.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = state.notices.size() - 1 - i;
    const float height = height_of(state.notices[index], rest.width);
    draw_notice(take_top(rest, height, px(6)), state.notices[index], index, commands);
  }
}

}  // namespace echolance
