// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/ilium_knots.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "simulation/anatomy_data.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double kDegree = std::numbers::pi / 180.0;

// The mean left bone: (back, up) from the PSIS, x from the midline and half the thickness, for a
// person of 1.70 m with PSIS 80 mm apart. Ours [U], drawn after the published distances.
struct Knot {
  double back, up, x, half;
};
constexpr std::array kBlade = {
    Knot{-5, 1, 41, 5.0},       Knot{-9, 13, 46, 7.5},    Knot{-24, 37, 65, 6.5},
    Knot{-44, 60, 92, 5.5},     Knot{-62, 68, 110, 5.5},  Knot{-85, 64, 128, 7.5},
    Knot{-105, 51, 135, 8.5},   Knot{-126, 24, 133, 6.0}, Knot{-143, -30, 119, 6.0},
    Knot{-55, 12, 70, 8.0},     Knot{-54, 40, 88, 3.6},   Knot{-80, 32, 101, 2.2},
    Knot{-106, 15, 113, 2.6},   Knot{-82, 0, 85, 5.0},    Knot{-112, -30, 103, 6.5},
    Knot{-52, -25, 62, 8.5},    Knot{-80, -40, 75, 10.0}, Knot{-122, -68, 95, 7.0},
    Knot{-100, -108, 82, 15.0}, Knot{-74, -84, 70, 12.0}, Knot{-60, -90, 62, 8.0},
    Knot{-66, -130, 61, 12.0},  Knot{-80, -152, 56, 9.0}};

// The outline from the PSIS over the crest to the ASIS, down the front, round the ischium.
constexpr std::array<std::array<double, 2>, 24> kCrestAndFront = {
    {{-1, 7},      {-5, 17},     {-14, 33},   {-28, 50},   {-45, 62},   {-63, 68},
     {-84, 66},    {-104, 54},   {-122, 33},  {-136, 6},   {-145, -20}, {-147, -34},
     {-139, -43},  {-128, -51},  {-124, -60}, {-128, -70}, {-124, -82}, {-124, -102},
     {-116, -126}, {-104, -140}, {-92, -156}, {-76, -160}, {-62, -148}, {-55, -128}}};

// Distance of a place from the PSIS decides how much it moves with the inter-PSIS distance: the
// joint stays with the sacrum.
double follows_psis(double back, double up) {
  return 0.25 + 0.75 * smooth_ramp((30.0 - std::hypot(back, up)) / 20.0);
}

// How far a place of the blade moves outwards with the flare: fully at the ASIS, not at the joint
// nor at the hip.
double flares(double back, double up) {
  return smooth_ramp((-back - 25.0) / 110.0) * smooth_ramp((up + 100.0) / 70.0);
}

Vector3d piis_offset(const PatientParameters& p) {
  return p.psis_piis_mm * Vector3d(0.10, -0.38, -0.92).normalized();
}

Vector3d spine_offset(const PatientParameters& p) {
  const std::string name =
      p.sex == Sex::kMale ? "sciatic_notch_male_mm" : "sciatic_notch_female_mm";
  const double length = SeededVariation(p.seed).draw(name, anatomy_data().spread(name));
  return length * Vector3d(0.10, -0.70, -0.71).normalized();
}

Vector3d psis_place(const PatientParameters& p, const SacrumSize& sacrum, double size) {
  // Its lower edge, some 5 mm below the tip, lies at the S2 spinous tubercle [R59].
  const double way = sacrum.tubercle_way[1];
  const double tip = sacrum.dorsal_depth(0.0, way) + sacrum.crest_height.at(way);
  const Vector3d tubercle = sacrum.curve.bent({0.0, tip, way});
  const double off =
      SeededVariation(p.seed).draw("psis_level_mm", anatomy_data().spread("psis_level_mm"));
  return {0.5 * p.inter_psis_mm * size, tubercle.y() + 1.0, tubercle.z() + off};
}

