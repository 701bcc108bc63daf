// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/commands.hpp"
#include "cli/outcome.hpp"

// Instead of gui.cpp and render.cpp in builds without what draws.
namespace echolance {
namespace {

void add_missing(CLI::App& app, Command& chosen, const char* name, const char* what) {
  auto* command = app.add_subcommand(name, std::string(what) + " (not in this build)");
  command->allow_extras();
  command->callback([&chosen] {
    chosen = [] {
      return report_error({ErrorCode::kInvalidOption,
                           "this program was built without drawing; build with ECHOLANCE_GUI=ON",
                           ""});
    };
  });
}

}  // namespace

void add_gui(CLI::App& app, Command& chosen) {
  add_missing(app, chosen, "gui", "Open the viewer");
}

void add_render(CLI::App& app, Command& chosen) {
  add_missing(app, chosen, "render", "Draw a case in space");
}

}  // namespace echolance
