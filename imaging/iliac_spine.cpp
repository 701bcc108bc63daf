// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/iliac_spine.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace echolance {
namespace {

constexpr double kStep = SurfaceProfile::kStep_mm;
constexpr double kLeastHalf_mm = 4.0;  // a cap close to the probe is seen in part only
constexpr double kOther_mm = 12.0;     // across, from where on bone is another
constexpr double kDarkest = 10.0;      // grey value of tissue that shadow can be compared with
constexpr std::array kMedial_mm = {9.0, 11.0, 14.0, 17.0, 20.0};

// Log odds at some values of a part of the look, even between them and constant beyond.
struct Knot {
  double at, log_odds;
};

constexpr double kOffset = -4.01;
constexpr std::array<Knot, 6> kBeam = {
    {{3, 0.00}, {6, 1.50}, {12, 0.67}, {20, -0.97}, {30, -1.09}, {40, -1.26}}};
constexpr std::array<Knot, 7> kWidth = {
    {{2, 0.00}, {5, -0.23}, {8, -0.21}, {11, 0.67}, {14, -0.88}, {18, -0.15}, {24, 0.00}}};
constexpr std::array<Knot, 5> kMedialHalf = {
    {{0, 0.00}, {3, -0.26}, {6, 1.06}, {9, 0.37}, {12, -0.68}}};
constexpr std::array<Knot, 5> kLateralHalf = {
    {{0, 0.00}, {2, -0.29}, {4, 0.86}, {7, 0.18}, {10, -0.82}}};
constexpr std::array<Knot, 6> kLateralSlope = {
    {{0, 0.00}, {0.2, -0.58}, {0.4, 0.09}, {0.7, 0.72}, {1, 0.48}, {1.5, -0.14}}};
constexpr std::array<Knot, 6> kLateralFall = {
    {{0, 0.00}, {3, -0.94}, {6, -1.25}, {10, -0.84}, {15, -0.52}, {25, 0.51}}};
constexpr std::array<Knot, 6> kMedialReach = {
    {{0, 0.00}, {3, 0.51}, {6, 0.13}, {9, -0.62}, {13, 0.47}, {20, 0.05}}};
constexpr std::array<Knot, 5> kShade = {
    {{0, 0.00}, {0.15, 1.21}, {0.3, 1.15}, {0.5, 1.72}, {1, 0.48}}};
constexpr std::array<Knot, 5> kGroove = {
    {{-0.2, 0.00}, {0.1, -0.55}, {0.4, -0.29}, {0.8, 0.06}, {1.2, 0.78}}};
constexpr std::array<Knot, 6> kPlateauDrop = {
    {{2, 0.00}, {5, 0.00}, {8, -0.48}, {11, 0.10}, {15, 0.14}, {20, -0.49}}};
constexpr std::array<Knot, 8> kMedialDrop = {{{-2, 0.00},
                                              {2, -1.21},
                                              {5, 0.36},
                                              {8, 0.56},
                                              {12, 1.36},
                                              {16, 0.58},
                                              {20, -0.01},
                                              {28, -0.26}}};
constexpr std::array<Knot, 6> kOtherDeeper = {
    {{-25, 0.00}, {-10, -1.02}, {-3, -1.62}, {3, -1.54}, {8, 0.78}, {15, 1.55}}};
constexpr double kNoGroove = 0.41, kNoPlateau = 0.41, kNothingMedial = -0.63, kNoOther = 1.90;

// A groove as dark as the shadow is none: so the flanks of long bones look.
constexpr SoftRange kFilledGroove{0.05, 0.3, 100.0, 101.0};
// The sacrum beside a spine lies 8 mm deeper or more; a plateau just below the cap is not it.
constexpr SoftRange kSacrumDeeper_mm{2.5, 6.0, 100.0, 101.0};

double log_odds(std::span<const Knot> knots, double value) {
  if (value <= knots.front().at) return knots.front().log_odds;
  for (std::size_t i = 1; i < knots.size(); ++i) {
    if (value > knots[i].at) continue;
    const double part = (value - knots[i - 1].at) / (knots[i].at - knots[i - 1].at);
    return knots[i - 1].log_odds + part * (knots[i].log_odds - knots[i - 1].log_odds);
  }
  return knots.back().log_odds;
}

double log_odds(std::span<const Knot> knots, const std::optional<double>& value, double unknown) {
  return value ? log_odds(knots, *value) : unknown;
}

// What no iliac spine looks like: outside this the terms were not fitted.
bool is_possible(const IliacLook& look) {
  return look.beam_mm > 2.0 && look.beam_mm < 42.0 && look.width_2mm > 1.5 &&
         look.width_2mm < 24.0 && look.medial_half_2mm < 10.0 && look.lateral_half_2mm < 13.0 &&
         look.lateral_fall_mm > 1.0 && look.other_deeper_mm.value_or(0.0) > -14.0;
}

// Mean over the columns around a place, under the cap's top.
std::optional<double> drop_at(const SurfaceProfile& surface, double x_mm, double top_mm) {
  double sum = 0.0;
  int known = 0;
  for (const double beside : {-kStep, 0.0, kStep}) {
    const int column = SurfaceProfile::column_of(x_mm + beside);
    if (!surface.has(column)) continue;
    sum += surface.depth_mm(column) - top_mm;
    ++known;
  }
  if (known == 0) return std::nullopt;
  return sum / known;
}

std::optional<double> medial_drop(const SurfaceProfile& surface, const SurfaceCap& cap,
                                  double towards) {
  std::vector<double> drops;
  for (const double aside : kMedial_mm) {
    const auto drop =
        drop_at(surface, SurfaceProfile::x_mm(cap.top) + towards * aside, cap.depth_mm);
    if (drop) drops.push_back(*drop);
  }
  if (drops.empty()) return std::nullopt;
  std::sort(drops.begin(), drops.end());
  return 0.5 * (drops[(drops.size() - 1) / 2] + drops[drops.size() / 2]);
}

std::optional<double> other_deeper(const SurfaceProfile& surface, const SurfaceCap& cap) {
  std::optional<double> least;
  const int away = static_cast<int>(kOther_mm / kStep);
  for (int column = 0; column < surface.columns(); ++column) {
    if (!surface.has(column) || std::abs(column - cap.top) <= away) continue;
    const double beam_mm =
        surface.beam_depth_mm(SurfaceProfile::x_mm(column), surface.depth_mm(column));
    least = std::min(least.value_or(1e3), beam_mm - cap.beam_mm);
  }
  return least;
}

// Shadow under the cap and what fills the groove medial of it, down to the sacrum or 14 mm: muscle
// fills the groove; beside the cap of a long bone the beam has gone past it at a slant and little
// comes back.
void look_around(const LandmarkPicture& picture, const SurfaceCap& cap, double towards,
                 IliacLook& look) {
  const double top_x = SurfaceProfile::x_mm(cap.top), top_y = cap.depth_mm;
  const double end_x = top_x + towards * (std::max(look.medial_half_4mm, kLeastHalf_mm) + 1.5);
  const double deep = std::clamp(look.plateau_drop_mm.value_or(15.0) - 1.0, 5.0, 14.0);
  const double from = deep > 10.0 ? 8.0 : 0.5 * deep;
  const auto above = picture.mean_grey({top_x - 4.0, top_y - 6.0, 8.0, 4.0});
  const auto under = picture.mean_grey({top_x - 2.5, top_y + 4.0, 5.0, 5.0});
  const auto beside =
      picture.mean_grey({std::min(end_x, end_x + towards * 3.5), top_y + from, 3.5, deep - from});
  look.shade = std::min(under.value_or(0.0) / std::max(above.value_or(0.0), kDarkest), 1.5);
  if (!under || !beside) return;
  const double tissue = above.value_or(*under + 60.0);
  look.groove = (*beside - *under) / std::max(tissue - *under, 20.0);
}

}  // namespace

