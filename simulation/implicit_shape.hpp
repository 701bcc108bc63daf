// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <vector>

#include "simulation/distance_field.hpp"

namespace echolance {

/// A ball that holds a shape; for leaving out what is too far to matter.
struct Ball {
  Eigen::Vector3d centre_mm = Eigen::Vector3d::Zero();
  double radius_mm = 0.0;
};

/// A shape and where it is.
struct Solid {
  SignedDistance distance;
  Ball ball;
};

/// One station of a swept tube: centre and the two half axes of its elliptic section, as vectors.
struct SweepKnot {
  Eigen::Vector3d centre_mm;
  Eigen::Vector3d half_u_mm;
  Eigen::Vector3d half_v_mm;
};

/// A tube along straight pieces with an elliptic section that changes from knot to knot, and
/// sections turned square to the way; rounded ends that reach `cap` times the smaller half axis
/// beyond the first and last knot. Distance to first order (Quilez' ellipsoid bound), exact on the
/// surface.
[[nodiscard]] Solid sweep(const std::vector<SweepKnot>& knots, double cap = 1.0);

/// Five knots on the quadratic Bezier curve from `a` towards `b` to `c`, sections likewise.
[[nodiscard]] std::vector<SweepKnot> curved_knots(const SweepKnot& a, const SweepKnot& b,
                                                  const SweepKnot& c);

/// A tube of round section; `radii_mm` has one entry per point.
[[nodiscard]] Solid tube(const std::vector<Eigen::Vector3d>& points_mm,
                         const std::vector<double>& radii_mm);

/// The three columns of `half_axes_mm` are its half axes, perpendicular to each other.
[[nodiscard]] Solid turned_ellipsoid(const Eigen::Vector3d& centre_mm,
                                     const Eigen::Matrix3d& half_axes_mm);

/// Half axes along the coordinate axes.
[[nodiscard]] Solid ellipsoid(const Eigen::Vector3d& centre_mm, const Eigen::Vector3d& half_mm);

/// The shape of another space, seen from Reference: `space_from_reference` is rigid.
[[nodiscard]] Solid placed(const Solid& solid, const Eigen::Isometry3d& reference_from_space);

/// Polynomial smooth minimum and maximum; equal to min and max where a and b differ by more than
/// `blend`.
[[nodiscard]] double smooth_min(double a, double b, double blend);
[[nodiscard]] double smooth_max(double a, double b, double blend);

/// A cross between max and a rounded corner of this radius, for distances to two faces.
[[nodiscard]] double rounded_max(double a, double b, double radius);

/// Solids joined and cut one after the other, each with its own rounding. Parts that cannot
/// matter at a place are not evaluated there.
class ImplicitShape {
 public:
  void add(Solid solid, double blend_mm);
  void cut(Solid solid, double blend_mm);
  /// Adds noise of this height and feature size to the surface.
  void roughen(double height_mm, double feature_mm, std::uint32_t seed);

  [[nodiscard]] double operator()(const Eigen::Vector3d& point_mm) const;
  /// Of all added solids.
  [[nodiscard]] Eigen::AlignedBox3d box_mm() const;
  /// As one solid (a copy).
  [[nodiscard]] Solid solid() const;

 private:
  struct Part {
    Solid solid;
    double blend_mm;
    bool is_cut;
  };
  std::vector<Part> parts_;
  double noise_height_mm_ = 0.0;
  double noise_feature_mm_ = 1.0;
  std::uint32_t noise_seed_ = 0;
};

/// The nearest point of the surface, found by going down the distance; exact to 1e-3 mm where the
/// distance behaves.
[[nodiscard]] Eigen::Vector3d nearest_surface_point(const SignedDistance& distance,
                                                    const Eigen::Vector3d& start_mm);

/// The first surface point on the way from `start_mm` along `direction`, at most `reach_mm` away;
/// the nearest surface point where the way meets none.
[[nodiscard]] Eigen::Vector3d surface_point_along(const SignedDistance& distance,
                                                  const Eigen::Vector3d& start_mm,
                                                  const Eigen::Vector3d& direction,
                                                  double reach_mm = 80.0);

/// Gradient by central differences over `step_mm` either way, unit length.
[[nodiscard]] Eigen::Vector3d surface_normal(const SignedDistance& distance,
                                             const Eigen::Vector3d& point_mm, double step_mm = 0.1);

}  // namespace echolance
