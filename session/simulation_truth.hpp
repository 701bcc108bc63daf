// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "session/output_file.hpp"
#include "session/track_summary.hpp"
#include "simulation/scenario_source.hpp"

namespace echolance {

/// With what a recording was made, for its truth file.
struct SimulationOrigin {
  std::string recording;  ///< name of the file, without folder
  std::string program_version;
  std::vector<std::pair<std::string, std::string>> options;  ///< as given by the user
};

/// "case.igs.mha" -> "case.truth.json", beside it.
[[nodiscard]] std::string truth_path_of(const std::string& recording);

/// At least 5 mm of the needle can be seen: `evaluate` counts it. Where nothing of it lies in slice
/// and picture it is absent, and left open between.
[[nodiscard]] bool is_marked(const SimulatedTruth& truth);
/// One frame of the file.
[[nodiscard]] std::string truth_frame_json(const SimulatedTruth& truth);

/// truth.json of a simulated recording (docs/files.md): what `evaluate` reads, and more. Written
/// frame by frame.
class SimulationTruthWriter {
 public:
  /// kCannotWrite.
  [[nodiscard]] static Result<SimulationTruthWriter> create(const std::string& path,
                                                            const SimulationSource& source,
                                                            const SimulationOrigin& origin);
  [[nodiscard]] Result<void> write(const SimulatedTruth& truth);
  /// kCannotWrite.
  [[nodiscard]] Result<void> commit(RunEnd end);
  /// Takes the part file away.
  void discard();

 private:
  explicit SimulationTruthWriter(OutputFile file) : file_(std::move(file)) {}

  OutputFile file_;
  std::int64_t frames_ = 0;
};

}  // namespace echolance