IliacLook look_at_cap(const LandmarkPicture& picture, const SurfaceCap& cap, double towards) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  const CapFlank& lateral = towards > 0.0 ? cap.left : cap.right;
  IliacLook look;
  look.beam_mm = cap.beam_mm;
  look.width_2mm = cap.width_2mm();
  look.medial_half_2mm = medial.half_width_2mm;
  look.medial_half_4mm = medial.half_width_4mm;
  look.lateral_half_2mm = lateral.half_width_2mm;
  look.lateral_slope = lateral.reach_mm < 2.0 ? 0.0 : lateral.fall_mm / lateral.reach_mm;
  look.lateral_fall_mm = lateral.fall_mm;
  look.medial_reach_mm = medial.reach_mm;
  look.plateau_drop_mm = medial.plateau_drop_mm;
  look.medial_drop_mm = medial_drop(picture.surface, cap, towards);
  look.other_deeper_mm = other_deeper(picture.surface, cap);
  if (is_possible(look)) look_around(picture, cap, towards, look);
  return look;
}

double iliac_spine_probability(const IliacLook& look) {
  if (!is_possible(look)) return 0.0;
  const double sum =
      kOffset + log_odds(kBeam, look.beam_mm) + log_odds(kWidth, look.width_2mm) +
      log_odds(kMedialHalf, look.medial_half_4mm) + log_odds(kLateralHalf, look.lateral_half_2mm) +
      log_odds(kLateralSlope, look.lateral_slope) + log_odds(kLateralFall, look.lateral_fall_mm) +
      log_odds(kMedialReach, look.medial_reach_mm) + log_odds(kShade, look.shade) +
      log_odds(kGroove, look.groove, kNoGroove) +
      log_odds(kPlateauDrop, look.plateau_drop_mm, kNoPlateau) +
      log_odds(kMedialDrop, look.medial_drop_mm, kNothingMedial) +
      log_odds(kOtherDeeper, look.other_deeper_mm, kNoOther);
  return kFilledGroove.holds(look.groove.value_or(1.0)) *
         kSacrumDeeper_mm.holds(look.plateau_drop_mm.value_or(10.0)) / (1.0 + std::exp(-sum));
}

}  // namespace echolance
