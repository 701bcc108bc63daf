// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/commands.hpp"
#include "cli/outcome.hpp"

namespace echolance {

// Instead of render.cpp in builds without what draws.
void add_render(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("render", "Draw a case in space (not in this build)");
  command->allow_extras();
  command->callback([&chosen] {
    chosen = [] {
      return report_error({ErrorCode::kInvalidOption,
                           "this program was built without drawing; build with ECHOLANCE_GUI=ON",
                           ""});
    };
  });
}

}  // namespace echolance
