// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <string>

#include "core/plan.hpp"
#include "planner/path_check.hpp"
#include "session/plan_case.hpp"

namespace echolance {

/// A way of the user's own, judged.
struct OwnWay {
  PlannedPath path;
  Stop stop = Stop::kNone;
  std::string sentence;  ///< why it may not be taken; empty: it may
};

/// Judges ways of one case with the limits, terms and distances of the search: a way that the
/// search found gets the very same numbers. Making it takes as long as the maps of the search;
/// judging one way well below a millisecond. Any thread.
class WayJudge {
 public:
  /// `probe`: where the search wants it.
  WayJudge(std::shared_ptr<const PlanCase> plan_case, PathRequest request, const ProbeFace& probe);
  WayJudge(const WayJudge&) = delete;
  WayJudge& operator=(const WayJudge&) = delete;

  /// In the case's space, mm. Robustness is not estimated.
  [[nodiscard]] OwnWay judge(const Eigen::Vector3d& entry_mm, const Eigen::Vector3d& end_mm) const;

 private:
  std::shared_ptr<const PlanCase> plan_case_;
  PathRequest request_;
  PathJudge judge_;  ///< refers to both
};

/// The plan with another of its ways as the one to follow: the user's own, or, with `chosen` from 1
/// on, an alternative.
[[nodiscard]] Plan plan_to_follow(const Plan& plan, int chosen, const std::optional<OwnWay>& own);

}  // namespace echolance
