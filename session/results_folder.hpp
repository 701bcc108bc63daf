// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace echolance {

/// Names of the files in a results folder (docs/files.md).
namespace result_name {
inline constexpr const char* kFrames = "frames.csv";
inline constexpr const char* kBone = "bone.jsonl";
inline constexpr const char* kLandmarks = "landmarks.jsonl";
inline constexpr const char* kSummary = "summary.json";
inline constexpr const char* kOverlay = "overlay.mp4";
inline constexpr const char* kEvaluation = "evaluation.json";
inline constexpr const char* kVolume = "volume.mha";
inline constexpr const char* kVolumeOrigin = "volume_origin.mha";
inline constexpr const char* kBoneCloud = "bone_surface.ply";
inline constexpr const char* kBonesStl = "bones.stl";
inline constexpr const char* kBonesVtp = "bones.vtp";
inline constexpr const char* kBonePoints = "bone_points.ply";
inline constexpr const char* kSkin = "skin.ply";
inline constexpr const char* kMarkups = "landmarks.mrk.json";
inline constexpr const char* kPlanMarkups = "plan.mrk.json";
inline constexpr const char* kPlanPicture = "plan.png";
}  // namespace result_name

/// A kind of results: the file that sums them up, and what it says of itself. Earlier results are
/// known by it.
struct ResultsKind {
  const char* summary;
  const char* schema;
};
inline constexpr ResultsKind kTrackResults = {result_name::kSummary, "echolance.track"};
inline constexpr ResultsKind kReconstructResults = {"reconstruction.json", "echolance.reconstruct"};
inline constexpr ResultsKind kLandmarkResults = {"landmarks.json", "echolance.landmarks"};
inline constexpr ResultsKind kPlanResults = {"plan.json", "echolance.plan"};

/// kCannotWrite where the recording lies in the results folder: the run would replace what it
/// reads.
[[nodiscard]] Result<void> check_outside(const std::string& recording, const std::string& folder);

/// The folder one run writes into. Nothing the user made is ever lost: the folder must be new,
/// empty, or hold results of the same kind of an earlier run (or, for a plan, a case), and then
/// only our own files are replaced, when the new ones are complete.
class ResultsFolder {
 public:
  /// Creates the folder where it does not exist. kCannotWrite where that fails, the path is a
  /// file, or the folder holds other things.
  [[nodiscard]] static Result<ResultsFolder> prepare(const std::string& path,
                                                     const ResultsKind& kind);

  [[nodiscard]] std::filesystem::path file(const char* name) const { return path_ / name; }

  /// Removes a result of an earlier run that the new run does not replace.
  void remove_stale(const char* name) const;
  /// Takes the folder away again if prepare() made it and it is still empty.
  void remove_if_new_and_empty() const;

 private:
  enum class Origin { kFound, kCreated };

  std::filesystem::path path_;
  Origin origin_ = Origin::kFound;
};

}  // namespace echolance
