// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/space_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include "core/pose_chain.hpp"
#include "imaging/grey_image.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr const char* kPixelSpace = "Image";
constexpr double kKept = 0.29;  // of the bones' triangles: just under 200 000 are left

// Those one finds one's way by.
constexpr std::array kMain = {"psis_left",          "psis_right",          "l5_spinous_tip",
                              "l4_spinous_tip",     "l3_spinous_tip",      "s2_spinous_tubercle",
                              "sacral_hiatus_apex", "si_joint_lower_left", "si_joint_lower_right",
                              "l4_l5_facet_left",   "l4_l5_facet_right"};

void append(const TriangleMesh& mesh, SceneMesh& to) {
  const auto first = static_cast<int>(to.points_mm.size());
  to.points_mm.insert(to.points_mm.end(), mesh.points_mm.begin(), mesh.points_mm.end());
  for (const auto& t : mesh.triangles) {
    to.triangles.emplace_back(first + t[0], first + t[1], first + t[2]);
  }
}

Vector3d place_of(const Eigen::Matrix4d& scene_from_px, const PixelPoint& px) {
  const Eigen::Vector4d place = scene_from_px * Eigen::Vector4d(px.x_px, px.y_px, 0.0, 1.0);
  return place.head<3>();
}

// The edge of the ultrasound, px of the whole picture.
std::vector<Eigen::Vector2d> outline_of(const ImageRegion& region) {
  constexpr double kRough_px = 1.4;
  std::vector<std::vector<cv::Point>> edges;
  cv::findContours(region.mask, edges, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
  if (edges.empty()) return {};
  const auto& longest = *std::max_element(
      edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  std::vector<cv::Point> corners;
  cv::approxPolyDP(longest, corners, kRough_px, true);
  std::vector<Eigen::Vector2d> outline;
  for (const auto& corner : corners) {
    outline.emplace_back(corner.x + region.bounds_px.x, corner.y + region.bounds_px.y);
  }
  return outline;
}

SceneNeedle needle_of(const NeedleEstimate& found, const Eigen::Matrix4d& scene_from_px) {
  SceneNeedle needle;
  needle.state = found.line ? found.state : NeedleState::kNotSeen;
  if (!found.line) return needle;
  needle.tip_mm = place_of(scene_from_px, found.line->tip);
  needle.hub_mm = place_of(scene_from_px, found.line->shaft);
  needle.frames_since_seen = found.frames_since_seen;
  const double mm_per_px =
      0.5 * (scene_from_px.block<3, 1>(0, 0).norm() + scene_from_px.block<3, 1>(0, 1).norm());
  needle.tip_std_mm = found.tip_std_px * mm_per_px;
  return needle;
}

void note_needle(const FrameReport& report, SpaceSceneContent& content) {
  if (report.needle.state != NeedleState::kNotSeen) return;
  content.notes.push_back(fmt::format("Frame {}: needle not seen{}{}", report.frame_index,
                                      report.needle.reason.empty() ? "" : ": ",
                                      report.needle.reason));
}

}  // namespace

void add_patient(const Patient& patient, SpaceSceneContent& content, SceneDetail detail) {
  content.bone = {};
  content.bone_kind = SceneBone::kTrue;
  content.axes = {};
  const auto& bones = patient.skeleton.bones;
  std::vector<Result<TriangleMesh>> meshes(bones.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(bones.size())), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      meshes[at] =
          make_mesh(bones[at].surface, {.kept = detail == SceneDetail::kFine ? kKept : 1.0});
    }
  });
  for (std::size_t i = 0; i < bones.size(); ++i) {
    if (meshes[i]) {
      append(*meshes[i], content.bone);
    } else {
      content.notes.push_back(
          fmt::format("{} cannot be drawn: {}", bones[i].name, meshes[i].error().message));
    }
  }
  content.landmarks.clear();
  for (const char* name : kMain) {
    const auto place = patient.skeleton.landmark(name);
    if (place) content.landmarks.push_back({name, place->mm, 0.0, false});
  }
}

