// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/vertebra.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "simulation/seeded_variation.hpp"
#include "simulation/vertebra_landmarks.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// Everything below is in vertebra axes: x left, y back, z up; `side` is +1 left, -1 right.
class VertebraBuilder {
 public:
  VertebraBuilder(VertebraFrame frame, std::uint64_t seed)
      : frame_(std::move(frame)), vary_(seed) {}

  ImplicitShape build() {
    add_body();
    for (const double side : {1.0, -1.0}) {
      add_pedicle(side);
      add_transverse_process(side);
      add_superior_process(side);
      add_inferior_process(side);
      add_lamina(side);
    }
    add_spinous_process();
    cut_canal();
    const double noise = vary_.uniform(name("rough"));
    shape_.roughen(0.35, 7.0, static_cast<std::uint32_t>(noise * 4e9));
    return std::move(shape_);
  }

 private:
  const VertebraSize& size() const { return frame_.size; }
  std::string name(const char* what) const {
    return what + std::to_string(frame_.level + 1);
  }  // 0: T12

  void add_body();
  void add_pedicle(double side);
  void add_transverse_process(double side);
  void add_superior_process(double side);
  void add_inferior_process(double side);
  void add_lamina(double side);
  void add_spinous_process();
  void cut_canal();

  VertebraFrame frame_;
  SeededVariation vary_;
  ImplicitShape shape_;
};

// A drum with a waist, a flat back and two endplates that lean towards each other behind.
SignedDistance body_distance(const VertebraSize& size) {
  return [size](const Vector3d& p) {
    const double half = 0.5 * size.height_mm;
    const double along = std::clamp(p.z() / half, -1.0, 1.0);
    const double mix = 0.5 * (1.0 - along);
    const double waist = 0.90 + 0.10 * along * along;
    const double a =
        0.5 * waist * (size.upper_width_mm + mix * (size.lower_width_mm - size.upper_width_mm));
    const double b = 0.5 * (0.94 + 0.06 * along * along) *
                     (size.upper_depth_mm + mix * (size.lower_depth_mm - size.upper_depth_mm));
    // The ellipse is drawn back and cut flat, as the canal's wall is.
    const double y = p.y() - 0.08 * b;
    const double scaled = std::hypot(p.x() / a, y / (1.08 * b));
    const double gradient = std::hypot(p.x() / (a * a), y / (1.17 * b * b));
    const double round = gradient < 1e-9 ? -b : scaled * (scaled - 1.0) / gradient;
    const double back = p.y() - b - 0.0012 * p.x() * p.x() * (p.y() > 0.0 ? 1.0 : 0.0);
    // The front is higher by the wedge: front is -y.
    const double lean = 0.5 * size.wedge_rad * p.y();
    const double hollow = 0.9 * std::max(0.0, 1.0 - scaled * scaled);
    const double ends = std::abs(p.z()) + lean - half + hollow;
    return rounded_max(smooth_max(round, back, 5.0), ends, 1.5);
  };
}

void VertebraBuilder::add_body() {
  const double radius = 0.5 * std::hypot(size().lower_width_mm, size().height_mm + 4.0) + 2.0;
  shape_.add({body_distance(size()), {Vector3d::Zero(), radius}}, 0.5);
}

void VertebraBuilder::add_pedicle(double side) {
  const double half = 0.5 * size().pedicle_width_mm - 0.8;  // what the blends add
  const Vector3d u(half, 0.0, 0.0), v(0.0, 0.0, 0.5 * size().pedicle_height_mm);
  const Vector3d root(side * (frame_.pedicle_x_mm - 1.0), frame_.wall_y_mm - 5.0,
                      frame_.pedicle_z_mm);
  shape_.add(sweep({{root, u, v}, {frame_.pedicle_end(side), 0.95 * u, 0.9 * v}}, 0.6), 4.0);
}

