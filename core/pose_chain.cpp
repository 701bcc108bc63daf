// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/pose_chain.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>

namespace echolance {
namespace {

/// One pose, gone one way.
struct Step {
  const NamedPose* pose;
  std::string_view from;
  std::string_view to;
};

/// The last pose of each pair of names.
std::vector<const NamedPose*> latest(std::span<const NamedPose> poses) {
  std::map<std::pair<std::string_view, std::string_view>, const NamedPose*> by_names;
  for (const auto& pose : poses) by_names[{pose.from, pose.to}] = &pose;
  std::vector<const NamedPose*> kept;
  for (const auto& [names, pose] : by_names) kept.push_back(pose);
  return kept;
}

/// How each space was first reached, breadth first from `start`.
std::map<std::string_view, Step> reach(const std::vector<const NamedPose*>& poses,
                                       std::string_view start) {
  std::map<std::string_view, Step> reached;
  std::deque<std::string_view> open = {start};
  const auto go = [&](const Step& step) {
    if (step.to == start || !reached.emplace(step.to, step).second) return;
    open.push_back(step.to);
  };
  while (!open.empty()) {
    const std::string_view here = open.front();
    open.pop_front();
    for (const auto* pose : poses) {
      if (pose->from == here) go({pose, pose->from, pose->to});
      if (pose->to == here) go({pose, pose->to, pose->from});
    }
  }
  return reached;
}

tl::unexpected<Error> no_chain(std::span<const NamedPose> poses, std::string_view to,
                               std::string_view from) {
  std::set<std::string> names;
  for (const auto& pose : poses) names.insert(pose.from + "To" + pose.to);
  std::string list;
  for (const auto& name : names) list += list.empty() ? name : ", " + name;
  return fail(ErrorCode::kNoData, "no poses lead from " + std::string(from) + " to " +
                                      std::string(to) + " (there " +
                                      (list.empty() ? "are none" : "are: " + list) +
                                      "); give what is missing, as ImageToProbe in a calibration");
}

PoseStatus worse(PoseStatus a, PoseStatus b) {
  return std::max(a, b);
}

}  // namespace

Result<ChainedPose> chain_poses(std::span<const NamedPose> poses, std::string_view to,
                                std::string_view from) {
  ChainedPose chained;
  if (to == from) return chained;
  const auto reached = reach(latest(poses), from);
  for (std::string_view here = to; here != from;) {
    const auto found = reached.find(here);
    if (found == reached.end()) return no_chain(poses, to, from);
    const Step& step = found->second;
    chained.status = worse(chained.status, step.pose->status);
    Eigen::Matrix4d matrix = step.pose->to_from;
    if (step.from != step.pose->from) {
      bool invertible = false;
      Eigen::Matrix4d inverse;
      step.pose->to_from.computeInverseWithCheck(inverse, invertible);
      // An unusable pose is often all zeros; its status already says so.
      if (!invertible && step.pose->status == PoseStatus::kOk) {
        return fail(ErrorCode::kInvalidGeometry,
                    "the pose " + step.pose->from + "To" + step.pose->to + " cannot be inverted");
      }
      matrix = invertible ? inverse : Eigen::Matrix4d(Eigen::Matrix4d::Identity());
    }
    chained.to_from = chained.to_from * matrix;
    here = step.from;
  }
  return chained;
}

}  // namespace echolance
