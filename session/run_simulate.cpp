// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_simulate.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "imaging/metaimage_writer.hpp"
#include "session/report_progress.hpp"
#include "session/simulation_truth.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

MetaImageFormat format_of(const SimulationSource& source, int grey_levels) {
  MetaImageFormat format;
  format.size_px = source.geometry().size_px;
  format.spacing = source.info().spacing;
  if (grey_levels < 256) format.compression = MetaImageCompression::kZlibSmall;
  format.fields = {{"EcholanceSimulation", source.scenario().name}};
  return format;
}

void count(const SimulatedTruth& truth, SimulateSummary& summary) {
  ++summary.frames;
  summary.needle_absent += truth.needle_in_slice ? 0 : 1;
  summary.needle_marked += is_marked(truth) ? 1 : 0;
  summary.with_bone += truth.bone_px.empty() ? 0 : 1;
}

SimulateSummary summary_of(const SimulationSource& source, const SimulateRequest& request) {
  SimulateSummary summary;
  summary.recording_path = request.out_path;
  summary.truth_path = truth_path_of(request.out_path);
  summary.scenario = source.scenario().name;
  summary.labels = source.scenario().labels;
  summary.width_px = source.info().width_px;
  summary.height_px = source.info().height_px;
  summary.mm_per_px = source.geometry().mm_per_px;
  return summary;
}

// Black stays black and white white.
cv::Mat grey_table(int levels) {
  cv::Mat table(1, 256, CV_8U);
  for (int grey = 0; grey < 256; ++grey) {
    const double level = std::round(grey * (levels - 1) / 255.0);
    table.at<std::uint8_t>(grey) = cv::saturate_cast<std::uint8_t>(level * 255.0 / (levels - 1));
  }
  return table;
}

struct Outputs {
  MetaImageWriter recording;
  SimulationTruthWriter truth;
  cv::Mat greys;

  [[nodiscard]] Result<void> write(Frame frame, const SimulatedTruth& said) {
    cv::Mat picture;
    cv::LUT(frame.image, greys, picture);
    frame.image = picture;
    if (auto written = recording.write(frame); !written) return written;
    return truth.write(said);
  }
};

bool stopped(const TrackHooks& hooks) {
  return hooks.stop_requested && hooks.stop_requested();
}

Result<void> all_frames(SimulationSource& source, Outputs& outputs, const TrackHooks& hooks,
                        SimulateSummary& summary) {
  const auto start = Clock::now();
  while (!stopped(hooks)) {
    const auto frame = source.next();
    if (!frame) return tl::unexpected(frame.error());
    if (!*frame && !stopped(hooks)) return {};
    if (!*frame) break;
    if (auto written = outputs.write(**frame, source.truth()); !written) return written;
    count(source.truth(), summary);
    report_progress(hooks, {summary.frames, source.info().frame_count, start});
  }
  summary.end = RunEnd::kInterrupted;
  return {};
}

Result<void> nothing_drawn(RunEnd end) {
  return fail(ErrorCode::kNoData,
              end == RunEnd::kInterrupted
                  ? "stopped before the first frame, nothing is written; let it run longer"
                  : "no frame was asked for, nothing is written; ask for one");
}

// A truth without its recording is of no use, so neither stays.
Error nothing_kept(const Error& error, const SimulateRequest& request) {
  if (error.code != ErrorCode::kCannotWrite) return error;
  return {error.code,
          "recording or truth cannot be written, nothing is kept; check rights and free space of "
          "the folder",
          request.out_path};
}

}  // namespace

Result<SimulateSummary> run_simulate(SimulationSource& source, const SimulateRequest& request,
                                     const TrackHooks& hooks) {
  if (request.grey_levels < 2 || request.grey_levels > 256) {
    return fail(ErrorCode::kInvalidOption,
                "a recording has 2 to 256 grey levels; change the number");
  }
  SimulateSummary summary = summary_of(source, request);
  auto recording =
      MetaImageWriter::create(request.out_path, format_of(source, request.grey_levels));
  if (!recording) return tl::unexpected(recording.error());
  const SimulationOrigin origin{std::filesystem::path(request.out_path).filename().string(),
                                request.program_version, request.options};
  auto truth = SimulationTruthWriter::create(summary.truth_path, source, origin);
  if (!truth) return tl::unexpected(truth.error());
  Outputs outputs{std::move(*recording), std::move(*truth), grey_table(request.grey_levels)};
  auto done = all_frames(source, outputs, hooks, summary);
  if (done && summary.frames == 0) done = nothing_drawn(summary.end);
  if (done) done = outputs.recording.close();
  if (!done) {
    outputs.truth.discard();
    return tl::unexpected(nothing_kept(done.error(), request));
  }
  if (auto written = outputs.truth.commit(summary.end); !written) {
    return tl::unexpected(written.error());
  }
  return summary;
}

std::string summary_text(const SimulateSummary& summary) {
  std::string text = fmt::format("{:<18}{}\n", "simulated", summary.scenario);
  for (const auto& [name, value] : summary.labels) text += fmt::format("{:<18}{}\n", name, value);
  text += fmt::format("{:<18}{} x {} px, {:.4f} mm per px\n", "picture", summary.width_px,
                      summary.height_px, summary.mm_per_px);
  text += fmt::format("{:<18}{}{}\n", "frames", summary.frames,
                      summary.end == RunEnd::kInterrupted ? ", stopped by the user" : "");
  text += fmt::format("{:<18}marked in {}, absent from {}\n", "needle", summary.needle_marked,
                      summary.needle_absent);
  text += fmt::format("{:<18}in {}\n", "bone", summary.with_bone);
  text += fmt::format("{:<18}{}\n", "recording", summary.recording_path);
  return text + fmt::format("{:<18}{}\n", "truth", summary.truth_path);
}

std::string summary_json(const SimulateSummary& summary) {
  nlohmann::ordered_json object = {{"schema", "echolance.simulate"},
                                   {"schema_version", 1},
                                   {"notice", kNotAMedicalDevice},
                                   {"ended", to_string(summary.end)},
                                   {"scenario", summary.scenario},
                                   {"labels", nlohmann::ordered_json::object()},
                                   {"recording", summary.recording_path},
                                   {"truth", summary.truth_path},
                                   {"width_px", summary.width_px},
                                   {"height_px", summary.height_px},
                                   {"mm_per_px", summary.mm_per_px},
                                   {"frames", summary.frames},
                                   {"frames_needle_marked", summary.needle_marked},
                                   {"frames_needle_absent", summary.needle_absent},
                                   {"frames_with_bone", summary.with_bone}};
  for (const auto& [name, value] : summary.labels) object["labels"][name] = value;
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace echolance