// The knots turned about the PSIS so that ASIS and PSIS have the pelvic tilt of this side.
class Placer {
 public:
  explicit Placer(const IliumFrame& frame)
      : frame_(frame), turn_(frame.tilt_rad - std::atan2(34.0, 147.0)) {}
  // Turned fully in front, not at all behind the joint; a high crest is stretched upwards.
  Vector2d operator()(double back, double up) const {
    const double angle = -turn_ * smooth_ramp((-back - 30.0) / 60.0);
    const double c = std::cos(angle), s = std::sin(angle);
    const double stretch = frame_.crest_higher_mm * smooth_ramp(up / 60.0);
    const Vector2d place = frame_.scale * Vector2d(back, up) + Vector2d(0.0, stretch);
    return Vector2d(frame_.psis.y(), frame_.psis.z()) +
           Vector2d(c * place.x() + s * place.y(), -s * place.x() + c * place.y());
  }

 private:
  const IliumFrame& frame_;
  double turn_;
};

Vector2d plane(const Vector3d& point) {
  return {point.y(), point.z()};
}

// The medial face of the blade along the auricular area, inside the ala by the overlap.
void add_auricular_knots(const SacrumSize& sacrum, double size, SheetShape& shape) {
  constexpr double kOverlap_mm = 2.5;
  for (const double part : {0.10, 0.24, 0.38, 0.52}) {
    for (const double depth : {-2.0, -12.0, -21.0}) {
      const double way = part * sacrum.length_mm;
      if (depth < 0.9 * sacrum.front.at(way)) continue;
      const double half = size * (part > 0.45 ? 7.0 : 8.5);
      const Vector3d edge = sacrum.curve.bent({sacrum.edge_x(way, depth), depth, way});
      const double lean = 1.0 + 0.25 * sacrum.edge_slant.at(way);  // thickness is across the sheet
      shape.middle.push_back({plane(edge), edge.x() - kOverlap_mm + lean * half});
      shape.half_thick.push_back({plane(edge), half});
    }
  }
}

// The pubic bones meet in the middle: where does not depend on the side. A woman's are longer and
// the arch under them is wider. Ours [U], the tubercle in one coronal plane with the ASIS.
void place_pubis(const PatientParameters& p, double tilt_rad, IliumFrame& frame) {
  IliumFrame middle = frame;
  middle.scale = p.stature_mm / 1700.0;
  middle.tilt_rad = tilt_rad;
  middle.crest_higher_mm = 0.0;
  const Placer place(middle);
  const bool female = p.sex == Sex::kFemale;
  const auto at = [&](double x, double back, double up) {
    const Vector2d yz = place(back, up);
    return Vector3d(x, yz.x(), yz.y());
  };
  frame.pubic_tubercle = at(female ? 25.0 : 22.0, -148.0, -103.0);
  frame.symphysis_top = at(10.0, -145.0, -105.0);
  frame.symphysis_low = at(8.5, -128.0, female ? -128.0 : -132.0);
  const Vector3d end = frame.tuberosity + frame.scale * Vector3d(-6.0, -16.0, 4.0);
  frame.lower_ramus = 0.5 * (frame.symphysis_low + end) +
                      frame.scale * Vector3d(female ? 2.0 : -2.0, 0.0, female ? 3.0 : 0.0);
}

}  // namespace

