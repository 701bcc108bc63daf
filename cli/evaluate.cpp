// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"

namespace echolance {

namespace {

struct EvaluateFlags {
  EvaluateRequest request;
  std::vector<std::string> targets;
  bool json = false;
};

Result<std::vector<Target>> parse_targets(const std::vector<std::string>& texts) {
  std::vector<Target> targets;
  for (const auto& text : texts) {
    const auto target = parse_target(text);
    if (!target) return tl::unexpected(target.error());
    targets.push_back(*target);
  }
  return targets;
}

int run(const EvaluateFlags& flags) {
  const auto targets = parse_targets(flags.targets);
  if (!targets) return report_error(targets.error());
  const auto evaluation = evaluate(flags.request);
  if (!evaluation) return report_error(evaluation.error());
  int exit_code = print_result(flags.json ? evaluation_json(*evaluation, flags.request)
                                          : evaluation_text(*evaluation));
  report_warnings(evaluation->warnings);
  for (std::size_t i = 0; i < targets->size(); ++i) {
    const auto met = meets(*evaluation, (*targets)[i]);
    if (!met) return report_error(met.error());
    if (*met) continue;
    print_message(fmt::format("echolance: the target {} is not met\n", flags.targets[i]));
    exit_code = kExitTargetNotMet;
  }
  return exit_code;
}

}  // namespace

void add_evaluate(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<EvaluateFlags>();
  flags->request.program_version = ECHOLANCE_VERSION;
  auto* command = app.add_subcommand("evaluate", "Compare results with truth");
  command->add_option("DIR", flags->request.results_dir, "folder that 'track --out' wrote")
      ->required();
  command->add_option("--truth", flags->request.truth_path, "truth, of a form in docs/files.md")
      ->required();
  command->add_option("--require", flags->targets,
                      "target such as 'needle_shaft_right_fraction>=0.9'; exit code 1 if not met");
  command->add_flag("--json", flags->json, "print JSON");
  command->footer("Writes DIR/evaluation.json.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
