// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"

namespace echolance {

/// The plan for 3D Slicer (plan.mrk.json): entry and target as fiducials, the best way and the
/// alternatives as lines, LPS, mm. A plan in a picture keeps the picture's axes and says so.
[[nodiscard]] std::string plan_markups(const Plan& plan);

/// One markup of a file: points in LPS, mm.
struct Markup {
  std::string type;   ///< "Fiducial", "Line", ...
  std::string label;  ///< of the first point, where it has one
  std::vector<Eigen::Vector3d> points_mm;
};

/// Reads Slicer markups; RAS is turned to LPS, micrometres to mm; points that are not "defined" are
/// left out. kDamagedFile where it is no markups file, kUnsupportedFormat for other units or
/// coordinate systems, kNoData where no point is left.
[[nodiscard]] Result<std::vector<Markup>> parse_markups(std::string_view text);

}  // namespace echolance