IliumFrame ilium_frame(const PatientParameters& p, const SacrumSize& sacrum, double side) {
  const SeededVariation vary(p.seed);
  IliumFrame frame;
  frame.side = side;
  const double size = 1.0 + 0.5 * side * p.asymmetry;
  frame.scale = p.stature_mm / 1700.0 * size;
  frame.psis = psis_place(p, sacrum, size);
  frame.piis = frame.psis + piis_offset(p);
  frame.ischial_spine = frame.piis + spine_offset(p);
  const Vector3d chord = frame.ischial_spine - frame.piis;
  const Vector3d into = Vector3d(0.15, chord.z(), -chord.y()).normalized();
  frame.notch = frame.piis + 0.45 * chord + 0.68 * chord.norm() * into;
  frame.flare_mm =
      147.0 * frame.scale *
      std::tan(kDegree * vary.draw("iliac_flare_deg", anatomy_data().spread("iliac_flare_deg")));
  frame.crest_higher_mm = vary.draw("crest_height_mm", anatomy_data().spread("crest_height_mm"));
  const Spread tilt = anatomy_data().spread("pelvic_tilt_deg");
  const double both = vary.draw("pelvic_tilt_deg", tilt);
  const Spread aside = anatomy_data().spread("pelvic_tilt_side_deg");
  const double own = vary.draw(side > 0.0 ? "tilt_left" : "tilt_right", aside);
  const double angle = kDegree * std::clamp(both + own, tilt.min, tilt.max);
  const double broad = p.sex == Sex::kFemale ? 1.02 : 0.98;
  const auto x_at = [&](double mean, double back, double up) {
    return frame.scale * broad * mean +
           (frame.psis.x() - 40.0 * frame.scale * broad) * follows_psis(back, up) +
           frame.flare_mm * flares(back, up);
  };
  frame.tilt_rad = angle;
  frame.asis = frame.psis + 151.0 * frame.scale * Vector3d(0.0, -std::cos(angle), -std::sin(angle));
  frame.asis.x() = x_at(119.0, -147.0, -34.0);
  const Placer place(frame);
  const auto at = [&](double mean_x, double back, double up) {
    const Vector2d yz = place(back, up);
    return Vector3d(x_at(mean_x, back, up), yz.x(), yz.y());
  };
  frame.crest_top = at(110.0, -63.0, 68.0);
  frame.tubercle = at(134.0, -104.0, 54.0);
  frame.hip_centre = at(88.0, -100.0, -110.0);
  frame.tuberosity = at(60.0, -66.0, -152.0);
  place_pubis(p, kDegree * std::clamp(both, tilt.min, tilt.max), frame);
  frame.cap_half_width_mm = p.sex == Sex::kMale ? 5.4 : 4.3;  // R61
  return frame;
}

SheetShape ilium_sheet(const IliumFrame& frame, const SacrumSize& sacrum) {
  const Placer place(frame);
  SheetShape shape;
  const double offset = frame.psis.x() - 40.0 * frame.scale;
  // The joint lies where the sacrum is; knots of the blade beside it would fold the sheet.
  add_auricular_knots(sacrum, std::sqrt(frame.scale), shape);
  const std::vector<ThinPlateSpline::Knot> joint = shape.middle;
  const auto beside_joint = [&](const Vector2d& yz) {
    return std::any_of(joint.begin(), joint.end(), [&](const ThinPlateSpline::Knot& knot) {
      return (knot.place - yz).norm() < 15.0;
    });
  };
  for (const Knot& knot : kBlade) {
    const Vector2d yz = place(knot.back, knot.up);
    if (beside_joint(yz)) continue;
    const double x = frame.scale * knot.x + offset * follows_psis(knot.back, knot.up) +
                     frame.flare_mm * flares(knot.back, knot.up);
    shape.middle.push_back({yz, x});
    shape.half_thick.push_back({yz, std::sqrt(frame.scale) * knot.half});
  }
  const auto add_point = [&](const Vector3d& point, double half) {
    shape.middle.push_back({plane(point), point.x()});
    shape.half_thick.push_back({plane(point), half});
  };
  add_point(frame.piis + Vector3d(1.0, -2.0, 1.0), 6.0);
  add_point(frame.ischial_spine, 3.5);
  std::vector<Vector2d> points;
  for (const auto& [back, up] : kCrestAndFront) points.push_back(place(back, up));
  const Vector2d spine = plane(frame.ischial_spine), notch = plane(frame.notch);
  const Vector2d piis = plane(frame.piis), psis = plane(frame.psis);
  points.push_back(spine + Vector2d(-9.0, -14.0));
  points.push_back(spine);
  points.push_back(spine + Vector2d(-8.0, 9.0));
  points.push_back(notch + 0.45 * (spine + Vector2d(-8.0, 9.0) - notch) + Vector2d(-4.0, -1.0));
  points.push_back(notch);
  points.push_back(0.5 * (notch + piis) + Vector2d(1.0, 2.0));
  points.push_back(piis + Vector2d(-4.0, -0.5));
  points.push_back(piis + Vector2d(0.5, 2.5));
  // The notch between the two posterior spines.
  points.push_back(0.5 * (piis + psis) + Vector2d(-3.5, 1.0));
  points.push_back(psis + Vector2d(-1.0, -4.5));
  shape.outline = smooth_outline(points, 5);
  return shape;
}

}  // namespace echolance
