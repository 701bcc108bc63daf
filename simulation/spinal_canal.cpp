// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/spinal_canal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulation/ligaments.hpp"
#include "simulation/solid_shape.hpp"
#include "simulation/tube_path.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// Way along the sacral curve where the sac ends.
double sac_end_way(const AnatomySite& site) {
  const double part = site.sizes()("sac_end");
  const double first = site.sacrum().foramen_way[0], second = site.sacrum().foramen_way[1];
  const double by_level =
      part < 0.0 ? std::max(2.0, first * (1.0 + part)) : first + part * (second - first);
  // Never nearer to the hiatus than measured.
  const double least = site.sizes()("sac_to_hiatus_least_mm");
  return std::clamp(site.sacrum().hiatus_apex_way - least, 2.0, by_level);
}

SacSection lumbar_section(const AnatomySite& site, int level, double up_mm) {
  const VertebraFrame& frame = site.vertebra(level);
  // In front of the canal's middle: the epidural fat is behind.
  const double y = frame.wall_y_mm + 0.5 * frame.size.canal_depth_mm - 1.5;
  const Vector3d centre = site.from_vertebra(level, {0.0, y, up_mm});
  const auto axes = site.spine().reference_from_vertebra[static_cast<std::size_t>(level)].linear();
  const double scale = std::sqrt(site.scale());
  return {centre, scale * site.sizes().at("sac_half_width_mm", level) * axes.col(0),
          scale * site.sizes().at("sac_half_depth_mm", level) * axes.col(1)};
}

SacSection sacral_section(const AnatomySite& site, double way, double part) {
  const SacrumSize& sacrum = site.sacrum();
  const double canal = sacrum.canal_depth.at(way);
  const Vector3d centre = site.from_sacrum({0.0, 0.46 * canal, way});
  const Vector3d left = site.from_sacrum({1.0, 0.46 * canal, way}) - centre;
  const Vector3d back = site.from_sacrum({0.0, 0.46 * canal + 1.0, way}) - centre;
  const double half_depth = std::min(5.2, 0.36 * canal) * (1.0 - 0.55 * part);
  const double half_width = std::min(7.2, 0.62 * sacrum.canal_half_width.at(way));
  return {centre, half_width * (1.0 - 0.6 * part) * left, half_depth * back};
}

// What fills a sacral foramen round its nerves.
Solid foramen_fat(const AnatomySite& site, std::size_t i, double side) {
  const SacrumSize& sacrum = site.sacrum();
  const double x = side * sacrum.foramen_x[i], way = sacrum.foramen_way[i];
  const double radius = 0.5 * sacrum.foramen_width[i] + 1.5;
  const double back = sacrum.dorsal_depth(x, way) - radius + 1.5;
  return sweep(
      {{site.from_sacrum({x, back, way}),
        {radius, 0.0, 0.0},
        radius * (site.from_sacrum({x, back, way - 1.0}) - site.from_sacrum({x, back, way}))},
       {site.from_sacrum({x, 0.7 * sacrum.front.at(way), way}),
        {radius, 0.0, 0.0},
        radius * (site.from_sacrum({x, back, way - 1.0}) - site.from_sacrum({x, back, way}))}});
}

}  // namespace

std::vector<SacSection> sac_sections(const AnatomySite& site) {
  std::vector<SacSection> sections;
  for (int level = 0; level < kLumbarCount; ++level) {
    const double height = site.vertebra(level).size.height_mm;
    if (level == 0) sections.push_back(lumbar_section(site, level, height + 20.0));
    sections.push_back(lumbar_section(site, level, 0.4 * height));
    sections.push_back(lumbar_section(site, level, -0.4 * height));
  }
  const double end = sac_end_way(site);
  for (const double part : {0.15, 0.45, 0.75, 1.0}) {
    if (part * end > 2.0) sections.push_back(sacral_section(site, part * end, part));
  }
  return sections;
}

