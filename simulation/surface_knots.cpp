// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/surface_knots.hpp"
#include "simulation/level_names.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace echolance {
namespace {

using Eigen::Vector3d;

// The tables of this file are ours [U], drawn after transverse sections.
class Knots {
 public:
  void add(double x, double y, double z) { knots_.push_back({{x, z}, y}); }
  void add(const Vector3d& point, double behind_mm) {
    add(point.x(), point.y() + behind_mm, point.z());
  }
  /// On both sides of the middle of `base`.
  void add_pair(const Vector3d& base, double aside, double behind, double up = 0.0) {
    for (const double side : {1.0, -1.0}) {
      add(base.x() + side * aside, base.y() + behind, base.z() + up);
    }
  }
  SurfaceKnots take() { return std::move(knots_); }

 private:
  SurfaceKnots knots_;
};

std::string lumbar(int level, const char* what) {
  return lumbar_name(level) + "_" + what;
}

struct Offset {
  double aside, behind, up;
};

// From a spinous tip: beside it at the furrow, on the erector spinae, at its outer border, on the
// flank. The bulge of the erector is added to the second.
constexpr std::array kBack = {Offset{13, 0.5, 0},   Offset{31, 0, 0},    Offset{56, -4, 0},
                              Offset{80, -14, 0},   Offset{105, -31, 0}, Offset{130, -60, 0},
                              Offset{150, -100, 0}, Offset{165, -150, 0}};

void add_lumbar(const AnatomySite& site, Knots& knots) {
  const double strong =
      site.sizes()("muscle_bulge") * (site.parameters().sex == Sex::kMale ? 1.25 : 0.85);
  const double over_tip = site.sizes()("supraspinous_over_tip_mm");
  for (int level = 0; level < kLumbarCount; ++level) {
    const Vector3d tip = site.at(lumbar(level, "spinous_tip"));
    const double bulge = strong * site.sizes().at("erector_bulge_mm", level);
    const Vector3d middle(0.5 * tip.x(), tip.y(), tip.z());
    // The fascia bridges the hollow over the short process of L5.
    const double bridge = level == 4 ? 12.0 : level == 3 ? 5.0 : 0.0;
    knots.add(tip, over_tip + bridge);
    // The lowest levels lie between the iliac crests, which have knots of their own.
    const std::size_t count = level == 4 ? 2 : level == 3 ? 4 : kBack.size();
    constexpr double kBridge[3] = {1.0, 0.5, 0.0};
    for (std::size_t i = 0; i < count; ++i) {
      const double share = i == 0 ? 0.25 : i == 1 ? 1.0 : i == 2 ? 0.6 : 0.2;
      knots.add_pair(
          middle, site.scale() * kBack[i].aside,
          kBack[i].behind + share * bulge + kBridge[std::min<std::size_t>(i, 2)] * bridge);
    }
    if (level == 0) {
      const Vector3d above = site.at("t12_spinous_tip");
      knots.add(above, over_tip);
      knots.add(above + Vector3d(0.0, 0.5, 20.0), over_tip);
      for (const auto& offset : kBack) {
        knots.add_pair(middle, site.scale() * offset.aside, offset.behind + 2.0, 45.0);
      }
    }
  }
}

void add_sacral(const AnatomySite& site, Knots& knots) {
  for (int i = 1; i <= 4; ++i) {
    const std::string name = sacral_name(i - 1);
    if (const auto tip = site.find(name + "_spinous_tubercle")) knots.add(*tip, i == 1 ? 7.0 : 2.2);
    for (const double side : {1.0, -1.0}) {
      const auto crest = site.find(name + "_lateral_crest" + side_suffix(side));
      // Multifidus is thick at S1 and gone at S4.
      constexpr double kMuscle_mm[5] = {0.0, 22.0, 11.0, 5.0, 3.5};
      if (crest && i > 1) knots.add(*crest, kMuscle_mm[i]);
    }
  }
  knots.add(site.at("sacral_hiatus_apex"), 2.2);
  knots.add(site.at("sacrococcygeal_joint"), 5.0);
}

void add_hips(const AnatomySite& site, Knots& knots) {
  // From the PSIS: outwards, backwards, up. The gluteal muscles bulge behind the ilium.
  constexpr std::array kHip = {
      Offset{16, -7, 4},      Offset{20, -1, -20},   Offset{48, -5, -8},    Offset{44, 9, -42},
      Offset{22, 4, -48},     Offset{75, -12, -40},  Offset{46, 8, -78},    Offset{88, -22, -80},
      Offset{118, -62, -55},  Offset{132, -95, -20}, Offset{125, -62, -95}, Offset{148, -130, -60},
      Offset{42, 6, -125},    Offset{90, -22, -125}, Offset{14, -8, -80},   Offset{16, -4, -125},
      Offset{140, -120, -125}};
  for (const double side : {1.0, -1.0}) {
    const Vector3d psis = site.at("psis" + side_suffix(side));
    knots.add(psis, 1.6);
    knots.add(site.at("posterior_crest" + side_suffix(side)), 4.0);
    knots.add(site.at("iliac_crest_top" + side_suffix(side)), 12.0);
    knots.add(site.at("iliac_tubercle" + side_suffix(side)) + Vector3d(side * 6.0, 0.0, 0.0), 10.0);
    for (const auto& offset : kHip) {
      const double scale = site.scale();
      knots.add(psis.x() + side * scale * offset.aside, psis.y() + scale * offset.behind,
                psis.z() + scale * offset.up);
    }
    const Vector3d flank = site.at("l4_spinous_tip");
    knots.add(side * 150.0 * site.scale(), flank.y() - 105.0, flank.z());
    knots.add(side * 165.0 * site.scale(), flank.y() - 150.0, flank.z() - 30.0);
  }
}

Vector3d ventral(const AnatomySite& site, double x, double way, double in_front_mm) {
  const SacrumSize& sacrum = site.sacrum();
  return site.from_sacrum({x, sacrum.front.at(way) - in_front_mm, way});
}

}  // namespace

