// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tracker_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kBin_s = 0.5;  // as long as the longest drop-out
constexpr double kShortest_s = 0.1;
constexpr double kLongest_s = 0.5;

constexpr std::array<OptionSpec<TrackerModel>, 4> kTable = {{
    {"noise_mm", &TrackerModel::noise_mm, 0.0, 10.0, 0.05, "noise of a position, per axis"},
    {"noise_rad", &TrackerModel::noise_rad, 0.0, 0.2, 0.001, "noise of a direction, per axis"},
    {"latency_s", &TrackerModel::latency_s, 0.0, 1.0, 0.01,
     "poses are this much older than frames"},
    {"dropouts_per_s", &TrackerModel::dropouts_per_s, 0.0, 2.0, 0.05, "drop-outs of each marker"},
}};

// Whether the marker is lost, and how the tracker says so.
PoseStatus status_at(const std::string& marker, double per_s, double time_s, std::uint64_t seed) {
  const SeededVariation draw(seed);
  const auto bin = static_cast<std::int64_t>(std::floor(time_s / kBin_s));
  for (std::int64_t k = bin - 1; k <= bin; ++k) {
    const std::string name = fmt::format("{} lost {}", marker, k);
    if (draw.uniform(name) >= per_s * kBin_s) continue;
    const double begin_s = kBin_s * (static_cast<double>(k) + draw.uniform(name + " begin"));
    const double length_s =
        kShortest_s + (kLongest_s - kShortest_s) * draw.uniform(name + " length");
    if (time_s < begin_s || time_s >= begin_s + length_s) continue;
    return draw.uniform(name + " kind") < 0.5 ? PoseStatus::kInvalid : PoseStatus::kOutOfView;
  }
  return PoseStatus::kOk;
}

Vector3d noise(const SeededVariation& draw, const std::string& name) {
  return {draw.normal(name + " x"), draw.normal(name + " y"), draw.normal(name + " z")};
}

}  // namespace

std::span<const OptionSpec<TrackerModel>> tracker_model_table() {
  return kTable;
}

NamedPose tracked_pose(const NamedPose& truth, const TrackerModel& tracker, double time_s,
                       std::uint64_t seed) {
  NamedPose pose = truth;
  pose.status = status_at(truth.from, tracker.dropouts_per_s, time_s, seed);
  if (pose.status != PoseStatus::kOk) {
    pose.to_from = Eigen::Matrix4d::Identity();
    return pose;
  }
  const SeededVariation draw(seed);
  const std::string name = fmt::format("{} {:.0f}us", truth.from, time_s * 1e6);
  const Vector3d turn = tracker.noise_rad * noise(draw, name + " turn");
  const double angle_rad = turn.norm();
  if (angle_rad > 0.0) {
    const Eigen::Matrix3d rotation =
        Eigen::AngleAxisd(angle_rad, turn / angle_rad).toRotationMatrix();
    pose.to_from.topLeftCorner<3, 3>() = truth.to_from.topLeftCorner<3, 3>() * rotation;
  }
  pose.to_from.topRightCorner<3, 1>() += tracker.noise_mm * noise(draw, name + " shift");
  return pose;
}

}  // namespace echolance
