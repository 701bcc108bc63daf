// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/sweep_surface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
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
constexpr double kMostSagitta_mm = 1.0;       // of the part of a curved face that counts as skin
constexpr double kSkinStep_mm = 3.0;

// Middle and ends of the part of the probe's face that lies on the skin, px.
struct FaceInPicture {
  PixelPoint middle;
  std::vector<PixelPoint> on_skin;
};

FaceInPicture fan_face(const FanGeometry& fan, double mm_per_px) {
  const auto at = [&](double angle) {
    return PixelPoint{fan.apex.x_px + fan.inner_radius_px * std::sin(angle),
                      fan.apex.y_px + fan.inner_radius_px * std::cos(angle)};
  };
  const double radius_mm = std::max(fan.inner_radius_px * mm_per_px, kMostSagitta_mm);
  const double half = std::min(fan.half_angle_rad, std::acos(1.0 - kMostSagitta_mm / radius_mm));
  const int steps = std::max(1, static_cast<int>(half * radius_mm / kSkinStep_mm));
  FaceInPicture face{at(0.0), {}};
  for (int i = -steps; i <= steps; ++i) face.on_skin.push_back(at(half * i / steps));
  return face;
}

FaceInPicture flat_face(const ImageRegion& region, double mm_per_px) {
  const cv::Rect& bounds = region.bounds_px;
  double left = bounds.x;
  double right = bounds.x + bounds.width;
  if (region.kind == RegionKind::kTrapezoid && region.trapezoid) {
    left = region.trapezoid->top_left.x_px;
    right = region.trapezoid->top_right.x_px;
  }
  const auto top = static_cast<double>(bounds.y);
  const int steps = std::max(1, static_cast<int>((right - left) * mm_per_px / kSkinStep_mm));
  FaceInPicture face{{0.5 * (left + right), top}, {}};
  for (int i = 0; i <= steps; ++i) {
    face.on_skin.push_back({left + (right - left) * i / steps, top});
  }
  return face;
}

FaceInPicture face_of(const ImageRegion& region, double mm_per_px) {
  return region.kind == RegionKind::kFan && region.fan ? fan_face(*region.fan, mm_per_px)
                                                       : flat_face(region, mm_per_px);
}

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
    const BoneSurface bone = detector_.detect(grey_of(frame.image), *region, spacing);
    add_to_cloud(bone, pose->to_from, frame.index, cloud_);
    const FaceInPicture face = face_of(*region, spacing.x_mm_per_px);
    surface_.faces.push_back(
        {place_of(face.middle, pose->to_from), pose->to_from.block<3, 1>(0, 1).normalized()});
    if (!bone.points.empty()) add_skin(face, pose->to_from);
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
  static Eigen::Vector3d place_of(const PixelPoint& px, const Eigen::Matrix4d& space_from_pixel) {
    return (space_from_pixel * Eigen::Vector4d(px.x_px, px.y_px, 0.0, 1.0)).head<3>();
  }

  void add_skin(const FaceInPicture& face, const Eigen::Matrix4d& space_from_pixel) {
    for (const auto& px : face.on_skin) {
      surface_.skin_mm.push_back(place_of(px, space_from_pixel).cast<float>());
    }
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

std::optional<Eigen::Vector3d> SweepSurface::posterior() const {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const auto& face : faces) sum -= face.beam;
  if (sum.norm() < 1e-9) return std::nullopt;
  return sum.normalized();
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
