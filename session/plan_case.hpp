// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "core/plan_landmark.hpp"
#include "planner/procedure.hpp"
#include "planner/scene.hpp"
#include "session/probe_places.hpp"
#include "session/process_frame.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// What is to be planned.
struct PlanTask {
  Procedure procedure;
  ProcedureSite site;
  PlanNeedle needle;
  std::string probe;  ///< of simulation/probe.hpp; empty: by the depth
  PlanNeedleFrom needle_from = PlanNeedleFrom::kUser;
  std::optional<Eigen::Vector3d> target_mm;  ///< in the case's space; empty: the landmark's
  std::vector<LandmarkChoice> landmarks;     ///< what the user decided about them
  std::vector<NoGo> avoid;                   ///< the user's own, in the case's space
  ProbeSteps probe_steps;                    ///< in a virtual patient
  double skin_step_mm = 1.5;                 ///< between entries there
};

/// The picture of an untracked case, for drawing.
struct CasePicture {
  cv::Mat image;
  PixelPoint origin;  ///< of Image space, px
  PixelSpacing spacing;
  std::vector<Eigen::Vector3d> bone_mm;  ///< Image
};

/// A case that trajectories can be searched in.
struct PlanCase {
  PlanScene scene;
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();
  double target_std_mm = 2.0;  ///< along each axis
  std::string target_name;
  std::vector<PlanLandmark> landmarks;  ///< that it rests on
  std::vector<std::string> warnings;
  std::optional<CasePicture> picture;
  std::optional<std::int64_t> frame_index;
  std::string axes;  ///< whose axes those of Reference are; empty: the reference marker's
  /// What is to be said of a way that was found, in sentences; may be empty.
  std::function<std::vector<std::string>(const AnyTrajectory&)> remarks_on;
};

/// The structures of a case with what the rules ask of them: those that the rules name get their
/// distance and kind, the others are warned of when the way meets them, except that `vital` ones
/// (by the beginning of their names) are not to be met at all. A structure at the target itself
/// cannot be forbidden.
[[nodiscard]] std::vector<NoGo> structures_to_avoid(std::vector<NoGo> known,
                                                    const std::vector<std::string>& vital,
                                                    const ApproachRules& rules,
                                                    const Eigen::Vector3d& target_mm);

/// In Reference, with everything that is true of a virtual patient: bones, nerves, vessels, dural
/// sac, skin; landmarks are exact. The probe may stand at all places of probe_places(). kNoData
/// where the patient lacks the target or skin over it, kInvalidOption for an unknown probe or
/// level.
[[nodiscard]] Result<PlanCase> plan_case_of_patient(const Patient& patient, const PlanTask& task);

/// In Image, on one picture of a recording: bone as found in it, the target a landmark claimed
/// there, accepted or placed by the user, or the task's. `frame_index` empty: the frame that shows
/// the target's landmark most surely; with a target or landmark placed by the user the first frame
/// with ultrasound. Nerves and vessels are not known and the warnings say so. kNoData where frame,
/// pixel size, ultrasound or landmark is missing, with the remedy; kInvalidOption for a landmark
/// that was accepted without its frame; the reader's errors.
[[nodiscard]] Result<PlanCase> plan_case_of_recording(FrameSource& source, const PlanTask& task,
                                                      std::optional<std::int64_t> frame_index);

/// The same on one picture whose report is known (of the whole pipeline up to it, as the recording
/// gives it).
[[nodiscard]] Result<PlanCase> plan_case_of_frame(const Frame& frame, const FrameReport& report,
                                                  const PlanTask& task);

/// The landmark that a plan on a picture rests on: empty with a target of the user's. kNoData where
/// single pictures cannot show it; kInvalidOption for a level the procedure does not have.
[[nodiscard]] Result<std::optional<LandmarkKind>> sought_landmark(const PlanTask& task);

/// Whether the user said where the target is, by itself or by placing its landmark in the picture.
[[nodiscard]] bool target_is_placed(const PlanTask& task);

/// The landmark of a picture that a landmark of the body shows as; empty where none does.
[[nodiscard]] std::optional<LandmarkKind> picture_landmark(const std::string& landmark);

/// Whether single pictures can give the procedure's target: its landmark shows in them and is ever
/// claimed.
[[nodiscard]] bool picture_gives_target(const PlanTask& task);

}  // namespace echolance
