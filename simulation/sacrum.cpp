// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/sacrum.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "simulation/seeded_variation.hpp"
#include "simulation/vertebra.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// All shapes here are in straight coordinates (x, depth, way) until the last step.
class SacrumBuilder {
 public:
  SacrumBuilder(const LumbarSpine& spine, const SacrumSize& size, std::uint64_t seed)
      : spine_(spine), size_(size), vary_(seed) {}

  ImplicitShape build() {
    add_block();
    add_median_crest();
    for (const double side : {1.0, -1.0}) {
      add_tubercles(side);
      add_superior_process(side);
    }
    cut_canal();
    cut_hiatus();
    for (const double side : {1.0, -1.0}) {
      cut_foramina(side);
      add_cornu(side);
    }
    shape_.roughen(0.5, 6.0, static_cast<std::uint32_t>(vary_.uniform("rough_sacrum") * 4e9));
    return std::move(shape_);
  }

 private:
  void add_block();
  void add_median_crest();
  void add_tubercles(double side);
  void add_superior_process(double side);
  void cut_canal();
  void cut_hiatus();
  void cut_foramina(double side);
  void add_cornu(double side);

  const LumbarSpine& spine_;
  const SacrumSize& size_;
  SeededVariation vary_;
  ImplicitShape shape_;
};

// Way at which bone begins: the endplate, the alae beside it, the first lamina behind the canal.
double top_way(const SacrumSize& size, double x, double depth) {
  const double away = std::abs(x);
  const double round = std::hypot(x / size.body_half_width_mm,
                                  (depth + size.body_half_depth_mm) / size.body_half_depth_mm);
  const double outside = smooth_ramp((round - 1.0) / 0.3);
  const double ala = 3.0 + 0.15 * std::max(0.0, away - 28.0) + 0.7 * std::max(0.0, depth + 4.0);
  const double lamina = size.lamina_top_way * smooth_ramp(depth / 10.0);
  const double beside = smooth_ramp((away - 17.0) / 8.0);
  return outside * (beside * ala + (1.0 - beside) * std::max(1.0, lamina));
}

double block_distance(const SacrumSize& size, const Vector3d& p) {
  const double way = p.z();
  const double edge = std::abs(p.x()) - size.edge_x(way, p.y());
  const double broad = std::abs(p.x()) / std::max(size.half_width.at(way), 5.0);
  // The bodies stand out in front of the alae, most at the promontory.
  const double set_back = 0.22 + 0.25 * smooth_ramp(1.0 - way / (0.3 * size.length_mm));
  const double front =
      size.front.at(way) * (1.0 - set_back * smooth_ramp((broad - 0.4) / 0.3)) - p.y();
  const double back = p.y() - size.dorsal_depth(p.x(), way);
  const double top = top_way(size, p.x(), p.y()) - way;
  const double bottom = way - size.length_mm;
  double block = rounded_max(0.88 * edge, 0.92 * back, 4.0);
  block = rounded_max(block, 0.95 * front, 4.0);
  block = rounded_max(block, 0.85 * top, 1.5);
  return rounded_max(block, bottom, 3.0);
}

void SacrumBuilder::add_block() {
  const double radius = std::hypot(0.5 * size_.length_mm + 5.0, 62.0 * size_.scale, 26.0);
  const auto size = std::make_shared<const SacrumSize>(size_);
  shape_.add({[size](const Vector3d& p) { return block_distance(*size, p); },
              {{0.0, -6.0, 0.5 * size_.length_mm}, radius}},
             0.0);
}

void SacrumBuilder::add_median_crest() {
  std::vector<SweepKnot> knots;
  const double end = size_.hiatus_apex_way - 3.0;
  for (double way = size_.lamina_top_way + 1.0; way < end; way += 3.0) {
    const double height = size_.crest_height.at(way);
    const double roof = size_.dorsal_depth(0.0, way);
    const double sway = 0.8 * smooth_noise({way / 14.0, 0.5, 0.5}, 7U);
    knots.push_back(
        {{sway, roof - 1.5, way}, {2.3 + 0.08 * height, 0.0, 0.0}, {0.0, 1.5 + height, 0.0}});
  }
  if (knots.size() > 1) shape_.add(sweep(knots, 0.8), 4.0);
  for (const double way : size_.tubercle_way) {
    if (way > end - 3.0) continue;
    const double tip = size_.dorsal_depth(0.0, way) + size_.crest_height.at(way);
    shape_.add(ellipsoid({0.0, tip - 2.6, way + 1.0}, Vector3d(3.2, 3.0, 4.5)), 2.5);
  }
}

