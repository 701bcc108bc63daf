// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// The way that is looked at: the user's own, else the chosen one, else, where nothing is
/// feasible, the least infeasible; null: none.
[[nodiscard]] const PlannedPath* way_in_view(const PlanningView& plan);

/// Best first, then the alternatives.
[[nodiscard]] std::vector<const PlannedPath*> ranked_ways(const PlanningView& plan);

enum class PlanAxis { kRight, kDeep, kOut };
/// Of the picture, or of the probe where the plan is in space; unit vector in the plan's space.
[[nodiscard]] Eigen::Vector3d plan_direction(const PlanningView& plan, PlanAxis axis);

/// Where they are now: the user's, else the landmark's or the way's. Empty: not known yet.
[[nodiscard]] std::optional<Eigen::Vector3d> target_now_mm(const PlanningView& plan);
[[nodiscard]] std::optional<Eigen::Vector3d> entry_now_mm(const PlanningView& plan);

/// The landmarks of the last search with what has been decided since: a landmark under a drag is
/// where it is dragged.
[[nodiscard]] std::vector<PlanLandmark> landmarks_now(const PlanningView& plan);
/// The landmark that the target is, in a picture; empty: none, or the target is the user's.
[[nodiscard]] std::string target_landmark(const PlanningView& plan);

/// Puts the target there: in a picture as its landmark's place, where it has one. A target with a
/// place of its own rests on no landmark: what was decided about those that only it lay by is
/// dropped.
void put_target(const PlanningView& plan, const Eigen::Vector3d& place_mm, PlanEdit& edit);
/// Places a landmark, accepts it where it was found, or leaves it as it was found, and searches.
void place_landmark(const PlanningView& plan, const std::string& name,
                    const Eigen::Vector3d& place_mm, Commands& commands);
void accept_landmark(const PlanningView& plan, const std::string& name, Commands& commands);
void leave_landmark(const PlanningView& plan, const std::string& name, Commands& commands);

/// Along each axis; of what is dragged at once that of a place of the user's.
[[nodiscard]] double target_std_mm(const PlanningView& plan);
/// What the target is and how surely: "target: PSIS 0.77", "target: PSIS, placed by you".
[[nodiscard]] std::string target_label(const PlanningView& plan);

/// The edit with target or entry moved; nothing happens where it is not known.
void move_target(const PlanningView& plan, const Eigen::Vector3d& by_mm, Commands& commands);
void move_entry(const PlanningView& plan, const Eigen::Vector3d& by_mm, Commands& commands);
/// Chooses the next way of the list, or the one before.
void choose_way(const PlanningView& plan, int index, Commands& commands);
/// Back to the landmark's target, where it was found by itself, and the search's entry.
void forget_own_way(const PlanningView& plan, Commands& commands);

}  // namespace echolance
