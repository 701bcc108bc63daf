// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "gui/app/run_viewer.hpp"
#include "imaging/plus_config.hpp"

namespace echolance {
namespace {

struct GuiFlags {
  std::string path;
  std::optional<std::uint64_t> patient;
  std::string workspace;
  std::string script;
  std::string size;
  std::optional<double> mm_per_px;
  std::string calibration_path;
  std::string space = "Reference";
};

// Samples lie beside the program, wherever it was started from.
std::string own_path() {
  std::error_code problem;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? std::string() : path.string();
}

Result<std::optional<WindowSize>> window_size_of(const GuiFlags& flags) {
  if (flags.size.empty()) return std::nullopt;
  WindowSize window;
  char cross = 0, more = 0;
  const int read = std::sscanf(flags.size.c_str(), "%d%c%d%c", &window.width_px, &cross,
                               &window.height_px, &more);
  const bool sane = window.width_px >= 640 && window.width_px <= 16384 && window.height_px >= 480 &&
                    window.height_px <= 16384;
  if (read == 3 && cross == 'x' && sane) return window;
  return fail(ErrorCode::kInvalidOption, "--size takes width and height in px, as in 1280x800",
              flags.size);
}

int run(const GuiFlags& flags) {
  if (flags.patient && !flags.path.empty()) {
    return report_error({ErrorCode::kInvalidOption,
                         "give either a recording or case, or a virtual patient with --patient",
                         ""});
  }
  const auto size = window_size_of(flags);
  if (!size) return report_error(size.error());
  ViewerOptions options;
  options.window_size = *size;
  options.path = flags.path;
  options.patient = flags.patient;
  options.open.mm_per_px = flags.mm_per_px;
  options.tracked.space = flags.space;
  if (!flags.calibration_path.empty()) {
    auto config = read_plus_config(flags.calibration_path);
    if (!config) return report_error(config.error());
    options.tracked.calibration = std::move(config->transforms);
  }
  options.script = flags.script;
  options.program_path = own_path();
  options.program_version = ECHOLANCE_VERSION;
  if (!flags.workspace.empty()) options.workspace = workspace_from(flags.workspace);
  const auto stayed = run_viewer(options);
  return stayed ? kExitOk : report_error(stayed.error());
}

}  // namespace

void add_gui(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<GuiFlags>();
  auto* command = app.add_subcommand("gui", "Open the viewer");
  command->add_option("CASE", flags->path, "recording, case, plan or folder of results to open");
  command->add_option("--patient", flags->patient, "instead: seed of a virtual patient");
  command->add_option("--mm-per-px", flags->mm_per_px, "pixel size; overrides the file");
  command->add_option("--calibration,--config", flags->calibration_path,
                      "for 3D: Plus configuration (XML) with ImageToProbe, where the recording has "
                      "none");
  command->add_option("--space", flags->space,
                      "for 3D: of a recording's pictures (default Reference)");
  command->add_option("--workspace", flags->workspace, "to begin with")
      ->check(CLI::IsMember({"open", "replay", "plan", "space", "guide"}));
  command->add_option("--size", flags->size,
                      "of the window, px, as 1280x800 (default: as you left it)");
  command->add_option("--script", flags->script,
                      "steps to play (docs/viewer.md); the viewer closes at their end");
  command->footer(
      "F1 shows all keys. Needs a display with OpenGL 3.2; software rendering will do.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
