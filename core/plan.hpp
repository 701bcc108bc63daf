// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/geometry.hpp"
#include "core/needle.hpp"
#include "core/no_go.hpp"
#include "core/plan_landmark.hpp"

namespace echolance {

/// A straight way of the needle: from the skin to where the tip is to rest; mm.
template <Space S>
struct Trajectory {
  Point<S> entry;
  Point<S> end;

  [[nodiscard]] double length_mm() const { return (end.mm - entry.mm).norm(); }
  [[nodiscard]] Direction<S> direction() const { return {(end.mm - entry.mm).normalized()}; }
  friend bool operator==(const Trajectory&, const Trajectory&) = default;
};

/// Plans live in the picture (untracked clips) or at the patient's reference marker.
using AnyTrajectory = std::variant<Trajectory<space::Image>, Trajectory<space::Reference>>;
enum class PlanSpace : std::uint8_t { kImage, kReference };

/// "Image", "Reference".
[[nodiscard]] const char* to_string(PlanSpace space);
[[nodiscard]] AnyTrajectory make_trajectory(PlanSpace space, const Eigen::Vector3d& entry_mm,
                                            const Eigen::Vector3d& end_mm);
[[nodiscard]] PlanSpace space_of(const AnyTrajectory& trajectory);
[[nodiscard]] Eigen::Vector3d entry_mm(const AnyTrajectory& trajectory);
[[nodiscard]] Eigen::Vector3d end_mm(const AnyTrajectory& trajectory);

/// Ground ends of needles; how much they bend differs. LITERATURE F2.
enum class NeedleTip : std::uint8_t { kShortBevel, kQuincke, kChiba, kTuohy, kPencilPoint };

[[nodiscard]] const char* to_string(NeedleTip tip);
[[nodiscard]] std::optional<NeedleTip> needle_tip_from(const std::string& name);

/// The needle a plan is made for.
struct PlanNeedle {
  NeedleModel model;
  double length_mm = 90.0;
  NeedleTip tip = NeedleTip::kQuincke;

  friend bool operator==(const PlanNeedle&, const PlanNeedle&) = default;
};

/// Who chose a plan's needle.
enum class PlanNeedleFrom : std::uint8_t { kUser, kProcedure };

/// "22G:90:quincke", "22G:90", "22:90" or "22G". kInvalidOption for a gauge, a length (20 to 250
/// mm) or a tip that is none.
[[nodiscard]] Result<PlanNeedle> plan_needle_from_text(const std::string& text);

/// How good a way is, each 0..1, 1 best.
struct PathTerms {
  double length = 0.0;       ///< 1: no way; 0: all of the needle
  double clearance = 0.0;    ///< 1: 10 mm or more beyond what each structure asks
  double visibility = 0.0;   ///< angle to the beam, gauge, depth, bone's shadow
  double in_plane = 0.0;     ///< share of the way that lies in the picture's slice
  double tolerance = 0.0;    ///< room left when the needle goes astray as far as must be expected
  double usual_angle = 0.0;  ///< 1: the procedure's usual angle; 0: at the end of its range
  double on_target = 0.0;    ///< 1: ends in the target; 0: at the edge of the tolerance
  double usual_view = 0.0;   ///< 1: probe and needle as the procedure is usually done

