// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "session/pipeline_option_list.hpp"

namespace echolance {

void add_docs_options(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("docs-options", "Print docs/options.md");
  command->group("");  // not in the help
  command->callback([&chosen] { chosen = [] { return print_result(options_page()); }; });
}

}  // namespace echolance
