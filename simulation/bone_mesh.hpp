// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "simulation/distance_field.hpp"

namespace echolance {

/// A closed surface of triangles, Reference, mm; corners run counter-clockwise seen from outside.
struct TriangleMesh {
  std::vector<Eigen::Vector3f> points_mm;
  std::vector<std::array<int, 3>> triangles;

  /// Every edge belongs to exactly two triangles that run along it in opposite directions.
  [[nodiscard]] bool closed() const;
  /// Enclosed volume by the divergence theorem; positive for outward triangles.
  [[nodiscard]] double volume_mm3() const;
};

struct MeshOptions {
  int smoothing_passes = 8;  ///< windowed sinc, light: takes the grid's steps away
  double kept = 1.0;         ///< share of triangles to keep, 0..1; decimated below 1
};

/// The zero level of the field (flying edges), smoothed and decimated, only its largest connected
/// piece. kNoData when the field has no surface, kInvalidOption for options out of range,
/// kInvalidGeometry if the surface leaves the grid and cannot be closed. Deterministic.
[[nodiscard]] Result<TriangleMesh> make_mesh(const DistanceField& field,
                                             const MeshOptions& options = {});

/// Reads STL, PLY, VTP or OBJ (by the name's ending), joins equal corners. kFileNotFound,
/// kUnsupportedFormat (ending), kDamagedFile (no triangles).
[[nodiscard]] Result<TriangleMesh> read_mesh(const std::string& path);

/// For every point of the grid (VolumeGrid::index) 1 inside the closed mesh, 0 outside.
/// Deterministic.
[[nodiscard]] std::vector<std::uint8_t> points_inside(const TriangleMesh& mesh,
                                                      const VolumeGrid& grid);

/// Binary STL. kCannotWrite.
[[nodiscard]] Result<void> write_stl(const TriangleMesh& mesh, const std::string& path);
/// VTK XML poly data, binary. kCannotWrite.
[[nodiscard]] Result<void> write_vtp(const TriangleMesh& mesh, const std::string& path);

}  // namespace echolance
