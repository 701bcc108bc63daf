// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_simulate.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "imaging/metaimage_writer.hpp"
#include "session/report_progress.hpp"
#include "session/simulation_truth.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

MetaImageFormat format_of(const ScenarioSource& source) {
  MetaImageFormat format;
  format.size_px = source.geometry().size_px;
  format.spacing = source.info().spacing;
  format.fields = {{"EcholanceSimulation", source.scenario().name}};
  return format;
}

void count(const SimulatedTruth& truth, SimulateSummary& summary) {
  ++summary.frames;
  summary.needle_absent += truth.needle_in_slice ? 0 : 1;
  summary.needle_marked += is_marked(truth) ? 1 : 0;
  summary.with_bone += truth.bone_px.empty() ? 0 : 1;
}

SimulateSummary summary_of(const ScenarioSource& source, const SimulateRequest& request) {
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

struct Outputs {
  MetaImageWriter recording;
  SimulationTruthWriter truth;
};

Result<void> all_frames(ScenarioSource& source, Outputs& outputs, const TrackHooks& hooks,
                        SimulateSummary& summary) {
  const auto start = Clock::now();
  while (true) {
    if (hooks.stop_requested && hooks.stop_requested()) {
      summary.end = RunEnd::kInterrupted;
      return {};
    }
    const auto frame = source.next();
    if (!frame) return tl::unexpected(frame.error());
    if (!*frame) return {};
    if (auto written = outputs.recording.write(**frame); !written) return written;
    if (auto written = outputs.truth.write(source.truth()); !written) return written;
    count(source.truth(), summary);
    report_progress(hooks, {summary.frames, source.scenario().frames, start});
  }
}

}  // namespace

Result<SimulateSummary> run_simulate(ScenarioSource& source, const SimulateRequest& request,
                                     const TrackHooks& hooks) {
  SimulateSummary summary = summary_of(source, request);
  auto recording = MetaImageWriter::create(request.out_path, format_of(source));
  if (!recording) return tl::unexpected(recording.error());
  const SimulationOrigin origin{std::filesystem::path(request.out_path).filename().string(),
                                request.program_version, request.options};
  auto truth = SimulationTruthWriter::create(summary.truth_path, source, origin);
  if (!truth) return tl::unexpected(truth.error());
  Outputs outputs{std::move(*recording), std::move(*truth)};
  auto done = all_frames(source, outputs, hooks, summary);
  if (done) done = outputs.recording.close();
  if (!done) {
    outputs.truth.discard();
    return tl::unexpected(done.error());
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
