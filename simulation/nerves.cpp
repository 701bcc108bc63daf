// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "simulation/body_surface.hpp"
#include "simulation/level_names.hpp"
#include "simulation/tube_path.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

class Nerves {
 public:
  Nerves(const AnatomySite& site, const BodySurface& surface, double side)
      : site_(site), surface_(surface), side_(side), suffix_(side_suffix(side)) {}

  std::vector<Tube> build() {
    for (int level = 0; level < kLumbarCount; ++level) add_lumbar_root(level);
    for (int level = 0; level < 4; ++level) add_sacral_root(level);
    for (int level = 0; level < 4; ++level) add_medial_branch(level);
    add_last_dorsal_ramus();
    for (int level = 0; level < 3; ++level) add_lateral_branch(level);
    add_superior_cluneals();
    add_middle_cluneal();
    add_sciatic();
    return std::move(tubes_);
  }

 private:
  void add_lumbar_root(int level);
  void add_trunk(int level, double radius, std::vector<Waypoint>& way);
  void add_sacral_root(int level);
  void add_medial_branch(int level);
  void add_last_dorsal_ramus();
  void add_lateral_branch(int level);
  void add_superior_cluneals();
  void add_superior_cluneal(const std::string& branch, double along_crest_mm,
                            double above_crest_mm);
  void add_middle_cluneal();
  void add_sciatic();

  void lay(const std::string& name, const std::vector<Waypoint>& way) {
    tubes_.push_back(lay_tube(site_, name + suffix_, Tissue::kNerve, way));
  }
  Vector3d vertebra(int level, double x, double y, double z) const {
    return site_.from_vertebra(level, {side_ * x, y, z});
  }
  /// Straight sacral coordinates.
  Vector3d sacrum(double x, double depth, double way) const {
    return site_.from_sacrum({side_ * x, depth, way});
  }
  Vector3d bone_from(const Vector3d& start, const Vector3d& direction) const {
    return site_.bone_along(start, direction);
  }
  /// In the fat under the skin: a part of its thickness behind the fascia.
  Vector3d in_fat(double x, double z, double part) const {
    const double fascia = surface_.fascia.at(x, z);
    return {x, fascia + 1.0 + part * std::max(0.0, surface_.skin.at(x, z) - 3.5 - fascia), z};
  }

  const AnatomySite& site_;
  const BodySurface& surface_;
  double side_;
  std::string suffix_;
  std::vector<Tube> tubes_;
};

// Out of the sac beside the disc above, under the pedicle, forwards and down in front of the next
// transverse process.
void Nerves::add_lumbar_root(int level) {
  const VertebraFrame& f = site_.vertebra(level);
  const double radius = 0.5 * site_.sizes().at("root_diameter_mm", level);
  const double ganglion = 0.5 * site_.sizes().at("ganglion_diameter_mm", level);
  const double canal_y = f.wall_y_mm + 0.42 * f.size.canal_depth_mm;
  const double under = f.pedicle_z_mm - 0.5 * f.size.pedicle_height_mm - ganglion - 1.2;
  // The take-off angle decides how far above the foramen the root leaves the sac.
  const double leave_x = 0.5 * f.size.canal_width_mm - 4.5;
  const double angle = site_.sizes()("take_off_deg") * std::numbers::pi / 180.0;
  const double leave_z = under + (f.pedicle_x_mm - leave_x) * std::tan(angle);
  const double outside = f.pedicle_x_mm + 0.5 * f.size.pedicle_width_mm + 3.0;
  std::vector<Waypoint> way = {
      {vertebra(level, leave_x, canal_y, leave_z), 0.8 * radius},
      {vertebra(level, f.pedicle_x_mm - 0.5 * f.size.pedicle_width_mm - radius - 0.2,
                f.wall_y_mm + 4.0, 0.5 * (leave_z + under)),
       radius},
      {vertebra(level, f.pedicle_x_mm, f.wall_y_mm + 3.2, under), ganglion},
      {vertebra(level, outside, f.wall_y_mm, under - 4.0), radius}};
  if (level < 4) {
    const VertebraFrame& next = site_.vertebra(level + 1);
    // CLINICAL 2.5: from the upper medial edge of the process below, forwards.
    const Vector3d edge = {next.pedicle_x_mm + 0.5 * next.size.pedicle_width_mm + 3.0,
                           next.wall_y_mm + (level == 3 ? 3.0 : 6.0),
                           next.pedicle_z_mm + 5.0 * next.scale};
    const double away =
        site_.sizes()("root_below_transverse_process_mm") + radius + (level == 3 ? 0.7 : 0.0);
    way.push_back(
        {vertebra(level + 1, edge.x() + 2.0, edge.y() - 0.94 * away, edge.z() + 0.34 * away),
         radius});
    way.push_back(
        {vertebra(level + 1, edge.x() + 7.0, edge.y() - away - 6.0, -0.6 * next.size.height_mm),
         radius});
    if (level < 3) add_trunk(level, radius, way);
  } else {
    const Vector3d ala = site_.at("sacral_ala" + suffix_);
    way.push_back({ala + Vector3d(side_ * 2.0, -6.0, radius + 3.0), radius});
    way.push_back({ala + Vector3d(side_ * 4.0, -24.0, -14.0), radius});
    way.push_back({ala + Vector3d(side_ * 2.0, -22.0, -45.0), radius});
  }
  lay(lumbar_name(level) + "_root", way);
}

