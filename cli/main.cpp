// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <opencv2/core/utils/logger.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "cli/suggestions.hpp"
#include "session/track_summary.hpp"

namespace {

using namespace echolance;

constexpr const char* kOpening =
    "  echolance info sample_data/psis.igs.mha\n"
    "  echolance track sample_data/psis.igs.mha --out results --video\n"
    "  echolance evaluate results --truth sample_data/psis.truth.json\n"
    "\n"
    "Finds the bone surface and the needle in recorded ultrasound.\n";

// Failures reach the user once, as our own sentence.
void silence_libraries() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  ::setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
  std::signal(SIGPIPE, SIG_IGN);
}

// A closed standard stream would give its number to the next file that is opened, and messages
// would end up in results.
void open_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) != -1) continue;
    if (::open("/dev/null", O_RDWR) != stream) std::abort();
  }
}

// `echolance-viewer ...` is `echolance gui ...`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const bool viewer = argc > 0 && std::filesystem::path(argv[0]).filename() == "echolance-viewer";
  const bool version = !arguments.empty() && arguments.front() == "--version";
  if (viewer && !version) arguments.insert(arguments.begin(), "gui");
  return arguments;
}

int run(const std::vector<std::string>& arguments) {
  CLI::App app(std::string(kOpening) + kNotAMedicalDevice + ".", "echolance");
  app.set_version_flag("--version", std::string("echolance ") + ECHOLANCE_VERSION);
  app.require_subcommand(0, 1);
  Command chosen;
  add_info(app, chosen);
  add_track(app, chosen);
  add_evaluate(app, chosen);
  add_simulate(app, chosen);
  add_suite(app, chosen);
  add_reconstruct(app, chosen);
  add_landmarks(app, chosen);
  add_procedures(app, chosen);
  add_plan(app, chosen);
  add_gui(app, chosen);
  add_render(app, chosen);
  add_learn_shape(app, chosen);
  add_docs_options(app, chosen);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // the last first
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // help or version
      std::ostringstream text;
      app.exit(error, text, text);
      return print_result(text.str());
    }
    print_message("echolance: " + explain_usage_error(app, arguments, error) + "\n");
    return kExitBadInput;
  }
  if (!chosen) {
    return print_result(app.help());
  }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  silence_libraries();
  try {
    return run(arguments_of(argc, argv));
  } catch (const std::exception& exception) {
    print_message(
        fmt::format("echolance: internal failure: {}; please report it\n", exception.what()));
  } catch (...) {
    print_message("echolance: internal failure; please report it\n");
  }
  return echolance::kExitOurFailure;
}