void VertebraBuilder::add_transverse_process(double side) {
  const bool last = frame_.level == 4;
  const Vector3d root(side * (frame_.pedicle_x_mm + 1.0), frame_.wall_y_mm + (last ? 3.0 : 6.0),
                      frame_.pedicle_z_mm + (last ? 0.0 : 0.5));
  const Vector3d tip = frame_.transverse_tip(side);
  const Vector3d middle = root + 0.6 * (tip - root) + Vector3d(0.0, last ? 1.0 : 0.8, 0.0);
  // Half thickness front to back, half height, at root, middle and tip.
  const double thick[3] = {last ? 8.0 : 3.8, last ? 6.0 : 2.5, last ? 4.5 : 2.2};
  const double high[3] = {last ? 8.5 : 6.5, last ? 6.8 : 5.4, last ? 5.5 : 4.6};
  const auto knot = [&](const Vector3d& centre, int i) {
    const double scale = frame_.scale;
    return SweepKnot{centre, {0.0, scale * thick[i], 0.0}, {0.0, 0.0, scale * high[i]}};
  };
  shape_.add(sweep(curved_knots(knot(root, 0), knot(middle, 1), knot(tip, 2))), last ? 6.0 : 4.0);
  if (last) return;
  // Accessory process: a small point behind the root.
  const Vector3d accessory(side * (frame_.pedicle_x_mm + 3.5), frame_.wall_y_mm + 10.0,
                           frame_.pedicle_z_mm - 3.0);
  shape_.add(ellipsoid(accessory, Vector3d(2.2, 2.6, 3.0)), 2.5);
}

void VertebraBuilder::add_superior_process(double side) {
  shape_.add(placed(superior_articular_process(frame_.above, side), frame_.vertebra_from_above),
             3.0);
  const FacetAxes axes = frame_.facet_above(side);
  const Vector3d foot = axes.centre_mm - 4.0 * axes.normal - Vector3d(0.0, 0.0, 3.0);
  shape_.add(tube({frame_.pedicle_end(side), foot}, {5.5 * frame_.scale, 5.0 * frame_.scale}), 4.0);
}

void VertebraBuilder::add_inferior_process(double side) {
  const FacetAxes axes = frame_.facet_below(side);
  const FacetSize& facet = frame_.below;
  // Half the thickness; slender above, where the windows are narrow.
  constexpr double kThick_mm[5] = {3.3, 3.5, 3.8, 4.1, 4.3};
  const double thick = kThick_mm[frame_.row()] * frame_.scale;
  const Vector3d centre = axes.centre_mm + (0.5 * facet.gap_mm + thick) * axes.normal;
  Eigen::Matrix3d half;
  const Vector3d up = axes.normal.cross(axes.across).normalized();
  half << thick * axes.normal, (0.5 * facet.width_mm - 0.5) * axes.across,
      (0.5 * facet.height_mm - 0.8) * up;
  shape_.add(turned_ellipsoid(centre, half), 3.0);
  // Pars: from the pedicle down and inwards to the inferior process.
  const Vector3d u = 5.0 * frame_.scale * Vector3d::UnitX();
  const Vector3d v = 3.7 * frame_.scale * Vector3d::UnitY();
  const Vector3d isthmus = frame_.isthmus(side);
  shape_.add(sweep({{frame_.pedicle_end(side), u, v},
                    {isthmus, u, v},
                    {centre + Vector3d(0.0, 0.5, 3.0), 0.7 * u, v}}),
             3.0);
}

void VertebraBuilder::add_lamina(double side) {
  const LaminaEdges& edges = frame_.lamina;
  const Vector3d middle = 0.5 * (edges.top_mm + edges.bottom_mm);
  // The blends with arch and spinous process add about this at either edge.
  constexpr double kBlendGain_mm = 1.2;
  const Vector3d height = edges.top_mm - edges.bottom_mm;
  const Vector3d half_height = (0.5 - kBlendGain_mm / height.norm()) * height;
  const Vector3d isthmus = frame_.isthmus(side);
  const Vector3d outer(isthmus.x(), isthmus.y(), middle.z() + 1.0);
  const Vector3d along = (outer - middle).normalized();
  const Vector3d thick = 3.1 * frame_.scale * half_height.cross(along).normalized();
  shape_.add(sweep({{middle, 1.05 * thick, half_height},
                    {middle + 0.55 * (outer - middle), thick, 0.97 * half_height},
                    {outer, thick, 0.8 * half_height}}),
             2.5);
}

