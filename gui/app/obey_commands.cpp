// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "gui/app/viewer.hpp"

namespace echolance {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

constexpr double kSmallestFont_px = 12.0, kLargestFont_px = 34.0;

}  // namespace

bool Viewer::obey_of_case(const Command& command) {
  bool mine = true;
  std::visit(
      Overloaded{
          [&](const command::ShowWorkspace& c) { state_.workspace = c.workspace; },
          [&](const command::OpenPath& c) { open_path(c.path); },
          [&](const command::OpenPatient& c) { open_patient(c.seed); },
          [&](const command::ListFolder& c) { list(c.path); },
          [&](const command::SetSpacing& c) {
            if (const auto replay = replay_.replay()) {
              OpenOptions options = replay->request().open;
              options.mm_per_px = c.mm_per_px;
              open_input(std::string(replay->request().path), options);
            }
          },
          [&](const command::CloseCase&) { close_case(); },
          [&](const command::SaveCase& c) { planning_.save(c.folder, replay_.view().frame); },
          [&](const command::ExportPlan& c) { planning_.export_plan(c.folder); },
          [&](const command::EditPlan& c) { planning_.obey(c); },
          [&](const command::SearchPlan& c) { planning_.obey(c); },
          [&](const command::Undo& c) { planning_.obey(c); },
          [&](const command::Redo& c) { planning_.obey(c); }, [&](const auto&) { mine = false; }},
      command);
  return mine;
}

bool Viewer::obey_of_space(const Command& command) {
  bool mine = true;
  std::visit(
      Overloaded{[&](const command::LookFrom& c) { space_.obey(c); },
                 [&](const command::TurnScene& c) { space_.obey(c); },
                 [&](const command::ZoomScene& c) { space_.obey(c); },
                 [&](const command::PanScene& c) { space_.obey(c); },
                 [&](const command::SetVolumeStyle& c) { space_.obey(c); },
                 [&](const command::ResizeScene& c) { space_.obey(c); },
                 [&](const command::PointAt& c) { space_.obey(c); },
                 [&](const command::DragInScene& c) {
                   if (const auto edit = space_.dragged(c, planning_.view())) {
                     planning_.obey(command::EditPlan{*edit, c.step});
                   }
                 },
                 [&](const command::SetFontSize& c) {
                   settings_.font_px = std::clamp(c.px, kSmallestFont_px, kLargestFont_px);
                   state_.settings.font_px = settings_.font_px;
                   static_cast<void>(save_settings(settings_));
                 },
                 [&](const command::ShowKeys& c) { state_.settings.keys_shown = c.on; },
                 [&](const command::DismissNotice& c) {
                   if (c.index < state_.notices.size()) {
                     state_.notices.erase(state_.notices.begin() +
                                          static_cast<std::ptrdiff_t>(c.index));
                   }
                 },
                 [&](const command::Quit&) { quit_ = true; }, [&](const auto&) { mine = false; }},
      command);
  return mine;
}

bool Viewer::obey_of_guide(const Command& command) {
  bool mine = true;
  std::visit(Overloaded{[&](const command::StartGuide& c) { start_guide(c.source); },
                        [&](const command::StopGuide&) { guide_.stop(); },
                        [&](const command::PauseGuide& c) { guide_.obey(c); },
                        [&](const command::MoveProbe& c) { guide_.obey(c); },
                        [&](const command::MoveNeedle& c) { guide_.obey(c); },
                        [&](const command::PutNeedle& c) { guide_.obey(c); },
                        [&](const command::Inject& c) { guide_.obey(c); },
                        [&](const command::SetSound& c) {
                          settings_.sound = c.on;
                          static_cast<void>(save_settings(settings_));
                        },
                        [&](const auto&) { mine = false; }},
             command);
  return mine;
}

void Viewer::obey_one(const Command& command) {
  if (obey_of_case(command) || obey_of_space(command) || obey_of_guide(command)) return;
  std::visit(
      [&](const auto& c) {
        if constexpr (requires { replay_.obey(c); }) replay_.obey(c);
      },
      command);
}

}  // namespace echolance