SurfaceKnots fascia_knots(const AnatomySite& site) {
  Knots knots;
  add_lumbar(site, knots);
  add_sacral(site, knots);
  add_hips(site, knots);
  return knots.take();
}

SurfaceKnots fat_knots(const AnatomySite& site) {
  Knots knots;
  const auto add = [&](const Vector3d& base, double aside, double share, double up = 0.0) {
    knots.add_pair({0.0, share, base.z() + up}, site.scale() * aside, 0.0);
  };
  for (int level = 0; level < kLumbarCount; ++level) {
    const Vector3d tip = site.at(lumbar(level, "spinous_tip"));
    // Thicker downwards, most in the hollow over L4 and L5: the epidural space lies 6 mm deeper at
    // L4-5 than at L3-4 [R69a].
    constexpr double kLow[5] = {0.0, 0.06, 0.14, 0.45, 0.85};
    const double low = kLow[level];
    add(tip, 2.0, 0.70 + low);
    add(tip, 20.0, 0.78 + low);
    add(tip, 60.0, 0.95 + 1.5 * low);
    add(tip, 100.0, 1.25 + 1.5 * low);
    add(tip, 150.0, 1.4 + low);
  }
  const Vector3d psis = site.at("psis_left");
  add(psis, 3.0, 0.85);
  add(psis, 0.5 * site.parameters().inter_psis_mm / site.scale(), 0.85);
  add(psis, 75.0, 1.5);
  add(psis, 110.0, 1.7);
  add(psis, 60.0, 1.9, -50.0);
  add(psis, 85.0, 2.3, -85.0);
  add(psis, 60.0, 2.1, -120.0);
  add(psis, 130.0, 2.0, -90.0);
  add(psis, 3.0, 0.75, -40.0);
  add(psis, 3.0, 0.6, -75.0);
  add(psis, 20.0, 1.3, -75.0);
  add(psis, 3.0, 0.5, -125.0);
  add(psis, 26.0, 1.6, -120.0);
  return knots.take();
}

SurfaceKnots front_knots(const AnatomySite& site) {
  Knots knots;
  const double thick = site.sizes()("retroperitoneal_mm");
  for (int level = 0; level < kLumbarCount; ++level) {
    const Vector3d body = site.from_vertebra(level, Vector3d::Zero());
    const Vector3d tip = site.at(lumbar(level, "spinous_tip"));
    const double tips_y = 0.5 * (site.at(lumbar(level, "transverse_tip_left")).y() +
                                 site.at(lumbar(level, "transverse_tip_right")).y());
    const Vector3d base(body.x(), tips_y, body.z());
    knots.add_pair(base, 8.0, -30.0);
    if (level == 4) continue;
    knots.add_pair(base, 45.0, -thick);
    knots.add_pair(base, 72.0, -thick + 3.0);
    knots.add_pair({0.0, tip.y(), body.z()}, 105.0, -58.0);
    knots.add_pair({0.0, tip.y(), body.z()}, 135.0, -95.0);
    if (level == 0) {
      knots.add_pair(base + Vector3d(0.0, 0.0, 40.0), 45.0, -thick);
      knots.add_pair({0.0, tip.y(), body.z() + 40.0}, 105.0, -58.0);
    }
  }
  for (const double part : {0.12, 0.35, 0.6, 0.85}) {
    const double way = part * site.sacrum().length_mm;
    for (const double x : {-38.0, 0.0, 38.0}) {
      knots.add(ventral(site, part > 0.7 ? 0.6 * x : x, way, 1.0), 0.0);
    }
  }
  const Vector3d end = site.at("sacrococcygeal_joint");
  knots.add(end + Vector3d(0.0, 0.0, -30.0), -28.0);
  knots.add_pair(end, 45.0, -22.0, -25.0);
  for (const double side : {1.0, -1.0}) {
    const std::string suffix = side_suffix(side);
    knots.add(site.at("iliac_crest_top" + suffix) + Vector3d(-side * 12.0, 0.0, -30.0), -22.0);
    knots.add(site.at("psis" + suffix) + Vector3d(side * 22.0, 0.0, 0.0), -62.0);
    knots.add(site.at("ischial_spine" + suffix) + Vector3d(-side * 8.0, 0.0, 0.0), -4.0);
    knots.add(site.at("asis" + suffix), 10.0);
  }
  return knots.take();
}

}  // namespace echolance
