// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Whether memory stays flat while a long recording is replayed through run_track: the process' peak
// resident size after a tenth, half and all of its frames.
//   memory_benchmark [--frames=10000]

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <opencv2/core/utility.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/open_recording.hpp"
#include "session/run_track.hpp"
#include "tests/support/phantom.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace echolance;

PhantomOptions phantom_options() {
  PhantomOptions options;
  options.size_px = {320, 240};
  options.mm_per_px = 0.15;
  return options;
}

// Repeats some frames until a long recording is full.
class RepeatingSource final : public FrameSource {
 public:
  RepeatingSource(const PhantomOptions& options, std::int64_t frames) {
    PhantomSource phantom(options);
    info_ = phantom.info();
    info_.frame_count = frames;
    for (auto frame = phantom.next(); frame && *frame; frame = phantom.next()) {
      frames_.push_back(**frame);
    }
  }

  [[nodiscard]] const SequenceInfo& info() const override { return info_; }
  [[nodiscard]] Result<std::optional<Frame>> next() override {
    if (next_ == info_.frame_count) return std::optional<Frame>{};
    Frame frame = frames_[static_cast<std::size_t>(next_) % frames_.size()];
    frame.image = frame.image.clone();  // a reader hands out new pixels too
    frame.index = next_;
    frame.time = Timestamp::from_seconds(static_cast<double>(next_) / info_.frame_rate_hz);
    ++next_;
    return std::optional<Frame>(std::move(frame));
  }

 private:
  SequenceInfo info_;
  std::vector<Frame> frames_;
  std::int64_t next_ = 0;
};

// Linux: a line of /proc/self/status in MB; 0 elsewhere.
double status_mb(std::string_view key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return std::strtod(line.c_str() + key.size() + 1, nullptr) / 1024.0;
  }
  return 0.0;
}

// The peak counts from here on.
void reset_peak() {
  std::ofstream("/proc/self/clear_refs") << "5\n";
}

bool replay(const std::string& name, FrameSource& source, VideoOutput video) {
  const TemporaryFolder folder;
  const std::int64_t frames = source.info().frame_count.value_or(0);
  const std::vector<std::int64_t> looks = {frames / 10, frames / 2, frames};
  std::string row = fmt::format("| {} | {:.0f} |", name, status_mb("VmRSS"));
  reset_peak();
  TrackHooks hooks;
  hooks.progress = [&](const TrackProgress& progress) {
    const bool look = std::find(looks.begin(), looks.end(), progress.frames_done) != looks.end();
    if (look) row += fmt::format(" {:.1f} |", status_mb("VmHWM"));
  };
  TrackRequest request;
  request.out_dir = folder.path("out");
  request.video = video;
  const auto summary = run_track(source, request, hooks);
  if (!summary) {
    fmt::print(stderr, "{}: {}\n", name, summary.error().text());
    return false;
  }
  fmt::print("{} {} |\n", row, summary->counts.frames);
  std::fflush(stdout);
  return true;
}

bool write_video(const std::string& path, std::int64_t frames) {
  RepeatingSource source(phantom_options(), frames);
  cv::VideoWriter writer(path, cv::VideoWriter::fourcc('m', 'p', '4', 'v'), 30.0,
                         phantom_options().size_px, {cv::VIDEOWRITER_PROP_IS_COLOR, 0});
  for (auto frame = source.next(); frame && *frame; frame = source.next()) {
    writer.write((*frame)->image);
  }
  return writer.isOpened();
}

bool replay_video(std::int64_t frames) {
  const TemporaryFolder folder;
  const std::string path = folder.path("long.mp4");
  if (!write_video(path, frames)) {
    fmt::print(stderr, "video file: this OpenCV cannot write MPEG-4\n");
    return false;
  }
  bool good = true;
  for (const auto video : {VideoOutput::kNone, VideoOutput::kOverlay}) {
    const auto source = open_recording(path);
    if (!source) {
      fmt::print(stderr, "{}\n", source.error().text());
      return false;
    }
    const char* name = video == VideoOutput::kNone ? "video file" : "video file, overlay written";
    good = replay(name, **source, video) && good;
  }
  return good;
}

std::int64_t wanted_frames(int argc, char** argv) {
  constexpr std::string_view kFlag = "--frames=";
  std::int64_t frames = 10'000;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (!word.starts_with(kFlag)) continue;
    std::from_chars(word.data() + kFlag.size(), word.data() + word.size(), frames);
  }
  return std::max<std::int64_t>(frames, 10);
}

}  // namespace

int main(int argc, char** argv) {
  cv::setNumThreads(1);
  const std::int64_t frames = wanted_frames(argc, argv);
  fmt::print("Replay of {} frames of 320x240: peak resident size, MB\n\n", frames);
  fmt::print("| recording | before | after {} | after {} | after {} | frames done |\n", frames / 10,
             frames / 2, frames);
  fmt::print("|---|--:|--:|--:|--:|--:|\n");
  RepeatingSource generated(phantom_options(), frames);
  const bool good = replay("generated frames", generated, VideoOutput::kNone);
  return replay_video(frames) && good ? 0 : 1;
}
