// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// How long each stage of process_frame takes on one frame (DESIGN 8), and the baselines beside the
// needle tracker. p50 and p99 over the frames of a sequence, medians over the repetitions.
//   stage_benchmark [--benchmark_filter=...]

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <vector>

#include "session/metric.hpp"
#include "session/process_frame.hpp"
#include "tests/benchmarks/needle_score.hpp"
#include "tests/benchmarks/table_reporter.hpp"
#include "tests/benchmarks/timing_scene.hpp"

namespace {

using namespace echolance;

using ScenePtr = std::shared_ptr<LazyScene>;

// Frames before the measurement: the region settles after 32.
constexpr int kWarmUpFrames = 40;
constexpr int kTimedFrames = 200;
constexpr int kBaselineFrames = 50;
constexpr int kRepetitions = 3;

// One stage over the frames of a scene: called once per frame, it returns whether a needle is seen.
using Stage = std::function<bool(ToAndFro&)>;
using MakeStage = std::function<Stage()>;

struct StageRow {
  const char* name;
  const char* budget_ms;
  MakeStage make;
  int threads = 1;
  int frames = kTimedFrames;
};

void run_stage(benchmark::State& state, LazyScene& lazy, const StageRow& row) {
  const TimingScene& scene = lazy.get();
  if (scene.frames.empty()) return state.SkipWithError("the recording could not be read");
  cv::setNumThreads(row.threads);
  const Stage stage = row.make();
  ToAndFro frames(scene);
  for (int i = 0; i < std::min(kWarmUpFrames, row.frames); ++i)
    benchmark::DoNotOptimize(stage(frames));
  std::vector<double> times_ms;
  times_ms.reserve(static_cast<std::size_t>(row.frames));
  int seen = 0;
  for (auto _ : state) {
    const auto before = std::chrono::steady_clock::now();
    seen += stage(frames) ? 1 : 0;
    const std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - before;
    times_ms.push_back(time.count());
  }
  cv::setNumThreads(1);
  state.counters["p50_ms"] = percentile(times_ms, 0.50).value_or(0.0);
  state.counters["p99_ms"] = percentile(times_ms, 0.99).value_or(0.0);
  state.counters["seen_percent"] = 100.0 * seen / static_cast<double>(times_ms.size());
  state.SetLabel(row.budget_ms);
}

Stage region_search() {
  return [](ToAndFro& frames) {
    benchmark::DoNotOptimize(find_region(frames.frame().image));
    return false;
  };
}

Stage region_settled() {
  auto finder = std::make_shared<RegionFinder>();
  return [finder](ToAndFro& frames) {
    benchmark::DoNotOptimize(finder->update(frames.frame().image));
    return false;
  };
}

Stage frame_change() {
  auto detector = std::make_shared<FrameChangeDetector>();
  return [detector](ToAndFro& frames) {
    const NeedleInput input = frames.input();
    benchmark::DoNotOptimize(detector->update(input.grey(input.region.bounds_px)));
    return false;
  };
}

Stage bone_surface() {
  auto detector = std::make_shared<BoneSurfaceDetector>();
  return [detector](ToAndFro& frames) {
    const NeedleInput input = frames.input();
    benchmark::DoNotOptimize(detector->detect(input.grey, input.region, input.spacing));
    return false;
  };
}

// The bone is found once: its time stands in the row before.
Stage landmarks() {
  auto finder = std::make_shared<FrameLandmarkFinder>();
  auto tracker = std::make_shared<LandmarkTracker>();
  return [finder, tracker](ToAndFro& frames) {
    const NeedleInput input = frames.input();
    const auto seen = finder->find({input.grey, input.region, input.spacing, *input.bone});
    benchmark::DoNotOptimize(tracker->update(seen, {0, input.time, FrameChange::kNext}));
    return false;
  };
}

Stage finder_stage(const NamedFinder& named) {
  std::shared_ptr<NeedleFinder> finder = named.make();
  return [finder](ToAndFro& frames) {
    return finder->update(frames.input()).state == NeedleState::kSeen;
  };
}

// A tracker that knows nothing: the search of the whole region and what follows from it.
Stage needle_from_nothing() {
  auto tracker = std::make_shared<NeedleTracker>();
  return [tracker](ToAndFro& frames) {
    NeedleInput input = frames.input();
    input.change = FrameChange::kCut;
    return tracker->update(input).state == NeedleState::kSeen;
  };
}

Stage whole_pipeline() {
  auto state = std::make_shared<PipelineState>();
  return [state](ToAndFro& frames) {
    const auto report = process_frame(frames.frame(), *state, PipelineOptions{});
    return report.needle.state == NeedleState::kSeen;
  };
}

void add(const ScenePtr& scene, const StageRow& row) {
  const std::string name = fmt::format("{}/{}", scene->name(), row.name);
  benchmark::RegisterBenchmark(
      name.c_str(), [scene, row](benchmark::State& state) { run_stage(state, *scene, row); })
      ->Iterations(row.frames)
      ->Repetitions(kRepetitions)
      ->MeasureProcessCPUTime()
      ->Unit(benchmark::kMillisecond);
}

// A needle that is followed has another budget than one that is looked for.
void add_needle_rows(const ScenePtr& scene, const char* needle_budget_ms) {
  const auto finders = needle_finders();
  add(scene,
      {"needle, as it goes", needle_budget_ms, [ours = finders[0]] { return finder_stage(ours); }});
  add(scene, {"needle, whole region (each frame after a cut)", "10", needle_from_nothing});
  for (std::size_t i = 1; i < finders.size(); ++i) {
    const NamedFinder baseline = finders[i];
    const char* name = i == 1 ? "baseline Canny + HoughLinesP" : "baseline LSD";
    add(scene, {name, "", [baseline] { return finder_stage(baseline); }, 1, kBaselineFrames});
  }
}

void add_all_rows(const ScenePtr& scene) {
  add(scene, {"region, searching", "", region_search});
  add(scene, {"region, settled", "0.3", region_settled});
  add(scene, {"frame change", "", frame_change});
  add(scene, {"bone surface", "3", bone_surface});
  add(scene, {"landmarks", "1", landmarks});
  add_needle_rows(scene, "4");
  add(scene, {"process_frame", "8, p99 16", whole_pipeline});
  add(scene, {"process_frame, two threads", "", whole_pipeline, 2});
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  cv::setNumThreads(1);
  add_all_rows(phantom_needle_scene());
  const auto lost = phantom_lost_scene();
  add_needle_rows(lost, "10");
  add(lost, {"process_frame", "8, p99 16", whole_pipeline});
  for (const auto& scene : recorded_scenes()) add_all_rows(scene);
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}
