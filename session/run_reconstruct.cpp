// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_reconstruct.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/pose_chain.hpp"
#include "imaging/grey_image.hpp"
#include "imaging/metaimage_volume.hpp"
#include "session/bone_cloud.hpp"
#include "session/output_file.hpp"
#include "session/report_progress.hpp"
#include "session/results_folder.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kPixelSpace = "Image";  // Plus: px, from the top-left pixel

/// What one frame gives to the volume.
struct TrackedPicture {
  cv::Mat grey;
  ImageRegion region;
  Eigen::Matrix4d space_from_pixel;
};

ImageRegion whole_rectangle(const cv::Rect& bounds_px) {
  ImageRegion region;
  region.bounds_px = bounds_px;
  region.mask = cv::Mat(bounds_px.size(), CV_8UC1, cv::Scalar(255));
  region.confidence = 1.0;
  return region;
}

PixelSpacing spacing_of(const Eigen::Matrix4d& space_from_pixel) {
  return {space_from_pixel.block<3, 1>(0, 0).norm(), space_from_pixel.block<3, 1>(0, 1).norm()};
}

/// The same pose for the part of the picture that starts at `corner_px`.
Eigen::Matrix4d moved_to(const cv::Point& corner_px, const Eigen::Matrix4d& space_from_pixel) {
  Eigen::Matrix4d moved = space_from_pixel;
  moved.col(3) = space_from_pixel * Eigen::Vector4d(corner_px.x, corner_px.y, 0.0, 1.0);
  return moved;
}

class Run {
 public:
  Run(FrameSource& source, const ReconstructRequest& request, const TrackHooks& hooks)
      : source_(source),
        request_(request),
        hooks_(hooks),
        volume_(request.volume),
        bone_detector_(request.bone) {
    summary_.space = request.space;
  }

  Result<void> all_frames() {
    while (!(hooks_.stop_requested && hooks_.stop_requested())) {
      const auto frame = source_.next();
      if (!frame) return end_by_damage(frame.error());
      if (!*frame) return {};
      ++summary_.counts.frames;
      if (auto done = one_frame(**frame); !done) {
        return tl::unexpected(done.error().in(fmt::format("frame {}", (*frame)->index)));
      }
      report_progress(hooks_, {summary_.counts.frames, source_.info().frame_count, start_});
    }
    summary_.end = RunEnd::kInterrupted;
    summary_.warnings.push_back("stopped by the user; the volume ends at the last whole frame");
    return {};
  }

  Result<GreyVolume> build() {
    if (summary_.counts.used == 0) return no_frame_used();
    const auto before = Clock::now();
    auto volume = volume_.build();
    if (!volume) return volume;
    summary_.build_ms = std::chrono::duration<double, std::milli>(Clock::now() - before).count();
    summary_.grid = volume->grid;
    for (const auto origin : volume->origins) {
      summary_.voxels_seen += origin == VoxelOrigin::kSeen ? 1 : 0;
      summary_.voxels_filled += origin == VoxelOrigin::kFilled ? 1 : 0;
    }
    summary_.bone_points = static_cast<std::int64_t>(cloud_.size());
    const auto steps = volume_.steps_mm();
    for (const double step_mm : steps) {
      summary_.largest_step_mm = std::max(summary_.largest_step_mm, step_mm);
      summary_.gaps += step_mm > request_.volume.largest_gap_mm ? 1 : 0;
    }
    warn();
    return volume;
  }

  [[nodiscard]] const std::vector<CloudPoint>& cloud() const { return cloud_; }
  [[nodiscard]] ReconstructSummary& summary() { return summary_; }

 private:
  Result<void> one_frame(const Frame& frame) {
    const auto picture = tracked_picture(frame);
    if (!picture) return tl::unexpected(picture.error());
    if (!*picture) return {};
    const auto& [grey, region, pose] = **picture;
    if (auto added =
            volume_.add(grey(region.bounds_px), region.mask, moved_to(region.bounds_px.tl(), pose));
        !added) {
      return added;
    }
    add_to_cloud(bone_detector_.detect(grey, region, spacing_of(pose)), pose, frame.index, cloud_);
    ++summary_.counts.used;
    return {};
  }

  /// Nothing, and counted, where the frame cannot be used.
  Result<std::optional<TrackedPicture>> tracked_picture(const Frame& frame) {
    if (!frame.has_image()) {
      ++summary_.counts.without_picture;
      return std::nullopt;
    }
    std::vector<NamedPose> poses = frame.poses;
    poses.insert(poses.end(), request_.calibration.begin(), request_.calibration.end());
    const auto pose = chain_poses(poses, request_.space, kPixelSpace);
    if (!pose) return tl::unexpected(pose.error());
    if (pose->status != PoseStatus::kOk) {
      ++summary_.counts.invalid_pose;
      return std::nullopt;
    }
    auto region = region_of(frame);
    if (!region) {
      ++summary_.counts.without_region;
      return std::nullopt;
    }
    return TrackedPicture{grey_of(frame.image), std::move(*region), pose->to_from};
  }

  Result<ImageRegion> region_of(const Frame& frame) {
    if (!request_.clip_px) return region_finder_.update(frame.image);
    const cv::Rect inside = *request_.clip_px & cv::Rect({}, frame.image.size());
    if (inside.empty()) {
      return fail(ErrorCode::kInvalidOption, "the clip lies outside the picture; correct it");
    }
    return whole_rectangle(inside);
  }

  Result<void> end_by_damage(const Error& error) {
    if (summary_.counts.used == 0) return tl::unexpected(error);
    summary_.end = RunEnd::kDamaged;
    summary_.warnings.push_back(error.text());
    return {};
  }

