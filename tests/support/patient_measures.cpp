// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/patient_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "simulation/anatomy_site.hpp"
#include "simulation/tube_path.hpp"
#include "tests/support/skeleton_measures.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using Measures = std::map<std::string, double>;

const Tube& tube(const Patient& of, const std::string& name) {
  for (const Tube& tube : of.tubes) {
    if (tube.name == name) return tube;
  }
  throw std::out_of_range("no tube " + name);
}

Vector3d soft_place(const Patient& of, const std::string& name) {
  for (const auto& landmark : of.landmarks) {
    if (landmark.name == name) return landmark.point.mm;
  }
  throw std::out_of_range("no landmark " + name);
}

Vector3d skin_over(const Patient& of, const Vector3d& point) {
  return skin_point(of, {point}).value().mm;
}

// From the epidural space to the skin: square to the skin, and along the spinous process above.
void measure_epidural(const Patient& of, const std::string& window, Measures& out) {
  const Vector3d space = soft_place(of, window + "_epidural_space");
  double least = 1e3;
  for (double up = -40.0; up <= 40.0; up += 0.5) {
    least = std::min(least, (skin_over(of, space + Vector3d(0.0, 0.0, up)) - space).norm());
  }
  out[window + "_skin_to_epidural_mm"] = least;
  const std::string upper = window.substr(0, 2);
  const Vector3d along =
      (place(of.skeleton, upper + "_spinous_tip") - place(of.skeleton, upper + "_canal_back"))
          .normalized();
  double way = 0.0;
  while (way < 150.0) {
    const Vector3d p = space + way * along;
    if (p.y() > skin_over(of, p).y()) break;
    way += 0.25;
  }
  out[window + "_skin_to_epidural_along_mm"] = way;
}

// Yellow ligament and epidural fat in the midline of a window, from behind.
void measure_window(const Patient& of, const std::string& window, Measures& out) {
  const Vector3d flavum = soft_place(of, window + "_ligamentum_flavum");
  const Vector3d space = soft_place(of, window + "_epidural_space");
  const Vector3d in = (space - flavum).normalized();
  VolumeRequest request;
  request.spacing_mm = 0.4;
  request.box_mm.extend(flavum - 2.0 * in).extend(space + 12.0 * in);
  request.box_mm = {request.box_mm.min() - Vector3d::Constant(1.0),
                    request.box_mm.max() + Vector3d::Constant(1.0)};
  const TissueVolume volume = fill_tissue(of, request);
  std::map<Tissue, double> thickness;
  const double length = (space - flavum).norm() + 12.0;
  for (double way = -1.5; way < length; way += 0.05) {
    const Tissue here = volume.at(flavum + way * in).tissue;
    if (here == Tissue::kDura) break;
    thickness[here] += 0.05;
  }
  out[window + "_epidural_depth_mm"] = thickness[Tissue::kEpiduralFat];
}

// The place where a tube crosses the plane, nearest to a point; false where it does not.
bool crossing(const Tube& tube, const Vector3d& point, const Vector3d& normal, Vector3d& at) {
  double best = 1e6;
  for (std::size_t i = 1; i < tube.centre_mm.size(); ++i) {
    const double a = (tube.centre_mm[i - 1] - point).dot(normal);
    const double b = (tube.centre_mm[i] - point).dot(normal);
    if (a * b > 0.0 || a == b) continue;
    const Vector3d here =
        tube.centre_mm[i - 1] + a / (a - b) * (tube.centre_mm[i] - tube.centre_mm[i - 1]);
    if ((here - point).norm() < best) best = (here - point).norm(), at = here;
  }
  return best < 1e5;
}

// Of the transverse process of the vertebra below (`level` 1: L2), at its root.
Vector3d upper_medial_edge(const AnatomySite& site, int level, double side) {
  const VertebraFrame& f = site.vertebra(level);
  return site.from_vertebra(
      level, {side * (f.pedicle_x_mm + 0.5 * f.size.pedicle_width_mm + 3.0),
              f.wall_y_mm + (level == 4 ? 3.0 : 6.0), f.pedicle_z_mm + 6.0 * f.scale});
}