// The trunk that comes down in the psoas past the vertebra after next: CLINICAL 2.5, in the
// horizontal plane of its superior articular process (Bae 1999), outwards and forwards of the tip.
void Nerves::add_trunk(int level, double radius, std::vector<Waypoint>& way) {
  const Vector3d tip = site_.at(lumbar_name(level + 2) + "_sap_tip" + suffix_);
  const auto at = static_cast<std::size_t>(level + 2);
  const Eigen::Matrix3d axes = site_.spine().reference_from_vertebra[at].linear();
  const double away = site_.sizes().at("sap_tip_to_trunk_mm", level + 2) + radius;
  const Vector3d aside = axes * Vector3d(0.55 * side_ * away, -0.835 * away, 0.0);
  for (const double up : {5.0, 0.0, -8.0}) way.push_back({tip + aside + up * axes.col(2), radius});
}

// Down the sacral canal and out in front.
void Nerves::add_sacral_root(int level) {
  const SacrumSize& s = site_.sacrum();
  const auto i = static_cast<std::size_t>(level);
  const double out_way = s.foramen_way[i], x = s.foramen_x[i];
  constexpr double kRadius_mm[4] = {2.75, 2.2, 1.6, 1.2};
  const double radius = kRadius_mm[level];
  const auto canal = [&](double part, double way) {
    return sacrum(part * s.canal_half_width.at(way), 0.45 * s.canal_depth.at(way), way);
  };
  const double start = std::max(2.0, out_way - 24.0);
  const double front = s.front.at(out_way);
  lay(sacral_name(level) + "_root",
      {{canal(0.5, start), 0.7 * radius},
       {canal(0.72, 0.5 * (start + out_way) - 1.0), 0.8 * radius},
       {sacrum(x - 1.0, 0.3 * s.canal_depth.at(out_way) - 1.0, out_way), radius},
       {sacrum(x + 0.8, 0.5 * front, out_way + 0.5), radius},
       {sacrum(x + 2.0, front - 5.0, out_way + 4.0), radius},
       {sacrum(x + 5.0, front - 9.0, out_way + 20.0), radius}});
}