std::vector<TissueShape> sac_shapes(const AnatomySite& site) {
  const std::vector<SacSection> sections = sac_sections(site);
  std::vector<TissueShape> shapes;
  // The roots hang at the back and the sides of the sac of a patient lying on the back; prone they
  // sink to the front. A few bundles stand for them.
  constexpr std::array<std::array<double, 2>, 6> kBundle = {
      {{-0.62, -0.25}, {-0.35, -0.5}, {-0.1, -0.6}, {0.15, -0.55}, {0.4, -0.45}, {0.62, -0.2}}};
  for (std::size_t i = 0; i < kBundle.size(); ++i) {
    std::vector<Vector3d> points;
    for (const auto& section : sections) {
      points.push_back(section.centre_mm + kBundle[i][0] * section.left_mm +
                       kBundle[i][1] * section.back_mm);
    }
    const std::vector<double> radii(points.size(), 0.75);
    shapes.push_back(tube_shape(
        {fmt::format("cauda_equina_{}", i + 1), Tissue::kNerve, std::move(points), radii}));
  }
  std::vector<SweepKnot> knots;
  for (const auto& section : sections) {
    knots.push_back({section.centre_mm, section.left_mm, section.back_mm});
  }
  shapes.push_back(
      solid_shape("dural_sac", sweep(knots),
                  {{Tissue::kDura, 0.0}, {Tissue::kCerebrospinalFluid, site.sizes()("dura_mm")}}));
  return shapes;
}

TissueShape epidural_fat(const AnatomySite& site) {
  // An arch on a flat floor.
  std::vector<SweepKnot> knots, front;
  for (int level = 0; level < kLumbarCount; ++level) {
    const VertebraFrame& frame = site.vertebra(level);
    const auto axes =
        site.spine().reference_from_vertebra[static_cast<std::size_t>(level)].linear();
    const double depth = frame.size.canal_depth_mm;
    const double y = frame.wall_y_mm + 0.5 * depth + 0.8;
    for (const double up : {level == 0 ? 1.8 : 0.4, -0.4}) {
      knots.push_back({site.from_vertebra(level, {0.0, y, up * frame.size.height_mm}),
                       (0.5 * frame.size.canal_width_mm + 4.5) * axes.col(0),
                       (0.5 * depth + 3.3) * axes.col(1)});
      front.push_back(
          {site.from_vertebra(level, {0.0, frame.wall_y_mm + 2.0, up * frame.size.height_mm}),
           (0.5 * frame.size.canal_width_mm + 6.0) * axes.col(0), 5.0 * axes.col(1)});
    }
  }
  const SacrumSize& sacrum = site.sacrum();
  for (double way = 10.0; way < sacrum.length_mm + 2.0; way += 8.0) {
    const double depth = sacrum.canal_depth.at(way);
    const Vector3d centre = site.from_sacrum({0.0, 0.5 * depth, way});
    const Vector3d left = site.from_sacrum({1.0, 0.5 * depth, way}) - centre;
    const Vector3d back = site.from_sacrum({0.0, 0.5 * depth + 1.0, way}) - centre;
    knots.push_back(
        {centre, (sacrum.canal_half_width.at(way) + 1.0) * left, (0.5 * depth + 0.6) * back});
  }
  ImplicitShape shape;
  shape.add(sweep(knots), 0.0);
  shape.add(sweep(front), 0.5);
  // Nothing behind the yellow ligaments.
  for (int level = -1; level < kLumbarCount; ++level) {
    SlabShape behind = flavum(site, level);
    behind.centre_mm += 10.0 * behind.axes.col(1);
    behind.half_mm += Vector3d(8.0, 10.0 - behind.half_mm.y(), -0.5);
    shape.cut(slab(behind), 0.3);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    for (const double side : {1.0, -1.0}) shape.add(foramen_fat(site, i, side), 0.5);
  }
  return solid_shape("epidural_fat", shape.solid(), {{Tissue::kEpiduralFat, 0.0}});
}

Tube sac_tube(const AnatomySite& site) {
  Tube tube{"dural_sac", Tissue::kDura, {}, {}};
  for (const auto& section : sac_sections(site)) {
    tube.centre_mm.push_back(section.centre_mm);
    const double room = site.bone_distance(section.centre_mm) - 0.1;
    tube.radius_mm.push_back(
        std::min(room, 0.5 * (section.left_mm.norm() + section.back_mm.norm())));
  }
  return tube;
}

}  // namespace echolance
