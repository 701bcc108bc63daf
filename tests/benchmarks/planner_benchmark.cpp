// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// How long the planner takes: planner_benchmark [THREADS]. Each figure is the median of 15 runs.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "planner/deviation.hpp"
#include "planner/robustness.hpp"
#include "tests/planner/planner_scenes.hpp"

namespace {

using namespace echolance;
using Clock = std::chrono::steady_clock;

constexpr int kRuns = 15;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <class Work>
double median_ms(const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < kRuns; ++i) {
    const auto start = Clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return median(times);
}

// Two walls with slits, 24 tubes: most ways are followed, few are ruled out by their pose alone.
PlanScene crowded_block() {
  PlanScene scene = flat_block(wall_with_slit(20.0, 5.0, 30.0));
  scene.probe.width_mm = 4.0;
  scene.probe.thickness_mm = 4.0;
  for (int i = 0; i < 24; ++i) {
    const double x = -55.0 + 5.0 * i;
    NoGo tube{fmt::format("tube_{}", i), 1.0, ClearanceKind::kForbidden, NoGoShape::kChain, {}, {}};
    for (int k = 0; k < 12; ++k) {
      tube.points_mm.emplace_back(x, 34.0 + 3.0 * (k % 3), -55.0 + 10.0 * k);
      tube.radii_mm.push_back(1.0);
    }
    scene.no_go.push_back(tube);
  }
  scene.skin_mm.clear();
  for (double x = -55.0; x <= 55.0; x += 0.75) {
    for (double z = -55.0; z <= 55.0; z += 0.8) scene.skin_mm.emplace_back(x, 0.0, z);
  }
  return scene;
}

void report_search(const PlanScene& scene, const PathRequest& request, const char* name) {
  std::vector<double> judge_ms, total_ms, build_ms;
  SearchResult last;
  for (int i = 0; i < kRuns; ++i) {
    auto result = search_trajectories(scene, request);
    if (!result) {
      fmt::print("{}\n", result.error().text());
      return;
    }
    last = std::move(*result);
    judge_ms.push_back(last.judge_ms);
    build_ms.push_back(last.build_ms);
    total_ms.push_back(last.total_ms);
  }
  int ruled_out = 0;
  for (const Stop stop : {Stop::kTooLong, Stop::kTooFlat, Stop::kTooSteep, Stop::kFootprint,
                          Stop::kOffPlane, Stop::kOutOfView}) {
    ruled_out += last.counts[static_cast<std::size_t>(stop)];
  }
  fmt::print("{}: {} candidates ({} followed through the maps, {} feasible)\n", name,
             last.candidates, last.candidates - ruled_out, last.counts[0]);
  fmt::print("  judged in        {:8.2f} ms, {:.0f} candidates/ms, {:.1f} ms for 10^5\n",
             median(judge_ms), last.candidates / median(judge_ms),
             1e5 * median(judge_ms) / last.candidates);
  fmt::print("  maps, once       {:8.2f} ms\n", median(build_ms));
  fmt::print("  whole search     {:8.2f} ms\n", median(total_ms));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) cv::setNumThreads(std::atoi(argv[1]));
  fmt::print("planner, {} threads\n", cv::getNumThreads());
  PathRequest request = request_for({2.0, 30.0, 1.0});
  request.rules.plane = NeedlePlane::kEither;
  const PlanScene block = crowded_block();
  report_search(block, request, "in space");
  const PlanScene picture = flat_picture(wall_with_slit(15.0, -9.0, 5.0));
  report_search(picture, request_for({0.0, 25.0, 0.0}), "in a picture");

  const PathJudge judge(block, request);
  const auto way = make_trajectory(PlanSpace::kReference, {-20.0, 0.0, 0.0}, request.target_mm);
  const double robust_ms = median_ms([&] {
    if (!estimate_robustness(judge, way)) std::abort();
  });
  fmt::print("robustness, 1000 draws, {} structures  {:8.2f} ms\n", block.no_go.size(), robust_ms);

  Plan plan;
  plan.target_mm = request.target_mm;
  plan.best.emplace();
  plan.best->way = way;
  plan.structures = block.no_go;
  PlanMonitor monitor(plan);
  constexpr int kUpdates = 1000;
  const double updates_ms = median_ms([&] {
    for (int i = 0; i < kUpdates; ++i) {
      const double part = static_cast<double>(i) / kUpdates;
      NeedlePlace sight;
      sight.state = NeedleState::kSeen;
      sight.tip_mm = {-20.0 + 20.0 * part, 25.0 * part, 0.5};
      sight.shaft_mm = {-22.0, 0.0, 0.0};
      static_cast<void>(monitor.update(sight));
    }
  });
  fmt::print("deviation, one frame                 {:8.4f} ms\n", updates_ms / kUpdates);
  return 0;
}