void SacrumBuilder::add_tubercles(double side) {
  for (std::size_t i = 0; i < 4; ++i) {
    const double between = i < 3 ? 0.5 * (size_.foramen_way[i] + size_.foramen_way[i + 1])
                                 : size_.foramen_way[3] + 6.0;
    // Intermediate crest: the fused articular processes, inside the foramina.
    const double inner = size_.foramen_x[i] - 0.5 * size_.foramen_width[i] - 1.0;
    const double inner_depth = size_.dorsal_depth(inner, between);
    const double strength = i < 3 ? 1.0 : 0.6;
    shape_.add(
        ellipsoid({side * inner, inner_depth - 1.0, between}, Vector3d(2.8, 3.2 * strength, 5.0)),
        3.0);
    // Lateral crest: the fused transverse processes, outside of them.
    const double outer = size_.lateral_crest.at(between);
    const double outer_depth = size_.dorsal_depth(outer, between);
    const double height =
        1.0 + 0.2 * vary_.normal("lateral" + std::to_string(i) + (side > 0.0 ? "l" : "r"));
    shape_.add(ellipsoid({side * outer, outer_depth - 1.0, between},
                         Vector3d(4.5, std::max(2.5, 4.6 * height * strength), 6.5)),
               4.0);
  }
}

void SacrumBuilder::add_superior_process(double side) {
  const FacetSize& facet = spine_.facet[4];
  const Eigen::Isometry3d joint =
      spine_.reference_from_endplate.inverse() * spine_.reference_from_facets(4);
  const double start = size_.body_half_depth_mm;
  // Near S1 the line is straight: endplate axes are (x, depth + start, -way).
  const auto to_straight = [start](const Vector3d& p) {
    return Vector3d(p.x(), p.y() - start, -p.z());
  };
  const Solid process = superior_articular_process(facet, side);
  shape_.add({[inner = process.distance, joint, start](const Vector3d& p) {
                return inner(joint.inverse() * Vector3d(p.x(), p.y() + start, -p.z()));
              },
              {to_straight(joint * process.ball.centre_mm), process.ball.radius_mm}},
             3.0);
  const FacetAxes axes = facet_axes(facet, side);
  const Vector3d top =
      to_straight(joint * (axes.centre_mm - 4.0 * axes.normal - Vector3d(0.0, 0.0, 3.0)));
  const Vector3d foot(top.x() - side * 0.5, 0.5 * top.y(), size_.lamina_top_way + 9.0);
  shape_.add(tube({top, foot}, {5.5 * size_.scale, 9.5 * size_.scale}), 6.0);
}

void SacrumBuilder::cut_canal() {
  std::vector<SweepKnot> knots;
  for (double way = -20.0; way < size_.length_mm + 8.0; way += 3.0) {
    const double depth = size_.canal_depth.at(way);
    knots.push_back({{0.0, 0.5 * depth, way},
                     {size_.canal_half_width.at(way), 0.0, 0.0},
                     {0.0, 0.5 * depth, 0.0}});
  }
  shape_.cut(sweep(knots), 0.8);
}

void SacrumBuilder::cut_hiatus() {
  const double apex = size_.hiatus_apex_way, end = size_.length_mm;
  const auto knot = [&](double way, double half) {
    const double floor = 0.5 * size_.canal_depth.at(way);
    return SweepKnot{{0.0, floor + 7.0, way}, {half, 0.0, 0.0}, {0.0, 7.0, 0.0}};
  };
  const double half_end = 0.5 * size_.inter_cornual_mm - 3.0;
  shape_.cut(sweep({knot(apex + 1.8, 1.8), knot(0.5 * (apex + end), 0.6 * half_end + 0.8),
                    knot(end + 6.0, half_end)}),
             1.0);
}

void SacrumBuilder::cut_foramina(double side) {
  for (std::size_t i = 0; i < 4; ++i) {
    const double x = side * size_.foramen_x[i], way = size_.foramen_way[i];
    const double half = 0.5 * size_.foramen_width[i];
    const double depth = size_.dorsal_depth(x, way);
    const double front = 0.8 * size_.front.at(way) - 6.0;
    const auto knot = [&](const Vector3d& centre, double radius) {
      return SweepKnot{centre, {radius, 0.0, 0.0}, {0.0, 0.0, radius}};
    };
    shape_.cut(
        sweep({knot({x + side * 0.5, depth + 7.0, way}, half), knot({x, depth - 6.0, way}, half),
               knot({x + side * 1.5, front, way + 1.0}, half + 2.0)}),
        1.0);
    // The way of the root out of the canal.
    const double canal = size_.canal_depth.at(way), narrow = std::min(0.42 * canal, half - 0.3);
    shape_.cut(
        sweep({knot({side * 0.6 * size_.canal_half_width.at(way), 0.45 * canal, way - 1.5}, narrow),
               knot({x, 0.45 * canal - 1.5, way}, narrow)}),
        0.8);
  }
}

