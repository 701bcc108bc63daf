// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/plan_edits.hpp"

#include <algorithm>

namespace echolance {

using Eigen::Vector3d;

std::vector<const PlannedPath*> ranked_ways(const PlanningView& plan) {
  std::vector<const PlannedPath*> ways;
  if (!plan.results || !plan.results->plan.best) return ways;
  ways.push_back(&*plan.results->plan.best);
  for (const auto& way : plan.results->plan.alternatives) ways.push_back(&way);
  return ways;
}

const PlannedPath* way_in_view(const PlanningView& plan) {
  if (plan.own) return &plan.own->path;
  const auto ways = ranked_ways(plan);
  if (!ways.empty()) {
    const int last = static_cast<int>(ways.size()) - 1;
    return ways[static_cast<std::size_t>(std::clamp(plan.edit.chosen, 0, last))];
  }
  if (plan.results && plan.results->plan.nearest) return &*plan.results->plan.nearest;
  return nullptr;
}

Vector3d plan_direction(const PlanningView& plan, PlanAxis axis) {
  if (!plan.plan_case || plan.plan_case->scene.space == PlanSpace::kImage) {
    if (axis == PlanAxis::kRight) return Vector3d::UnitX();
    return axis == PlanAxis::kDeep ? Vector3d::UnitY() : Vector3d::UnitZ();
  }
  const ProbeFace& probe = plan.plan_case->scene.probe;
  if (axis == PlanAxis::kRight) return probe.right;
  return axis == PlanAxis::kDeep ? probe.beam : probe.out();
}

std::optional<Vector3d> target_now_mm(const PlanningView& plan) {
  if (plan.edit.target_mm) return plan.edit.target_mm;
  if (plan.plan_case) return plan.plan_case->target_mm;
  return std::nullopt;
}

std::optional<Vector3d> entry_now_mm(const PlanningView& plan) {
  if (plan.edit.entry_mm) return plan.edit.entry_mm;
  const PlannedPath* way = way_in_view(plan);
  if (way == nullptr) return std::nullopt;
  return entry_mm(way->way);
}

void move_target(const PlanningView& plan, const Vector3d& by_mm, Commands& commands) {
  const auto now = target_now_mm(plan);
  if (!now) return;
  PlanEdit edit = plan.edit;
  edit.target_mm = *now + by_mm;
  commands.push_back(command::EditPlan{edit, EditStep::kNew});
}

void move_entry(const PlanningView& plan, const Vector3d& by_mm, Commands& commands) {
  const auto now = entry_now_mm(plan);
  if (!now) return;
  PlanEdit edit = plan.edit;
  edit.entry_mm = *now + by_mm;
  commands.push_back(command::EditPlan{edit, EditStep::kNew});
}

void choose_way(const PlanningView& plan, int index, Commands& commands) {
  const int count = static_cast<int>(ranked_ways(plan).size());
  if (index < 0 || index >= count) return;
  if (index == plan.edit.chosen && !plan.edit.entry_mm) return;
  PlanEdit edit = plan.edit;
  edit.chosen = index;
  edit.entry_mm.reset();
  commands.push_back(command::EditPlan{edit, EditStep::kNew});
}

void forget_own_way(const PlanningView& plan, Commands& commands) {
  PlanEdit edit = plan.edit;
  edit.target_mm.reset();
  edit.entry_mm.reset();
  if (!(edit == plan.edit)) commands.push_back(command::EditPlan{edit, EditStep::kNew});
}

}  // namespace echolance