// R77 measured in the horizontal plane of each landmark.
void measure_roots(const Patient& of, Measures& out) {
  const Skeleton& s = of.skeleton;
  const AnatomySite site(of.parameters, s);
  for (int level = 1; level <= 4; ++level) {
    const std::string next = fmt::format("l{}", level + 1);
    double edge = 0.0, exiting = 0.0, trunk = 0.0;
    for (const std::string side : {"_left", "_right"}) {
      const Tube& root = tube(of, fmt::format("l{}_root{}", level, side));
      edge +=
          0.5 * tube_distance(root, upper_medial_edge(site, level, side == "_left" ? 1.0 : -1.0));
      const Vector3d tip = place(s, next + "_sap_tip" + side);
      exiting += 0.5 * tube_distance(root, tip);
      if (level < 2) continue;
      // The trunk comes down from the level above.
      const Tube& above = tube(of, fmt::format("l{}_root{}", level - 1, side));
      const Vector3d up =
          (place(s, next + "_upper_endplate") - place(s, next + "_lower_endplate")).normalized();
      Vector3d at = above.centre_mm.back();
      crossing(above, tip, up, at);
      trunk += 0.5 * ((at - tip).norm() - above.radius_mm.back());
    }
    out[fmt::format("l{}_root_to_transverse_process_mm", level)] = edge;
    out[next + "_sap_tip_to_exiting_root_mm"] = exiting;
    if (level > 1) out[next + "_sap_tip_to_trunk_mm"] = trunk;
    const Tube& left = tube(of, fmt::format("l{}_root_left", level));
    out[fmt::format("l{}_root_diameter_mm", level)] = 2.0 * left.radius_mm.back();
  }
  for (int level = 1; level < 5; ++level) {
    // At the back of the body, in front of the superior process.
    const Vector3d back = (place(s, fmt::format("l{}_canal_back", level)) -
                           place(s, fmt::format("l{}_canal_front", level)))
                              .normalized();
    const Vector3d under = place(s, fmt::format("l{}_pedicle_lower_left", level)) - 2.0 * back;
    const std::string next = fmt::format("l{}", level + 1);
    const Vector3d up =
        (place(s, next + "_upper_endplate") - place(s, next + "_lower_endplate")).normalized();
    const double height = way_to_surface(bone(s, next), under - 1.0 * up, -up, 40.0) + 1.0;
    out[fmt::format("l{}_{}_foramen_height_mm", level, next)] = height;
  }
}

void measure_sac(const Patient& of, Measures& out) {
  const Vector3d apex = place(of.skeleton, "sacral_hiatus_apex");
  const Vector3d end = soft_place(of, "dural_sac_end");
  out["hiatus_apex_to_sac_mm"] = (apex - end).norm();
  // In parts of S2: 0 its upper end, 1 its lower.
  const auto level = [&](int i) {
    return 0.5 * (place(of.skeleton, fmt::format("s{}_foramen_left", i)).z() +
                  place(of.skeleton, fmt::format("s{}_foramen_right", i)).z());
  };
  out["sac_end_part_of_s2"] = (level(1) - end.z()) / (level(1) - level(2));
}

