// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan_landmark.hpp"
#include "session/measured_anatomy.hpp"
#include "session/plan_case.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// A landmark as a case knows it by itself; the error where it does not.
using FindLandmark = std::function<Result<PlanLandmark>(const std::string& name)>;

/// The landmarks of a case with what the user decided about them. A landmark that was found less
/// surely than a claim is given only once it was accepted; one that was placed lies where it was
/// placed, with kPlacedStd_mm.
class LandmarkChoices {
 public:
  LandmarkChoices(std::vector<LandmarkChoice> choices, FindLandmark find)
      : choices_(std::move(choices)), find_(std::move(find)) {}

  /// What a plan is to use, which has a place; it is remembered as used. The error of `find`;
  /// kNoData where it is too faint and was not accepted.
  [[nodiscard]] Result<PlanLandmark> use(const std::string& name, LandmarkUse use);
  [[nodiscard]] const std::vector<PlanLandmark>& used() const { return used_; }
  /// kInvalidOption where something was decided about a landmark that was not used.
  [[nodiscard]] Result<void> check_all_used() const;

 private:
  std::vector<LandmarkChoice> choices_;
  FindLandmark find_;
  std::vector<PlanLandmark> used_;
};

/// A virtual patient's own, exact. kNoData where it has none of this name.
[[nodiscard]] Result<PlanLandmark> landmark_in(const Patient& patient, const std::string& name);
/// Of a swept body, with its standard deviation along one axis. The errors of
/// MeasuredAnatomy::landmark.
[[nodiscard]] Result<PlanLandmark> landmark_in(const MeasuredAnatomy& anatomy,
                                               const std::string& name);

/// The surest landmark of this kind that a picture shows, claimed or faint, in Image; kNoData with
/// why there is none.
[[nodiscard]] Result<PlanLandmark> landmark_in_picture(const FrameReport& report,
                                                       LandmarkKind kind);

/// The landmark that a plan on this picture would rest on, whether or not it can be planned:
/// missing, faint, as it is or as the user decided. Empty with a target of the user's, or where the
/// procedure's target is none of a picture's landmarks.
[[nodiscard]] std::vector<PlanLandmark> landmarks_for_plan(const FrameReport& report,
                                                           const PlanTask& task);

/// The choices of a task by the names that a picture's landmarks have: "psis_left" is "psis".
[[nodiscard]] std::vector<LandmarkChoice> choices_in_picture(const PlanTask& task,
                                                             LandmarkKind kind);

}  // namespace echolance
