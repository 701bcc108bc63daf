// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/options.hpp"
#include "planner/approach_rules.hpp"
#include "planner/scene.hpp"
#include "planner/trace_grid.hpp"

namespace echolance {

/// How much each term counts; they are divided by their sum.
struct TermWeights {
  double length = 1.0;
  double clearance = 2.0;
  double visibility = 2.0;
  double in_plane = 1.5;
  double tolerance = 2.0;
  double usual_angle = 1.0;
  double on_target = 1.5;
  double usual_view = 1.5;
};
[[nodiscard]] std::span<const OptionSpec<TermWeights>> term_weight_table();

/// What a search is asked for, in the scene's space.
struct PathRequest {
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();
  double tolerance_mm = 2.0;        ///< ends this near to the target are as good as it
  double calibration_std_mm = 1.0;  ///< between picture and needle
  PlanNeedle needle;
  ApproachRules rules;
  TermWeights weights;
};

/// A straight way to be judged.
struct Candidate {
  Eigen::Vector3f entry_mm;
  Eigen::Vector3f end_mm;
};

/// The first limit a way breaks, in the order they are tested.
enum class Stop : std::uint8_t {
  kNone,
  kTooLong,    ///< the needle does not reach
  kTooFlat,    ///< less than the least angle to the face
  kTooSteep,   ///< more than the largest
  kFootprint,  ///< it would enter through the probe
  kOffPlane,   ///< the procedure's needle lies in the picture plane (or across it), this one not
  kOutOfView,  ///< the end is not in the picture
  kBone,       ///< bone before the target
  kNoGo,       ///< nearer to a forbidden structure than allowed
};
inline constexpr std::size_t kStopCount = 9;

/// What one way is worth.
struct PathVerdict {
  Stop stop = Stop::kNone;
  float stopped_at_mm = 0.0F;  ///< how far from the entry, of kBone and kNoGo
  float excess = 0.0F;         ///< how far beyond the limit: mm, or rad of the angles
  float score = 0.0F;
  std::array<float, kPathTermCount> terms{};  ///< in the order of path_term_names()
};

/// What one way meets, wherever the probe stands.
struct WayTrace {
  Stop stop = Stop::kNone;  ///< kNone, kBone or kNoGo
  float stopped_at_mm = 0.0F;
  float excess = 0.0F;
  float no_go_least_mm = kFarRoom_mm;
  float spare_mm = kFarRoom_mm;  ///< least room beyond the tolerance cone
};

/// Judges ways of one scene. Everything is prepared once; judge() allocates nothing, may be called
/// from any thread, and costs about a microsecond.
class PathJudge {
 public:
  PathJudge(const PlanScene& scene, const PathRequest& request);
  /// The same scene and request with the probe elsewhere.
  [[nodiscard]] PathJudge with_probe(const ProbeFace& probe) const;

  [[nodiscard]] PathVerdict judge(const Candidate& candidate) const;
  /// The part of it that does not depend on the probe, and the rest: for many probes it need be
  /// followed only once.
  [[nodiscard]] WayTrace follow(const Candidate& candidate) const;
  [[nodiscard]] PathVerdict judge(const Candidate& candidate, const WayTrace& trace) const;
  /// All limits, not only the first: the sum of what is broken, in units in which 1 is about what
  /// a hand can change easily (5 mm, 5 deg); 0 for a feasible way.
  [[nodiscard]] double trouble(const Candidate& candidate, const WayTrace& trace) const;
  [[nodiscard]] const PlanScene& scene() const { return *scene_; }
  [[nodiscard]] const ProbeFace& probe() const { return probe_; }
  [[nodiscard]] const PathRequest& request() const { return *request_; }
  /// Of the same scene and probe for another request, which must outlive it.
  [[nodiscard]] PathJudge with_request(const PathRequest& request) const;
  /// Distance of the needle's axis to its surface; that much room a way must surely have to bone
  /// before its last millimetres.
  [[nodiscard]] float needle_radius_mm() const { return needle_radius_mm_; }
  /// That many millimetres before the end bone may be touched.
  [[nodiscard]] float contact_mm() const { return contact_mm_; }
  /// Room to bone that the needle's axis must have there; negative: bone may be dented.
  [[nodiscard]] float deepest_contact_mm() const { return deepest_contact_mm_; }
  /// Share of the way in the picture that lies in bone's shadow.
  [[nodiscard]] float shadowed_share(const Candidate& candidate) const;

 private:
  struct UsualFrom {
    Eigen::Vector3f direction;
    float usual;
  };
  struct Pose {
    Eigen::Vector3f direction;
    float length_mm;
    float sine_to_face;
    float sine_out_of_plane;
  };
  void take_request(const PathRequest& request);
  void place_probe(const ProbeFace& probe);
  [[nodiscard]] Pose pose_of(const Candidate& candidate) const;
  [[nodiscard]] PathVerdict pose_limits(const Candidate& candidate, const Pose& pose) const;
  [[nodiscard]] float off_plane(const Pose& pose) const;
  [[nodiscard]] float under_probe_mm(const Candidate& candidate) const;
  [[nodiscard]] float out_of_view_mm(const Candidate& candidate) const;
  [[nodiscard]] float visibility(const Candidate& candidate, const Pose& pose) const;
  [[nodiscard]] float usual_view(const Pose& pose) const;
  [[nodiscard]] PathVerdict finish(const Candidate& candidate, const Pose& pose,
                                   const WayTrace& trace) const;
  void fill_terms(const Candidate& candidate, const Pose& pose, const WayTrace& trace,
                  PathVerdict& verdict) const;
  [[nodiscard]] bool shadowed(const Eigen::Vector3f& place_mm) const;

  const PlanScene* scene_;
  const PathRequest* request_;
  std::shared_ptr<const TraceGrid> grid_;
  ProbeFace probe_;
  Eigen::Vector3f origin_, right_, beam_, out_;
  std::vector<UsualFrom> compass_;
  std::vector<float> first_bone_mm_;  // along each beam of the picture, left to right
  std::array<float, kPathTermCount> weights_{};
  float sine_low_ = 0.0F;
  float sine_high_ = 1.0F;
  float contact_mm_ = 3.0F;
  float deepest_contact_mm_ = -0.2F;
  float needle_radius_mm_ = 0.36F;
  float bend_per_mm2_ = 0.0F;
};

}  // namespace echolance
