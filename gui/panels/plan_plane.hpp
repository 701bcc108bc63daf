// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

#include "core/geometry.hpp"
#include "session/plan_case.hpp"

namespace echolance {

/// The plane of the picture that is planned on: mm of Image to px and back. The picture must
/// outlive it.
class PlanPlane {
 public:
  explicit PlanPlane(const CasePicture& picture) : picture_(picture) {}

  [[nodiscard]] PixelPoint px_of(const Eigen::Vector3d& mm) const {
    return {picture_.origin.x_px + mm.x() / picture_.spacing.x_mm_per_px,
            picture_.origin.y_px + mm.y() / picture_.spacing.y_mm_per_px};
  }
  [[nodiscard]] Eigen::Vector3d mm_of(const PixelPoint& px) const {
    return {(px.x_px - picture_.origin.x_px) * picture_.spacing.x_mm_per_px,
            (px.y_px - picture_.origin.y_px) * picture_.spacing.y_mm_per_px, 0.0};
  }
  [[nodiscard]] double px_per_mm() const { return 1.0 / picture_.spacing.mean_mm_per_px(); }
  [[nodiscard]] const CasePicture& picture() const { return picture_; }

 private:
  const CasePicture& picture_;
};

}  // namespace echolance
