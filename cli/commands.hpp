// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/App.hpp>
#include <functional>

namespace echolance {

/// What a subcommand does once the command line is understood; gives the exit code.
using Command = std::function<int()>;

/// Each adds one subcommand to `app` that, when it is chosen, puts itself into `chosen`.
void add_info(CLI::App& app, Command& chosen);
void add_track(CLI::App& app, Command& chosen);
void add_evaluate(CLI::App& app, Command& chosen);
void add_simulate(CLI::App& app, Command& chosen);
void add_suite(CLI::App& app, Command& chosen);
void add_reconstruct(CLI::App& app, Command& chosen);
void add_landmarks(CLI::App& app, Command& chosen);
void add_procedures(CLI::App& app, Command& chosen);
void add_plan(CLI::App& app, Command& chosen);
void add_gui(CLI::App& app, Command& chosen);
void add_render(CLI::App& app, Command& chosen);
void add_learn_shape(CLI::App& app, Command& chosen);
void add_docs_options(CLI::App& app, Command& chosen);

}  // namespace echolance
