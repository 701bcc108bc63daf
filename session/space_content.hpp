// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"
#include "core/space_content.hpp"
#include "imaging/open_options.hpp"
#include "session/process_frame.hpp"
#include "simulation/patient.hpp"

namespace echolance {

// What turns results into something to be seen in space. Each add_... puts its part into a scene
// and leaves the other parts as they are.

/// How finely a virtual patient's bones are grown for a scene. Fine: thinned out from a grid of
/// 1 mm, 6 s for patient and bones on one core. Quick: as they come from a grid of 1.9 mm, 0.7 s.
/// Both have just under 200 000 triangles.
enum class SceneDetail : std::uint8_t { kFine, kQuick };

/// Bones and main landmarks of a virtual patient; axes as Reference (LPS).
void add_patient(const Patient& patient, SpaceSceneContent& content,
                 SceneDetail detail = SceneDetail::kFine);

/// The patient's skin about a place, straight behind it (along y).
void add_skin_about(const Patient& patient, const Eigen::Vector3d& place_mm,
                    SpaceSceneContent& content);

/// The plan. One made in a picture has its own axes: right, down, into the page.
void add_plan(Plan plan, SpaceSceneContent& content);

/// bones.stl and landmarks.json of a landmarks folder. The body's axes come from the landmarks
/// where those suffice. kFileNotFound, kDamagedFile.
[[nodiscard]] Result<void> add_landmarks_folder(const std::string& folder,
                                                SpaceSceneContent& content);

/// volume.mha (with volume_origin.mha) and bone_surface.ply of a reconstruction folder. Same
/// errors.
[[nodiscard]] Result<void> add_reconstruction_folder(const std::string& folder,
                                                     SpaceSceneContent& content);

/// A picture of a tracked recording in its pose, with the needle that was found in it.
struct TrackedPicture {
  const Frame& frame;
  const FrameReport& report;
  std::vector<NamedPose> calibration;  ///< holds for all frames; counts before the frame's poses
  std::string space = "Reference";
};
/// kNoData where the frame has no picture or no good pose.
[[nodiscard]] Result<void> add_tracked_picture(const TrackedPicture& tracked,
                                               SpaceSceneContent& content);

/// The same for one frame after the other; a report of null: not found yet. What cannot be shown in
/// space is said in the notes.
[[nodiscard]] SceneMoment moment_of(const Frame& frame, const FrameReport* report,
                                    const std::vector<NamedPose>& calibration,
                                    const std::string& space);

/// What `echolance render` and the 3D workspace open.
struct SpaceCase {
  std::string path;                      ///< empty: only the patient
  std::optional<std::uint64_t> patient;  ///< seed; of a plan's patient where it names one
  std::optional<std::int64_t> frame;     ///< of a recording; empty: the first with a good pose
  std::vector<NamedPose> calibration;
  std::string space = "Reference";
  OpenOptions open;
  SceneDetail detail = SceneDetail::kFine;  ///< of the patient
};

/// A plan (plan.json or its folder), landmarks folder, reconstruction folder, or tracked recording,
/// and the patient. kFileNotFound, kUnsupportedFormat (a folder without results), kInvalidOption
/// (nothing asked for), the readers' errors.
[[nodiscard]] Result<SpaceSceneContent> open_space_case(const SpaceCase& space_case);

}  // namespace echolance
