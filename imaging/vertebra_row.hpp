// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <span>
#include <vector>

namespace echolance {

/// A vertebra of a surface along the spine.
struct CountedVertebra {
  int lumbar_level = 5;   ///< 1 to 5
  double along_mm = 0.0;  ///< middle of its near surface, from the profile's begin
  double depth_mm = 0.0;
};

/// Counts vertebrae upwards from the sacrum in a depth of bone per mm along the spine (LITERATURE
/// C: the sacrum, a long bright line, and the gap above it):
///
///   ________                              depth
///   sacrum  \__      ____    ____
///              |    | L5 |  | L4 |        near: laminae, or what of them a plane in the midline
///              has
///              |____|    |__|    |__      far: windows, vertebral bodies in them
///
/// The sacrum is at least 25 mm long, ends at least 6 mm deeper than its top, and the bone drops by
/// more than 14 mm behind its end; every vertebra follows at a distance and depth that vertebrae
/// have [R50]. Counting stops where one does not, and nothing is counted where the sacrum's end may
/// lie in a gap without sight of a window, or where both directions can be read so. Empty: not to
/// be told. Deterministic. Source: ours.
[[nodiscard]] std::vector<CountedVertebra> count_vertebrae(
    std::span<const std::optional<double>> depth_mm);

}  // namespace echolance
