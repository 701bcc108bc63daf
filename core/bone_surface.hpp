// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "core/geometry.hpp"

namespace echolance {

/// One point of the bone surface that faces the probe.
struct BonePoint {
  PixelPoint position;      ///< in the picture, px; sub-pixel along the beam
  Eigen::Vector2d normal;   ///< unit vector in the picture (x right, y down), towards the probe
  double confidence = 0.0;  ///< 0..1
};

/// The bone surface of one frame, ordered along the scan lines (left to right). Scan lines without
/// bone have no point: gaps are gaps.
struct BoneSurface {
  std::vector<BonePoint> points;
};

}  // namespace echolance
