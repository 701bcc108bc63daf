// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/plan_edits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gui/panels/words.hpp"

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

namespace {

bool in_picture(const PlanningView& plan) {
  return plan.plan_case && plan.plan_case->scene.space == PlanSpace::kImage;
}

// As it was before the user decided anything, as far as the last search tells.
PlanLandmark as_found(PlanLandmark mark) {
  if (mark.standing == LandmarkStanding::kPlaced) {
    mark.place_mm = mark.found_mm;
    mark.confidence = mark.found_confidence;
    mark.std_mm = 0.0;  // comes with the next search
  }
  mark.standing = mark.by_itself;
  return mark;
}

PlanLandmark with_choice(const PlanLandmark& found, const LandmarkChoice* choice) {
  PlanLandmark mark = as_found(found);
  if (choice == nullptr) return mark;
  if (choice->place_mm) {
    mark.found_mm = mark.place_mm;
    mark.found_confidence = mark.confidence;
    mark.confidence.reset();
    mark.place_mm = choice->place_mm;
    mark.standing = LandmarkStanding::kPlaced;
    mark.std_mm = kPlacedStd_mm;
  } else if (mark.place_mm) {
    mark.standing = LandmarkStanding::kAccepted;
  }
  return mark;
}

bool is_used(const PlanningView& plan, const std::string& name, LandmarkUse use) {
  return std::any_of(plan.landmarks.begin(), plan.landmarks.end(), [&](const PlanLandmark& mark) {
    return mark.name == name && mark.use == use;
  });
}

// Without a place of the user's the plan would vanish where nothing was found.
bool target_found_by_itself(const PlanningView& plan, const std::string& name) {
  return std::any_of(plan.landmarks.begin(), plan.landmarks.end(), [&](const PlanLandmark& mark) {
    return mark.name == name && mark.use == LandmarkUse::kTarget &&
           mark.by_itself != LandmarkStanding::kMissing;
  });
}

// The picture that the decision is about is the one that is planned on.
void decide(const PlanningView& plan, PlanEdit edit, Commands& commands) {
  if (!edit.frame) edit.frame = plan.searched_frame;
  edit.chosen = 0;
  if (edit == plan.edit) return;
  commands.emplace_back(command::EditPlan{std::move(edit), EditStep::kNew});
  commands.emplace_back(command::SearchPlan{});
}

}  // namespace

std::vector<PlanLandmark> landmarks_now(const PlanningView& plan) {
  std::vector<PlanLandmark> marks;
  for (const auto& mark : plan.landmarks) {
    const LandmarkChoice* choice = choice_for(plan.edit.landmarks, mark.name);
    const bool placed = choice != nullptr && choice->place_mm;
    const bool as_searched =
        choice == nullptr ? mark.standing != LandmarkStanding::kPlaced &&
                                mark.standing != LandmarkStanding::kAccepted
        : placed ? mark.standing == LandmarkStanding::kPlaced && mark.place_mm == choice->place_mm
                 : mark.standing == LandmarkStanding::kAccepted;
    marks.push_back(as_searched ? mark : with_choice(mark, choice));
  }
  return marks;
}

std::string target_landmark(const PlanningView& plan) {
  if (plan.edit.target_mm || !in_picture(plan)) return {};
  for (const auto& mark : plan.landmarks) {
    if (mark.use == LandmarkUse::kTarget) return mark.name;
  }
  return {};
}

void put_target(const PlanningView& plan, const Vector3d& place_mm, PlanEdit& edit) {
  const std::string name = target_landmark(plan);
  if (name.empty()) {
    edit.target_mm = place_mm;
    // A choice about a landmark that no plan rests on any more is refused by the search.
    std::erase_if(edit.landmarks, [&](const LandmarkChoice& one) {
      return is_used(plan, one.name, LandmarkUse::kTarget) &&
             !is_used(plan, one.name, LandmarkUse::kAvoid);
    });
    return;
  }
  set_choice(edit.landmarks, {name, place_mm});
  if (!edit.frame) edit.frame = plan.searched_frame;
}

void place_landmark(const PlanningView& plan, const std::string& name, const Vector3d& place_mm,
                    Commands& commands) {
  PlanEdit edit = plan.edit;
  set_choice(edit.landmarks, {name, place_mm});
  edit.target_mm.reset();
  decide(plan, std::move(edit), commands);
}

void accept_landmark(const PlanningView& plan, const std::string& name, Commands& commands) {
  PlanEdit edit = plan.edit;
  set_choice(edit.landmarks, {name, {}});
  edit.target_mm.reset();
  decide(plan, std::move(edit), commands);
}

void leave_landmark(const PlanningView& plan, const std::string& name, Commands& commands) {
  PlanEdit edit = plan.edit;
  drop_choice(edit.landmarks, name);
  decide(plan, std::move(edit), commands);
}

std::optional<Vector3d> target_now_mm(const PlanningView& plan) {
  if (plan.edit.target_mm) return plan.edit.target_mm;
  if (const std::string name = target_landmark(plan); !name.empty()) {
    for (const auto& mark : landmarks_now(plan)) {
      if (mark.name == name && mark.place_mm) return mark.place_mm;
    }
  }
  if (plan.plan_case) return plan.plan_case->target_mm;
  return std::nullopt;
}

std::optional<Vector3d> entry_now_mm(const PlanningView& plan) {
  if (plan.edit.entry_mm) return plan.edit.entry_mm;
  const PlannedPath* way = way_in_view(plan);
  if (way == nullptr) return std::nullopt;
  return entry_mm(way->way);
}

double target_std_mm(const PlanningView& plan) {
  const std::string name = target_landmark(plan);
  for (const auto& mark : landmarks_now(plan)) {
    if (!name.empty() && mark.name == name && mark.std_mm > 0.0) return mark.std_mm;
  }
  if (plan.edit.target_mm) return kPlacedStd_mm;
  return plan.plan_case ? plan.plan_case->target_std_mm : 0.0;
}

std::string target_label(const PlanningView& plan) {
  const std::string name = target_landmark(plan);
  for (const auto& mark : landmarks_now(plan)) {
    if (name.empty() || mark.name != name) continue;
    const bool placed = mark.standing == LandmarkStanding::kPlaced;
    std::string words = "target: " + structure_words(mark.name);
    if (mark.confidence) words += fmt::format(" {:.2f}", *mark.confidence);
    if (placed || mark.standing == LandmarkStanding::kAccepted) {
      words += std::string(", ") + standing_words(mark.standing);
    }
    return words;
  }
  return plan.edit.target_mm ? "target, placed by you" : "target";
}

void move_target(const PlanningView& plan, const Vector3d& by_mm, Commands& commands) {
  const auto now = target_now_mm(plan);
  if (!now) return;
  PlanEdit edit = plan.edit;
  put_target(plan, *now + by_mm, edit);
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
  std::erase_if(edit.landmarks, [&](const LandmarkChoice& one) {
    return one.place_mm && target_found_by_itself(plan, one.name);
  });
  if (!(edit == plan.edit)) commands.push_back(command::EditPlan{edit, EditStep::kNew});
}

}  // namespace echolance
