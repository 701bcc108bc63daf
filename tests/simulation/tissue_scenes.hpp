// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "simulation/ultrasound.hpp"

namespace echolance {

/// Signed distance to a tissue's shape, mm, negative inside; later shapes lie over earlier ones.
struct TissueShape {
  Tissue tissue = Tissue::kMuscle;
  std::function<double(const Eigen::Vector3d&)> distance;
};

/// Fills a volume from shapes: the tissue, the one across the nearest border, the distance to it.
[[nodiscard]] std::shared_ptr<const TissueVolume> fill_shapes(
    const VolumeGrid& grid, Tissue background, const std::vector<TissueShape>& shapes);

/// One tissue everywhere.
[[nodiscard]] std::shared_ptr<const TissueVolume> block(Tissue tissue);

/// A back in Reference, skin at y = 0, depth along -y: 2 mm skin, 7 mm fat with a wavy floor,
/// 1.2 mm fascia, muscle with an inner fascia sheet, an elliptic bone whose top is `bone_mm` deep.
[[nodiscard]] std::shared_ptr<const TissueVolume> layered_back(double bone_mm);

/// The probe on the skin at y = 0 looking down, x right in the picture, moved out of plane.
[[nodiscard]] Transform<space::Reference, space::Probe> probe_on_skin(double out_of_plane_mm = 0.0);

}  // namespace echolance
