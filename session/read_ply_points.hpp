// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// The vertices (x, y, z) of a PLY file, text or binary of either byte order, whatever else it
/// holds. kFileNotFound, kDamagedFile (no PLY, no vertices with x, y, z, cut off).
[[nodiscard]] Result<std::vector<Eigen::Vector3f>> read_ply_points(const std::string& path);

/// The vertices' properties of these names, one a row, one vertex a column. Same errors;
/// kDamagedFile where a property is missing.
[[nodiscard]] Result<Eigen::MatrixXf> read_ply_values(const std::string& path,
                                                      const std::vector<std::string>& names);

}  // namespace echolance
