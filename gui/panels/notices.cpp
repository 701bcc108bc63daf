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

float height_of(const Notice& notice, float width) {
  ImFont* face = font(FontRole::kBody);
  const ImVec2 size = face->CalcTextSizeA(face->FontSize, FLT_MAX, width, notice.text.c_str());
  return size.y + px(52);
}

void draw_notice(const Box& box, const Notice& notice, std::size_t index, Commands& commands) {
  const NoticeLook look = look_of(notice.kind);
  ImGui::PushID(static_cast<int>(index));
  {
    const Panel panel("notice", box);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(box.low(), box.high(), colour::kField, px(6));
    list.AddRect(box.low(), box.high(), faded(look.colour, 0.6), px(6), 0, px(1));
    list.AddRectFilled(box.low(), {box.x + px(4), box.y + box.height}, look.colour, px(3));
    const float icon = px(15);
    draw_icon(list, look.icon, {box.x + px(22), box.y + px(20)}, icon, look.colour);
    draw_text({box.x + px(36), box.y + px(10)}, look.word, look.colour, FontRole::kStrong);
    ImGui::SetCursorScreenPos({box.x + box.width - px(40), box.y + px(4)});
    if (button(
            {"##dismiss", "", ButtonLook::kQuiet, Icon::kClose, px(34), true, "Dismiss (Esc)"})) {
      commands.emplace_back(command::DismissNotice{index});
    }
    ImGui::SetCursorScreenPos({box.x + px(16), box.y + px(38)});
    paragraph(notice.text);
  }
  ImGui::PopID();
}

}  // namespace

// The newest at the bottom, above the status bar.
void draw_notices(const Box& box, const ViewerState& state, Commands& commands) {
  if (state.notices.empty()) return;
  Box rest = box;
  const std::size_t count = std::min(kMostShown, state.notices.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = state.notices.size() - 1 - i;
    const float height = height_of(state.notices[index], box.width - px(32));
    draw_notice(take_bottom(rest, height, px(8)), state.notices[index], index, commands);
  }
}

}  // namespace echolance
