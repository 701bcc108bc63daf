// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/skeleton_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace echolance {
namespace {

using Eigen::Vector3d;
using Measures = std::map<std::string, double>;

constexpr double kDegree = std::numbers::pi / 180.0;

std::string next_level(int level) {
  return level == 5 ? "s1" : fmt::format("l{}", level + 1);
}

// Axes of a vertebra, from its landmarks.
struct Axes {
  Vector3d left, back, up;
};

Axes vertebra_axes(const Skeleton& s, const std::string& name) {
  const Vector3d left =
      (place(s, name + "_canal_left") - place(s, name + "_canal_right")).normalized();
  const Vector3d back =
      (place(s, name + "_canal_back") - place(s, name + "_canal_front")).normalized();
  return {left, back, left.cross(back)};
}

double width_at(const DistanceField& field, const Vector3d& centre, const Vector3d& axis) {
  return way_to_surface(field, centre, axis) + way_to_surface(field, centre, -axis);
}

// Slope of an endplate along `axis`: from two points of it, found from above (or below).
double endplate_slope(const DistanceField& field, const Vector3d& centre, const Vector3d& axis,
                      const Vector3d& out) {
  const auto height = [&](double off) {
    return 12.0 - way_to_surface(field, centre + off * axis + 12.0 * out, -out);
  };
  return std::atan2(height(11.0) - height(-11.0), 22.0);
}

Vector3d endplate_normal(const DistanceField& field, const Vector3d& centre, const Axes& axes,
                         double direction) {
  const Vector3d out = direction * axes.up;
  const double back = endplate_slope(field, centre, axes.back, out);
  const double left = endplate_slope(field, centre, axes.left, out);
  return (axes.up - direction * std::tan(back) * axes.back - direction * std::tan(left) * axes.left)
      .normalized();
}

void measure_pedicle(const Skeleton& s, const std::string& name, const Axes& axes, Measures& out) {
  const DistanceField& field = bone(s, name);
  double height = 0.0, width = 0.0;
  for (const char* side : {"_left", "_right"}) {
    const Vector3d inside = place(s, name + "_pedicle_lower" + side) + 1.5 * axes.up;
    const double up = way_to_surface(field, inside, axes.up);
    height += 0.5 * (up + way_to_surface(field, inside, -axes.up));
    width += 0.5 * width_at(field, inside + 0.5 * (up - 1.5) * axes.up, axes.left);
  }
  out[name + "_pedicle_height_mm"] = height;
  out[name + "_pedicle_width_mm"] = width;
}

void measure_vertebra(const Skeleton& s, int level, Measures& out) {
  const std::string name = fmt::format("l{}", level);
  const DistanceField& field = bone(s, name);
  const Axes axes = vertebra_axes(s, name);
  const Vector3d upper = place(s, name + "_upper_endplate");
  const Vector3d lower = place(s, name + "_lower_endplate");
  out[name + "_height_mm"] = (upper - lower).norm();
  out[name + "_upper_width_mm"] = width_at(field, upper - 2.5 * axes.up, axes.left);
  out[name + "_lower_width_mm"] = width_at(field, lower + 2.5 * axes.up, axes.left);
  out[name + "_lower_depth_mm"] = width_at(field, lower + 2.5 * axes.up, axes.back);
  out[name + "_transverse_span_mm"] =
      (place(s, name + "_transverse_tip_left") - place(s, name + "_transverse_tip_right")).norm();
  out[name + "_upper_depth_mm"] = width_at(field, upper - 2.5 * axes.up, axes.back);
  measure_pedicle(s, name, axes, out);
  const Vector3d canal = place(s, name + "_canal_centre") + 0.2 * (upper - lower);
  out[name + "_canal_width_mm"] = width_at(field, canal, axes.left);
  out[name + "_spinous_back_mm"] =
      (place(s, name + "_spinous_tip") - 0.5 * (upper + lower)).dot(axes.back);
}

// Between the edges of two laminae, beside the spinous processes: the least way up and the least
// way down in the sagittal plane, whatever lies to the side.
double interlaminar_height(const DistanceField& upper, const DistanceField& lower,
                           const Vector3d& window, const Axes& axes) {
  double height = 0.0;
  for (const double side : {4.0, -4.0}) {
    double up = 40.0, down = 40.0;
    for (double lean = -60.0; lean <= 60.0; lean += 7.5) {
      const Vector3d way =
          std::cos(lean * kDegree) * axes.up + std::sin(lean * kDegree) * axes.back;
      const Vector3d start = window + side * axes.left;
      up = std::min(up, way_to_surface(upper, start, way, 40.0));
      down = std::min(down, way_to_surface(lower, start, -way, 40.0));
    }
    height += 0.5 * (up + down);
  }
  return height;
}

struct JointBones {
  const DistanceField& upper;
  const DistanceField& lower;
};

// How far both bones stay opposite each other from the middle of the joint, both ways.
double facet_reach(const JointBones& bones, const Vector3d& centre, const Vector3d& along) {
  const auto open = [&](const Vector3d& p) { return bones.upper.at(p) + bones.lower.at(p); };
  const double most = open(centre) + 0.8;
  double reach = 0.0;
  for (const double direction : {1.0, -1.0}) {
    double way = 0.0;
    while (way < 20.0 && open(centre + direction * way * along) < most) way += 0.2;
    reach += way;
  }
  return reach;
}

void measure_facets(const Skeleton& s, const std::string& joint, const JointBones& bones,
                    const Axes& axes, Measures& out) {
  const Vector3d window = place(s, joint + "_window");
  double lateral = 0.0, angle = 0.0, gap = 0.0, width = 0.0, height = 0.0;
  for (const char* side : {"left", "right"}) {
    const Vector3d centre = place(s, fmt::format("{}_facet_centre_{}", joint, side));
    lateral += 0.5 * std::abs((centre - window).dot(axes.left));
    gap += 0.5 * (bones.upper.at(centre) + bones.lower.at(centre));
    const Vector3d normal = bones.upper.normal(centre);
    angle += 0.5 * std::atan2(std::abs(normal.dot(axes.back)), std::abs(normal.dot(axes.left)));
    width += 0.5 * facet_reach(bones, centre, normal.cross(axes.up).normalized());
    height +=
        0.5 * facet_reach(bones, centre, (axes.up - axes.up.dot(normal) * normal).normalized());
  }
  out[joint + "_facet_lateral_mm"] = lateral;
  out[joint + "_facet_gap_mm"] = gap;
  out[joint + "_facet_angle_deg"] = angle / kDegree;
  out[joint + "_facet_width_mm"] = width;
  out[joint + "_facet_height_mm"] = height;
}

void measure_joint(const Skeleton& s, int level, Measures& out) {
  const std::string joint = fmt::format("l{}_{}", level, next_level(level));
  const DistanceField& upper = bone(s, fmt::format("l{}", level));
  const DistanceField& lower = bone(s, level == 5 ? "sacrum" : next_level(level));
  const Vector3d window = place(s, joint + "_window");
  const Axes axes = vertebra_axes(s, level == 5 ? "s1" : next_level(level));
  out[joint + "_interlaminar_mm"] = interlaminar_height(upper, lower, window, axes);
  // Between the inferior processes where they are nearest.
  double width = 1e3;
  for (double up = -10.0; up <= 6.0; up += 2.0) {
    for (double back = -6.0; back <= 6.0; back += 2.0) {
      const Vector3d here = window + up * axes.up + back * axes.back;
      if (upper.at(here) > 1.0) width = std::min(width, width_at(upper, here, axes.left));
    }
  }
  out[joint + "_window_width_mm"] = width;
  out[joint + "_disc_mm"] =
      (place(s, fmt::format("l{}_lower_endplate", level)) -
       place(s, level == 5 ? "s1_upper_endplate" : next_level(level) + "_upper_endplate"))
          .norm();
  measure_facets(s, joint, {upper, lower}, axes, out);
}

void measure_curves(const Skeleton& s, Measures& out) {
  const auto normal = [&](const char* name, const char* end, double direction) {
    return endplate_normal(bone(s, name), place(s, fmt::format("{}_{}_endplate", name, end)),
                           vertebra_axes(s, name), direction);
  };
  const Vector3d l1 = normal("l1", "upper", 1.0), l4 = normal("l4", "lower", -1.0);
  const Axes sacral = vertebra_axes(s, "s1");
  const Axes tilted{sacral.left, Vector3d(0.0, 0.8, 0.6), Vector3d(0.0, -0.6, 0.8)};
  const Vector3d s1 =
      endplate_normal(bone(s, "sacrum"), place(s, "s1_upper_endplate"), tilted, 1.0);
  const auto lean = [](const Vector3d& n) { return std::atan2(-n.y(), n.z()); };
  out["lordosis_deg"] = (lean(s1) - lean(l1)) / kDegree;
  out["sacral_slope_deg"] = lean(s1) / kDegree;
  out["scoliosis_deg"] = (std::atan2(l4.x(), l4.z()) - std::atan2(l1.x(), l1.z())) / kDegree;
  const Vector3d l3 = vertebra_axes(s, "l3").back;
  out["rotation_deg"] = std::atan2(-l3.x(), l3.y()) / kDegree;
}

// Way through air from one foramen towards another: from its landmark, a little into the hole.
double to_rim(const Skeleton& s, const Vector3d& from, const Vector3d& to) {
  return way_to_surface(bone(s, "sacrum"), from, (to - from).normalized(), 15.0);
}

void measure_foramina(const Skeleton& s, const std::string& side, Measures& out) {
  const auto hole = [&](int level, const std::string& which) {
    const Vector3d back = vertebra_axes(s, fmt::format("s{}", level)).back;
    return Vector3d(place(s, fmt::format("s{}_foramen_{}", level, which)) - 1.5 * back);
  };
  const auto between = [&](const Vector3d& a, const Vector3d& b) {
    return (a - b).norm() - to_rim(s, a, b) - to_rim(s, b, a);
  };
  out["s1_s2_foramen_" + side + "_mm"] = between(hole(1, side), hole(2, side));
  out["s2_s3_foramen_" + side + "_mm"] = between(hole(2, side), hole(3, side));
  out["s2_foramen_sides_mm"] = between(hole(2, "left"), hole(2, "right"));
  const Vector3d left = Vector3d::UnitX();
  out["s2_foramen_width_" + side + "_mm"] = width_at(bone(s, "sacrum"), hole(2, side), left);
  // R68 gives a distance and an angle, so a plane: that of the back (coronal).
  const Vector3d off = place(s, "psis_" + side) - place(s, "s2_foramen_" + side);
  out["psis_s2_foramen_" + side + "_mm"] = std::hypot(off.x(), off.z());
  out["psis_s2_foramen_" + side + "_deg"] = std::atan2(off.z(), std::abs(off.x())) / kDegree;
}

void measure_ilium(const Skeleton& s, const std::string& side, Measures& out) {
  const DistanceField& ilium = bone(s, "ilium_" + side);
  const Vector3d psis = place(s, "psis_" + side), piis = place(s, "piis_" + side);
  const Vector3d asis = place(s, "asis_" + side);
  out["psis_piis_" + side + "_mm"] = (psis - piis).norm();
  out["piis_ischial_spine_" + side + "_mm"] = (piis - place(s, "ischial_spine_" + side)).norm();
  out["pelvic_tilt_" + side + "_deg"] =
      std::atan2(psis.z() - asis.z(), psis.y() - asis.y()) / kDegree;
  out["psis_midline_" + side + "_mm"] = std::abs(psis.x());
  out["iliac_flare_" + side + "_deg"] =
      std::atan2(std::abs(asis.x()) - std::abs(psis.x()), psis.y() - asis.y()) / kDegree;
  const double outwards = side == "left" ? 1.0 : -1.0;
  const Vector3d in_cap = psis - Vector3d(0.0, 4.0, 0.0);
  out["psis_cap_" + side + "_mm"] = width_at(ilium, in_cap, Vector3d(outwards, 0.0, 0.0));
  for (const char* end : {"upper", "lower"}) {
    const Vector3d joint = place(s, fmt::format("si_joint_{}_{}", end, side));
    out[fmt::format("si_gap_{}_{}_mm", end, side)] = bone(s, "sacrum").at(joint) + ilium.at(joint);
    out[fmt::format("psis_behind_si_{}_{}_mm", end, side)] = psis.y() - joint.y();
  }
}

// Which sacral segment the apex of the hiatus lies in: the lower rims of the foramina are the
// borders.
double apex_level(const Skeleton& s, const Vector3d& apex) {
  double level = 1.0;
  for (int i = 1; i <= 4; ++i) {
    const Vector3d foramina = 0.5 * (place(s, fmt::format("s{}_foramen_left", i)) +
                                     place(s, fmt::format("s{}_foramen_right", i)));
    const Axes axes = vertebra_axes(s, fmt::format("s{}", i));
    if ((apex - foramina).dot(axes.up) < -2.0) level = i + 1.0;
  }
  return level;
}

// Shares over many patients: 1 where it is so, 0 where not.
void measure_levels(const Skeleton& s, Measures& out) {
  const Vector3d psis = 0.5 * (place(s, "psis_left") + place(s, "psis_right"));
  const double lower_edge = psis.z() - 5.0;
  const auto off = [&](const char* name) {
    const auto found = s.landmark(name);
    return found ? std::abs(found->mm.z() - lower_edge) : 1e3;
  };
  const double second = off("s2_spinous_tubercle");
  out["psis_at_s2_share"] =
      second < off("s1_spinous_tubercle") && second < off("s3_spinous_tubercle") ? 1.0 : 0.0;
  const double line =
      0.5 * (place(s, "iliac_crest_top_left").z() + place(s, "iliac_crest_top_right").z());
  const auto border = [&](int level) {
    return 0.5 * (place(s, fmt::format("l{}_lower_endplate", level)).z() +
                  place(s, fmt::format("l{}_upper_endplate", level + 1)).z());
  };
  out["crest_line_at_l4_share"] = line < border(3) && line > border(4) ? 1.0 : 0.0;
  const double apex = apex_level(s, place(s, "sacral_hiatus_apex"));
  out["hiatus_apex_s3_share"] = apex == 3.0 ? 1.0 : 0.0;
  out["hiatus_apex_s4_share"] = apex == 4.0 ? 1.0 : 0.0;
  out["hiatus_apex_s5_share"] = apex == 5.0 ? 1.0 : 0.0;
}

void measure_hiatus(const Skeleton& s, Measures& out) {
  const Vector3d apex = place(s, "sacral_hiatus_apex");
  // The cornua's landmarks lie 3 mm above the end of the bone.
  const Vector3d cornua = 0.5 * (place(s, "sacral_cornu_left") + place(s, "sacral_cornu_right"));
  out["hiatus_length_mm"] = (apex - cornua).norm() + 3.0;
  out["inter_cornual_mm"] = (place(s, "sacral_cornu_left") - place(s, "sacral_cornu_right")).norm();
  // From behind, just below the apex: the floor of the canal; the roof's back is at the apex.
  const Vector3d back = vertebra_axes(s, "s4").back;
  const Vector3d inside = place(s, "sacral_hiatus_canal");
  out["hiatus_depth_mm"] = width_at(bone(s, "sacrum"), inside, back);
}

}  // namespace

