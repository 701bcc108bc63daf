// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "planner/path_check.hpp"

namespace echolance {

struct SearchOptions {
  int alternatives = 8;
  double apart_mm = 6.0;  ///< entries of alternatives differ by at least that
};

/// What the best of the ways from one place on the skin comes to; for pictures of what is rejected.
struct EntryVerdict {
  Eigen::Vector3d entry_mm = Eigen::Vector3d::Zero();
  Stop stop = Stop::kNone;
};

/// What a search found.
struct SearchResult {
  ProbeFace probe;  ///< where the best way wants it; where least is missing if there is none
  std::optional<PlannedPath> best;
  std::vector<PlannedPath> pareto;     ///< best in some respect; by score, the best among them
  std::optional<PlannedPath> nearest;  ///< where there is no best: the least infeasible
  std::vector<RegionVerdict> regions;
  std::vector<std::string> remedies;  ///< sentences: what to change; never empty without a best
  std::vector<EntryVerdict> entries;
  std::array<int, kStopCount> counts{};  ///< of candidates, by Stop
  int candidates = 0;                    ///< with this probe
  int places = 1;                        ///< of the probe that were looked at
  double judge_ms = 0.0;                 ///< all candidates, at all places
  double build_ms = 0.0;                 ///< maps
  double total_ms = 0.0;

  [[nodiscard]] bool usable() const { return best.has_value(); }
};

/// All candidates of the scene judged in parallel (opencv's pool); the best, and those that no
/// other beats in all terms (compared in steps of 0.05). Ways that are returned as feasible have
/// been followed a second time, in steps of 0.1 mm and with exact distances to every structure.
/// Where the scene has more probes they are ranked first (planner/place_search.hpp), the best few
/// are searched in full, and the one with the best way is kept; none is found only where none of
/// them has a way. Without a feasible way the result says what to change: which move or turn of the
/// probe, needle or angle opens one. The same result whatever the thread count. Errors of
/// validate(PlanScene); kInvalidOption for weights out of range or a target that is not finite.
/// Source: ours; LITERATURE F1.
[[nodiscard]] Result<SearchResult> search_trajectories(const PlanScene& scene,
                                                       const PathRequest& request,
                                                       const SearchOptions& options = {});

/// Everything of one way; `verdict` is its judgement. Exact to 0.1 mm along the way.
[[nodiscard]] PlannedPath describe_path(const PathJudge& judge, const Candidate& candidate,
                                        const PathVerdict& verdict);

/// Whether a way that was judged feasible keeps every hard limit when followed in small steps with
/// exact distances, as describe_path() does: kNone, kBone or kNoGo.
[[nodiscard]] Stop exact_stop(const PathJudge& judge, const PlannedPath& path);

}  // namespace echolance
