// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// One sequence of an accuracy suite. Names of files are without folder.
struct SuiteSequence {
  std::string name;
  std::string recording;
  std::string truth;
  std::int64_t frames = 0;
  std::uint64_t seed = 0;
  std::uint64_t patient_seed = 0;
  /// "approach" -> "in_plane" and the like.
  std::vector<std::pair<std::string, std::string>> strata;

  /// Empty where it has no such stratum.
  [[nodiscard]] std::string stratum(const std::string& key) const;
};

/// suite.json: what a folder of simulated sequences holds (docs/files.md).
struct SuiteFile {
  std::string program_version;
  std::vector<std::pair<std::string, std::string>> options;  ///< with which it was made
  std::size_t sequences_wanted = 0;  ///< more than there are: stopped before the end
  std::vector<SuiteSequence> sequences;
};

/// kFileNotFound where the folder has no suite.json; kDamagedFile, kNoData for none in it.
[[nodiscard]] Result<SuiteFile> read_suite(const std::string& folder);
/// kCannotWrite.
[[nodiscard]] Result<void> write_suite(const std::string& folder, const SuiteFile& suite);

/// The path of suite.json in a folder.
[[nodiscard]] std::string suite_path_of(const std::string& folder);

}  // namespace echolance
