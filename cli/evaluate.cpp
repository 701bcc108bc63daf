// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/suite_progress.hpp"
#include "session/evaluate.hpp"
#include "session/evaluate_suite.hpp"

namespace echolance {

namespace {

struct EvaluateFlags {
  EvaluateRequest request;
  EvaluateSuiteRequest suite;
  bool reuse = false;
  int threads = 0;
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

int check_targets(const EvaluateFlags& flags, const std::vector<Target>& targets,
                  const Evaluation& evaluation) {
  int exit_code = kExitOk;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto met = meets(evaluation, targets[i]);
    if (!met) return report_error(met.error());
    if (*met) continue;
    print_message(fmt::format("echolance: the target {} is not met\n", flags.targets[i]));
    exit_code = kExitTargetNotMet;
  }
  return exit_code;
}

// What stdout and stderr say of an evaluation.
int report(const EvaluateFlags& flags, const std::vector<Target>& targets, const std::string& text,
           const Evaluation& evaluation) {
  const int printed = print_result(text);
  report_warnings(evaluation.warnings);
  const int checked = check_targets(flags, targets, evaluation);
  return checked != kExitOk ? checked : printed;
}

int run_suite(const EvaluateFlags& flags, const std::vector<Target>& targets) {
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  catch_interrupts();
  SuiteProgressBar bar;
  EvaluateSuiteRequest request = flags.suite;
  request.results = flags.reuse ? SuiteResults::kReuse : SuiteResults::kTrack;
  const auto suite = evaluate_suite(request, bar.hooks());
  bar.finish();
  if (!suite) return report_error(suite.error());
  const std::string text = flags.json ? suite_evaluation_json(*suite, request) : suite->text;
  return report(flags, targets, text, suite->evaluation);
}

int run(const EvaluateFlags& flags) {
  const auto targets = parse_targets(flags.targets);
  if (!targets) return report_error(targets.error());
  if (!flags.suite.folder.empty()) return run_suite(flags, *targets);
  if (flags.request.results_dir.empty() || flags.request.truth_path.empty()) {
    return report_error(
        {ErrorCode::kInvalidOption, "give DIR and --truth FILE, or --suite FOLDER", {}});
  }
  const auto evaluation = evaluate(flags.request);
  if (!evaluation) return report_error(evaluation.error());
  const std::string text =
      flags.json ? evaluation_json(*evaluation, flags.request) : evaluation_text(*evaluation);
  return report(flags, *targets, text, *evaluation);
}

}  // namespace

void add_evaluate(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<EvaluateFlags>();
  flags->request.program_version = ECHOLANCE_VERSION;
  auto* command = app.add_subcommand("evaluate", "Compare results with truth");
  flags->suite.program_version = ECHOLANCE_VERSION;
  auto* dir =
      command->add_option("DIR", flags->request.results_dir, "folder that 'track --out' wrote");
  auto* truth = command->add_option("--truth", flags->request.truth_path,
                                    "truth, of a form in docs/files.md");
  auto* suite = command
                    ->add_option("--suite", flags->suite.folder,
                                 "folder that 'echolance suite' wrote: track all, print the strata")
                    ->excludes(dir)
                    ->excludes(truth);
  command->add_flag("--reuse", flags->reuse, "of a suite: take results that are there")
      ->needs(suite);
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->needs(suite)
      ->check(CLI::Range(1, 256));
  command->add_option("--require", flags->targets,
                      "target such as 'needle_shaft_right_fraction>=0.9'; exit code 1 if not met");
  command->add_flag("--json", flags->json, "print JSON");
  command->footer("Writes DIR/evaluation.json, or FOLDER/evaluation.json and FOLDER/results/NAME.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
