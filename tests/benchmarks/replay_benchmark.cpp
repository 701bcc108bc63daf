// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// What the viewer's workers take: finding (frames a second), a jump to another frame (ms until its
// picture is there), memory at the end, and the delay of a recording played as if live (a frame's
// arrival to its report).
//   replay_benchmark FILE [--live-s=20]
//   replay_benchmark [--frames=10000]     a generated recording of that length, 820 x 616 px

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "session/live_session.hpp"
#include "session/replay.hpp"
#include "tests/benchmarks/generated_video.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace echolance;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{1};

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

// Linux: MB of resident memory.
double memory_mb() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS")) return std::strtod(line.c_str() + 6, nullptr) / 1024.0;
  }
  return 0.0;
}

double ms_until_picture(Replay& replay, std::int64_t frame) {
  const auto start = Clock::now();
  replay.want(frame);
  while (!replay.picture(frame) && replay.progress().picture_error.empty()) {
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return ms_since(start);
}

void print_jumps(Replay& replay, const char* when) {
  const std::int64_t last = replay.frame_count() - 1;
  std::vector<double> steps;
  ms_until_picture(replay, 0);
  for (std::int64_t i = 1; i <= std::min<std::int64_t>(last, 60); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(33));
    steps.push_back(ms_until_picture(replay, i));
  }
  fmt::print("pictures, {:<16} next frame p50 {:.2f} ms, p95 {:.2f} ms;", when,
             quantile(steps, 0.5), quantile(steps, 0.95));
  for (const std::int64_t share : {25, 75, 50, 0}) {
    fmt::print(" to {} %: {:.0f} ms;", share, ms_until_picture(replay, last * share / 100));
  }
  fmt::print("\n");
}

std::unique_ptr<Replay> opened(const std::string& path) {
  auto replay = Replay::open({path, {}, {}, std::nullopt});
  if (replay) return std::move(*replay);
  fmt::print(stderr, "{}\n", replay.error().text());
  return nullptr;
}

// Nobody looks at pictures meanwhile.
bool run_finding(const std::string& path) {
  const double before_mb = memory_mb();
  const auto start = Clock::now();
  auto replay = opened(path);
  if (!replay) return false;
  while (!replay->progress().finished) std::this_thread::sleep_for(kLook);
  const auto progress = replay->progress();
  fmt::print(
      "finding                  {} frames, {:.0f} a second; median: read {:.2f} ms, "
      "process_frame {:.2f} ms\n",
      progress.frames_done, 1e3 * static_cast<double>(progress.frames_done) / ms_since(start),
      progress.read_ms, progress.process_ms);
  print_jumps(*replay, "afterwards:");
  const auto after = replay->progress();
  fmt::print(
      "memory                   {:.0f} MB, before {:.0f} MB; reports {:.1f} MB, pictures {:.1f} "
      "MB\n",
      memory_mb(), before_mb, static_cast<double>(after.report_bytes) / 1048576.0,
      static_cast<double>(after.picture_bytes) / 1048576.0);
  const auto closing = Clock::now();
  replay.reset();
  fmt::print("closing                  {:.1f} ms\n", ms_since(closing));
  std::fflush(stdout);
  return true;
}

void run_looking(const std::string& path) {
  const auto start = Clock::now();
  const auto replay = opened(path);
  if (!replay) return;
  ms_until_picture(*replay, 0);
  fmt::print("first picture            {:.1f} ms after opening began\n", ms_since(start));
  print_jumps(*replay, "while finding:");
  fmt::print("                         {} frames found meanwhile\n",
             replay->progress().frames_done);
  std::fflush(stdout);
}

int run_live(const std::string& path, double most_s) {
  auto session = LiveSession::start({RecordedLive{path, {}}, {}, std::nullopt});
  if (!session) {
    fmt::print(stderr, "{}\n", session.error().text());
    return 1;
  }
  std::vector<double> delays_ms;
  std::int64_t last = -1;
  LiveView view;
  const double start_s = steady_now_s();
  do {
    view = (*session)->newest();
    if (view.frame && view.frame->index != last) {
      last = view.frame->index;
      delays_ms.push_back(1e3 * (view.ready_s - view.arrived_s));
    }
    std::this_thread::sleep_for(kLook);
  } while (!view.ended && steady_now_s() - start_s < most_s);
  const auto& counts = view.counts;
  fmt::print(
      "live                     {} frames at {:.1f} Hz, arrival to report p50 {:.1f} ms, p95 "
      "{:.1f} "
      "ms; {} late, {} dropped\n",
      counts.received, counts.source_hz, quantile(delays_ms, 0.5), quantile(delays_ms, 0.95),
      counts.late, counts.dropped);
  return 0;
}

template <class T>
bool take_number(std::string_view argument, std::string_view flag, T& value) {
  if (!argument.starts_with(flag)) return false;
  argument.remove_prefix(flag.size());
  return std::from_chars(argument.data(), argument.data() + argument.size(), value).ec ==
         std::errc();
}

}  // namespace

int main(int argc, char** argv) {
  std::string path;
  std::int64_t frames = 10'000;
  double live_s = 20.0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (take_number(argument, "--frames=", frames) || take_number(argument, "--live-s=", live_s)) {
      continue;
    }
    path = argument;
  }
  const TemporaryFolder folder;
  if (path.empty()) {
    path = folder.path("long.mp4");
    if (!write_generated_video(path, frames)) {
      fmt::print(stderr, "this OpenCV cannot write MPEG-4; name a recording\n");
      return 1;
    }
  }
  fmt::print("{} threads, {}\n", cv::getNumThreads(), path);
  if (!run_finding(path)) return 1;
  run_looking(path);
  return run_live(path, live_s);
}
