// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/probe_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kDeepForLinear_mm = 38.0;
constexpr double kMidline_mm = 6.0;
constexpr double kDegree_rad = std::numbers::pi / 180.0;
constexpr double kMostLean_rad = 30.0 * kDegree_rad;
constexpr double kUnusualTurn_deg = 120.0;
constexpr double kUnusualLean_deg = 60.0;
constexpr double kUnusualEdge = 0.8;  // the target at the picture's edge
constexpr double kNamedSlide_mm = 3.0;

// How a probe is held over the target.
struct Hold {
  double turn_deg = 0.0;
  double slide = 0.0;
  double tilt_deg = 0.0;
  double rock_deg = 0.0;
};

double off_across_deg(double turn_deg) {
  return std::min(turn_deg, 180.0 - turn_deg);
}

double off_along_deg(double turn_deg) {
  return std::abs(90.0 - turn_deg);
}

double usual(const Hold& hold, ProbeView view) {
  const double across = off_across_deg(hold.turn_deg);
  const double along = off_along_deg(hold.turn_deg);
  const double off = view == ProbeView::kTransverse     ? across
                     : view == ProbeView::kLongitudinal ? along
                                                        : std::min(across, along);
  const double lean = std::abs(hold.tilt_deg) + std::abs(hold.rock_deg);
  // At its edge a picture shows less, and what the needle does beyond is lost. A product: each
  // oddity counts, however odd the others are.
  return (1.0 - off / kUnusualTurn_deg) * (1.0 - lean / kUnusualLean_deg) *
         (1.0 - kUnusualEdge * hold.slide * hold.slide);
}

const std::string& name_of(const Vector3d& direction, const std::vector<NamedDirection>& compass) {
  return std::max_element(compass.begin(), compass.end(),
                          [&](const NamedDirection& a, const NamedDirection& b) {
                            return a.direction.dot(direction) < b.direction.dot(direction);
                          })
      ->name;
}

// The picture's right is the patient's right, turned on towards caudal.
std::string turn_words(double turn_deg) {
  const double across = off_across_deg(turn_deg);
  const double along = off_along_deg(turn_deg);
  const char* cranial_end = turn_deg < 90.0 ? "left" : "right";
  if (across < 0.5) return "across the body";
  if (along < 0.5) return "along the body";
  if (across <= along) {
    return fmt::format(
        "turned by {:.0f} deg from across the body, its end at the patient's {} "
        "cranial",
        across, cranial_end);
  }
  return fmt::format(
      "turned by {:.0f} deg from along the body, its cranial end to the patient's "
      "{}",
      along, cranial_end);
}

class Placing {
 public:
  Placing(const ProbeFace& face, const ProbeAim& aim, const SkinSurface& skin)
      : face_(face), aim_(aim), skin_(skin) {}

  [[nodiscard]] std::optional<ProbeFace> place(const Hold& hold) const {
    ProbeFace probe = face_;
    point(hold, probe);
    const auto depth = skin_.depth_mm(aim_.target_mm, probe.beam);
    if (!depth) return std::nullopt;
    const double slide_mm = hold.slide * half_picture_mm(*depth);
    const Vector3d under = aim_.target_mm + slide_mm * probe.right;
    const auto there = hold.slide == 0.0 ? depth : skin_.depth_mm(under, probe.beam);
    if (!there) return std::nullopt;
    probe.origin_mm = under - *there * probe.beam;
    const auto inwards = skin_.inwards(probe.origin_mm);
    if (!inwards || inwards->dot(probe.beam) < std::cos(kMostLean_rad)) return std::nullopt;
    probe.usual = usual(hold, aim_.view);
    probe.stance = words(hold, probe, slide_mm);
    return probe;
  }

 private:
  void point(const Hold& hold, ProbeFace& probe) const {
    const double turn = hold.turn_deg * kDegree_rad;
    const Vector3d wish = -std::cos(turn) * Vector3d::UnitX() - std::sin(turn) * Vector3d::UnitZ();
    const Vector3d right = (wish - wish.dot(aim_.beam) * aim_.beam).normalized();
    const double tilt = hold.tilt_deg * kDegree_rad;
    const Vector3d tilted = std::cos(tilt) * aim_.beam + std::sin(tilt) * right.cross(aim_.beam);
    const double rock = hold.rock_deg * kDegree_rad;
    probe.beam = std::cos(rock) * tilted + std::sin(rock) * right;
    probe.right = std::cos(rock) * right - std::sin(rock) * tilted;
  }

