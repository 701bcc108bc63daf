// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// What the user decided about one plan: all that undo goes back over and that a case keeps.
struct PlanEdit {
  std::string procedure = "psis-infiltration";  ///< id of the catalogue
  std::string side = "left";
  std::string level;
  std::string needle = "22G:90";
  std::string injectate;
  std::optional<std::int64_t> frame;         ///< picture that is planned on
  std::optional<Eigen::Vector3d> target_mm;  ///< dragged; empty: the landmark's
  std::optional<Eigen::Vector3d> entry_mm;   ///< dragged; empty: the search's
  int chosen = 0;                            ///< 0: best, then the alternatives
  friend bool operator==(const PlanEdit&, const PlanEdit&) = default;
};

/// A case: a recording or virtual patient with what was planned on it. The folder has case.json
/// (schema version, references with SHA-256), and plan.json, plan.mrk.json once planned.
struct CaseFile {
  static constexpr int kSchemaVersion = 1;
  std::string recording;  ///< path; empty for a virtual patient
  std::string recording_sha256;
  std::optional<double> mm_per_px;       ///< the user's
  std::optional<std::uint64_t> patient;  ///< seed
  std::int64_t frame = 0;                ///< that was looked at
  PlanEdit plan;
  std::string program_version;
};

/// Reads FOLDER/case.json (or the file itself). kFileNotFound, kDamagedFile with key and remedy.
[[nodiscard]] Result<CaseFile> read_case(const std::string& folder);
/// Atomically (write, fsync, rename); makes the folder. kCannotWrite.
[[nodiscard]] Result<void> write_case(const std::string& folder, const CaseFile& file);
/// Sentence when the recording is missing or has changed since; empty: all is as it was.
[[nodiscard]] std::string changed_since(const CaseFile& file);

}  // namespace echolance
