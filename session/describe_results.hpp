// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// What `echolance` wrote and can be looked at in space.
enum class ResultsInput : std::uint8_t { kPlan, kLandmarks, kReconstruction };

struct KnownResults {
  ResultsInput kind = ResultsInput::kPlan;
  std::string path;  ///< the folder; of a plan its file
};

/// By the names of the files that sum results up: the folder, that file itself, or the volume in a
/// reconstruction. Empty: something else. Reads nothing.
[[nodiscard]] std::optional<KnownResults> results_at(const std::string& path);

/// "plan", "landmarks", "reconstruction".
[[nodiscard]] const char* to_string(ResultsInput kind);

/// Results in words.
struct ResultsDescription {
  KnownResults results;
  std::string title;                                       ///< "Landmarks in space"
  std::vector<std::pair<std::string, std::string>> facts;  ///< name and value
  std::vector<std::string> warnings;                       ///< sentences
};

/// From the file that sums the results up. kFileNotFound, kDamagedFile (no such JSON),
/// kUnsupportedFormat (a newer version).
[[nodiscard]] Result<ResultsDescription> describe_results(const KnownResults& results);

}  // namespace echolance