void measure_layers(const Patient& of, Measures& out) {
  for (const std::string joint : {"l3_l4", "l4_l5", "l5_s1"}) {
    double depth = 0.0;
    for (const char* side : {"_left", "_right"}) {
      const Vector3d facet = place(of.skeleton, joint + "_facet" + side);
      depth += 0.5 * (skin_over(of, facet) - facet).norm();
    }
    out[joint + "_facet_depth_mm"] = depth;
  }
  const Vector3d left = place(of.skeleton, "psis_left"), right = place(of.skeleton, "psis_right");
  out["psis_depth_mm"] =
      0.5 * ((skin_over(of, left) - left).norm() + (skin_over(of, right) - right).norm());
  const Vector3d front =
      0.5 * (place(of.skeleton, "l3_upper_endplate") + place(of.skeleton, "l3_lower_endplate"));
  const DistanceField& l3 = bone(of.skeleton, "l3");
  const double body = way_to_surface(l3, front, Vector3d(0.0, -1.0, 0.0));
  out["skin_to_front_of_l3_mm"] = skin_over(of, front).y() - front.y() + body;
}

// Vertebra whose middle is nearest: 4.3 is below the middle of L4.
double lumbar_place(const Patient& of, double z) {
  const auto middle = [&](int level) {
    return 0.5 * (place(of.skeleton, fmt::format("l{}_upper_endplate", level)).z() +
                  place(of.skeleton, fmt::format("l{}_lower_endplate", level)).z());
  };
  for (int level = 1; level < 5; ++level) {
    if (z > middle(level + 1))
      return level + (middle(level) - z) / (middle(level) - middle(level + 1));
  }
  return 5.0 + (middle(5) - z) / (middle(4) - middle(5));
}

void measure_vessels(const Patient& of, Measures& out) {
  const Tube &aorta = tube(of, "aorta"), &cava = tube(of, "inferior_vena_cava");
  const auto end = [](const Tube& t) {
    return std::min(t.centre_mm.front().z(), t.centre_mm.back().z());
  };
  const double fork = lumbar_place(of, end(aorta));
  out["aortic_bifurcation_level"] = fork;
  out["aortic_bifurcation_at_l4_share"] = fork > 3.5 && fork < 4.5 ? 1.0 : 0.0;
  out["caval_confluence_level"] = lumbar_place(of, end(cava));
  out["aorta_diameter_mm"] =
      2.0 * *std::max_element(aorta.radius_mm.begin(), aorta.radius_mm.end());
  const DistanceField& l3 = bone(of.skeleton, "l3");
  double gap = 1e3;
  for (std::size_t i = 0; i < aorta.centre_mm.size(); ++i) {
    gap = std::min(gap, l3.at(aorta.centre_mm[i]) - aorta.radius_mm[i]);
  }
  out["aorta_to_l3_mm"] = gap;
}

void measure_cluneals(const Patient& of, Measures& out) {
  for (const char* which : {"medial", "intermediate", "lateral"}) {
    double away = 0.0;
    for (const std::string side : {"_left", "_right"}) {
      const Vector3d psis = place(of.skeleton, "psis" + side);
      const Tube& nerve = tube(of, std::string("superior_cluneal_") + which + side);
      // It pierces the fascia where it comes nearest to the crest.
      const DistanceField& ilium = bone(of.skeleton, "ilium" + side);
      const auto nearest = std::min_element(
          nerve.centre_mm.begin(), nerve.centre_mm.end(),
          [&](const Vector3d& a, const Vector3d& b) { return ilium.at(a) < ilium.at(b); });
      away += 0.5 * (*nearest - psis).norm();
    }
    out[std::string("cluneal_") + which + "_from_psis_mm"] = away;
  }
}

}  // namespace

std::map<std::string, double> measure_tissue(const Patient& patient) {
  Measures out;
  for (const std::string window : {"l3_l4", "l4_l5"}) measure_epidural(patient, window, out);
  for (const std::string window : {"l2_l3", "l3_l4", "l4_l5"}) measure_window(patient, window, out);
  out["l4_l5_minus_l3_l4_skin_to_epidural_mm"] =
      out.at("l4_l5_skin_to_epidural_mm") - out.at("l3_l4_skin_to_epidural_mm");
  measure_roots(patient, out);
  measure_sac(patient, out);
  measure_layers(patient, out);
  measure_vessels(patient, out);
  measure_cluneals(patient, out);
  return out;
}

}  // namespace echolance