  tl::unexpected<Error> no_frame_used() const {
    const auto& counts = summary_.counts;
    return fail(ErrorCode::kNoData,
                fmt::format("none of the {} frames could be used ({} with an invalid pose, {} "
                            "without a picture, {} without ultrasound in it), so nothing was "
                            "written; scan with all markers in view of the tracker",
                            counts.frames, counts.invalid_pose, counts.without_picture,
                            counts.without_region),
                source_.info().path);
  }

  void warn() {
    const auto& counts = summary_.counts;
    if (counts.invalid_pose > 0) {
      summary_.warnings.push_back(
          fmt::format("{} of {} frames have an invalid pose and were not used", counts.invalid_pose,
                      counts.frames));
    }
    if (summary_.gaps > 0) {
      summary_.warnings.push_back(fmt::format(
          "{} gaps of up to {:.1f} mm between pictures were left empty; scan more slowly",
          summary_.gaps, summary_.largest_step_mm));
    }
  }

  FrameSource& source_;
  const ReconstructRequest& request_;
  const TrackHooks& hooks_;
  FreehandVolume volume_;
  RegionFinder region_finder_;
  BoneSurfaceDetector bone_detector_;
  std::vector<CloudPoint> cloud_;
  ReconstructSummary summary_;
  Clock::time_point start_ = Clock::now();
};

std::span<const std::uint8_t> bytes_of(const std::vector<VoxelOrigin>& origins) {
  return {reinterpret_cast<const std::uint8_t*>(origins.data()), origins.size()};
}

Result<void> write_results(const ReconstructRequest& request, const GreyVolume& volume,
                           const std::vector<CloudPoint>& cloud, ReconstructSummary& summary) {
  const auto folder = ResultsFolder::prepare(request.out_dir, kReconstructResults);
  if (!folder) return tl::unexpected(folder.error());
  summary.outputs = {result_name::kVolume, result_name::kVolumeOrigin, result_name::kBoneCloud};
  return write_metaimage_volume(folder->file(result_name::kVolume), volume.grid, volume.values)
      .and_then([&] {
        return write_metaimage_volume(folder->file(result_name::kVolumeOrigin), volume.grid,
                                      bytes_of(volume.origins));
      })
      .and_then([&] {
        return write_file_atomically(folder->file(result_name::kBoneCloud),
                                     cloud_ply(cloud, request.space));
      })
      .and_then([&] {
        return write_file_atomically(folder->file(kReconstructResults.summary),
                                     summary_json(summary, request));
      });
}

}  // namespace

Result<ReconstructSummary> run_reconstruct(FrameSource& source, const ReconstructRequest& request,
                                           const TrackHooks& hooks) {
  if (auto outside = check_outside(source.info().path, request.out_dir); !outside) {
    return tl::unexpected(outside.error());
  }
  Run run(source, request, hooks);
  if (auto done = run.all_frames(); !done) return tl::unexpected(done.error());
  const auto volume = run.build();
  if (!volume) return tl::unexpected(volume.error());
  if (auto written = write_results(request, *volume, run.cloud(), run.summary()); !written) {
    return tl::unexpected(written.error());
  }
  return run.summary();
}

std::string summary_text(const ReconstructSummary& summary) {
  const auto& counts = summary.counts;
  const Eigen::Vector3i size = summary.grid.size;
  std::string text = fmt::format(
      "{:<18}{} of {} used, {} with an invalid pose{}\n", "frames", counts.used, counts.frames,
      counts.invalid_pose, summary.end == RunEnd::kInterrupted ? ", stopped by the user" : "");
  text += fmt::format("{:<18}{} x {} x {} voxels of {} mm in {}\n", "volume", size.x(), size.y(),
                      size.z(), summary.grid.spacing_mm, summary.space);
  text += fmt::format("{:<18}{} seen, {} filled between pictures\n", "voxels", summary.voxels_seen,
                      summary.voxels_filled);
  text += fmt::format("{:<18}{} points\n", "bone surface", summary.bone_points);
  return text + fmt::format("{:<18}{:.1f} ms\n", "built in", summary.build_ms);
}

std::string summary_json(const ReconstructSummary& summary, const ReconstructRequest& request) {
  const auto& counts = summary.counts;
  const auto& grid = summary.grid;
  const nlohmann::ordered_json object = {
      {"schema", kReconstructResults.schema},
      {"schema_version", 1},
      {"notice", kNotAMedicalDevice},
      {"program_version", request.program_version},
      {"input_sha256", request.input_sha256},
      {"ended", to_string(summary.end)},
      {"space", summary.space},
      {"frames", counts.frames},
      {"frames_used", counts.used},
      {"frames_invalid_pose", counts.invalid_pose},
      {"frames_without_picture", counts.without_picture},
      {"frames_without_region", counts.without_region},
      {"volume",
       {{"origin_mm", {grid.origin_mm.x(), grid.origin_mm.y(), grid.origin_mm.z()}},
        {"spacing_mm", grid.spacing_mm},
        {"size", {grid.size.x(), grid.size.y(), grid.size.z()}},
        {"voxels_seen", summary.voxels_seen},
        {"voxels_filled", summary.voxels_filled}}},
      {"largest_gap_mm", request.volume.largest_gap_mm},
      {"largest_step_mm", summary.largest_step_mm},
      {"gaps", summary.gaps},
      {"bone_points", summary.bone_points},
      {"build_ms", summary.build_ms},
      {"outputs", summary.outputs},
      {"warnings", summary.warnings}};
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace echolance
