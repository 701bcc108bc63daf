// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/ligaments.hpp"
#include "simulation/level_names.hpp"

#include <algorithm>
#include <string>

namespace echolance {
namespace {

using Eigen::Vector3d;

// The upper edge of the lamina below a window.
Vector3d lower_lamina_top(const AnatomySite& site, int level) {
  if (level == 4) {
    return site.spine().reference_from_endplate * site.spine().sacral_lamina_top_mm;
  }
  return site.from_vertebra(level + 1, site.vertebra(level + 1).lamina.top_mm);
}

// The line moved out of the bones until `away_mm` lie between.
void lift(const AnatomySite& site, double away_mm, std::vector<Vector3d>& points) {
  for (auto& point : points) {
    for (int i = 0; i < 12; ++i) {
      const double lack = away_mm - site.bone_distance(point);
      if (lack < 0.05) break;
      point += 0.8 * lack * site.bone_normal(point);
    }
  }
}

std::vector<Vector3d> between(const Vector3d& a, const Vector3d& b, int pieces) {
  std::vector<Vector3d> points;
  for (int i = 0; i <= pieces; ++i) points.push_back(a + (b - a) * i / pieces);
  return points;
}

class Ligaments {
 public:
  Ligaments(const AnatomySite& site, std::shared_ptr<const BodySurface> surface)
      : site_(site), surface_(std::move(surface)) {}

  std::vector<TissueShape> build() {
    for (int level = -1; level < kLumbarCount; ++level) {
      add(window_name(level) + "_ligamentum_flavum", slab(flavum(site_, level)));
      add_interspinous(level);
    }
    add_supraspinous();
    add_sacrococcygeal();
    for (const double side : {1.0, -1.0}) {
      add_long_dorsal(side);
      add_sacrotuberous(side);
      add_iliolumbar(side);
    }
    return std::move(shapes_);
  }

 private:
  void add(const std::string& name, const Solid& solid) {
    shapes_.push_back(solid_shape(name, solid, {{Tissue::kLigament, 0.0}}));
  }
  void add_interspinous(int level);
  void add_supraspinous();
  void add_sacrococcygeal();
  void add_long_dorsal(double side);
  void add_sacrotuberous(double side);
  void add_iliolumbar(double side);

  /// Cut by the posterior layer of the fascia.
  void add_under_fascia(const std::string& name, const Solid& solid) {
    add(name, {[inner = solid.distance, surface = surface_](const Vector3d& p) {
                 return std::max(inner(p), surface->fascia.distance(p) + 1.0);
               },
               solid.ball});
  }

