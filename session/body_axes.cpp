// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/body_axes.hpp"

#include "imaging/shape_model.hpp"

namespace echolance {

Result<Eigen::Isometry3d> body_from_space(const std::vector<SpaceLandmark>& landmarks) {
  constexpr Eigen::Index kLeast = 4;
  constexpr double kLeastExtent_mm = 40.0;
  const ShapeModel& model = shape_model();
  const auto most = static_cast<Eigen::Index>(landmarks.size());
  Eigen::Matrix3Xd in_space(3, most), in_body(3, most);
  Eigen::Index count = 0;
  for (const auto& mark : landmarks) {
    const int column = model.mark_column(mark.name);
    if (mark.state == LandmarkState::kAbstained || column < 0) continue;
    in_space.col(count) = mark.point_mm;
    in_body.col(count++) = model.mean_mm.col(column).cast<double>();
  }
  in_space.conservativeResize(3, count);
  in_body.conservativeResize(3, count);
  if (count < kLeast ||
      (in_space.rowwise().maxCoeff() - in_space.rowwise().minCoeff()).norm() < kLeastExtent_mm) {
    return fail(ErrorCode::kNoData,
                "too few landmarks to tell left from right and up from down; scan both posterior "
                "iliac spines and the sacrum, and find the landmarks again");
  }
  return Eigen::Isometry3d(Eigen::umeyama(in_space, in_body, false));
}

}  // namespace echolance
