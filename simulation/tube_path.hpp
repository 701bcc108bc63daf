// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "simulation/anatomy_site.hpp"
#include "simulation/tissue_shape.hpp"
#include "simulation/tube.hpp"

namespace echolance {

/// A place on the way of a nerve or vessel.
struct Waypoint {
  Eigen::Vector3d place_mm;
  double radius_mm;
};

/// A smooth way through the waypoints (Catmull-Rom, 2 mm steps), then moved out of the bones like
/// a rope pulled over them, so that the tube nowhere cuts a bone; where the gap is too narrow the
/// tube is thinner there.
[[nodiscard]] Tube lay_tube(const AnatomySite& site, const std::string& name, Tissue tissue,
                            const std::vector<Waypoint>& way);

[[nodiscard]] TissueShape tube_shape(const Tube& tube);

/// Distance of a place from the tube's surface; negative inside.
[[nodiscard]] double tube_distance(const Tube& tube, const Eigen::Vector3d& point);

/// Roots L1 to S4, dorsal and lateral branches, cluneal nerves, sciatic nerve. Names:
/// "l4_root_left", "l4_medial_branch_left", "l5_dorsal_ramus_left", "s1_lateral_branch_left",
/// "superior_cluneal_medial_left", "middle_cluneal_left", "sciatic_nerve_left". `surface` decides
/// where cluneal nerves run in the fat. CLINICAL 2.5.
struct BodySurface;
[[nodiscard]] std::vector<Tube> nerve_tubes(const AnatomySite& site, const BodySurface& surface);

/// Aorta, inferior vena cava, common iliac vessels, superior gluteal arteries. CLINICAL 2.7.
[[nodiscard]] std::vector<Tube> vessel_tubes(const AnatomySite& site);

}  // namespace echolance