  [[nodiscard]] double half_picture_mm(double depth_mm) const {
    return face_.radius_mm > 0.0 ? (face_.radius_mm + depth_mm) * std::tan(face_.half_opening_rad)
                                 : 0.5 * face_.width_mm;
  }

  [[nodiscard]] std::string words(const Hold& hold, const ProbeFace& probe, double slide_mm) const {
    std::string text = turn_words(hold.turn_deg);
    const Vector3d right = (probe.right - probe.right.dot(aim_.beam) * aim_.beam).normalized();
    const auto towards = [&](double amount, const Vector3d& axis) {
      return name_of(amount >= 0.0 ? axis : Vector3d(-axis), aim_.compass);
    };
    if (std::abs(slide_mm) >= kNamedSlide_mm) {
      text += fmt::format(", its middle {:.0f} mm {} of the target", std::abs(slide_mm),
                          towards(slide_mm, right));
    }
    if (hold.tilt_deg != 0.0) {
      text += fmt::format(", tilted by {:.0f} deg to look {}", std::abs(hold.tilt_deg),
                          towards(hold.tilt_deg, right.cross(aim_.beam)));
    }
    if (hold.rock_deg != 0.0) {
      text += fmt::format(", rocked by {:.0f} deg to look {}", std::abs(hold.rock_deg),
                          towards(hold.rock_deg, right));
    }
    return text;
  }

  const ProbeFace& face_;
  const ProbeAim& aim_;
  const SkinSurface& skin_;
};

// Across and along before what lies between.
std::vector<double> turns_deg(double step_deg) {
  std::vector<double> turns = {0.0, 90.0};
  for (double turn = step_deg; turn < 180.0 - 1e-6; turn += step_deg) {
    if (std::abs(turn - 90.0) > 1e-6) turns.push_back(turn);
  }
  return turns;
}

}  // namespace

Result<ProbeModel> probe_for(const std::string& name, double depth_mm) {
  if (!name.empty()) return find_probe(name);
  return find_probe(depth_mm > kDeepForLinear_mm ? "c5-2" : "l12-5");
}

ProbeFace probe_face(const ProbeModel& model, double depth_mm) {
  ProbeFace face;
  face.width_mm = model.face_width_mm();
  if (model.shape == ArrayShape::kCurved) {
    face.radius_mm = model.radius_mm;
    face.half_opening_rad = 0.5 * model.opening_rad();
    face.width_mm = 2.0 * model.radius_mm * std::sin(face.half_opening_rad);
  }
  face.depth_mm = std::max(model.depth_mm, depth_mm + 10.0);
  return face;
}

std::vector<NamedDirection> body_compass(const Vector3d& target_mm) {
  if (std::abs(target_mm.x()) < kMidline_mm) {
    return {{Vector3d::UnitX(), "left"},
            {-Vector3d::UnitX(), "right"},
            {Vector3d::UnitZ(), "cranial"},
            {-Vector3d::UnitZ(), "caudal"}};
  }
  const Vector3d away = target_mm.x() >= 0.0 ? Vector3d::UnitX() : Vector3d(-Vector3d::UnitX());
  return {{away, "lateral"},
          {-away, "medial"},
          {Vector3d::UnitZ(), "cranial"},
          {-Vector3d::UnitZ(), "caudal"}};
}

std::vector<ProbeFace> probe_places(const ProbeFace& face, const ProbeAim& aim,
                                    const SkinSurface& skin, const ProbeSteps& steps) {
  const Placing placing(face, aim, skin);
  std::vector<ProbeFace> places;
  for (const double rock : steps.rocks_deg) {
    for (const double tilt : steps.tilts_deg) {
      for (const double turn : turns_deg(steps.turn_deg)) {
        for (const double slide : steps.slides) {
          auto place = placing.place({turn, slide, tilt, rock});
          if (place) places.push_back(std::move(*place));
        }
      }
    }
  }
  return places;
}

}  // namespace echolance
