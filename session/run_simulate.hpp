// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "session/run_track.hpp"
#include "simulation/scenario_source.hpp"

namespace echolance {

/// What one run of `echolance simulate` is asked to do.
struct SimulateRequest {
  std::string out_path;  ///< *.mha; the truth is written beside it
  std::string program_version;
  std::vector<std::pair<std::string, std::string>> options;  ///< as given, for the truth
  int grey_levels = 256;  ///< of the recording, 2 to 256; fewer make smaller files
};

/// What a simulated recording holds.
struct SimulateSummary {
  RunEnd end = RunEnd::kComplete;
  std::string recording_path;
  std::string truth_path;
  std::string scenario;
  int width_px = 0;
  int height_px = 0;
  double mm_per_px = 0.0;
  std::int64_t frames = 0;
  std::int64_t needle_marked = 0;  ///< frames in which at least 5 mm of it can be seen
  std::int64_t needle_absent = 0;
  std::int64_t with_bone = 0;
  std::vector<std::pair<std::string, std::string>> labels;
};

/// Draws every frame of the scenario into a sequence that Plus and Slicer read, and its truth. Both
/// files appear under their names when all is done; a stop request ends them with whole frames.
/// kInvalidOption (name), kCannotWrite; kNoData when stopped before the first frame, and then
/// nothing is written.
[[nodiscard]] Result<SimulateSummary> run_simulate(SimulationSource& source,
                                                   const SimulateRequest& request,
                                                   const TrackHooks& hooks = {});

[[nodiscard]] std::string summary_text(const SimulateSummary& summary);
[[nodiscard]] std::string summary_json(const SimulateSummary& summary);

}  // namespace echolance
