// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>
#include <optional>

#include "imaging/point_tree.hpp"
#include "imaging/shape_basis.hpp"
#include "imaging/surface_points.hpp"

namespace echolance {

/// A place on the shape's surface: three vertices and their shares (one vertex: shares 1, 0, 0).
struct ShapePlace {
  std::array<int, 3> vertices{};
  std::array<float, 3> shares{};
};

/// A place of the shape that belongs to a point of the data.
struct ShapePair {
  ShapePlace place;
  Eigen::Vector3f point_mm;  ///< of the data, in the model's axes
  Eigen::Vector3f normal;    ///< along which the distance counts; unit
  float off_mm = 0.0F;       ///< normal x (point - place)
  float apart_mm = 0.0F;     ///< whole distance
  float weight = 1.0F;       ///< of the data point
  bool from_shape = false;   ///< asked from a vertex, not from the data
};

/// Up to which distance and angle things may belong together.
struct MatchGate {
  float distance_mm = 20.0F;
  float cosine = 0.4F;  ///< between the normals
};

/// One shape's surface, ready for questions.
class ShapeSurface {
 public:
  /// `basis` must outlive it.
  ShapeSurface(const ShapeBasis& basis, const Eigen::Matrix3Xf& shape_mm);

  /// The place of the surface that belongs to the point; empty where none is within the gate.
  [[nodiscard]] std::optional<ShapePair> pair_for(const Eigen::Vector3f& point_mm,
                                                  const Eigen::Vector3f& normal, NormalSense sense,
                                                  const MatchGate& gate) const;

  [[nodiscard]] const Eigen::Matrix3Xf& shape_mm() const { return shape_mm_; }
  /// Unit, out of the bone; one a vertex.
  [[nodiscard]] const Eigen::Matrix3Xf& normals() const { return normals_; }

 private:
  [[nodiscard]] ShapePlace closest_on_triangles(int vertex, const Eigen::Vector3f& point_mm) const;

  const ShapeBasis& basis_;
  Eigen::Matrix3Xf shape_mm_;
  Eigen::Matrix3Xf normals_;
  PointTree tree_;
};

}  // namespace echolance