void VertebraBuilder::add_spinous_process() {
  const LaminaEdges& edges = frame_.lamina;
  const Vector3d root = 0.5 * (edges.top_mm + edges.bottom_mm) + Vector3d(0.0, 1.0, -0.5);
  const double root_half = std::min(0.8 * 0.5 * size().spinous_height_mm,
                                    0.38 * (edges.top_mm - edges.bottom_mm).norm());
  const Vector3d tip = frame_.spinous_tip();
  const double half = 0.5 * size().spinous_height_mm;
  const auto knot = [&](double part, double half_x, double half_z) {
    const Vector3d sag(0.0, 0.0, -2.0 * part * (1.0 - part));
    return SweepKnot{
        root + part * (tip - root) + sag, {half_x * frame_.scale, 0.0, 0.0}, {0.0, 0.0, half_z}};
  };
  shape_.add(sweep({knot(0.0, 4.5, root_half), knot(0.35, 3.0, 0.92 * half), knot(0.75, 2.9, half),
                    knot(1.0, 4.0, 0.85 * half)},
                   0.7),
             5.0);
  const double droop = frame_.level == 4 ? 0.3 : 0.55;
  shape_.add(ellipsoid(tip - Vector3d(0.0, 1.0, droop * half), Vector3d(3.8, 4.0, 0.5 * half)),
             3.0);
}

void VertebraBuilder::cut_canal() {
  const double y = frame_.wall_y_mm + 0.5 * size().canal_depth_mm;
  const Vector3d u(0.5 * size().canal_width_mm, 0.0, 0.0);
  const Vector3d v(0.0, 0.5 * size().canal_depth_mm, 0.0);
  const double reach = 1.1 * size().height_mm;
  shape_.cut(
      sweep({{{0.0, y + 2.0, -reach}, u, v}, {{0.0, y, 0.0}, u, v}, {{0.0, y, reach}, u, v}}), 1.0);
}

}  // namespace

FacetAxes facet_axes(const FacetSize& facet, double side) {
  const double c = std::cos(facet.angle_rad), s = std::sin(facet.angle_rad);
  return {{side * facet.lateral_mm, 0.0, 0.0}, {-side * c, s, 0.0}, {side * s, c, 0.0}};
}

Solid superior_articular_process(const FacetSize& facet, double side) {
  const FacetAxes axes = facet_axes(facet, side);
  const double size = facet.height_mm / 16.0;
  ImplicitShape shape;
  // Reaches through the joint; the upper bone cuts its joint space, hollow, into it.
  Eigen::Matrix3d half;
  half << 4.4 * size * axes.normal, (0.5 * facet.width_mm + 1.0) * axes.across,
      (0.5 * facet.height_mm - 0.3) * Vector3d::UnitZ();
  shape.add(
      turned_ellipsoid(axes.centre_mm - 2.9 * size * axes.normal - Vector3d(0.0, 0.0, 0.5), half),
      1.0);
  // Mamillary process at the back edge.
  const Vector3d mamillary =
      axes.centre_mm + (0.5 * facet.width_mm - 1.0) * axes.across - 3.6 * size * axes.normal;
  shape.add(ellipsoid(mamillary, size * Vector3d(3.2, 3.2, 5.0)), 2.5);
  return shape.solid();
}

BonePlan plan_vertebra(const LumbarSpine& spine, int level, std::uint64_t seed) {
  const VertebraFrame frame = vertebra_frame(spine, level);
  const ImplicitShape shape = VertebraBuilder(frame, seed).build();
  const Eigen::Isometry3d& pose = spine.pose_of(level);
  BonePlan plan;
  plan.name = frame.name;
  plan.solid = placed(shape.solid(), pose);
  const Eigen::AlignedBox3d box = shape.box_mm();
  for (int corner = 0; corner < 8; ++corner) {
    plan.box_mm.extend(pose * box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(corner)));
  }
  plan.landmarks = vertebra_landmarks(frame, pose);
  return plan;
}

}  // namespace echolance
