// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/polar_grid.hpp"

namespace echolance {

PolarGrid PolarGrid::make(const ProbeModel& probe, int lines, int samples, double depth_mm) {
  PolarGrid grid;
  grid.shape = probe.shape;
  grid.lines = lines;
  grid.samples = samples;
  grid.radius_mm = static_cast<float>(probe.radius_mm);
  const double width =
      probe.shape == ArrayShape::kCurved ? probe.opening_rad() : probe.face_width_mm();
  grid.line_step = static_cast<float>(width / (lines - 1));
  grid.first_line = static_cast<float>(-0.5 * width);
  grid.sample_mm = static_cast<float>(depth_mm / (samples - 1));
  return grid;
}

}  // namespace echolance
