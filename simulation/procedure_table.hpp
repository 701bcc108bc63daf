// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace echolance {

enum class ScanPlane { kTransverse, kLongitudinal };
enum class NeedleSide { kLateral, kMedial, kCaudal, kCranial };

/// The usual view and approach of one procedure. CLINICAL 1; sources in the data file.
struct ProcedureView {
  std::string id;
  std::string target;  ///< landmark; "{side}" stands for left or right
  ScanPlane plane = ScanPlane::kTransverse;
  double turn_rad = 0.0;  ///< of the picture about the beam
  NeedleSide from = NeedleSide::kLateral;
  double angle_rad = 0.5;  ///< needle to face
  double least_angle_rad = 0.2;
  double most_angle_rad = 1.0;
  std::string probe;
  std::string needle;
  double volume_ml = 1.0;
  double stop_mm = 0.0;  ///< beyond the landmark
};

/// Reads procedures in the form of simulation/data/procedures.json. kDamagedFile.
[[nodiscard]] Result<std::vector<ProcedureView>> parse_procedures(std::string_view text);
[[nodiscard]] const std::vector<ProcedureView>& procedure_table();
/// kInvalidOption lists the procedures.
[[nodiscard]] Result<ProcedureView> find_procedure(const std::string& id);

}  // namespace echolance
