// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/muscle_planes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "simulation/implicit_shape.hpp"
#include "simulation/level_names.hpp"
#include "simulation/profile.hpp"
#include "simulation/solid_shape.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

// A curtain hangs along z: at each height a straight piece from `deep` to `shallow` in (x, y).
struct Curtain {
  Profile deep_x, deep_y, shallow_x, shallow_y;
  double low_mm, high_mm, half_mm;

  double operator()(const Vector3d& p) const {
    const Vector2d a(deep_x.at(p.z()), deep_y.at(p.z()));
    const Vector2d along = Vector2d(shallow_x.at(p.z()), shallow_y.at(p.z())) - a;
    const Vector2d off(p.x() - a.x(), p.y() - a.y());
    const double part = std::clamp(off.dot(along) / along.squaredNorm(), 0.0, 1.0);
    const double aside = (off - part * along).norm() - half_mm;
    return std::max({0.95 * aside, low_mm - p.z(), p.z() - high_mm});
  }
};

struct CurtainKnot {
  double z;
  Vector2d deep, shallow;
};

Curtain make_curtain(std::vector<CurtainKnot> knots, double half_mm) {
  std::sort(knots.begin(), knots.end(),
            [](const CurtainKnot& a, const CurtainKnot& b) { return a.z < b.z; });
  const auto profile = [&](auto value) {
    std::vector<Profile::Knot> list;
    for (const auto& knot : knots) list.push_back({knot.z, value(knot)});
    return Profile(std::move(list));
  };
  return {profile([](const auto& k) { return k.deep.x(); }),
          profile([](const auto& k) { return k.deep.y(); }),
          profile([](const auto& k) { return k.shallow.x(); }),
          profile([](const auto& k) { return k.shallow.y(); }),
          knots.front().z,
          knots.back().z,
          half_mm};
}

Eigen::AlignedBox3d curtain_box(const std::vector<CurtainKnot>& knots) {
  Eigen::AlignedBox3d box;
  for (const auto& knot : knots) {
    box.extend(Vector3d(knot.deep.x(), knot.deep.y(), knot.z));
    box.extend(Vector3d(knot.shallow.x(), knot.shallow.y(), knot.z));
  }
  const Vector3d margin = Vector3d::Constant(4.0);
  return {box.min() - margin, box.max() + margin};
}

constexpr double kBow_mm = 1.3;
constexpr double kWave_mm = 0.4;
constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kBowedReach = 0.75;

class Planes {
 public:
  Planes(const AnatomySite& site, SharedSurface surface)
      : site_(site), surface_(std::move(surface)) {}

  std::vector<TissueShape> build_without_bones() {
    add_posterior_fascia();
    add_front();
    return std::move(shapes_);
  }

  std::vector<TissueShape> build() {
    add_posterior_fascia();
    for (const double side : {1.0, -1.0}) {
      add_middle_fascia(side);
      add_multifidus_border(side);
      add_erector_border(side);
      add_gluteal_plane(side);
      add_psoas(side);
    }
    add_cleft_fat();
    add_front();
    return std::move(shapes_);
  }

 private:
  void add_posterior_fascia();
  void add_middle_fascia(double side);
  void add_multifidus_border(double side);
  void add_erector_border(double side);
  void add_gluteal_plane(double side);
  void add_psoas(double side);
  void add_cleft_fat();
  void add_front();

  void add_curtain(const std::string& name, std::vector<CurtainKnot> knots, double thick_mm) {
    const Eigen::AlignedBox3d box = curtain_box(knots);
    shapes_.push_back({name,
                       bowed(make_curtain(std::move(knots), 0.5 * thick_mm)),
                       box,
                       {{Tissue::kFascia, 0.0}}});
  }
  // Septa bow and wave between the muscles that press on them; nothing in a body is ruled. How much
  // is no measured figure.
  [[nodiscard]] SignedDistance bowed(SignedDistance ruled) const {
    const double phase = 0.7 * static_cast<double>(site_.parameters().seed % 97U);
    return [ruled = std::move(ruled), phase](const Vector3d& p) {
      const double bow = kBow_mm * std::sin(kTurn * (p.y() / 38.0 + p.z() / 61.0) + phase);
      const double wave =
          kWave_mm * std::sin(kTurn * (p.y() / 12.5 - p.z() / 19.0) + 2.3 * phase + p.x() / 9.0);
      // Shifted places are nearer than they seem.
      return kBowedReach * ruled(p + Vector3d(bow + wave, 0.4 * wave, 0.0));
    };
  }
  Vector3d tip(int level, double side) const {
    return site_.at(lumbar_name(level) + "_transverse_tip" + side_suffix(side));
  }
  double middle_x(int level) const { return site_.from_vertebra(level, Vector3d::Zero()).x(); }
  double fascia_y(double x, double z) const { return surface_->fascia.at(x, z); }
  // At height z of L1 the borders go on upwards.
  static void go_on_up(std::vector<CurtainKnot>& knots) {
    CurtainKnot top = knots.front();
    top.z += 50.0;
    knots.push_back(top);
  }

