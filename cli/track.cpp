// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/progress.hpp"
#include "imaging/open_recording.hpp"
#include "planner/plan_json.hpp"
#include "session/input_hash.hpp"
#include "session/pipeline_option_list.hpp"
#include "session/run_track.hpp"

namespace echolance {

namespace {

struct TrackFlags {
  std::string file;
  std::string out_dir;
  OpenOptions open;
  std::string gauge;
  std::string config_path;
  std::string plan_path;
  bool video = false;
  bool json = false;
  int threads = 0;  // 0: as many as the machine has
  std::vector<std::pair<PipelineOption, std::optional<double>>> pipeline;
};

Result<void> read_config(const std::string& path, PipelineOptions& options) {
  std::ifstream file(path);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "the configuration cannot be opened; check the name",
                path);
  }
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return apply_config(text, options).map_error([&](const Error& error) { return error.in(path); });
}

Result<std::optional<Plan>> read_plan(const std::string& path) {
  if (path.empty()) return std::optional<Plan>{};
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::kFileNotFound, "the plan cannot be opened; check the name", path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  auto plan = parse_plan(text);
  if (!plan) return tl::unexpected(plan.error().in(path));
  if (!plan->best) {
    return fail(ErrorCode::kNoData, "the plan has no way to follow: none kept all limits", path);
  }
  if (!plan->axes.empty()) {
    return fail(
        ErrorCode::kNoData,
        fmt::format("the plan is in the axes of '{}', not of the reference marker, and holds "
                    "for no recording; plan on a tracked sweep in Reference",
                    plan->axes),
        path);
  }
  return std::optional<Plan>(std::move(*plan));
}

// Defaults, then the configuration file, then the flags.
Result<PipelineOptions> resolve_options(const TrackFlags& flags) {
  PipelineOptions options;
  if (!flags.config_path.empty()) {
    if (auto read = read_config(flags.config_path, options); !read) {
      return tl::unexpected(read.error());
    }
  }
  for (const auto& [option, value] : flags.pipeline) {
    if (!value) continue;
    if (option.whole_number && *value != std::floor(*value)) {
      return fail(ErrorCode::kInvalidOption, option.flag() + " needs a whole number");
    }
    option.set(options, *value);
  }
  if (!flags.gauge.empty()) {
    const auto model = needle_from_gauge(flags.gauge);
    if (!model) return tl::unexpected(model.error().in("--needle"));
    options.needle_model = *model;
  }
  if (auto valid = validate(options); !valid) return tl::unexpected(valid.error());
  return options;
}

int run(const TrackFlags& flags) {
  TrackRequest request;
  request.out_dir = flags.out_dir;
  request.program_version = ECHOLANCE_VERSION;
  request.video = flags.video ? VideoOutput::kOverlay : VideoOutput::kNone;
  const auto options = resolve_options(flags);
  if (!options) return report_error(options.error());
  request.options = *options;
  auto plan = read_plan(flags.plan_path);
  if (!plan) return report_error(plan.error());
  request.plan = std::move(*plan);
  if (flags.threads > 0) cv::setNumThreads(flags.threads);

  auto source = open_recording(flags.file, flags.open);
  if (!source) return report_error(source.error());
  const auto hash = sha256_of_input(flags.file);
  if (!hash) return report_error(hash.error());
  request.input_sha256 = *hash;

  catch_interrupts();
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                         [] { return interrupted(); }};
  const auto summary = run_track(**source, request, hooks);
  bar.finish();
  if (!summary) return report_error(summary.error());
  const int exit_code = print_result(flags.json ? summary_json(*summary)
                                                : summary_text(*summary) + "results           " +
                                                      flags.out_dir + "\n");
  report_warnings(summary->warnings);
  return exit_code;
}

void add_pipeline_flags(CLI::App& command, TrackFlags& flags) {
  for (auto& option : pipeline_option_list()) {
    flags.pipeline.emplace_back(std::move(option), std::nullopt);
  }
  for (auto& [option, value] : flags.pipeline) {
    command
        .add_option(option.flag(), value,
                    fmt::format("{} ({} to {}, default {})", option.help, option.min, option.max,
                                option.get({})))
        ->group("Fine tuning (docs/options.md)");
  }
}

}  // namespace

void add_track(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<TrackFlags>();
  auto* command = app.add_subcommand("track", "Find bone and needle in every frame");
  command->add_option("FILE", flags->file, "recording: MetaImage, video, folder of images, image")
      ->required();
  command
      ->add_option("--out", flags->out_dir,
                   "folder for the results: new, empty or earlier "
                   "results, which are replaced when the run is done")
      ->required();
  command->add_option("--mm-per-px", flags->open.mm_per_px, "pixel size; overrides the file");
  command->add_option("--fps", flags->open.frame_rate_hz,
                      "frame rate of a folder of images (default 30)");
  command->add_option("--needle", flags->gauge, "gauge of the needle, 14G to 27G");
  command->add_option("--plan", flags->plan_path,
                      "plan.json to follow: adds deviation columns, overlay and alerts");
  command->add_flag("--video", flags->video, "also write overlay.mp4");
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command->add_option("--config", flags->config_path, "JSON file with fine-tuning options");
  command->add_flag("--json", flags->json, "print the summary as JSON");
  add_pipeline_flags(*command, *flags);
  command->footer(
      "Writes DIR/frames.csv, bone.jsonl, landmarks.jsonl and summary.json (docs/files.md).\n"
      "Ctrl-C ends with what is done so far.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
