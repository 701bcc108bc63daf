// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/own_way.hpp"

#include <utility>

#include "planner/rejections.hpp"
#include "planner/trajectory_search.hpp"

namespace echolance {

WayJudge::WayJudge(std::shared_ptr<const PlanCase> plan_case, PathRequest request,
                   const ProbeFace& probe)
    : plan_case_(std::move(plan_case)),
      request_(std::move(request)),
      judge_(PathJudge(plan_case_->scene, request_).with_probe(probe)) {}

OwnWay WayJudge::judge(const Eigen::Vector3d& entry_mm, const Eigen::Vector3d& end_mm) const {
  const Candidate candidate{entry_mm.cast<float>(), end_mm.cast<float>()};
  OwnWay own;
  if (!entry_mm.allFinite() || !end_mm.allFinite() || (end_mm - entry_mm).norm() < 1.0) {
    own.stop = Stop::kTooFlat;
    own.sentence = "entry and target are less than a millimetre apart";
    return own;
  }
  PathVerdict verdict = judge_.judge(candidate);
  own.path = describe_path(judge_, candidate, verdict);
  if (verdict.stop == Stop::kNone) {
    verdict.stop = exact_stop(judge_, own.path);
    verdict.stopped_at_mm = (candidate.end_mm - candidate.entry_mm).norm();
  }
  own.stop = verdict.stop;
  if (own.stop != Stop::kNone) {
    own.sentence = "this way " + stop_words(judge_, candidate, verdict);
  }
  return own;
}

Plan plan_to_follow(const Plan& plan, int chosen, const std::optional<OwnWay>& own) {
  Plan followed = plan;
  if (own) {
    followed.best = own->path;
  } else if (chosen >= 1 && static_cast<std::size_t>(chosen) <= plan.alternatives.size()) {
    followed.best = plan.alternatives[static_cast<std::size_t>(chosen) - 1];
  }
  return followed;
}

}  // namespace echolance