// The branch of a root crosses the transverse process of the next vertebra at the foot of its
// superior articular process, then turns inwards under the mamillary process.
void Nerves::add_medial_branch(int level) {
  const VertebraFrame& f = site_.vertebra(level);
  const Vector3d crossing = site_.at(lumbar_name(level + 1) + "_medial_branch" + suffix_);
  const Vector3d normal = site_.bone_normal(crossing);
  const Vector3d inwards(-side_, 0.0, 0.0), back(0.0, 1.0, 0.0), down(0.0, 0.0, -1.0);
  const double under = f.pedicle_z_mm - 0.5 * f.size.pedicle_height_mm - 6.0;
  const Vector3d start = vertebra(level, f.pedicle_x_mm + 9.0, f.wall_y_mm + 4.0, under - 2.0);
  const Vector3d on = crossing + 1.2 * normal;
  const Vector3d lamina = site_.at(lumbar_name(level + 1) + "_lamina" + suffix_);
  lay(lumbar_name(level) + "_medial_branch", {{start, 0.8},
                                              {on + Vector3d(0.0, -2.0, 3.0), 0.8},
                                              {on, 0.8},
                                              {on + 3.0 * back + 5.0 * down + 1.0 * inwards, 0.8},
                                              {0.5 * (on + lamina) + 4.0 * back, 0.7},
                                              {lamina + 3.0 * back + 2.0 * down, 0.6}});
}

void Nerves::add_last_dorsal_ramus() {
  const VertebraFrame& f = site_.vertebra(4);
  const Vector3d joint = site_.from_vertebra(4, f.facet_below(side_).centre_mm);
  // In the groove between the superior process of S1 and the ala: over the upper edge, then down
  // behind the sacrum.
  const double x = joint.x() + side_ * 10.0;
  const Vector3d down(0.0, 0.0, -1.0), forwards(0.0, -1.0, 0.0);
  const Vector3d top = bone_from({x, joint.y() - 6.0, joint.z() + 8.0}, down);
  const Vector3d back = bone_from({x, joint.y() + 40.0, top.z() - 7.0}, forwards);
  const Vector3d end = bone_from({x - side_ * 6.0, joint.y() + 40.0, top.z() - 16.0}, forwards);
  const double under = f.pedicle_z_mm - 0.5 * f.size.pedicle_height_mm - 6.0;
  lay("l5_dorsal_ramus", {{vertebra(4, f.pedicle_x_mm + 8.0, f.wall_y_mm + 3.0, under - 3.0), 0.9},
                          {top + Vector3d(0.0, -2.0, 2.5), 0.9},
                          {top + Vector3d(0.0, 2.0, 1.5), 0.9},
                          {back + Vector3d(0.0, 1.5, 0.0), 0.8},
                          {end + Vector3d(0.0, 4.0, 0.0), 0.7}});
}

// Out of a dorsal foramen over the lateral crest to the joint and the long dorsal ligament.
void Nerves::add_lateral_branch(int level) {
  const SacrumSize& s = site_.sacrum();
  const auto i = static_cast<std::size_t>(level);
  const double x = s.foramen_x[i], way = s.foramen_way[i];
  const double depth = s.dorsal_depth(x, way);
  const Vector3d crest = site_.at(sacral_name(level) + "_lateral_crest" + suffix_);
  const Vector3d psis = site_.at("psis" + suffix_);
  const Vector3d end = crest + 0.6 * (Vector3d(psis.x(), psis.y() - 6.0, crest.z() - 5.0) - crest);
  lay(sacral_name(level) + "_lateral_branch", {{sacrum(x, depth - 5.0, way), 0.7},
                                               {sacrum(x + 1.0, depth + 1.5, way + 1.0), 0.7},
                                               {crest + Vector3d(0.0, 1.5, 3.0), 0.7},
                                               {end + Vector3d(0.0, 1.5, 0.0), 0.6}});
}

void Nerves::add_superior_cluneals() {
  const SoftTissueSizes& sizes = site_.sizes();
  const double medial = sizes("medial_cluneal_along_crest_mm", side_);
  const double intermediate =
      std::max(medial + 6.0, sizes("intermediate_cluneal_along_crest_mm", side_));
  const double lateral =
      std::max(intermediate + 5.0, sizes("lateral_cluneal_along_crest_mm", side_));
  // Where they pierce the fascia [R80].
  add_superior_cluneal("medial", medial, -5.8);
  add_superior_cluneal("intermediate", intermediate, 2.2);
  add_superior_cluneal("lateral", lateral, 12.0);
}

