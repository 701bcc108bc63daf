// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/suggestions.hpp"

#include <algorithm>
#include <optional>

#include "session/nearest_word.hpp"

namespace echolance {

namespace {

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
    for (const auto& name : option->get_snames()) flags.push_back("-" + name);
  }
  return flags;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) commands.push_back(command->get_name());
  }
  return commands;
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  const auto commands =
      app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return commands.empty() ? nullptr : commands.front();
}

bool is_flag(const std::string& argument) {
  return argument.size() > 2 && argument.compare(0, 2, "--") == 0;
}

std::optional<std::string> unknown_flag(const CLI::App& app,
                                        const std::vector<std::string>& arguments) {
  const auto known = flags_of(app);
  for (const auto& argument : arguments) {
    if (!is_flag(argument)) continue;
    const std::string name = argument.substr(0, argument.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) return name;
  }
  return std::nullopt;
}

}  // namespace

std::string explain_usage_error(const CLI::App& app, const std::vector<std::string>& arguments,
                                const CLI::ParseError& error) {
  const auto word = std::find_if(arguments.begin(), arguments.end(),
                                 [](const std::string& text) { return !is_flag(text); });
  const CLI::App* command = word == arguments.end() ? nullptr : command_named(app, *word);
  if (word != arguments.end() && command == nullptr) {
    const std::string suggestion = did_you_mean(*word, commands_of(app));
    return "there is no command '" + *word + "'" +
           (suggestion.empty() ? "; see 'echolance --help'" : suggestion);
  }
  const CLI::App& place = command == nullptr ? app : *command;
  if (const auto flag = unknown_flag(place, arguments)) {
    const std::string suggestion = did_you_mean(*flag, flags_of(place));
    return "there is no option '" + *flag + "'" +
           (suggestion.empty()
                ? "; see 'echolance " + (command ? *word + " " : std::string()) + "--help'"
                : suggestion);
  }
  const std::string help =
      "; see 'echolance " + (command ? *word + " " : std::string()) + "--help'";
  return error.what() + help;
}

}  // namespace echolance
