// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/simulate_flags.hpp"
#include "cli/suite_progress.hpp"
#include "session/make_suite.hpp"

namespace echolance {

namespace {

struct SuiteFlags {
  SuiteRequest request;
  int threads = 0;
};

int run(const SuiteFlags& flags) {
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  catch_interrupts();
  SuiteProgressBar bar;
  const auto suite = make_suite(flags.request, bar.hooks());
  bar.finish();
  if (!suite) return report_error(suite.error());
  std::int64_t frames = 0;
  for (const auto& sequence : suite->sequences) frames += sequence.frames;
  std::string text = fmt::format("{:<18}{} of {}, {} frames\n", "sequences",
                                 suite->sequences.size(), suite->sequences_wanted, frames);
  if (suite->sequences.size() < suite->sequences_wanted) {
    text += "stopped by the user; the same command goes on where it ended\n";
  }
  return print_result(text +
                      fmt::format("{:<18}{}\n", "suite", suite_path_of(flags.request.folder)));
}

}  // namespace

void add_suite(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<SuiteFlags>();
  SuiteChoice& choice = flags->request.choice;
  auto* command = app.add_subcommand("suite", "Simulate the accuracy suite");
  command->add_option("DIR", flags->request.folder, "folder: new, or a suite to go on with")
      ->required();
  command->add_option("--seed", choice.seed, "other patients, hands and noise (default 0)")
      ->check(CLI::Range(0, 1000));
  command->add_option("--only", choice.only, "sequences whose name has this in it; repeatable");
  command->add_option("--frames", choice.frames, "frames of each sequence (default 180)")
      ->check(CLI::Range(1, 100000));
  command->add_option("--size-px", choice.size_px, "width and height of the picture (default 512)")
      ->check(CLI::Range(32, 2048));
  command->add_option("--lines", choice.lines, "scan lines (default 256)")
      ->check(CLI::Range(16, 1024));
  command
      ->add_option("--tissue-spacing-mm", choice.tissue_spacing_mm,
                   "grid of the tissue (default 0.7)")
      ->check(CLI::Range(0.3, 5.));
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command->footer(
      "Writes recordings with truth, and suite.json, which lists them with their strata, for\n"
      "'echolance evaluate --suite DIR'. Ctrl-C ends after whole sequences; the same command goes\n"
      "on.");
  command->callback([flags, command, &chosen] {
    chosen = [flags, command] {
      flags->request.program_version = ECHOLANCE_VERSION;
      for (auto& [name, value] : given_flags(*command)) {
        if (name != "DIR" && name != "threads") flags->request.options.emplace_back(name, value);
      }
      return run(*flags);
    };
  });
}

}  // namespace echolance