  const AnatomySite& site_;
  SharedSurface surface_;
  std::vector<TissueShape> shapes_;
};

// From the midline to the lateral raphe, and over the sacrum to the PSIS.
void Planes::add_posterior_fascia() {
  const double thick = site_.sizes()("posterior_fascia_mm");
  const double sheet = site_.sizes()("fascia_sheet_share") * thick;
  const double psis_z = site_.at("psis_left").z(), psis_x = 0.5 * site_.parameters().inter_psis_mm;
  const double reach = 76.0 * site_.scale();
  const auto distance = [surface = surface_, thick, psis_z, psis_x, reach](const Vector3d& p) {
    const double depth = -surface->fascia.distance(p);
    const double slab = std::abs(depth - 0.5 * thick) - 0.5 * thick;
    // Its outer border: the raphe, drawn in to the PSIS below the crest.
    const double up = std::clamp((p.z() - psis_z) / 55.0, 0.0, 1.0);
    const double border = psis_x + up * (reach - psis_x);
    return std::max({slab, 0.7 * (std::abs(p.x()) - border), 0.7 * (psis_z - 45.0 - p.z())});
  };
  shapes_.push_back({"thoracolumbar_fascia_posterior",
                     distance,
                     everywhere(),
                     {{Tissue::kFascia, 0.0}, {Tissue::kConnective, sheet}}});
}

// From the transverse processes to the raphe, in front of the erector spinae.
void Planes::add_middle_fascia(double side) {
  std::vector<CurtainKnot> knots;
  for (int level = 0; level < 4; ++level) {
    const Vector3d start = tip(level, side);
    const double x = middle_x(level) + side * 74.0 * site_.scale();
    const double y = std::min(fascia_y(x, start.z()) - 2.0, start.y() + 22.0);
    knots.push_back({start.z(), {start.x(), start.y()}, {x, y}});
    if (level == 0) go_on_up(knots);
  }
  add_curtain("thoracolumbar_fascia_middle" + side_suffix(side), knots,
              site_.sizes()("middle_fascia_mm"));
}

// From the mamillary processes back and outwards to the fascia; at S2 it has reached the PSIS.
void Planes::add_multifidus_border(double side) {
  std::vector<CurtainKnot> knots;
  for (int level = 0; level < kLumbarCount; ++level) {
    const VertebraFrame& frame = site_.vertebra(level);
    const FacetAxes joint = frame.facet_above(side);
    const Vector3d deep =
        site_.from_vertebra(level, joint.centre_mm + Vector3d(side * 7.0, 7.0, -3.0));
    const double x =
        middle_x(level) + side * site_.scale() * site_.sizes().at("multifidus_x_mm", level);
    knots.push_back({deep.z(), {deep.x(), deep.y()}, {x, fascia_y(x, deep.z()) - 2.0}});
    if (level == 0) go_on_up(knots);
  }
  const Vector3d psis = site_.at("psis" + side_suffix(side));
  const double z = std::min(psis.z() + 12.0, knots.back().z - 6.0);
  const double x = psis.x() - side * 3.0;
  knots.push_back({z, {x - side * 5.0, fascia_y(x, z) - 16.0}, {x, fascia_y(x, z) - 2.0}});
  add_curtain("multifidus_border" + side_suffix(side), knots, 0.9);
}

// Between longissimus and iliocostalis.
void Planes::add_erector_border(double side) {
  std::vector<CurtainKnot> knots;
  for (int level = 0; level < 4; ++level) {
    const Vector3d start = tip(level, side) + Vector3d(-side * 5.0, 4.0, 0.0);
    const double x = middle_x(level) + side * site_.scale() * (50.0 + 1.5 * level);
    knots.push_back({start.z(), {start.x(), start.y()}, {x, fascia_y(x, start.z()) - 2.0}});
    if (level == 0) go_on_up(knots);
  }
  add_curtain("erector_border" + side_suffix(side), knots, 0.7);
}

