// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imaging/bone_landmarks.hpp"
#include "session/sweep_surface.hpp"

namespace echolance {

/// A file beside landmarks.json that belongs to the same run.
struct LandmarkFile {
  std::string name;
  std::string sha256;
};

/// What `echolance landmarks` found in one surface or sweep, with where it came from.
struct LandmarkResults {
  BoneLandmarks found;
  std::string input_path;
  std::string input_sha256;
  std::string program_version;
  std::string space;                  ///< "Reference", or "file" for a surface made elsewhere
  std::optional<SweepSurface> sweep;  ///< of its points those that are bone for sure (sure_of)
  std::vector<LandmarkFile> files;    ///< written beside landmarks.json
  double fit_ms = 0.0;
  std::vector<std::string> scan_next;  ///< sentences: what is missing and how to get it
  std::vector<std::string> warnings;
};

/// Sentences on what to scan: the main places of a plan that were not seen.
[[nodiscard]] std::vector<std::string> what_to_scan_next(const BoneLandmarks& found);

/// landmarks.json (docs/files.md).
[[nodiscard]] std::string landmarks_json(const LandmarkResults& results);

/// Slicer's markups (landmarks.mrk.json): one list of points, LPS, mm; abstained ones are left out.
[[nodiscard]] std::string landmarks_markups(const LandmarkResults& results);

/// For people: verdict, the main landmarks, what to scan next.
[[nodiscard]] std::string landmarks_text(const LandmarkResults& results);

}  // namespace echolance
