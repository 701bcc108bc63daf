// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/spine_frames.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "simulation/anatomy_data.hpp"

namespace echolance {
namespace {

constexpr double kRadPerDegree = std::numbers::pi / 180.0;
constexpr double kMeanStature_mm = 1700.0;

// How the coronal curve and the twist spread over L1..L5; ours. The curve's ends are L1 and L4.
constexpr std::array<double, kLumbarCount> kCoronalShare = {-0.5, -0.25, 0.2, 0.5, 0.35};
constexpr std::array<double, kLumbarCount> kTwistShare = {0.55, 0.9, 1.0, 0.6, 0.25};
// How much of the pelvis' tilt a level still has.
constexpr std::array<double, kLumbarCount> kObliquityShare = {0.0, 0.0, 0.1, 0.35, 0.7};

Eigen::Matrix3d turn(double rad, const Eigen::Vector3d& axis) {
  return Eigen::AngleAxisd(rad, axis).toRotationMatrix();
}

std::string level_name(const char* what, int level) {
  return what + std::to_string(level + 1);
}

double column_height_mm(double stature_mm) {
  const double whole_cm = (0.1 * stature_mm - 47.258) / 2.069;
  return 0.7 * 10.0 * whole_cm;
}

VertebraSize vertebra_size(const PatientParameters& p, int level, double scale) {
  const AnatomyData& data = anatomy_data();
  const SeededVariation vary(p.seed);
  VertebraSize size;
  const double h = column_height_mm(p.stature_mm) * 0.01 * data.at("body_height_percent", level) *
                   (1.0 + 0.01 * vary.normal(level_name("body", level)));
  size.height_mm = h;
  size.upper_width_mm = 1.6836 * h - 1.598;
  size.upper_depth_mm = 1.2326 * h + 2.838;
  size.lower_width_mm = 1.7618 * h - 0.7654;
  size.lower_depth_mm = 1.1348 * h + 5.3909;
  size.pedicle_height_mm = 0.5528 * h + 2.0493;
  size.pedicle_width_mm = 0.3683 * h + 1.2182 + (level == 4 ? 4.0 : 0.0);
  size.wedge_rad = data.at("body_wedge", level) * p.lordosis_rad;
  size.transverse_span_mm = scale * data.at("transverse_span_mm", level) *
                            (1.0 + 0.03 * vary.normal(level_name("span", level)));
  size.canal_width_mm = std::sqrt(scale) * data.at("canal_width_mm", level);
  size.canal_depth_mm = std::sqrt(scale) * data.at("canal_depth_mm", level) +
                        0.8 * vary.normal(level_name("canal", level));
  size.spinous_length_mm = scale * data.at("spinous_length_mm", level) *
                           (1.0 + 0.06 * vary.normal(level_name("spinous", level)));
  size.spinous_height_mm = scale * data.at("spinous_height_mm", level);
  return size;
}

FacetSize facet_size(const PatientParameters& p, int level, double scale) {
  const AnatomyData& data = anatomy_data();
  const SeededVariation vary(p.seed);
  FacetSize facet;
  facet.lateral_mm = scale * data.at("facet_lateral_mm", level) +
                     0.8 * vary.normal(level_name("facet_lateral", level));
  facet.angle_rad =
      kRadPerDegree * (data.at("facet_angle_deg", level) +
                       6.0 * std::clamp(vary.normal(level_name("facet_angle", level)), -2.0, 2.0));
  facet.width_mm = scale * data.at("facet_width_mm", level);
  facet.height_mm = scale * data.at("facet_height_mm", level);
  facet.gap_mm = std::clamp(
      data.at("facet_gap_mm", level) + 0.15 * vary.normal(level_name("facet_gap", level)), 1.1,
      1.9);
  // Bending forward opens the windows: 3.3 mm from neutral to flexion [R70], about 25 deg of the
  // whole lordosis [U].
  const double flexion_deg = 43.5 - p.lordosis_rad / kRadPerDegree;
  // Half of what makes patients differ is common to all levels [U].
  const Spread spread = data.spread("interlaminar_factor");
  const double common = vary.draw("interlaminar_factor", spread);
  const double own = vary.draw(level_name("interlaminar", level), spread);
  facet.lamina_gap_mm =
      data.at("interlaminar_height_mm", level) * (1.0 + 0.7 * (common - 1.0) + 0.7 * (own - 1.0)) +
      0.1 * flexion_deg;
  return facet;
}

double disc_height_mm(const PatientParameters& p, int level) {
  const AnatomyData& data = anatomy_data();
  const std::string base = p.sex == Sex::kMale ? "disc_male_cm" : "disc_female_cm";
  // Beyond 60 years the formula would still grow, against what ageing does (CLINICAL 2.1).
  const double age = std::min(p.age_years, 60.0);
  return 10.0 * (data.at(base, level) + age * data.at(base + "_per_year", level));
}

constexpr double kLaminaHalfThickness_mm = 3.0;
constexpr double kLaminaSlope = 0.36;  // backwards per downwards, 20 deg [U]

// The lower edge follows from the interlaminar height to the lamina below (`next_top`, in this
// vertebra's axes).
LaminaEdges lamina_edges(const VertebraSize& size, const Eigen::Vector3d& next_top, double gap_mm) {
  LaminaEdges edges;
  const double front = 0.25 * (size.upper_depth_mm + size.lower_depth_mm) + size.canal_depth_mm +
                       kLaminaHalfThickness_mm - 1.0;
  edges.top_mm = {0.0, front, 0.5 * size.height_mm - 0.5 * size.pedicle_height_mm - 1.5};
  const double shortest = 0.55 * size.height_mm, longest = 1.15 * size.height_mm;
  double height = 0.75 * size.height_mm;
  for (int i = 0; i < 8; ++i) {
    edges.bottom_mm = {0.0, front + kLaminaSlope * height, edges.top_mm.z() - height};
    const double back = std::min(std::abs(edges.bottom_mm.y() - next_top.y()), 0.9 * gap_mm);
    const double down = std::sqrt(gap_mm * gap_mm - back * back);
    height = std::clamp(edges.top_mm.z() - next_top.z() - down, shortest, longest);
  }
  return edges;
}

void place_laminae(LumbarSpine& spine) {
  spine.sacral_lamina_top_mm = {
      0.0, 0.5 * spine.size[4].lower_depth_mm + spine.size[4].canal_depth_mm + 1.5,
      -9.0 * spine.scale};
  Eigen::Vector3d next_top = spine.reference_from_endplate * spine.sacral_lamina_top_mm;
  for (std::size_t i = kLumbarCount; i-- > 0;) {
    const Eigen::Isometry3d& pose = spine.reference_from_vertebra[i];
    spine.lamina[i] =
        lamina_edges(spine.size[i], pose.inverse() * next_top, spine.facet[i].lamina_gap_mm);
    next_top = pose * spine.lamina[i].top_mm;
  }
}

// T12 on L1: sizes a little smaller, short transverse processes, the spine goes on as it leans.
void place_thoracic(const PatientParameters& p, double slope, const Eigen::Vector3d& top,
                    LumbarSpine& spine) {
  ThoracicNeighbour& t12 = spine.thoracic;
  const AnatomyData& data = anatomy_data();
  t12.size = spine.size[0];
  t12.size.wedge_rad = data.spread("t12_wedge_deg").mean * kRadPerDegree;
  t12.size.height_mm *= 0.96;
  for (double* width : {&t12.size.upper_width_mm, &t12.size.lower_width_mm}) *width *= 0.96;
  for (double* depth : {&t12.size.upper_depth_mm, &t12.size.lower_depth_mm}) *depth *= 0.97;
  t12.size.transverse_span_mm = spine.scale * data.spread("t12_transverse_span_mm").mean;
  t12.size.spinous_length_mm *= 0.88;
  t12.size.spinous_height_mm *= 0.85;
  t12.facet = spine.facet[0];
  t12.facet.lateral_mm -= 1.0;
  t12.facet.width_mm *= 0.9;
  t12.facet.height_mm *= 0.9;
  t12.facet.lamina_gap_mm *= 0.85;
  t12.disc_mm = 0.75 * spine.disc_mm[0];
  const double lean = kCoronalShare[0] * p.scoliosis_rad;
  const Eigen::Matrix3d tilted = turn(lean, Eigen::Vector3d::UnitY()) *
                                 turn(slope - 0.5 * t12.size.wedge_rad, Eigen::Vector3d::UnitX());
  t12.reference_from_vertebra.linear() =
      tilted * turn(0.5 * kTwistShare[0] * p.rotation_rad, Eigen::Vector3d::UnitZ());
  t12.reference_from_vertebra.translation() =
      top + (t12.disc_mm + 0.5 * t12.size.height_mm) * tilted.col(2);
  const Eigen::Vector3d next_top = spine.reference_from_vertebra[0] * spine.lamina[0].top_mm;
  t12.lamina = lamina_edges(t12.size, t12.reference_from_vertebra.inverse() * next_top,
                            t12.facet.lamina_gap_mm);
}

}  // namespace

Eigen::Isometry3d reference_from_pelvis(const PatientParameters& parameters) {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  // The negative turn about +y lifts the left (+x).
  pose.linear() = turn(-parameters.pelvic_obliquity_rad, Eigen::Vector3d::UnitY());
  return pose;
}

LumbarSpine place_lumbar_spine(const PatientParameters& p) {
  LumbarSpine spine;
  spine.scale = p.stature_mm / kMeanStature_mm;
  spine.reference_from_endplate = reference_from_pelvis(p);
  spine.reference_from_endplate.linear() *= turn(p.sacral_slope_rad, Eigen::Vector3d::UnitX());
  Eigen::Vector3d top = Eigen::Vector3d::Zero();  // middle of the endplate below
  double slope = p.sacral_slope_rad;              // of that endplate
  for (int level = kLumbarCount - 1; level >= 0; --level) {
    const auto i = static_cast<std::size_t>(level);
    spine.size[i] = vertebra_size(p, level, spine.scale);
    spine.facet[i] = facet_size(p, level, spine.scale);
    spine.disc_mm[i] = disc_height_mm(p, level);
    spine.spinous_sway_mm[i] = 1.0 * SeededVariation(p.seed).normal(level_name("sway", level));
    const double disc_wedge = anatomy_data().at("disc_wedge", level) * p.lordosis_rad;
    const double body_slope = slope - disc_wedge - 0.5 * spine.size[i].wedge_rad;
    const double lean =
        kCoronalShare[i] * p.scoliosis_rad - kObliquityShare[i] * p.pelvic_obliquity_rad;
    const Eigen::Matrix3d tilted =
        turn(lean, Eigen::Vector3d::UnitY()) * turn(body_slope, Eigen::Vector3d::UnitX());
    const Eigen::Matrix3d disc_axes = turn(lean, Eigen::Vector3d::UnitY()) *
                                      turn(slope - 0.5 * disc_wedge, Eigen::Vector3d::UnitX());
    const Eigen::Vector3d bottom = top + spine.disc_mm[i] * disc_axes.col(2);
    Eigen::Isometry3d& pose = spine.reference_from_vertebra[i];
    pose = Eigen::Isometry3d::Identity();
    pose.linear() = tilted * turn(kTwistShare[i] * p.rotation_rad, Eigen::Vector3d::UnitZ());
    pose.translation() = bottom + 0.5 * spine.size[i].height_mm * tilted.col(2);
    top = pose.translation() + 0.5 * spine.size[i].height_mm * tilted.col(2);
    slope -= disc_wedge + spine.size[i].wedge_rad;
  }
  place_laminae(spine);
  place_thoracic(p, slope, top, spine);
  return spine;
}

Eigen::Isometry3d LumbarSpine::reference_from_facets(int level) const {
  const bool on_sacrum = level == kLumbarCount - 1;
  const Eigen::Isometry3d& below = on_sacrum ? reference_from_endplate : pose_of(level + 1);
  const VertebraSize& bone = size_of(std::min(level + 1, kLumbarCount - 1));
  const double endplate_z_mm = on_sacrum ? 0.0 : 0.5 * bone.height_mm;
  const double depth_mm = on_sacrum ? size[4].lower_depth_mm : bone.upper_depth_mm;
  // A disc is lower at its back than in the middle.
  const double back_mm =
      0.32 * (level < 0 ? thoracic.disc_mm : disc_mm[static_cast<std::size_t>(level)]);
  Eigen::Isometry3d pose = below;
  pose.translation() = below * Eigen::Vector3d(0.0, 0.5 * depth_mm + 0.92 * bone.canal_depth_mm,
                                               endplate_z_mm + back_mm);
  return pose;
}

}  // namespace echolance