// Between gluteus maximus and medius.
void Planes::add_gluteal_plane(double side) {
  const Vector3d psis = site_.at("psis" + side_suffix(side));
  const double deep = site_.sizes()("gluteus_maximus_mm") * site_.scale();
  const auto distance = [surface = surface_, psis, deep, side](const Vector3d& p) {
    const double out = side * (p.x() - psis.x());
    // The muscle is thinner at its origin and its upper border.
    const double under = psis.z() + 0.25 * out - p.z();
    const double thick = deep * std::clamp(0.25 + 0.018 * under, 0.25, 1.0);
    const double slab = std::abs(-surface->fascia.distance(p) - thick) - 0.45;
    return 0.9 * std::max({slab, 0.8 * (12.0 - out), -0.8 * under});
  };
  const Vector3d corner = psis + Vector3d(side * 190.0, 60.0, 40.0);
  Eigen::AlignedBox3d box(psis - Vector3d(0.0, 190.0, 190.0));
  box.extend(psis + Vector3d(0.0, 60.0, 0.0));
  box.extend(corner);
  shapes_.push_back({"gluteal_plane" + side_suffix(side), distance, box, {{Tissue::kFascia, 0.0}}});
}

void Planes::add_psoas(double side) {
  std::vector<SweepKnot> knots;
  const double scale = site_.scale() * (site_.parameters().sex == Sex::kMale ? 1.06 : 0.92);
  constexpr double kHalf_mm[5] = {7.0, 10.0, 13.5, 16.5, 18.0};
  for (int level = 0; level < kLumbarCount; ++level) {
    const VertebraSize& size = site_.vertebra(level).size;
    const double half = scale * kHalf_mm[level];
    const double x = 0.5 * size.lower_width_mm + 0.75 * half;
    knots.push_back({site_.from_vertebra(level, {side * x, level < 4 ? 3.0 : -4.0, 0.0}),
                     {side * half, 0.0, 0.0},
                     {0.0, 1.15 * half, 0.0}});
  }
  const Vector3d ala = site_.at("sacral_ala" + side_suffix(side));
  knots.push_back({ala + Vector3d(side * 18.0, -32.0, 4.0),
                   {side * scale * 18.0, 0.0, 0.0},
                   {0.0, scale * 17.0, 0.0}});
  shapes_.push_back(solid_shape("psoas" + side_suffix(side), sweep(knots),
                                {{Tissue::kFascia, 0.0}, {Tissue::kMuscle, 0.6}}));
}

// Behind and below the hiatus no muscle crosses the midline.
void Planes::add_cleft_fat() {
  const Vector3d apex = site_.at("sacral_hiatus_apex");
  const double scale = site_.scale();
  shapes_.push_back({"cleft_fat",
                     [apex, scale, surface = surface_](const Vector3d& p) {
                       const double below = apex.z() + 8.0 - p.z();
                       const double half = scale * std::clamp(1.0 + 0.28 * below, 1.0, 16.0);
                       return 0.9 * std::max({std::abs(p.x() - apex.x()) - half, -below,
                                              surface->fascia.distance(p) + 0.7,
                                              -surface->front.distance(p)});
                     },
                     everywhere(),
                     {{Tissue::kFat, 0.0}}});
}

void Planes::add_front() {
  shapes_.push_back(
      {"front",
       [surface = surface_](const Vector3d& p) { return 0.9 * surface->front.distance(p); },
       everywhere(),
       {{Tissue::kConnective, 0.0}}});
}

}  // namespace

std::vector<TissueShape> muscle_planes(const AnatomySite& site, const SharedSurface& surface) {
  return Planes(site, surface).build();
}

std::vector<TissueShape> planes_without_bones(const AnatomySite& site,
                                              const SharedSurface& surface) {
  return Planes(site, surface).build_without_bones();
}

std::vector<TissueShape> covering_layers(const AnatomySite& site, const SharedSurface& surface) {
  const SoftTissueSizes& sizes = site.sizes();
  const double half = 0.5 * sizes("membranous_layer_mm");
  std::vector<TissueShape> shapes;
  shapes.push_back({"muscle",
                    [surface](const Vector3d& p) { return surface->fascia.distance(p); },
                    everywhere(),
                    {{Tissue::kFascia, 0.0}, {Tissue::kMuscle, sizes("muscle_fascia_mm")}}});
  shapes.push_back({"membranous_layer",
                    [surface, half](const Vector3d& p) {
                      return std::abs(surface->membranous.distance(p)) - half;
                    },
                    everywhere(),
                    {{Tissue::kFascia, 0.0}}});
  shapes.push_back({"skin",
                    [surface](const Vector3d& p) { return surface->skin.distance(p); },
                    everywhere(),
                    {{Tissue::kSkin, 0.0}, {Tissue::kFat, surface->skin_mm}}});
  return shapes;
}

}  // namespace echolance