void SacrumBuilder::add_cornu(double side) {
  const double x = 0.5 * size_.inter_cornual_mm, end = size_.length_mm;
  const double depth = size_.canal_depth.at(end) + size_.wall.at(end);
  shape_.add(tube({{side * (x + 0.5), depth - 1.5, end - 12.0},
                   {side * x, depth + 0.9, end - 3.0},
                   {side * (x - 0.2), depth + 0.4, end - 0.5}},
                  {2.8, 2.9, 2.2}),
             2.0);
}

// A solid of straight coordinates in Reference.
Solid bent_solid(const ImplicitShape& shape, const SacralCurve& curve,
                 const Eigen::Isometry3d& reference_from_pelvis) {
  const Eigen::Isometry3d to_pelvis = reference_from_pelvis.inverse();
  const auto shared = std::make_shared<const SacralCurve>(curve);
  const Ball ball = shape.solid().ball;
  return {[shape, shared, to_pelvis](const Vector3d& point) {
            const Vector3d straight = shared->straight(to_pelvis * point);
            // In front of the line ways are shorter than they count.
            const double shrink = straight.y() < 0.0 ? 1.0 / (1.0 - 0.012 * straight.y()) : 1.0;
            return shrink * shape(straight);
          },
          {reference_from_pelvis * curve.bent(ball.centre_mm), ball.radius_mm + 10.0}};
}

}  // namespace

BonePlan plan_sacrum(const PatientParameters& parameters, const LumbarSpine& spine,
                     const SacrumSize& size) {
  const ImplicitShape shape = SacrumBuilder(spine, size, parameters.seed).build();
  BonePlan plan;
  plan.name = "sacrum";
  plan.solid = bent_solid(shape, size.curve, reference_from_pelvis(parameters));
  const Vector3d half = Vector3d(75.0, 75.0, 95.0) * size.scale;
  plan.box_mm = {plan.solid.ball.centre_mm - half, plan.solid.ball.centre_mm + half};
  plan.landmarks = sacrum_landmarks(parameters, size);
  return plan;
}

BonePlan plan_coccyx(const PatientParameters& parameters, const SacrumSize& size) {
  const SeededVariation vary(parameters.seed);
  const int count = vary.uniform("coccyx_count") < 0.35 ? 3 : 4;
  constexpr double kHalf_mm[4][3] = {
      {8.5, 4.2, 6.0}, {5.5, 3.6, 5.2}, {4.6, 3.2, 4.4}, {3.6, 2.6, 3.8}};
  ImplicitShape shape;
  double way = size.length_mm + 2.0;
  const double depth = -2.5;
  for (int i = 0; i < count; ++i) {
    const Vector3d half = size.scale * Vector3d(kHalf_mm[i][0], kHalf_mm[i][1], kHalf_mm[i][2]);
    shape.add(ellipsoid({0.0, depth, way + half.z()}, half), 2.5);
    if (i == 0) {
      for (const double side : {1.0, -1.0}) {
        shape.add(tube({{side * 4.5, depth + 2.0, way + 4.0}, {side * 5.5, depth + 5.0, way + 0.5}},
                       {2.2, 1.4}),
                  2.0);
        shape.add(
            tube({{side * 6.0, depth, way + 3.5}, {side * 11.5, depth, way + 3.0}}, {2.6, 1.6}),
            2.0);
      }
    }
    way += 2.0 * half.z() - 0.8;
  }
  shape.roughen(0.25, 5.0, 11U);
  BonePlan plan;
  plan.name = "coccyx";
  const Eigen::Isometry3d pose = reference_from_pelvis(parameters);
  plan.solid = bent_solid(shape, size.curve, pose);
  const Vector3d half = Vector3d::Constant(40.0 * size.scale);
  plan.box_mm = {plan.solid.ball.centre_mm - half, plan.solid.ball.centre_mm + half};
  const Vector3d tip = pose * size.curve.bent({0.0, depth, way + 12.0});
  plan.landmarks.push_back(
      {"coccyx_tip", tip, LandmarkSnap::kAlong, pose.linear() * -size.curve.downwards(way)});
  return plan;
}

}  // namespace echolance
