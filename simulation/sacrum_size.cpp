// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/sacrum_size.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "simulation/anatomy_data.hpp"

namespace echolance {
namespace {

// Knots at parts of the length; values times `scale`.
Profile along(double length_mm, double scale, std::vector<Profile::Knot> knots) {
  for (auto& knot : knots) {
    knot.place *= length_mm;
    knot.value *= scale;
  }
  return Profile(std::move(knots));
}

double sacrum_length_mm(const PatientParameters& p) {
  const double share = p.sex == Sex::kMale ? 0.0640 : 0.0630;  // of stature [U]
  return share * p.stature_mm * (1.0 + 0.03 * SeededVariation(p.seed).normal("sacrum_length"));
}

// A broader pelvis has a broader sacrum, a little [U].
double width_scale(const PatientParameters& p) {
  const double pelvis = 0.25 * (0.5 * p.inter_psis_mm - 40.0) / 55.0;
  return p.stature_mm / 1700.0 * (p.sex == Sex::kFemale ? 1.02 : 0.99) + pelvis;
}

SacralCurve curve_of(const PatientParameters& p, const LumbarSpine& spine) {
  const double vary = SeededVariation(p.seed).normal("sacral_kyphosis");
  SacralCurve::Shape shape;
  shape.slope_rad = p.sacral_slope_rad;
  shape.kyphosis_rad = std::numbers::pi / 180.0 * std::clamp(62.0 + 6.0 * vary, 46.0, 78.0);
  shape.length_mm = sacrum_length_mm(p);
  shape.start_depth_mm = 0.5 * spine.size[4].lower_depth_mm;
  return SacralCurve(shape);
}

double apex_way(const PatientParameters& p) {
  return sacrum_length_mm(p) - p.hiatus_length_mm;
}

Profile canal_depth_profile(const PatientParameters& p, const LumbarSpine& spine) {
  const double length = sacrum_length_mm(p), apex = apex_way(p);
  std::vector<Profile::Knot> knots = {{0.0, spine.size[4].canal_depth_mm}};
  for (const auto& [part, depth] : {std::pair{0.2, 13.0}, {0.38, 10.0}, {0.54, 8.0}, {0.68, 6.5}}) {
    if (part * length < apex - 8.0) {
      knots.push_back({part * length, std::max(depth, p.hiatus_depth_mm)});
    }
  }
  knots.push_back({apex, p.hiatus_depth_mm});
  knots.push_back({length, 0.85 * p.hiatus_depth_mm});
  return Profile(knots);
}

// Tubercles as hills on a low ridge; nothing over the hiatus.
Profile crest_profile(const PatientParameters& p, const std::array<double, 4>& tubercles,
                      double scale) {
  constexpr double kHill_mm[4] = {6.5, 9.0, 7.0, 4.5};
  constexpr double kHillHalf_mm = 7.0;
  const SeededVariation vary(p.seed);
  const double end = apex_way(p) - 2.0;
  std::vector<Profile::Knot> knots;
  for (double way = 2.0; way < end; way += 2.0) {
    double height = 1.5;
    for (int i = 0; i < 4; ++i) {
      const double off = (way - tubercles[static_cast<std::size_t>(i)]) / kHillHalf_mm;
      const double size = 1.0 + 0.15 * vary.normal("tubercle" + std::to_string(i));
      height = std::max(height, kHill_mm[i] * size * std::exp(-off * off));
    }
    knots.push_back({way, scale * height * smooth_ramp((end - way) / 8.0)});
  }
  return Profile(knots);
}

// Ways of the foramina: the bone between them is given on the dorsal surface.
std::array<double, 4> foramen_ways(const PatientParameters& p, const SacralCurve& curve,
                                   const std::array<double, 4>& widths) {
  const AnatomyData& data = anatomy_data();
  const SeededVariation vary(p.seed);
  const double length = curve.length_mm();
  std::array<double, 4> ways{};
  ways[0] = 0.28 * length;
  for (int i = 1; i < 4; ++i) {
    const auto k = static_cast<std::size_t>(i);
    // The first spreads more than the second [R68]. The rims' rounding takes about a millimetre.
    const double spread_mm = i == 1 ? 2.4 : 1.3;
    const double off = std::clamp(vary.normal("foramen_between" + std::to_string(i)), -2.2, 2.2);
    const double between = data.at("foramen_between_mm", i - 1) + 1.0 + spread_mm * off;
    const double apart = between + 0.5 * (widths[k] + widths[k - 1]);
    ways[k] = ways[k - 1] + apart / curve.stretch(ways[k - 1] + 10.0, 10.0);
  }
  const double shrink = std::min(1.0, (0.88 * length - ways[0]) / (ways[3] - ways[0]));
  for (std::size_t k = 1; k < 4; ++k) ways[k] = ways[0] + shrink * (ways[k] - ways[0]);
  return ways;
}

std::array<double, 4> foramen_widths(const PatientParameters& p) {
  std::array<double, 4> widths{};
  const double factor = SeededVariation(p.seed).draw("foramen_width_factor",
                                                     anatomy_data().spread("foramen_width_factor"));
  for (int i = 0; i < 4; ++i) {
    widths[static_cast<std::size_t>(i)] = anatomy_data().at("foramen_width_mm", i) * factor;
  }
  return widths;
}

std::array<double, 4> tubercle_ways(const std::array<double, 4>& foramina) {
  return {foramina[0] - 9.0, 0.5 * (foramina[0] + foramina[1]), 0.5 * (foramina[1] + foramina[2]),
          0.5 * (foramina[2] + foramina[3])};
}

}  // namespace

// The tables of parts are ours [U], drawn so that the whole has the sizes of CLINICAL 2.2.
SacrumSize::SacrumSize(const PatientParameters& p, const LumbarSpine& spine)
    : length_mm(sacrum_length_mm(p)),
      scale(p.stature_mm / 1700.0),
      curve(curve_of(p, spine)),
      half_width(along(length_mm, width_scale(p),
                       {{-0.05, 52},
                        {0.05, 56},
                        {0.16, 57},
                        {0.30, 53},
                        {0.42, 47.5},
                        {0.52, 41.5},
                        {0.62, 36},
                        {0.72, 32.5},
                        {0.82, 30},
                        {0.89, 25},
                        {0.97, 15},
                        {1.03, 10}})),
      edge_slant(
          along(length_mm, 1.0, {{0.0, 0.50}, {0.3, 0.45}, {0.5, 0.25}, {0.65, 0.08}, {1.0, 0.0}})),
      front(along(length_mm, scale,
                  {{0.0, -32},
                   {0.15, -27},
                   {0.30, -22},
                   {0.5, -16},
                   {0.65, -12.5},
                   {0.8, -10},
                   {1.0, -7}})),
      canal_half_width(along(length_mm, std::sqrt(scale),
                             {{0.0, 15}, {0.2, 14}, {0.4, 11}, {0.6, 8.5}, {0.8, 7}, {1.0, 6.5}})),
      canal_depth(canal_depth_profile(p, spine)),
      wall(along(length_mm, 1.0, {{0.0, 4.0}, {0.4, 3.8}, {0.7, 3.0}, {1.0, 2.4}})),
      lateral_crest(
          along(length_mm, width_scale(p),
                {{0.15, 33}, {0.30, 31}, {0.48, 28.5}, {0.64, 25.5}, {0.8, 22.5}, {1.0, 16}})),
      lateral_depth(
          along(length_mm, std::sqrt(scale),
                {{0.0, 2}, {0.15, 8}, {0.3, 10}, {0.48, 9.5}, {0.64, 8}, {0.8, 6}, {1.0, 4}})),
      edge_depth(
          along(length_mm, 1.0, {{0.0, -8}, {0.2, -3}, {0.4, 0}, {0.6, 2.5}, {0.8, 2}, {1.0, 1}})),
      crest_height({{0.0, 0.0}, {1.0, 0.0}}) {
  foramen_width = foramen_widths(p);
  foramen_way = foramen_ways(p, curve, foramen_width);
  const double apart = SeededVariation(p.seed).draw(
      "foramen_between_sides_factor", anatomy_data().spread("foramen_between_sides_factor"));
  for (int i = 0; i < 4; ++i) {
    const auto k = static_cast<std::size_t>(i);
    foramen_x[k] =
        0.5 * (apart * anatomy_data().at("foramen_between_sides_mm", i) + foramen_width[k]);
  }
  tubercle_way = tubercle_ways(foramen_way);
  hiatus_apex_way = apex_way(p);
  crest_height = crest_profile(p, tubercle_way, scale);
  inter_cornual_mm =
      SeededVariation(p.seed).draw("inter_cornual_mm", anatomy_data().spread("inter_cornual_mm"));
  lamina_top_way = -spine.sacral_lamina_top_mm.z() + 1.0;  // what the rounding adds
  body_half_width_mm = 0.5 * 1.14 * spine.size[4].lower_width_mm;
  body_half_depth_mm = 0.5 * spine.size[4].lower_depth_mm;
}

double SacrumSize::dorsal_depth(double x, double way) const {
  const double away = std::abs(x);
  const double crest_x = lateral_crest.at(way), crest_depth = lateral_depth.at(way);
  if (away < crest_x) {
    const double roof = canal_depth.at(way) + wall.at(way);
    const double part = 0.5 + 0.5 * std::cos(std::numbers::pi * away / crest_x);
    return crest_depth + part * (roof - crest_depth);
  }
  const double edge = std::max(half_width.at(way), crest_x + 4.0);
  const double part = smooth_ramp((away - crest_x) / (edge - crest_x));
  return crest_depth + part * (edge_depth.at(way) - crest_depth);
}

}  // namespace echolance
