// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// How long one frame of a simulated recording takes once the patient is loaded: needle, moving
// probe, tissue that gives way; the picture alone, as live use needs it, and with its truth, as
// recordings do. The budget is 10 ms on two threads.
//   simulation_speed_benchmark [--benchmark_filter=...]
// Other work on the machine makes frames slower, never faster: judge by the fastest frame, and by
// the processor time, which is that of all threads over their number.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <utility>
#include <vector>

#include "session/metric.hpp"
#include "simulation/patient_parameters.hpp"
#include "simulation/scenario_source.hpp"

namespace {

using namespace echolance;

constexpr int kFrames = 100;
constexpr int kWarmUpFrames = 5;
constexpr int kRepetitions = 3;
constexpr std::uint64_t kPatientSeed = 3;

enum class Product { kPicture, kPictureWithTruth };

struct Recording {
  const char* probe;
  const char* procedure;
  Product product = Product::kPicture;
  int threads = 2;
};

void make(ScenarioSource& source, Product product) {
  benchmark::DoNotOptimize(source.next());
  if (product == Product::kPictureWithTruth) benchmark::DoNotOptimize(&source.truth());
}

std::shared_ptr<const Patient> patient() {
  static const auto made =
      std::make_shared<const Patient>(make_patient(draw_patient(kPatientSeed).value()));
  return made;
}

Result<ScenarioSource> source_of(const Recording& recording) {
  ProcedureRequest request;
  request.procedure = recording.procedure;
  request.probe = recording.probe;
  request.frames = kWarmUpFrames + kFrames;
  auto scenario = procedure_scenario(patient(), request);
  if (!scenario) return tl::unexpected(scenario.error());
  return ScenarioSource::create(std::move(*scenario));
}

// Of all threads of this program.
double processor_ms() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

struct FrameTimes {
  std::vector<double> wall_ms, processor_ms;
};

void time_frame(ScenarioSource& source, Product product, FrameTimes& times) {
  const double before_ms = processor_ms();
  const auto start = std::chrono::steady_clock::now();
  make(source, product);
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  times.wall_ms.push_back(wall.count());
  times.processor_ms.push_back(processor_ms() - before_ms);
}

void run(benchmark::State& state, const Recording& recording) {
  cv::setNumThreads(recording.threads);
  auto source = source_of(recording);
  if (!source) return state.SkipWithError(source.error().message.c_str());
  for (int i = 0; i < kWarmUpFrames; ++i) make(*source, recording.product);
  FrameTimes times;
  for (auto _ : state) time_frame(*source, recording.product, times);
  state.counters["fastest_ms"] = *std::min_element(times.wall_ms.begin(), times.wall_ms.end());
  state.counters["p50_ms"] = percentile(times.wall_ms, 0.5).value_or(0.0);
  state.counters["processor_ms"] =
      percentile(times.processor_ms, 0.5).value_or(0.0) / recording.threads;
  state.counters["depth_mm"] = source->scenario().scanner.depth_mm;
}

void add(const Recording& recording) {
  const char* product = recording.product == Product::kPicture ? "picture" : "picture with truth";
  const auto name = fmt::format("{}/{}/{}/{} threads", recording.probe, recording.procedure,
                                product, recording.threads);
  benchmark::RegisterBenchmark(name.c_str(),
                               [recording](benchmark::State& state) { run(state, recording); })
      ->Iterations(kFrames)
      ->Repetitions(kRepetitions)
      ->Unit(benchmark::kMillisecond);
}

// One row a recording: of its repetitions the best.
class SpeedTable final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override {
    PrintBasicContext(&GetErrorStream(), context);
    GetOutputStream()
        << "| probe/procedure/product/threads | depth mm | fastest ms | median ms | processor "
           "ms a thread | budget ms |\n|---|--:|--:|--:|--:|--:|\n";
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    std::string name;
    double fastest = 1e9, median = 1e9, processor = 1e9, depth = 0.0;
    for (const auto& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      name = run.run_name.function_name;
      if (run.error_occurred) {
        GetOutputStream() << fmt::format("| {} | {} | | | | |\n", name, run.error_message);
        return;
      }
      fastest = std::min(fastest, run.counters.at("fastest_ms").value);
      median = std::min(median, run.counters.at("p50_ms").value);
      processor = std::min(processor, run.counters.at("processor_ms").value);
      depth = run.counters.at("depth_mm").value;
    }
    if (name.empty()) return;
    GetOutputStream() << fmt::format("| {} | {:.0f} | {:.1f} | {:.1f} | {:.1f} | 10 |\n", name,
                                     depth, fastest, median, processor)
                      << std::flush;
  }
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const auto product : {Product::kPicture, Product::kPictureWithTruth}) {
    add({"l14-5", "psis_infil", product});
    add({"l14-5", "caudal", product});
    add({"l14-5", "facet_ia", product});
    add({"c5-2", "facet_ia", product});
    add({"c5-2", "esp_lumbar", product});
    add({"c5-2", "psis_infil", product});
  }
  SpeedTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
