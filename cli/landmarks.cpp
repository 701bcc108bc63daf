// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/progress.hpp"
#include "imaging/open_recording.hpp"
#include "imaging/parse_text.hpp"
#include "imaging/plus_config.hpp"
#include "session/input_hash.hpp"
#include "session/landmark_trials.hpp"
#include "session/results_folder.hpp"
#include "session/run_landmarks.hpp"

namespace echolance {
namespace {

struct LandmarksFlags {
  std::string recording;
  std::string surface;
  std::string out_dir;
  std::string calibration_path;
  std::string space = "Reference";
  std::vector<std::string> clicks;
  int evaluate = 0;  // people; 0: not asked for
  int sweeps = 0;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: as many as the machine has
  bool json = false;
};

// "x,y,z" or "x,y,z,NAME".
Result<ClickedMark> parse_click(const std::string& text) {
  ClickedMark click;
  std::string rest = text;
  for (int axis = 0; axis < 3; ++axis) {
    const auto comma = rest.find(',');
    const auto number = to_number(trim(rest.substr(0, comma)));
    if (!number || (axis < 2 && comma == std::string::npos)) {
      return fail(ErrorCode::kInvalidOption, "--click takes x,y,z or x,y,z,NAME in mm", text);
    }
    click.point_mm[axis] = *number;
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
  }
  click.name = rest;
  return click;
}

Result<LandmarksRequest> request_of(const LandmarksFlags& flags) {
  LandmarksRequest request;
  request.out_dir = flags.out_dir;
  request.program_version = ECHOLANCE_VERSION;
  request.sweep.space = flags.space;
  for (const auto& text : flags.clicks) {
    const auto click = parse_click(text);
    if (!click) return tl::unexpected<Error>(click.error());
    request.clicks.push_back(*click);
  }
  if (!flags.calibration_path.empty()) {
    auto config = read_plus_config(flags.calibration_path);
    if (!config) return tl::unexpected<Error>(config.error());
    request.sweep.calibration = std::move(config->transforms);
  }
  const auto hash = sha256_of_input(flags.surface.empty() ? flags.recording : flags.surface);
  if (!hash) return tl::unexpected<Error>(hash.error());
  request.input_sha256 = *hash;
  return request;
}

int report(const LandmarksFlags& flags, const Result<LandmarkResults>& results) {
  if (!results) return report_error(results.error());
  std::string text = flags.json ? landmarks_json(*results) : landmarks_text(*results);
  if (!flags.json && !flags.out_dir.empty())
    text += fmt::format("{:<24}{}\n", "results", flags.out_dir);
  const int exit_code = print_result(text);
  report_warnings(results->warnings);
  return exit_code;
}

int run_surface(const LandmarksFlags& flags) {
  const auto request = request_of(flags);
  if (!request) return report_error(request.error());
  return report(flags, run_surface_landmarks(flags.surface, *request));
}

int run_sweep(const LandmarksFlags& flags) {
  const auto source = open_recording(flags.recording);
  if (!source) return report_error(source.error());
  const auto request = request_of(flags);
  if (!request) return report_error(request.error());
  if (auto outside = check_outside(flags.recording, flags.out_dir); !outside) {
    return report_error(outside.error());
  }
  catch_interrupts();
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                         [] { return interrupted(); }};
  const auto results = run_sweep_landmarks(**source, *request, hooks);
  bar.finish();
  return report(flags, results);
}

int run_trials(const LandmarksFlags& flags) {
  catch_interrupts();
  using enum TrialData;
  using enum TrialPeople;
  std::vector<TrialOptions> sets;
  if (flags.evaluate > 0) {
    for (const auto people : {kUsual, kBeyond}) {
      for (const auto data : {kBack, kPelvis, kWhole}) {
        sets.push_back({people, data, flags.evaluate, flags.seed});
      }
    }
  }
  if (flags.sweeps > 0) sets.push_back({kUsual, kSweep, flags.sweeps, flags.seed});
  for (const auto& set : sets) {
    ProgressBar bar;
    const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                           [] { return interrupted(); }};
    const auto results = run_landmark_trials(set, hooks);
    bar.finish();
    if (!results) return report_error(results.error());
    if (results->empty()) return print_result("stopped\n");
    if (const int code = print_result(trial_table(set, *results) + "\n"); code != 0) return code;
  }
  return 0;
}

int run(const LandmarksFlags& flags) {
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  if (flags.evaluate > 0 || flags.sweeps > 0) return run_trials(flags);
  if (flags.surface.empty() == flags.recording.empty()) {
    return report_error({ErrorCode::kInvalidOption,
                         "give either a tracked recording, or a bone surface with --surface", ""});
  }
  return flags.surface.empty() ? run_sweep(flags) : run_surface(flags);
}

void add_trial_flags(CLI::App& command, LandmarksFlags& flags) {
  command
      .add_option("--evaluate", flags.evaluate,
                  "measure on the surfaces of so many virtual patients, two kinds of people")
      ->check(CLI::Range(1, 10000));
  command.add_option("--sweeps", flags.sweeps, "measure on so many simulated tracked sweeps")
      ->check(CLI::Range(1, 10000));
  command.add_option("--seed", flags.seed, "of the first virtual patient (default 1)");
}

}  // namespace

void add_landmarks(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<LandmarksFlags>();
  auto* command = app.add_subcommand(
      "landmarks", "Find the landmarks of pelvis and lumbar spine in a tracked sweep or a surface");
  command->add_option("FILE", flags->recording, "tracked recording: MetaImage sequence");
  command->add_option("--surface", flags->surface,
                      "instead: bone surface or points in mm, any pose: STL, PLY, VTP, OBJ, XYZ");
  command->add_option("--out", flags->out_dir,
                      "folder for landmarks.json, landmarks.mrk.json, bones, and a sweep's skin: "
                      "new, empty or earlier results, which are replaced");
  command->add_option("--calibration,--config", flags->calibration_path,
                      "Plus configuration (XML) with ImageToProbe, where the recording has none");
  command->add_option("--space", flags->space, "where to put them (default Reference)");
  command->add_option("--click", flags->clicks,
                      "x,y,z[,NAME]: a landmark you know (default: one of the two PSIS), mm; not "
                      "needed, may be given several times");
  add_trial_flags(*command, *flags);
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", flags->json, "print the result as JSON");
  command->footer(
      "Landmarks are seen, inferred by the shape model, or abstained with the reason; each has "
      "the\n"
      "error to be expected. A surface that is no pelvis or spine gets none (docs/files.md).");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