  const AnatomySite& site_;
  std::shared_ptr<const BodySurface> surface_;
  std::vector<TissueShape> shapes_;
};

void Ligaments::add_interspinous(int level) {
  const VertebraFrame& above = site_.vertebra(level);
  const Vector3d root_above = site_.from_vertebra(level, above.lamina.bottom_mm);
  const Vector3d tip_above = site_.at(lumbar_name(level) + "_spinous_tip");
  const Vector3d root_below = lower_lamina_top(site_, level);
  const std::string below =
      level == 4 ? "s1_spinous_tubercle" : lumbar_name(level + 1) + "_spinous_tip";
  const Vector3d tip_below = site_.find(below).value_or(root_below + Vector3d(0.0, 8.0, 0.0));
  SlabShape shape;
  shape.centre_mm = 0.25 * (root_above + tip_above + root_below + tip_below);
  const Vector3d back = tip_above - root_above + tip_below - root_below;
  const Vector3d down = root_below + tip_below - root_above - tip_above;
  shape.axes.col(1) = back.normalized();
  shape.axes.col(0) = back.cross(-down).normalized();
  shape.axes.col(2) = shape.axes.col(0).cross(shape.axes.col(1));
  // In front it meets the yellow ligament, which hides its end.
  // Behind, over the short process of L5, it reaches the fascia, which cuts it.
  const double behind = level >= 3 ? 8.0 : 1.5;
  shape.centre_mm += 0.5 * (behind - 6.5) * shape.axes.col(1);
  shape.half_mm = {2.2, 0.25 * back.norm() + 0.5 * (behind + 6.5),
                   0.25 * std::abs(down.dot(shape.axes.col(2))) + 3.0};
  shape.rounding_mm = 2.0;
  add_under_fascia(window_name(level) + "_interspinous_ligament", slab(shape));
}

void Ligaments::add_supraspinous() {
  BandShape shape;
  for (int level = 0; level < kLumbarCount; ++level) {
    const Vector3d tip = site_.at(lumbar_name(level) + "_spinous_tip");
    if (level == 0) {
      const Vector3d above = site_.at("t12_spinous_tip") + Vector3d(0.0, 0.2, 0.0);
      shape.centre_mm.push_back(above + Vector3d(0.0, 0.5, 22.0));
      shape.centre_mm.push_back(above);
    }
    shape.centre_mm.push_back(tip + Vector3d(0.0, 0.2, 0.0));
  }
  // Over the median sacral crest it is the seam of the fascia.
  for (int level = 0; level < 4; ++level) {
    if (const auto tip = site_.find(sacral_name(level) + "_spinous_tubercle")) {
      shape.centre_mm.push_back(*tip - Vector3d(0.0, 1.5, 0.0));
    }
  }
  shape.half_width_mm = 3.4;
  shape.half_thick_mm = 2.2;
  add_under_fascia("supraspinous_ligament", band(shape));
}

void Ligaments::add_sacrococcygeal() {
  const SacrumSize& sacrum = site_.sacrum();
  const double thick = site_.sizes()("sacrococcygeal_ligament_mm");
  const double first = sacrum.hiatus_apex_way - 1.0, last = sacrum.length_mm + 8.0;
  std::vector<SweepKnot> knots;
  for (int i = 0; i <= 6; ++i) {
    const double part = i / 6.0, way = first + part * (last - first);
    const double depth = sacrum.canal_depth.at(way) + 0.5 * thick;
    const Vector3d centre = site_.from_sacrum({0.0, depth, way});
    const Vector3d aside = site_.from_sacrum({1.0, depth, way}) - centre;
    const Vector3d back = site_.from_sacrum({0.0, depth + 1.0, way}) - centre;
    const double half = 2.5 + std::min(1.0, 1.4 * part) * (0.5 * sacrum.inter_cornual_mm - 1.5);
    knots.push_back({centre, half * aside, 0.5 * thick * back});
  }
  add("sacrococcygeal_ligament", sweep(knots));
}

void Ligaments::add_long_dorsal(double side) {
  const std::string suffix = side_suffix(side);
  const Vector3d top = site_.at("psis" + suffix) + Vector3d(-side * 1.0, -1.0, -5.0);
  const Vector3d bottom =
      0.5 * (site_.at("s3_lateral_crest" + suffix) + site_.at("s4_lateral_crest" + suffix));
  BandShape shape;
  shape.half_thick_mm = 0.5 * site_.sizes()("long_dorsal_ligament_mm", side);
  shape.half_width_mm = 5.0;
  shape.across = (bottom - top).cross(Vector3d::UnitY()).normalized();
  shape.centre_mm = between(top, bottom, 5);
  lift(site_, shape.half_thick_mm, shape.centre_mm);
  add("long_dorsal_sacroiliac_ligament" + suffix, band(shape));
}

void Ligaments::add_sacrotuberous(double side) {
  const std::string suffix = side_suffix(side);
  const Vector3d angle = site_.at("inferior_lateral_angle" + suffix);
  const Vector3d top = 0.5 * (angle + site_.at("piis" + suffix)) + Vector3d(0.0, 3.0, 0.0);
  const Vector3d bottom = site_.at("ischial_tuberosity" + suffix) + Vector3d(0.0, 6.0, 8.0);
  BandShape shape;
  shape.half_thick_mm = 2.2;
  shape.half_width_mm = 7.0;
  shape.across = (bottom - top).cross(Vector3d::UnitY()).normalized();
  shape.centre_mm = between(top, bottom, 4);
  lift(site_, 2.0, shape.centre_mm);
  add("sacrotuberous_ligament" + suffix, band(shape));
}

void Ligaments::add_iliolumbar(double side) {
  const std::string suffix = side_suffix(side);
  const Vector3d tip = site_.at("l5_transverse_tip" + suffix);
  const Vector3d crest = site_.at("posterior_crest" + suffix);
  BandShape shape;
  shape.half_thick_mm = 2.2;
  shape.half_width_mm = 5.0;
  shape.across = Vector3d::UnitZ();
  shape.centre_mm = {tip + Vector3d(-side * 2.0, 0.0, 0.0),
                     tip + 0.5 * (crest - tip) + Vector3d(0.0, -3.0, 0.0),
                     crest + Vector3d(0.0, -7.0, -3.0)};
  add("iliolumbar_ligament" + suffix, band(shape));
}

}  // namespace

SlabShape flavum(const AnatomySite& site, int level) {
  const LaminaEdges& lamina = site.vertebra(level).lamina;
  const int row = std::max(level, 0);  // T12-L1 as L1-2
  const double thick = site.sizes().at("flavum_mm", row);
  const Vector3d front(0.0, -3.1 * site.scale() - 0.3 * thick, 0.0);
  const Vector3d top = site.from_vertebra(
      level, lamina.bottom_mm + 0.4 * (lamina.top_mm - lamina.bottom_mm) + front);
  const Vector3d bottom = lower_lamina_top(site, level);
  const Vector3d left = site.spine().pose_of(level).linear().col(0);
  SlabShape shape;
  shape.axes.col(2) = (top - bottom).normalized();
  shape.axes.col(1) = shape.axes.col(2).cross(left).normalized();
  shape.axes.col(0) = shape.axes.col(1).cross(shape.axes.col(2));
  shape.centre_mm = 0.5 * (top + bottom);
  shape.roof = 0.35;
  shape.half_mm = {0.5 * site.sizes().at("flavum_width_mm", row) + 2.0,
                   0.5 * thick * std::sqrt(1.0 + shape.roof * shape.roof),
                   0.5 * (top - bottom).norm() + 2.0};
  shape.rounding_mm = 0.8;
  return shape;
}

std::vector<TissueShape> ligament_shapes(const AnatomySite& site,
                                         const std::shared_ptr<const BodySurface>& surface) {
  return Ligaments(site, surface).build();
}

}  // namespace echolance