const DistanceField& bone(const Skeleton& skeleton, std::string_view name) {
  for (const Bone& bone : skeleton.bones) {
    if (bone.name == name) return bone.surface;
  }
  throw std::out_of_range("no bone " + std::string(name));
}

Eigen::Vector3d place(const Skeleton& skeleton, std::string_view name) {
  const auto found = skeleton.landmark(name);
  if (!found) throw std::out_of_range(found.error().text());
  return found->mm;
}

double way_to_surface(const DistanceField& field, const Eigen::Vector3d& start,
                      const Eigen::Vector3d& direction, double reach_mm) {
  const bool inside = field.at(start) < 0.0;
  double way = 0.0;
  for (; way < reach_mm; way += 0.1) {
    if ((field.at(start + way * direction) < 0.0) != inside) return way;
  }
  return reach_mm;
}

std::map<std::string, double> measure(const Skeleton& skeleton) {
  Measures out;
  for (int level = 1; level <= 5; ++level) {
    measure_vertebra(skeleton, level, out);
    measure_joint(skeleton, level, out);
  }
  measure_curves(skeleton, out);
  for (const std::string side : {"left", "right"}) {
    measure_foramina(skeleton, side, out);
    measure_ilium(skeleton, side, out);
  }
  measure_hiatus(skeleton, out);
  measure_levels(skeleton, out);
  out["pelvic_tilt_sides_deg"] =
      std::abs(out.at("pelvic_tilt_left_deg") - out.at("pelvic_tilt_right_deg"));
  const Vector3d left = place(skeleton, "psis_left"), right = place(skeleton, "psis_right");
  out["inter_psis_mm"] = (left - right).norm();
  out["psis_above_s2_mm"] = 0.5 * (left.z() + right.z()) - place(skeleton, "s2_canal_back").z();
  return out;
}

}  // namespace echolance
