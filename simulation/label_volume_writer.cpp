// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_volume.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {

Result<void> write_label_volume(const TissueVolume& volume, const std::string& path) {
  const VolumeGrid& grid = volume.grid();
  std::vector<std::uint8_t> labels(grid.count());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    labels[i] = static_cast<std::uint8_t>(volume.at_grid_point(i).tissue);
  }
  return write_metaimage_volume(path, {grid.origin_mm, grid.spacing_mm, grid.size}, labels);
}

}  // namespace echolance
