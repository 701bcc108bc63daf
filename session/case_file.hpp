// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan_landmark.hpp"

namespace echolance {

/// What the user decided about one plan: all that undo goes back over and that a case keeps.
struct PlanEdit {
  std::string procedure = "psis-infiltration";  ///< id of the catalogue
  std::string side = "left";
  std::string level;
  std::string needle;  ///< "22G:90"; empty: the procedure's usual one
  std::string injectate;
  std::optional<std::int64_t> frame;         ///< picture that is planned on
  std::vector<LandmarkChoice> landmarks;     ///< accepted or placed; others: as they were found
  std::optional<Eigen::Vector3d> target_mm;  ///< dragged; empty: the landmark's
  std::optional<Eigen::Vector3d> entry_mm;   ///< dragged; empty: the search's
  int chosen = 0;                            ///< 0: best, then the alternatives
  friend bool operator==(const PlanEdit&, const PlanEdit&) = default;
};

/// A case: a recording or virtual patient with what was planned on it. The folder has case.json
/// (schema version, references with SHA-256), and plan.json, plan.mrk.json once planned. In the
/// file the recording's path is relative where it lies in the case's folder or beside it, so that
/// both can be moved together.
struct CaseFile {
  static constexpr int kSchemaVersion = 2;  ///< 1: without landmarks; is read
  std::string recording;                    ///< path; empty for a virtual patient
  std::string recording_sha256;
  std::optional<double> mm_per_px;       ///< the user's
  std::optional<std::uint64_t> patient;  ///< seed
  std::int64_t frame = 0;                ///< that was looked at
  PlanEdit plan;
  std::string program_version;
  friend bool operator==(const CaseFile&, const CaseFile&) = default;
};

/// Reads FOLDER/case.json (or the file itself); the recording's path as it is to be opened from
/// here. kFileNotFound; kDamagedFile with key and remedy; kUnsupportedFormat for another kind of
/// file or one of a newer version of this program.
[[nodiscard]] Result<CaseFile> read_case(const std::string& folder);
/// Atomically (write, fsync, rename); makes the folder. kCannotWrite, also where FOLDER/case.json
/// is there and no case, one of a newer version or of another recording or patient: it is never
/// replaced; nor into the folder that the case is about.
[[nodiscard]] Result<void> write_case(const std::string& folder, const CaseFile& file);
/// Sentence when the recording is missing or has changed since; empty: all is as it was. Reads all
/// of the recording: not for the window's thread.
[[nodiscard]] std::string changed_since(const CaseFile& file);

/// The text of case.json for a case in this folder, which need not be there yet.
[[nodiscard]] std::string case_json(const CaseFile& file, const std::string& folder);
/// The other way round. The errors of read_case but kFileNotFound.
[[nodiscard]] Result<CaseFile> parse_case(const std::string& text, const std::string& folder);

}  // namespace echolance
