// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/sweep_surface.hpp"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <utility>

#include "core/pose_chain.hpp"
#include "imaging/find_region.hpp"
#include "imaging/grey_image.hpp"
#include "session/bone_cloud.hpp"
#include "session/report_progress.hpp"

namespace echolance {
namespace {

constexpr const char* kPixelSpace = "Image";  // Plus: px, from the top-left pixel

class Sweep {
 public:
  explicit Sweep(const SweepSurfaceOptions& options) : options_(options), detector_(options.bone) {}

  Result<void> add(const Frame& frame) {
    ++surface_.frames;
    std::vector<NamedPose> poses = frame.poses;
    poses.insert(poses.end(), options_.calibration.begin(), options_.calibration.end());
    const auto pose = chain_poses(poses, options_.space, kPixelSpace);
    if (!pose) return tl::unexpected<Error>(pose.error());
    if (pose->status != PoseStatus::kOk) {
      ++surface_.invalid_pose;
      return {};
    }
    if (!frame.has_image()) {
      ++surface_.without_ultrasound;
      return {};
    }
    const auto region = finder_.update(frame.image);
    if (!region) {
      ++surface_.without_ultrasound;
      return {};
    }
    const PixelSpacing spacing{pose->to_from.block<3, 1>(0, 0).norm(),
                               pose->to_from.block<3, 1>(0, 1).norm()};
    add_to_cloud(detector_.detect(grey_of(frame.image), *region, spacing), pose->to_from,
                 frame.index, cloud_);
    add_face(*region, pose->to_from);
    ++surface_.used;
    return {};
  }

  SweepSurface finish() {
    SurfacePoints& points = surface_.points;
    const auto count = static_cast<Eigen::Index>(cloud_.size());
    points.points_mm.resize(3, count);
    points.normals.resize(3, count);
    points.weights.resize(count);
    points.sense = NormalSense::kOutward;
    for (Eigen::Index i = 0; i < count; ++i) {
      const CloudPoint& point = cloud_[static_cast<std::size_t>(i)];
      points.points_mm.col(i) = point.point_mm;
      points.normals.col(i) = point.normal;
      points.weights[i] = point.confidence;
    }
    if (surface_.invalid_pose > 0) {
      surface_.warnings.push_back(
          fmt::format("{} of {} frames have an invalid pose and were not used",
                      surface_.invalid_pose, surface_.frames));
    }
    return std::move(surface_);
  }

  [[nodiscard]] SweepSurface& surface() { return surface_; }

 private:
  void add_face(const ImageRegion& region, const Eigen::Matrix4d& space_from_pixel) {
    const cv::Rect& bounds = region.bounds_px;
    const Eigen::Vector4d top(bounds.x + 0.5 * bounds.width, bounds.y, 0.0, 1.0);
    surface_.faces.push_back(
        {(space_from_pixel * top).head<3>(), space_from_pixel.block<3, 1>(0, 1).normalized()});
  }

  const SweepSurfaceOptions& options_;
  RegionFinder finder_;
  BoneSurfaceDetector detector_;
  std::vector<CloudPoint> cloud_;
  SweepSurface surface_;
};

Result<SweepSurface> whole(Sweep& sweep, const std::string& path) {
  const SweepSurface& surface = sweep.surface();
  if (surface.used > 0) return sweep.finish();
  return fail(
      ErrorCode::kNoData,
      fmt::format("none of the {} frames could be used ({} with an invalid pose, {} without "
                  "ultrasound in it); scan with all markers in view of the tracker",
                  surface.frames, surface.invalid_pose, surface.without_ultrasound),
      path);
}

}  // namespace

Eigen::Vector3d SweepSurface::posterior() const {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const auto& face : faces) sum -= face.beam;
  return sum.norm() > 1e-9 ? sum.normalized() : Eigen::Vector3d::UnitY();
}

Result<SweepSurface> sweep_surface(FrameSource& source, const SweepSurfaceOptions& options,
                                   const TrackHooks& hooks) {
  Sweep sweep(options);
  const auto start = std::chrono::steady_clock::now();
  while (true) {
    if (hooks.stop_requested && hooks.stop_requested()) {
      sweep.surface().interrupted = true;
      sweep.surface().warnings.emplace_back("stopped by the user; later frames were not used");
      break;
    }
    const auto frame = source.next();
    if (!frame) {
      if (sweep.surface().used == 0) return tl::unexpected<Error>(frame.error());
      sweep.surface().warnings.push_back(frame.error().text());
      break;
    }
    if (!*frame) break;
    if (auto added = sweep.add(**frame); !added) {
      return tl::unexpected<Error>(added.error().in(fmt::format("frame {}", (*frame)->index)));
    }
    report_progress(hooks, {sweep.surface().frames, source.info().frame_count, start});
  }
  return whole(sweep, source.info().path);
}

double depth_under_skin_mm(const std::vector<FacePose>& faces, const Eigen::Vector3d& place_mm) {
  double nearest = std::numeric_limits<double>::infinity(), depth = nearest;
  for (const auto& face : faces) {
    const Eigen::Vector3d off = place_mm - face.middle_mm;
    const double along = off.dot(face.beam);
    const double beside = (off - along * face.beam).norm();
    if (beside >= nearest) continue;
    nearest = beside;
    depth = along;
  }
  return depth;
}

}  // namespace echolance