void add_skin_about(const Patient& patient, const Vector3d& place_mm, SpaceSceneContent& content) {
  constexpr int kSteps = 12;  // to each side
  constexpr double kStep_mm = 3.0;
  constexpr int kRow = 2 * kSteps + 1;
  content.skin = {};
  std::vector<int> index(static_cast<std::size_t>(kRow) * kRow, -1);
  for (int row = 0; row < kRow; ++row) {
    for (int column = 0; column < kRow; ++column) {
      const Vector3d off(kStep_mm * (column - kSteps), 0.0, kStep_mm * (row - kSteps));
      const auto skin = skin_point(patient, {place_mm + off});
      if (!skin) continue;
      index[static_cast<std::size_t>(row * kRow + column)] =
          static_cast<int>(content.skin.points_mm.size());
      content.skin.points_mm.push_back(skin->mm.cast<float>());
    }
  }
  for (int row = 1; row < kRow; ++row) {
    for (int column = 1; column < kRow; ++column) {
      const auto at = [&](int r, int c) { return index[static_cast<std::size_t>(r * kRow + c)]; };
      const int a = at(row - 1, column - 1), b = at(row - 1, column), c = at(row, column - 1),
                d = at(row, column);
      if (a < 0 || b < 0 || c < 0 || d < 0) continue;
      content.skin.triangles.emplace_back(a, c, b);
      content.skin.triangles.emplace_back(b, c, d);
    }
  }
}

void add_plan(Plan plan, SpaceSceneContent& content) {
  if (plan.space == PlanSpace::kImage) {
    content.axes.left = -Vector3d::UnitX();
    content.axes.posterior = -Vector3d::UnitZ();
    content.axes.cranial = -Vector3d::UnitY();
    content.axes.words = {"left of the picture", "the front of the picture", "to the probe"};
    content.notes.emplace_back("A plan in one picture: nerves and vessels are not known");
  }
  if (!plan.best) {
    content.notes.emplace_back("No way keeps all limits" +
                               (plan.remedies.empty() ? "" : ": " + plan.remedies.front()));
  }
  content.plan = std::move(plan);
}

Result<void> add_tracked_picture(const TrackedPicture& tracked, SpaceSceneContent& content) {
  const std::string place = fmt::format("frame {}", tracked.frame.index);
  if (!tracked.frame.has_image()) return fail(ErrorCode::kNoData, "has no picture", place);
  std::vector<NamedPose> poses = tracked.frame.poses;
  poses.insert(poses.end(), tracked.calibration.begin(), tracked.calibration.end());
  const auto pose = chain_poses(poses, tracked.space, kPixelSpace);
  if (!pose) return tl::unexpected<Error>(pose.error().in(place));
  if (pose->status != PoseStatus::kOk) {
    return fail(ErrorCode::kNoData, "the tracker calls a pose of it bad; choose another frame",
                place);
  }
  ScenePicture picture{grey_of(tracked.frame.image), pose->to_from, {}};
  if (tracked.report.region) picture.outline_px = outline_of(*tracked.report.region);
  content.picture = std::move(picture);
  content.needle = needle_of(tracked.report.needle, pose->to_from);
  note_needle(tracked.report, content);
  content.points_mm.clear();
  for (const auto& point : tracked.report.bone.points) {
    content.points_mm.push_back(place_of(pose->to_from, point.position).cast<float>());
  }
  return {};
}

SceneMoment moment_of(const Frame& frame, const FrameReport* report,
                      const std::vector<NamedPose>& calibration, const std::string& space) {
  SceneMoment moment;
  SpaceSceneContent shown;
  const FrameReport none;
  const auto added =
      add_tracked_picture({frame, report != nullptr ? *report : none, calibration, space}, shown);
  if (!added) {
    moment.notes.push_back(
        fmt::format("Frame {} is not shown in space: {}", frame.index, added.error().message));
    return moment;
  }
  moment.picture = std::move(shown.picture);
  if (report == nullptr) {
    moment.notes.push_back(fmt::format("Frame {}: not looked at yet", frame.index));
    return moment;
  }
  moment.needle = std::move(shown.needle);
  moment.points_mm = std::move(shown.points_mm);
  moment.notes = std::move(shown.notes);
  return moment;
}

}  // namespace echolance
