// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/progress.hpp"
#include "imaging/open_recording.hpp"
#include "imaging/plus_config.hpp"
#include "session/input_hash.hpp"
#include "session/run_reconstruct.hpp"

namespace echolance {

namespace {

struct ReconstructFlags {
  std::string file;
  std::string out_dir;
  std::string calibration_path;
  std::string space = "Reference";
  std::optional<double> spacing_mm;
  double largest_gap_mm = FreehandOptions{}.largest_gap_mm;
  std::vector<int> clip_px;
  bool clip_from_calibration = false;
  bool json = false;
  int threads = 0;  // 0: as many as the machine has
};

Result<void> read_calibration(const ReconstructFlags& flags, ReconstructRequest& request) {
  if (flags.calibration_path.empty()) {
    if (!flags.clip_from_calibration) return {};
    return fail(ErrorCode::kInvalidOption, "--plus-clip needs --calibration");
  }
  auto config = read_plus_config(flags.calibration_path);
  if (!config) return tl::unexpected(config.error());
  request.calibration = std::move(config->transforms);
  if (config->volume_spacing_mm) request.volume.spacing_mm = *config->volume_spacing_mm;
  if (flags.clip_from_calibration) request.clip_px = config->clip_px;
  return {};
}

Result<ReconstructRequest> request_of(const ReconstructFlags& flags) {
  ReconstructRequest request;
  request.out_dir = flags.out_dir;
  request.program_version = ECHOLANCE_VERSION;
  request.space = flags.space;
  request.volume.largest_gap_mm = flags.largest_gap_mm;
  if (auto read = read_calibration(flags, request); !read) return tl::unexpected(read.error());
  if (flags.spacing_mm) request.volume.spacing_mm = *flags.spacing_mm;
  if (flags.clip_px.size() == 4) {
    request.clip_px =
        cv::Rect(flags.clip_px[0], flags.clip_px[1], flags.clip_px[2], flags.clip_px[3]);
  }
  return request;
}

int run(const ReconstructFlags& flags) {
  auto request = request_of(flags);
  if (!request) return report_error(request.error());
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  auto source = open_recording(flags.file);
  if (!source) return report_error(source.error());
  const auto hash = sha256_of_input(flags.file);
  if (!hash) return report_error(hash.error());
  request->input_sha256 = *hash;

  catch_interrupts();
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                         [] { return interrupted(); }};
  const auto summary = run_reconstruct(**source, *request, hooks);
  bar.finish();
  if (!summary) return report_error(summary.error());
  const int exit_code = print_result(flags.json ? summary_json(*summary, *request)
                                                : summary_text(*summary) + "results           " +
                                                      flags.out_dir + "\n");
  report_warnings(summary->warnings);
  return exit_code;
}

}  // namespace

void add_reconstruct(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<ReconstructFlags>();
  auto* command =
      app.add_subcommand("reconstruct", "Make a volume and a bone surface of a tracked sweep");
  command->add_option("FILE", flags->file, "tracked recording: MetaImage sequence")->required();
  command
      ->add_option("--out", flags->out_dir,
                   "folder for the results: new, empty or earlier results, which are replaced")
      ->required();
  command->add_option("--calibration,--config", flags->calibration_path,
                      "Plus configuration (XML) with ImageToProbe, where the recording has none");
  command->add_option("--space", flags->space, "where to make it (default Reference)");
  command
      ->add_option("--spacing-mm", flags->spacing_mm,
                   "edge of a voxel (default 0.5, or the calibration's OutputSpacing)")
      ->check(CLI::Range(0.05, 10.0));
  command
      ->add_option("--largest-gap-mm", flags->largest_gap_mm,
                   "fill between pictures up to this far apart (default 4.5; 0: not at all)")
      ->check(CLI::Range(0.0, 50.0));
  command
      ->add_option("--clip-px", flags->clip_px,
                   "x,y,width,height: only this part of the pictures (default: the ultrasound "
                   "region that is found)")
      ->delimiter(',')
      ->expected(4);
  command->add_flag("--plus-clip", flags->clip_from_calibration,
                    "take the calibration's clip rectangle");
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", flags->json, "print the summary as JSON");
  command->footer(
      "Writes DIR/volume.mha, volume_origin.mha (0 empty, 1 seen, 2 filled), bone_surface.ply and\n"
      "reconstruction.json (docs/files.md).");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
