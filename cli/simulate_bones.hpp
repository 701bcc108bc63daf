// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "simulation/outside_bones.hpp"

namespace echolance {

/// The flags of `echolance simulate` for a real person's bones, as typed.
struct BonesFlags {
  std::vector<std::string> paths;
  std::string up = "+z";
  std::string posterior = "+y";
  std::vector<std::string> points;  ///< NAME=X,Y,Z
  std::string target;               ///< X,Y,Z
};

void add_bones_flags(CLI::App& command, BonesFlags& flags);

/// kInvalidOption for an axis, a point or a place that is none, and for one or two points.
[[nodiscard]] Result<OutsideFiles> outside_files_of(const BonesFlags& flags);

}  // namespace echolance
