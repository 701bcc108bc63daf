// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_target.hpp"

#include <cmath>

namespace echolance {

using Eigen::Vector3d;

Result<PlanTarget> plan_target(const PlanTask& task, const PlaceOfLandmark& place_of) {
  const auto points = target_points(task.procedure, task.site);
  if (!points) return tl::unexpected(points.error());
  if (task.target_mm) return PlanTarget{"target", *task.target_mm, 0.0};
  if (points->empty()) {
    return fail(ErrorCode::kNoData, "the procedure names no target", {}, Remedy::kLandmarkInSpace);
  }
  const TargetPoint& point = points->front();
  Vector3d sum = Vector3d::Zero();
  double variances_mm2 = 0.0;
  for (const auto& name : point.landmarks) {
    const auto known = place_of(name);
    if (!known) return tl::unexpected(known.error());
    sum += known->place_mm;
    variances_mm2 += known->std_mm * known->std_mm;
  }
  const bool left =
      task.procedure.target.sides == TargetSides::kMidline || task.site.side == BodySide::kLeft;
  const Vector3d offset((left ? 1.0 : -1.0) * point.offset.lateral_mm, -point.offset.deep_mm,
                        point.offset.cranial_mm);
  const auto count = static_cast<double>(point.landmarks.size());
  return PlanTarget{point.landmarks.size() == 1 ? point.landmarks.front() : point.name,
                    sum / count + offset, std::sqrt(variances_mm2 / count)};
}

}  // namespace echolance
