// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/place_search.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <opencv2/core/utility.hpp>

namespace echolance {
namespace {

constexpr std::size_t kCoarse = 3000;  // ways per place
// Not a divisor of the ends that each entry has: of every entry some remain.
constexpr std::size_t kThin = 5;
constexpr std::size_t kWideOpen = 400;  // thin ways that are open: they tell the places apart
constexpr int kChunk = 512;
constexpr float kNone = -1.0F;

struct FollowedWays {
  std::vector<Candidate> ways;
  std::vector<WayTrace> traces;
};

std::vector<Candidate> thinned(std::span<const Candidate> candidates, std::size_t stride) {
  std::vector<Candidate> thin;
  for (std::size_t i = 0; i < candidates.size(); i += stride) thin.push_back(candidates[i]);
  return thin;
}

FollowedWays followed(const PathJudge& judge, std::vector<Candidate> candidates) {
  FollowedWays result{std::move(candidates), {}};
  result.traces.resize(result.ways.size());
  const int count = static_cast<int>(result.ways.size());
  cv::parallel_for_(cv::Range(0, (count + kChunk - 1) / kChunk), [&](const cv::Range& chunks) {
    const int last = std::min(count, chunks.end * kChunk);
    for (int i = chunks.start * kChunk; i < last; ++i) {
      const auto at = static_cast<std::size_t>(i);
      result.traces[at] = judge.follow(result.ways[at]);
    }
  });
  return result;
}

// Those that reach and meet nothing.
FollowedWays open_ways(const PathJudge& judge, std::span<const Candidate> candidates) {
  const auto reach = static_cast<float>(judge.request().needle.length_mm);
  std::vector<Candidate> in_reach;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(in_reach),
               [&](const Candidate& c) { return (c.end_mm - c.entry_mm).norm() <= reach; });
  const FollowedWays all = followed(judge, std::move(in_reach));
  FollowedWays open;
  for (std::size_t i = 0; i < all.ways.size(); ++i) {
    if (all.traces[i].stop != Stop::kNone) continue;
    open.ways.push_back(all.ways[i]);
    open.traces.push_back(all.traces[i]);
  }
  return open;
}

// value(judge at the place) of every place, in parallel.
template <class Value>
std::vector<float> at_all_places(const PathJudge& judge, const Value& value) {
  std::vector<float> values(judge.scene().more_probes.size() + 1);
  cv::parallel_for_(cv::Range(0, static_cast<int>(values.size())), [&](const cv::Range& places) {
    for (int i = places.start; i < places.end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      values[at] = value(judge_at(judge, at));
    }
  });
  return values;
}

std::vector<float> best_scores(const PathJudge& judge, const FollowedWays& open,
                               std::size_t stride) {
  return at_all_places(judge, [&](const PathJudge& there) {
    float best = kNone;
    for (std::size_t i = 0; i < open.ways.size(); i += stride) {
      const PathVerdict verdict = there.judge(open.ways[i], open.traces[i]);
      if (verdict.stop == Stop::kNone) best = std::max(best, verdict.score);
    }
    return best;
  });
}

// Those with a way, the best first.
std::vector<std::size_t> in_order(const std::vector<float>& scores) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] != kNone) places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  return places;
}

}  // namespace

PathJudge judge_at(const PathJudge& judge, std::size_t place) {
  return place == 0 ? judge : judge.with_probe(judge.scene().more_probes[place - 1]);
}

std::vector<std::size_t> rank_places(const PathJudge& judge,
                                     std::span<const Candidate> candidates) {
  const FollowedWays thin = open_ways(judge, thinned(candidates, kThin));
  if (thin.ways.size() >= kWideOpen) {
    auto places = in_order(best_scores(judge, thin, thin.ways.size() / kCoarse + 1));
    if (!places.empty()) return places;
  }
  const FollowedWays open = open_ways(judge, candidates);
  return open.ways.empty() ? std::vector<std::size_t>{} : in_order(best_scores(judge, open, 1));
}

std::size_t least_hopeless_place(const PathJudge& judge, std::span<const Candidate> candidates) {
  const FollowedWays some = followed(judge, thinned(candidates, candidates.size() / kCoarse + 1));
  const auto troubles = at_all_places(judge, [&](const PathJudge& there) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < some.ways.size(); ++i) {
      least = std::min(least, there.trouble(some.ways[i], some.traces[i]));
    }
    return static_cast<float>(least);
  });
  return static_cast<std::size_t>(
      std::distance(troubles.begin(), std::min_element(troubles.begin(), troubles.end())));
}

}  // namespace echolance
