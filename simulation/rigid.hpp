// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <stdexcept>

#include "core/geometry.hpp"

namespace echolance {

/// A motion that is rigid by construction as a typed transform; throws logic_error if it is not.
template <Space To, Space From>
[[nodiscard]] Transform<To, From> rigid(const Eigen::Isometry3d& to_from) {
  const auto transform = Transform<To, From>::from_matrix(to_from.matrix());
  if (!transform) throw std::logic_error(transform.error().text());
  return *transform;
}

template <Space To, Space From>
[[nodiscard]] Eigen::Isometry3d motion_of(const Transform<To, From>& transform) {
  return Eigen::Isometry3d(transform.matrix());
}

}  // namespace echolance