// Down the back muscles, through the fascia near the crest, over it into the fat of the buttock.
void Nerves::add_superior_cluneal(const std::string& branch, double along, double above_crest_mm) {
  const Vector3d psis = site_.at("psis" + suffix_);
  const Vector3d middle = site_.at("posterior_crest" + suffix_);
  const Vector3d top = site_.at("iliac_crest_top" + suffix_);
  const double first = (middle - psis).norm();
  const Vector3d crest = along < first
                             ? Vector3d(psis + (middle - psis) * along / first)
                             : Vector3d(middle + (top - middle).normalized() * (along - first));
  const double x = crest.x(), z = crest.z() + above_crest_mm;
  const auto under = [&](double px, double pz, double deep) {
    return Vector3d(px, surface_.fascia.at(px, pz) - deep, pz);
  };
  lay("superior_cluneal_" + branch, {{under(x - side_ * 14.0, z + 45.0, 12.0), 0.55},
                                     {under(x - side_ * 6.0, z + 18.0, 5.0), 0.55},
                                     {in_fat(x, z, 0.0), 0.55},
                                     {in_fat(x + side_ * 9.0, z - 18.0, 0.2), 0.55},
                                     {in_fat(x + side_ * 26.0, z - 50.0, 0.4), 0.5}});
}

void Nerves::add_middle_cluneal() {
  const SacrumSize& s = site_.sacrum();
  const double x = s.foramen_x[1], way = s.foramen_way[1];
  const Vector3d crest = site_.at("s3_lateral_crest" + suffix_);
  const Vector3d psis = site_.at("psis" + suffix_);
  const double aside = site_.sizes()("middle_cluneal_from_midline_mm", side_);
  const double z = psis.z() - site_.sizes()("middle_cluneal_below_psis_mm", side_);
  lay("middle_cluneal",
      {{sacrum(x + 1.0, s.dorsal_depth(x, way) + 2.0, way + 2.0), 0.6},
       {0.5 * (sacrum(x, s.dorsal_depth(x, way) + 2.0, way) + crest) + Vector3d(0.0, 2.0, 0.0),
        0.6},
       {Vector3d(side_ * aside, surface_.fascia.at(side_ * aside, z) - 4.0, z), 0.6},
       {in_fat(side_ * (aside + 8.0), z - 6.0, 0.05), 0.5},
       {in_fat(side_ * (aside + 30.0), z - 16.0, 0.3), 0.5}});
}

// From the plexus in front of the sacrum through the greater sciatic notch, behind the ischial
// spine, down between tuberosity and hip.
void Nerves::add_sciatic() {
  const double radius = site_.sizes()("sciatic_radius_mm");
  const Vector3d notch = site_.at("sciatic_notch" + suffix_);
  const Vector3d spine = site_.at("ischial_spine" + suffix_);
  const Vector3d tuberosity = site_.at("ischial_tuberosity" + suffix_);
  const SacrumSize& s = site_.sacrum();
  const Vector3d plexus =
      sacrum(s.foramen_x[2] + 12.0, s.front.at(s.foramen_way[2]) - 9.0, s.foramen_way[2]);
  const Vector3d gate = notch + 0.4 * (spine - notch) + Vector3d(0.0, 5.0, 0.0);
  lay("sciatic_nerve", {{plexus, 0.8 * radius},
                        {gate + Vector3d(-side_ * 4.0, -4.0, 3.0), radius},
                        {gate + Vector3d(side_ * 6.0, 7.0, -5.0), radius},
                        {spine + Vector3d(side_ * 12.0, 12.0, -4.0), radius},
                        {tuberosity + Vector3d(side_ * 22.0, 16.0, 30.0), radius}});
}

}  // namespace

std::vector<Tube> nerve_tubes(const AnatomySite& site, const BodySurface& surface) {
  std::vector<Tube> tubes = Nerves(site, surface, 1.0).build();
  for (auto& tube : Nerves(site, surface, -1.0).build()) tubes.push_back(std::move(tube));
  return tubes;
}

}  // namespace echolance