  friend bool operator==(const PathTerms&, const PathTerms&) = default;
};

struct PathTermName {
  const char* name;
  double PathTerms::*member;
};
inline constexpr std::size_t kPathTermCount = 8;
/// Names and members in the order above; JSON, texts and comparisons go by it.
[[nodiscard]] const std::array<PathTermName, kPathTermCount>& path_term_names();

/// How near a way comes to one structure.
struct PathClearance {
  std::string structure;
  double distance_mm = 0.0;  ///< of the way to its surface; negative: through it
  double least_mm = 0.0;     ///< asked for
  ClearanceKind kind = ClearanceKind::kForbidden;
};

/// A probability with its interval of 95 % confidence.
struct Probability {
  double value = 0.0;
  double low = 0.0;
  double high = 1.0;
};

struct StructureProbability {
  std::string structure;
  Probability clear;
};

/// With the needle seen in the picture all the way, and led back where it strays.
struct SeenRobustness {
  Probability on_target;
  Probability all_clear;
};

/// What errors of the stated sizes do to a way when nothing is corrected under way;
/// planner/robustness.hpp.
struct PathRobustness {
  int draws = 0;
  std::uint64_t seed = 0;
  Probability on_target;
  Probability all_clear;  ///< every forbidden structure, and no bone before the target
  Probability bone_free;  ///< no bone before the target
  std::vector<StructureProbability> structures;
  std::optional<SeenRobustness> if_seen = std::nullopt;  ///< empty: the needle hardly shows
};

/// One way with everything known of it.
struct PlannedPath {
  AnyTrajectory way;
  double angle_to_face_rad = 0.0;    ///< 0: flat under the probe's face
  double out_of_plane_rad = 0.0;     ///< of the needle to the picture plane
  double bone_distance_mm = 0.0;     ///< at least, before the last millimetres
  double shadowed_share = 0.0;       ///< of the way in the picture that lies in bone's shadow
  double expected_bending_mm = 0.0;  ///< at the tip, to whichever side the bevel looks
  PathTerms terms;
  double score = 0.0;  ///< 0..1, weighted mean of the terms
  std::vector<PathClearance> clearances;
  std::optional<PathRobustness> robustness;
};

/// What stopped the ways that start in one direction from the probe.
struct RegionVerdict {
  std::string region;  ///< "cranial", "right of the picture"
  int candidates = 0;
  int feasible = 0;
  std::string reason;  ///< a sentence, empty where all are feasible
};

/// Where the probe is to stand, in the plan's space.
struct PlanProbe {
  std::string stance;  ///< in words: "across the body, turned by 15 deg"
  Eigen::Vector3d origin_mm = Eigen::Vector3d::Zero();  ///< middle of the face
  Eigen::Vector3d right = Eigen::Vector3d::UnitX();     ///< to the picture's right
  Eigen::Vector3d beam = Eigen::Vector3d::UnitY();      ///< into the body
};

/// A plan: the best way, others that are better in some respect, and why the rest was rejected.
struct Plan {
  static constexpr int kSchemaVersion = 1;

  std::string procedure;
  std::string side;
  std::string guidance;  ///< in words
  PlanSpace space = PlanSpace::kReference;
  /// Of plans in kReference that are not in the reference marker's axes: whose they are, "file" for
  /// a surface made elsewhere, or another space of a tracker. They hold for no tracked picture.
  std::string axes;
  std::string target_name;
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();  ///< in `space`
  double target_std_mm = 0.0;
  double tolerance_mm = 2.0;            ///< the tip this near to the target has reached it
  std::vector<PlanLandmark> landmarks;  ///< that it rests on; empty in old files
  PlanNeedle needle;
  PlanNeedleFrom needle_from = PlanNeedleFrom::kUser;
  std::optional<PlanProbe> probe;         ///< of `best`, or of `nearest`; empty in old files
  std::optional<PlannedPath> best;        ///< empty: nothing is feasible, see `remedies`
  std::vector<PlannedPath> alternatives;  ///< by score
  std::optional<PlannedPath> nearest;     ///< where nothing is feasible: the least infeasible one
  std::vector<NoGo> structures;
  std::vector<RegionVerdict> regions;
  std::vector<std::string> remedies;  ///< sentences: what to change; never empty without `best`
  std::vector<std::string> warnings;  ///< sentences
  std::string input_path;
  std::string input_sha256;
  std::string program_version;
  std::optional<std::int64_t> frame_index;  ///< of the picture it was made on
};

/// The target's name, and that its landmark was accepted or placed where a person did: "psis,
/// placed by you".
[[nodiscard]] std::string target_words(const Plan& plan);

}  // namespace echolance
