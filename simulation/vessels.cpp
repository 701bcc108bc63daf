// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <string>

#include "simulation/tube_path.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// The place `part` vertebrae below the middle of L1, in front of the bodies.
Vector3d in_front(const AnatomySite& site, double part, double x, double gap_mm) {
  const int upper = std::clamp(static_cast<int>(std::floor(part)), 0, kLumbarCount - 2);
  const auto at = [&](int level) {
    const VertebraSize& size = site.vertebra(level).size;
    const double depth = 0.5 * std::max(size.upper_depth_mm, size.lower_depth_mm);
    return site.from_vertebra(level, {x, -depth - gap_mm, 0.0});
  };
  const double share = part - upper;
  return at(upper) + share * (at(upper + 1) - at(upper));
}

// From the aorta's or cava's end down and outwards over the pelvic brim.
void add_iliacs(const AnatomySite& site, const std::string& what, const Vector3d& start,
                double radius, std::vector<Tube>& tubes) {
  for (const double side : {1.0, -1.0}) {
    const std::string suffix = side_suffix(side);
    const Vector3d promontory = site.at("sacral_promontory");
    const Vector3d ala = site.at("sacral_ala" + suffix);
    const double in_front = what.find("vein") == std::string::npos ? -10.0 : -3.0;
    tubes.push_back(
        lay_tube(site, what + suffix, Tissue::kBlood,
                 {{start, radius},
                  {0.5 * (start + promontory) + Vector3d(side * 14.0, in_front, 0.0), radius},
                  {ala + Vector3d(-side * 4.0, -30.0 + in_front, -6.0), radius},
                  {ala + Vector3d(side * 6.0, -40.0 + in_front, -32.0), 0.9 * radius}}));
  }
}

void add_great_vessels(const AnatomySite& site, std::vector<Tube>& tubes) {
  const SoftTissueSizes& sizes = site.sizes();
  const double aorta = sizes("aorta_radius_mm"), cava = sizes("vena_cava_radius_mm");
  const double fork = 3.0 + sizes("aortic_bifurcation"), join = 3.0 + sizes("caval_confluence");
  std::vector<Waypoint> down, up;
  for (double part = -0.9; part < fork - 0.2; part += 0.6) {
    const int level = std::clamp(static_cast<int>(part), 0, 4);
    // The larger endplates stand out; the tube beside the middle is further from the round front.
    const double gap = sizes.at("aorta_gap_mm", level) + aorta - 2.2;
    down.push_back({in_front(site, part, 9.0, gap), aorta * (1.0 - 0.04 * part)});
  }
  const double narrow = 0.84 * aorta;
  down.push_back({in_front(site, fork, 5.0, narrow + 4.0), narrow});
  for (double part = -0.9; part < join - 0.2; part += 0.6) {
    up.push_back({in_front(site, part, -14.0, cava + 3.0), cava});
  }
  up.push_back({in_front(site, join, -9.0, cava + 4.0), cava});
  tubes.push_back(lay_tube(site, "aorta", Tissue::kBlood, down));
  tubes.push_back(lay_tube(site, "inferior_vena_cava", Tissue::kBlood, up));
  add_iliacs(site, "common_iliac_artery", down.back().place_mm, 0.55 * aorta, tubes);
  add_iliacs(site, "common_iliac_vein", up.back().place_mm, 0.65 * cava, tubes);
}

// Out of the pelvis at the upper end of the greater sciatic notch, then up and outwards between
// the gluteal muscles.
void add_superior_gluteal(const AnatomySite& site, double side, std::vector<Tube>& tubes) {
  const std::string suffix = side_suffix(side);
  const Vector3d notch = site.at("sciatic_notch" + suffix), psis = site.at("psis" + suffix);
  const Vector3d spine = site.at("ischial_spine" + suffix);
  const Vector3d gate = notch + 0.12 * (spine - notch) + Vector3d(0.0, 3.0, -1.0);
  const double x = psis.x() + side * 32.0;
  const Vector3d blade =
      site.bone_along({x, psis.y() + 30.0, psis.z() - 14.0}, Vector3d(0.0, -1.0, 0.0));
  tubes.push_back(lay_tube(site, "superior_gluteal_artery" + suffix, Tissue::kBlood,
                           {{gate + Vector3d(-side * 12.0, -10.0, 4.0), 2.2},
                            {gate, 2.2},
                            {gate + Vector3d(side * 6.0, 8.0, 4.0), 2.0},
                            {0.5 * (gate + blade) + Vector3d(side * 4.0, 9.0, 0.0), 1.6},
                            {blade + Vector3d(0.0, 6.0, 0.0), 1.2}}));
}

}  // namespace

std::vector<Tube> vessel_tubes(const AnatomySite& site) {
  std::vector<Tube> tubes;
  add_great_vessels(site, tubes);
  for (const double side : {1.0, -1.0}) add_superior_gluteal(site, side, tubes);
  return tubes;
}

}  // namespace echolance
