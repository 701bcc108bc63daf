// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <sstream>

#include "gui/scene/chosen_way.hpp"

namespace echolance {
namespace {

using Eigen::AlignedBox2d;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr std::size_t kMostForbidden = 4, kMostWarned = 2, kMostLandmarks = 16;

bool is_level(const std::string& word) {
  return word.size() >= 2 && word.size() <= 3 && std::string("lst").find(word[0]) != word.npos &&
         std::all_of(word.begin() + 1, word.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool is_initials(const std::string& word) {
  static constexpr std::array kInitials = {"psis", "piis", "asis", "si"};
  return std::find(kInitials.begin(), kInitials.end(), word) != kInitials.end();
}

void add_needle(const SceneNeedle& needle, std::vector<SceneLabel>& labels) {
  if (needle.state == NeedleState::kSeen) {
    labels.push_back({needle.tip_mm,
                      needle.tip_std_mm
                          ? fmt::format("Tip, seen (\u00b1{:.1f} mm)", *needle.tip_std_mm)
                          : "Tip, seen",
                      look::kNeedleSeen});
  } else if (needle.state == NeedleState::kPredicted) {
    labels.push_back(
        {needle.tip_mm,
         fmt::format("Tip PREDICTED, not seen for {} frame{}", needle.frames_since_seen,
                     needle.frames_since_seen == 1 ? "" : "s"),
         look::kNeedlePredicted});
  }
}

// The point of a structure that is nearest to a place.
Vector3d nearest_point(const NoGo& structure, const Vector3d& from, const Vector3d& to) {
  const Vector3d way = to - from;
  Vector3d best = structure.points_mm.front();
  double least = std::numeric_limits<double>::infinity();
  for (const auto& point : structure.points_mm) {
    const double along =
        std::clamp((point - from).dot(way) / std::max(way.squaredNorm(), 1e-9), 0.0, 1.0);
    const double distance = (from + along * way - point).norm();
    if (distance >= least) continue;
    least = distance;
    best = point;
  }
  return best;
}

void add_structures(const Plan& plan, const PlannedPath& way, std::vector<SceneLabel>& labels) {
  std::size_t forbidden = 0, warned = 0;
  for (const auto& clearance : way.clearances) {  // the tightest first
    const auto structure =
        std::find_if(plan.structures.begin(), plan.structures.end(),
                     [&](const NoGo& one) { return one.name == clearance.structure; });
    if (structure == plan.structures.end() || structure->points_mm.empty()) continue;
    const bool is_forbidden = clearance.kind == ClearanceKind::kForbidden;
    if ((is_forbidden ? forbidden++ : warned++) >= (is_forbidden ? kMostForbidden : kMostWarned)) {
      continue;
    }
    labels.push_back({nearest_point(*structure, entry_mm(way.way), end_mm(way.way)),
                      fmt::format("{}: {}, {:.0f} mm from the way", readable_name(structure->name),
                                  is_forbidden ? "FORBIDDEN" : "keep clear", clearance.distance_mm),
                      is_forbidden ? look::kForbidden : look::kWarn});
  }
}

void add_own_way(const SceneOwnWay& own, std::vector<SceneLabel>& labels) {
  if (!own.allowed) {
    labels.push_back({own.entry_mm, "NOT ALLOWED: must not be used", look::kForbidden});
    return;
  }
  labels.push_back({own.entry_mm,
                    fmt::format("Your entry, way of {:.0f} mm", (own.end_mm - own.entry_mm).norm()),
                    look::kWay});
}

void add_plan(const SpaceSceneContent& content, std::vector<SceneLabel>& labels) {
  const Plan& plan = *content.plan;
  labels.push_back({plan.target_mm,
                    fmt::format("Target: {} (\u00b1{:.0f} mm)", readable_name(target_words(plan)),
                                plan.tolerance_mm),
                    look::kWay});
  if (content.own_way) return add_own_way(*content.own_way, labels);
  const PlannedPath* way = chosen_way(content);
  if (way != nullptr) {
    const double length_mm = (end_mm(way->way) - entry_mm(way->way)).norm();
    labels.push_back(
        {entry_mm(way->way), fmt::format("Entry, way of {:.0f} mm", length_mm), look::kWay});
    add_structures(plan, *way, labels);
  } else if (plan.nearest) {
    labels.push_back(
        {entry_mm(plan.nearest->way), "NOT FEASIBLE: must not be used", look::kForbidden});
    add_structures(plan, *plan.nearest, labels);
  }
}

void add_landmarks(const SpaceSceneContent& content, std::vector<SceneLabel>& labels) {
  const auto count = std::min(content.landmarks.size(), kMostLandmarks);
  for (std::size_t i = 0; i < count; ++i) {
    const SceneLandmark& mark = content.landmarks[i];
    std::string text = readable_name(mark.name);
    if (mark.std_mm > 0.0) text += fmt::format(" \u00b1{:.0f} mm", mark.std_mm);
    if (mark.inferred) text += ", inferred";
    labels.push_back({mark.place_mm, text, look::kLandmark});
  }
}

bool meets_any(const AlignedBox2d& box, const std::vector<AlignedBox2d>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const AlignedBox2d& other) { return box.intersects(other); });
}

}  // namespace

std::string readable_name(const std::string& name) {
  std::string text = name;
  std::replace(text.begin(), text.end(), '_', ' ');
  std::istringstream words(text);
  std::string result;
  for (std::string word; words >> word;) {
    const std::string bare = word.substr(0, word.find(','));  // "psis, placed by you"
    if (is_level(bare) || is_initials(bare)) {
      for (auto& letter : word) letter = static_cast<char>(std::toupper(letter));
    }
    // Two levels in a row are those above and below: "L4/L5".
    const bool joint = is_level(name.substr(0, 2)) && !result.empty() && result.size() <= 3 &&
                       word.size() <= 3 && std::isupper(word[0]) != 0;
    result += (result.empty() ? "" : joint ? "/" : " ") + word;
  }
  return result;
}

std::vector<SceneLabel> labels_of(const SpaceSceneContent& content) {
  std::vector<SceneLabel> labels;
  if (content.needle) add_needle(*content.needle, labels);
  if (content.plan) add_plan(content, labels);
  if (!content.plan) add_landmarks(content, labels);
  return labels;
}

std::vector<std::optional<AlignedBox2d>> lay_out(const LabelTask& task) {
  std::vector<std::optional<AlignedBox2d>> boxes(task.places_px.size());
  std::vector<AlignedBox2d> taken = task.taken_px;
  for (const auto& place : task.places_px) {
    const Vector2d half = Vector2d::Constant(0.35 * task.step_px);
    taken.emplace_back(place - half, place + half);
  }
  for (std::size_t i = 0; i < task.places_px.size(); ++i) {
    const Vector2d& place = task.places_px[i];
    if (!task.room_px.contains(place)) continue;
    const Vector2d half = 0.5 * task.sizes_px[i];
    for (int ring = 1; ring <= 14 && !boxes[i]; ++ring) {
      for (const auto& way : {Vector2d(1, -0.5), Vector2d(1, 0.5), Vector2d(-1, -0.5),
                              Vector2d(-1, 0.5), Vector2d(0.3, -1), Vector2d(0.3, 1)}) {
        const Vector2d off = task.step_px * ring * way;
        const Vector2d centre =
            place + off +
            half.cwiseProduct(Vector2d(way.x() > 0 ? 1.0 : -1.0, way.y() > 0 ? 0.3 : -0.3));
        const AlignedBox2d box(centre - half, centre + half);
        if (!task.room_px.contains(box) || meets_any(box, taken)) continue;
        boxes[i] = box;
        taken.emplace_back(box.min() - Vector2d::Constant(2.0),
                           box.max() + Vector2d::Constant(2.0));
        break;
      }
    }
  }
  return boxes;
}

}  // namespace echolance
