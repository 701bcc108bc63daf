// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/bone_cloud.hpp"

#include <fmt/format.h>

#include <iterator>

#include "session/track_summary.hpp"

namespace echolance {

void add_to_cloud(const BoneSurface& bone, const Eigen::Matrix4d& space_from_pixel,
                  std::int64_t frame, std::vector<CloudPoint>& cloud) {
  for (const auto& point : bone.points) {
    const Eigen::Vector4d pixel(point.position.x_px, point.position.y_px, 0.0, 1.0);
    const Eigen::Vector3d normal =
        space_from_pixel.block<3, 2>(0, 0) * Eigen::Vector2d(point.normal.x(), point.normal.y());
    cloud.push_back({(space_from_pixel * pixel).head<3>().cast<float>(),
                     normal.normalized().cast<float>(), static_cast<float>(point.confidence),
                     static_cast<std::int32_t>(frame)});
  }
}

std::string cloud_ply(const std::vector<CloudPoint>& cloud, const std::string& space) {
  std::string text = fmt::format(
      "ply\nformat ascii 1.0\ncomment bone surface in {}, mm. {}\nelement vertex {}\n"
      "property float x\nproperty float y\nproperty float z\n"
      "property float nx\nproperty float ny\nproperty float nz\n"
      "property float confidence\nproperty int frame\nend_header\n",
      space, kNotAMedicalDevice, cloud.size());
  for (const auto& p : cloud) {
    fmt::format_to(std::back_inserter(text),
                   "{:.3f} {:.3f} {:.3f} {:.4f} {:.4f} {:.4f} {:.3f} {}\n", p.point_mm.x(),
                   p.point_mm.y(), p.point_mm.z(), p.normal.x(), p.normal.y(), p.normal.z(),
                   p.confidence, p.frame);
  }
  return text;
}

std::string points_ply(const Eigen::Matrix3Xf& points_mm, const std::string& what) {
  std::string text = fmt::format(
      "ply\nformat ascii 1.0\ncomment {}, mm. {}\nelement vertex {}\n"
      "property float x\nproperty float y\nproperty float z\nend_header\n",
      what, kNotAMedicalDevice, points_mm.cols());
  for (const auto& point : points_mm.colwise()) {
    fmt::format_to(std::back_inserter(text), "{:.2f} {:.2f} {:.2f}\n", point.x(), point.y(),
                   point.z());
  }
  return text;
}

}  // namespace echolance
