// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/trajectory_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <span>
#include <utility>

#include "planner/candidates.hpp"
#include "planner/pareto.hpp"
#include "planner/place_search.hpp"
#include "planner/rejections.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;
using Eigen::Vector3d;

constexpr std::size_t kInFull = 4;  // places that are searched with all ways
constexpr int kChunk = 512;         // of the work that one thread takes at a time

double since_ms(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Calls work(i) for all i below count, in parallel.
template <class Work>
void for_all(std::size_t count, const Work& work) {
  const int chunks = static_cast<int>((count + kChunk - 1) / kChunk);
  cv::parallel_for_(cv::Range(0, chunks), [&](const cv::Range& range) {
    for (int chunk = range.start; chunk < range.end; ++chunk) {
      const std::size_t first = static_cast<std::size_t>(chunk) * kChunk;
      const std::size_t last = std::min(count, first + kChunk);
      for (std::size_t i = first; i < last; ++i) work(i);
    }
  });
}

// All candidates with the probe at one place.
class Search {
 public:
  Search(PathJudge judge, std::span<const Candidate> candidates, const SearchOptions& options)
      : options_(options),
        judge_(std::move(judge)),
        candidates_(candidates),
        verdicts_(candidates.size()) {
    result_.probe = judge_.probe();
    result_.candidates = static_cast<int>(candidates_.size());
    const auto start = Clock::now();
    for_all(candidates_.size(),
            [&](std::size_t i) { verdicts_[i] = judge_.judge(candidates_[i]); });
    result_.judge_ms = since_ms(start);
    choose();
  }

  [[nodiscard]] const std::optional<PlannedPath>& best() const { return result_.best; }
  [[nodiscard]] double judge_ms() const { return result_.judge_ms; }

  // With why the others are rejected and, where nothing is feasible, what to change.
  SearchResult explained() {
    count();
    result_.regions = judge_regions(judge_, {candidates_, verdicts_});
    if (!result_.best) explain_failure();
    return std::move(result_);
  }

 private:
  // The best by score that holds exactly; ways that do not are marked as stopped.
  void choose() {
    std::vector<std::size_t> feasible;
    for (std::size_t i = 0; i < verdicts_.size(); ++i) {
      if (verdicts_[i].stop == Stop::kNone) feasible.push_back(i);
    }
    while (!feasible.empty() && !result_.best) {
      const auto best = std::max_element(feasible.begin(), feasible.end(), [&](auto a, auto b) {
        return verdicts_[a].score < verdicts_[b].score;
      });
      if (auto path = exact(*best)) {
        result_.best = std::move(path);
      } else {
        feasible.erase(best);
      }
    }
    if (result_.best) choose_alternatives(feasible);
  }

  void choose_alternatives(const std::vector<std::size_t>& feasible) {
    result_.pareto.push_back(*result_.best);
    for (const std::size_t index : pareto_front(verdicts_, feasible)) {
      if (static_cast<int>(result_.pareto.size()) > options_.alternatives) break;
      const Vector3d entry = candidates_[index].entry_mm.cast<double>();
      const bool known =
          std::any_of(result_.pareto.begin(), result_.pareto.end(), [&](const PlannedPath& path) {
            return (entry_mm(path.way) - entry).norm() < options_.apart_mm;
          });
      if (known) continue;
      if (auto path = exact(index)) result_.pareto.push_back(std::move(*path));
    }
  }

  std::optional<PlannedPath> exact(std::size_t index) {
    PlannedPath path = describe_path(judge_, candidates_[index], verdicts_[index]);
    const Stop stop = exact_stop(judge_, path);
    if (stop == Stop::kNone) return path;
    verdicts_[index].stop = stop;
    verdicts_[index].excess = 0.1F;
    verdicts_[index].stopped_at_mm =
        (candidates_[index].end_mm - candidates_[index].entry_mm).norm();
    return std::nullopt;
  }

  // By stop, and the farthest that a way from each entry came; candidates of one entry follow each
  // other.
  void count() {
    for (std::size_t i = 0; i < verdicts_.size(); ++i) {
      const Stop stop = verdicts_[i].stop;
      ++result_.counts[static_cast<std::size_t>(stop)];
      const bool same = i > 0 && candidates_[i].entry_mm == candidates_[i - 1].entry_mm;
      if (!same) {
        result_.entries.push_back({candidates_[i].entry_mm.cast<double>(), stop});
        continue;
      }
      Stop& so_far = result_.entries.back().stop;
      if (so_far == Stop::kNone) continue;
      so_far = stop == Stop::kNone ? stop : std::max(so_far, stop);
    }
  }

  std::vector<float> all_troubles() const {
    std::vector<float> troubles(candidates_.size());
    for_all(candidates_.size(), [&](std::size_t i) {
      const Candidate& way = candidates_[i];
      troubles[i] = static_cast<float>(judge_.trouble(way, judge_.follow(way)));
    });
    return troubles;
  }

  void explain_failure() {
    if (candidates_.empty()) {
      double nearest = std::numeric_limits<double>::infinity();
      for (const auto& entry : judge_.scene().skin_mm) {
        nearest = std::min(nearest, (entry - judge_.request().target_mm).norm());
      }
      result_.remedies = {fmt::format(
          "the nearest known skin is {:.0f} mm from the target: take a needle of at least {:.0f} "
          "mm, or scan the skin over the target",
          nearest, std::ceil(nearest / 10.0) * 10.0)};
      return;
    }
    const auto troubles = all_troubles();
    const auto least = std::min_element(troubles.begin(), troubles.end());
    const auto index = static_cast<std::size_t>(least - troubles.begin());
    result_.nearest = describe_path(judge_, candidates_[index], verdicts_[index]);
    result_.remedies = find_remedies(judge_, candidates_, candidates_[index]);
  }

  SearchOptions options_;
  PathJudge judge_;
  std::span<const Candidate> candidates_;
  std::vector<PathVerdict> verdicts_;
  SearchResult result_;
};

// The probes of a scene, the most promising ones in full.
class SearchOfPlaces {
 public:
  SearchOfPlaces(const PathJudge& judge, const SearchOptions& options)
      : judge_(judge),
        options_(options),
        candidates_(make_candidates(judge.scene(), judge.request())) {}

  SearchResult run() {
    if (judge_.scene().more_probes.empty()) return explained(search(0));
    const auto start = Clock::now();
    const auto places = rank_places(judge_, candidates_);
    judge_ms_ += since_ms(start);
    auto found = best_of(places);
    if (!found) found = search(least_hopeless_place(judge_, candidates_));
    return explained(std::move(found));
  }

 private:
  std::unique_ptr<Search> search(std::size_t place) {
    auto there = std::make_unique<Search>(judge_at(judge_, place), candidates_, options_);
    judge_ms_ += there->judge_ms();
    return there;
  }

  // Of the first few that hold when followed exactly.
  std::unique_ptr<Search> best_of(const std::vector<std::size_t>& places) {
    std::unique_ptr<Search> found;
    for (std::size_t i = 0; i < places.size() && (i < kInFull || !found); ++i) {
      auto there = search(places[i]);
      if (!there->best()) continue;
      if (!found || there->best()->score > found->best()->score) found = std::move(there);
    }
    return found;
  }

  SearchResult explained(std::unique_ptr<Search> search) const {
    SearchResult result = search->explained();
    result.judge_ms = judge_ms_;
    result.places = static_cast<int>(judge_.scene().more_probes.size()) + 1;
    return result;
  }

  const PathJudge& judge_;
  SearchOptions options_;
  std::vector<Candidate> candidates_;
  double judge_ms_ = 0.0;
};

}  // namespace

Result<SearchResult> search_trajectories(const PlanScene& scene, const PathRequest& request,
                                         const SearchOptions& options) {
  if (auto valid = validate(scene); !valid) return tl::unexpected(valid.error());
  if (auto valid = validate<TermWeights>(request.weights, term_weight_table()); !valid) {
    return tl::unexpected(valid.error());
  }
  if (!request.target_mm.allFinite() || !(request.tolerance_mm > 0.0)) {
    return fail(ErrorCode::kInvalidOption,
                "the target or its tolerance is no number; give mm, the tolerance above 0");
  }
  const auto start = Clock::now();
  const PathJudge judge(scene, request);
  const double build_ms = since_ms(start);
  SearchResult result = SearchOfPlaces(judge, options).run();
  result.build_ms = build_ms;
  result.total_ms = since_ms(start);
  return result;
}

}  // namespace echolance
