// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// The viewer as a user has it, in its window: time to the first picture, frames shown and their
// delay while a recording plays at its own speed and while it plays as if live, memory while it
// loops. Needs a display: xvfb-run -a -s "-screen 0 1920x1080x24" viewer_benchmark ...
//   viewer_benchmark [FILE] [--loop-s=60]     without FILE: generated, 820 x 616 px, 30 frames/s

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/benchmarks/generated_video.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace echolance;
using nlohmann::json;

constexpr std::int64_t kGeneratedFrames = 900;  // half a minute
constexpr double kPlay_s = 20.0;
constexpr const char* kSizes[] = {"1280x800", "1920x1080"};

// Runs the real program with a script; what it saved.
class Viewing {
 public:
  explicit Viewing(std::string program) : program_(std::move(program)) {
    ::setenv("XDG_CONFIG_HOME", folder_.path("config").c_str(), 1);
    ::setenv("XDG_STATE_HOME", folder_.path("state").c_str(), 1);
  }
  [[nodiscard]] json save(const std::string& name) const {
    return {{"save_state", folder_.path(name)}};
  }
  [[nodiscard]] bool run(const std::string& path, const char* size, const json& steps) const {
    write_text(folder_.path("script.json"), steps.dump());
    return std::system(fmt::format("'{}' gui '{}' --size {} --script '{}'", program_, path, size,
                                   folder_.path("script.json"))
                           .c_str()) == 0;
  }
  [[nodiscard]] json state(const std::string& name) const {
    std::ifstream file(folder_.path(name));
    return json::parse(file);
  }

 private:
  std::string program_;
  TemporaryFolder folder_;
};

const json kPicture = {{"wait_for", "picture"}};
const json kFound = {{"wait_for", "found"}, {"most_s", 600.0}};
json wait_s(double s) {
  return {{"wait_s", s}};
}
json todo(const char* command) {
  return {{"do", command}};
}

bool print_start(const Viewing& viewing, const std::string& path, const char* size) {
  if (!viewing.run(path, size, {kPicture, viewing.save("start.json")})) return false;
  fmt::print("{:<10} first picture        {:.2f} s after the program's start\n", size,
             viewing.state("start.json")["first_picture_s"].get<double>());
  return true;
}

void print_playback(const char* size, const char* when, const json& state) {
  const json& replay = state["replay"];
  const json& playback = replay["playback"];
  fmt::print(
      "{:<10} {:<20} {:.1f} frames/s shown, {} shown, {} passed over; due to screen p50 {:.0f} ms, "
      "p95 {:.0f} ms; {} of {} through process_frame ({:.1f} ms each)\n",
      size, when, playback["shown_hz"].get<double>(), playback["shown"].get<std::int64_t>(),
      playback["passed_over"].get<std::int64_t>(), playback["delay_p50_ms"].get<double>(),
      playback["delay_p95_ms"].get<double>(), replay["frames_found"].get<std::int64_t>(),
      replay["frame_count"].get<std::int64_t>(), replay["process_ms"].get<double>());
}

bool print_replay(const Viewing& viewing, const std::string& path, const char* size) {
  const json steps = {kPicture,
                      todo("toggle_play"),
                      wait_s(kPlay_s),
                      viewing.save("finding.json"),
                      kFound,
                      todo("toggle_play"),
                      {{"do", "go_to_frame"}, {"frame", 0}},
                      kPicture,
                      todo("toggle_play"),
                      wait_s(kPlay_s),
                      viewing.save("found.json")};
  if (!viewing.run(path, size, steps)) return false;
  print_playback(size, "plays while finding:", viewing.state("finding.json"));
  print_playback(size, "plays afterwards:", viewing.state("found.json"));
  return true;
}

bool print_live(const Viewing& viewing, const std::string& path, const char* size) {
  const json steps = {kFound,
                      {{"do", "start_guide"}, {"source", "recording"}},
                      {{"wait_for", "live"}},
                      wait_s(kPlay_s),
                      viewing.save("live.json")};
  if (!viewing.run(path, size, steps)) return false;
  const json guide = viewing.state("live.json")["guide"];
  fmt::print(
      "{:<10} {:<20} {:.1f} frames/s from the source, {} received, {} through process_frame, {} "
      "dropped; arrival to screen p50 {:.0f} ms, p95 {:.0f} ms\n",
      size, "as if live:", guide["source_hz"].get<double>(), guide["received"].get<std::int64_t>(),
      guide["processed"].get<std::int64_t>(), guide["dropped"].get<std::int64_t>(),
      guide["delay_p50_ms"].get<double>(), guide["delay_p95_ms"].get<double>());
  return true;
}

// Memory after every tenth of the time, the first one after the first round.
bool print_loop(const Viewing& viewing, const std::string& path, double loop_s) {
  json steps = {kFound, {{"do", "set_loop"}, {"on", true}}, todo("toggle_play")};
  constexpr int kTenths = 10;
  for (int i = 1; i <= kTenths; ++i) {
    steps.push_back(wait_s(loop_s / kTenths));
    steps.push_back(viewing.save(fmt::format("loop{}.json", i)));
  }
  if (!viewing.run(path, kSizes[0], steps)) return false;
  fmt::print("{:<10} memory, MB, looping for {:.0f} s:", kSizes[0], loop_s);
  for (int i = 1; i <= kTenths; ++i) {
    fmt::print(" {:.0f}", viewing.state(fmt::format("loop{}.json", i))["memory_mb"].get<double>());
  }
  fmt::print("\n");
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::string path;
  double loop_s = 60.0;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    constexpr std::string_view kLoop = "--loop-s=";
    if (argument.starts_with(kLoop)) {
      argument.remove_prefix(kLoop.size());
      std::from_chars(argument.data(), argument.data() + argument.size(), loop_s);
    } else {
      path = argument;
    }
  }
  const TemporaryFolder folder;
  if (path.empty()) {
    path = folder.path("generated.mp4");
    if (!write_generated_video(path, kGeneratedFrames)) {
      fmt::print(stderr, "this OpenCV cannot write MPEG-4; name a recording\n");
      return 1;
    }
  }
  const std::string own = argv[0];
  const Viewing viewing(own.substr(0, own.rfind('/') + 1) + "echolance");
  fmt::print("{}\n", path);
  for (const char* size : kSizes) {
    if (!print_start(viewing, path, size) || !print_replay(viewing, path, size) ||
        !print_live(viewing, path, size)) {
      return 1;
    }
    std::fflush(stdout);
  }
  return print_loop(viewing, path, loop_s) ? 0 : 1;
}
