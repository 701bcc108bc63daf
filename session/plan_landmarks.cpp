// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_landmarks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

PlanLandmark placed(const LandmarkChoice& choice, const Result<PlanLandmark>& found) {
  PlanLandmark mark;
  if (found) {
    mark = *found;
    mark.found_mm = found->place_mm;
    mark.found_confidence = found->confidence;
    mark.confidence.reset();
  }
  mark.name = choice.name;
  mark.standing = LandmarkStanding::kPlaced;
  mark.place_mm = choice.place_mm;
  mark.std_mm = kPlacedStd_mm;
  return mark;
}

tl::unexpected<Error> too_faint(const PlanLandmark& mark) {
  return fail(ErrorCode::kNoData,
              fmt::format("the {} found here is too faint to be planned on by itself: confidence "
                          "{:.3f}, and {:.2f} is a claim",
                          mark.name, mark.confidence.value_or(0.0), kLandmarkClaim),
              {}, Remedy::kAcceptLandmark);
}

Result<PlanLandmark> chosen(const std::string& name, const LandmarkChoice* choice,
                            const Result<PlanLandmark>& found) {
  if (choice != nullptr && choice->place_mm) return placed(*choice, found);
  if (!found) {
    if (choice == nullptr) return found;
    Error error = found.error();
    error.message =
        fmt::format("there is no {} here that could be accepted: {}", name, error.message);
    return tl::unexpected<Error>(error);
  }
  PlanLandmark mark = *found;
  if (choice != nullptr) {
    mark.standing = LandmarkStanding::kAccepted;
  } else if (mark.standing == LandmarkStanding::kFaint) {
    return too_faint(mark);
  }
  return mark;
}

}  // namespace

Result<PlanLandmark> LandmarkChoices::use(const std::string& name, LandmarkUse use) {
  auto mark = chosen(name, choice_for(choices_, name), find_(name));
  if (!mark) return mark;
  mark->use = use;
  const auto same = [&](const PlanLandmark& one) { return one.name == name && one.use == use; };
  if (std::none_of(used_.begin(), used_.end(), same)) used_.push_back(*mark);
  return mark;
}

Result<void> LandmarkChoices::check_all_used() const {
  std::vector<std::string> names;
  for (const auto& mark : used_) names.push_back(mark.name);
  for (const auto& choice : choices_) {
    if (std::find(names.begin(), names.end(), choice.name) != names.end()) continue;
    if (names.empty()) {
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("with a target of your own this plan rests on no landmark, and not "
                              "on '{}'",
                              choice.name),
                  {}, Remedy::kOwnTargetOrMarks);
    }
    return fail(ErrorCode::kInvalidOption,
                fmt::format("this plan does not rest on a landmark '{}', but on: {}", choice.name,
                            fmt::join(names, ", ")));
  }
  return {};
}

Result<PlanLandmark> landmark_in(const Patient& patient, const std::string& name) {
  for (const auto& mark : patient.landmarks) {
    if (mark.name != name) continue;
    PlanLandmark exact;
    exact.name = name;
    exact.standing = exact.by_itself = LandmarkStanding::kExact;
    exact.place_mm = mark.point.mm;
    return exact;
  }
  return fail(ErrorCode::kNoData, fmt::format("this patient has no landmark '{}'", name), {},
              Remedy::kLandmarkInSpace);
}

Result<PlanLandmark> landmark_in(const MeasuredAnatomy& anatomy, const std::string& name) {
  return anatomy.landmark(name).map([&](const SpaceLandmark& found) {
    PlanLandmark mark;
    mark.name = name;
    mark.standing = mark.by_itself = LandmarkStanding::kFound;
    mark.place_mm = found.point_mm;
    mark.std_mm = found.std_mm / std::sqrt(3.0);
    mark.confidence = found.confidence;
    return mark;
  });
}

Result<PlanLandmark> landmark_in_picture(const FrameReport& report, LandmarkKind kind) {
  const PlanarLandmark* found = report.landmarks.find(kind);
  if (found == nullptr || !found->position) {
    std::string why(report.landmarks.reason);
    for (const auto& one : report.landmarks.landmarks) {
      if (one.kind == kind && !one.position) why = one.reason;
    }
    return fail(ErrorCode::kNoData,
                fmt::format("no {} was found{}", to_string(kind), why.empty() ? "" : ": " + why),
                {}, Remedy::kLandmark);
  }
  PlanLandmark mark;
  mark.name = to_string(kind);
  mark.standing =
      found->confidence >= kLandmarkClaim ? LandmarkStanding::kFound : LandmarkStanding::kFaint;
  mark.by_itself = mark.standing;
  mark.place_mm = Eigen::Vector3d(found->in_image.mm.x(), found->in_image.mm.y(), 0.0);
  mark.std_mm = found->std_mm;
  mark.confidence = found->confidence;
  return mark;
}

std::vector<LandmarkChoice> choices_in_picture(const PlanTask& task, LandmarkKind kind) {
  std::vector<LandmarkChoice> choices = task.landmarks;
  for (auto& choice : choices) {
    if (picture_landmark(choice.name) == kind) choice.name = to_string(kind);
    if (choice.place_mm) choice.place_mm->z() = 0.0;
  }
  return choices;
}

std::vector<PlanLandmark> landmarks_for_plan(const FrameReport& report, const PlanTask& task) {
  const auto kind = sought_landmark(task);
  if (!kind || !*kind || !report.spacing) return {};
  const auto found = landmark_in_picture(report, **kind);
  const std::string name = to_string(**kind);
  const auto choices = choices_in_picture(task, **kind);
  if (const auto mark = chosen(name, choice_for(choices, name), found)) return {*mark};
  if (found) return {*found};
  PlanLandmark missing;
  missing.name = name;
  missing.reason = found.error().message;
  return {missing};
}

}  // namespace echolance
