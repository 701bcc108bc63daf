// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/timing_scene.hpp"

#include <utility>

#include "imaging/open_recording.hpp"
#include "tests/benchmarks/frame_steps.hpp"
#include "tests/support/phantom.hpp"

namespace echolance {

namespace {

constexpr double kFrameTime_s = 1.0 / 30.0;
constexpr std::size_t kMostFrames = 200;

TimingScene scene_of(const std::vector<Frame>& frames) {
  TimingScene scene;
  FrameSteps steps;
  for (const auto& frame : frames) {
    auto input = steps.update(frame);
    if (!input || input->change == FrameChange::kRepeated) continue;
    scene.bones.push_back(std::make_unique<BoneSurface>(*input->bone));
    input->bone = scene.bones.back().get();
    scene.inputs.push_back(std::move(*input));
    scene.frames.push_back(frame);
  }
  return scene;
}

std::vector<Frame> read_frames(FrameSource& source) {
  std::vector<Frame> frames;
  while (frames.size() < kMostFrames) {
    auto frame = source.next();
    if (!frame || !*frame) break;
    frames.push_back(std::move(**frame));
  }
  return frames;
}

PhantomOptions phantom_options() {
  PhantomOptions options;
  options.size_px = {820, 616};
  options.mm_per_px = 0.065;
  options.frames = kMostFrames;
  options.tissue_motion_px_per_frame = {0.1, 0.03};
  options.needle->lengths = {{0, 20.0}, {100, 34.0}, {199, 20.0}};
  return options;
}

std::shared_ptr<LazyScene> phantom_scene(const std::string& name, const PhantomOptions& options) {
  return std::make_shared<LazyScene>(name, [options] {
    PhantomSource source(options);
    return read_frames(source);
  });
}

}  // namespace

LazyScene::LazyScene(std::string name, std::function<std::vector<Frame>()> frames)
    : name_(std::move(name)), read_frames_(std::move(frames)) {}

const TimingScene& LazyScene::get() {
  if (!scene_) scene_ = scene_of(read_frames_());
  return *scene_;
}

std::shared_ptr<LazyScene> phantom_needle_scene() {
  return phantom_scene("generated 820x616", phantom_options());
}

std::shared_ptr<LazyScene> phantom_lost_scene() {
  auto options = phantom_options();
  options.needle.reset();
  options.frames = 60;
  return phantom_scene("generated 820x616, no needle", options);
}

std::vector<std::shared_ptr<LazyScene>> recorded_scenes() {
  struct Recording {
    const char* name;
    const char* path;
    double mm_per_px;
  };
  std::vector<std::shared_ptr<LazyScene>> scenes;
  for (const auto& [name, file, mm_per_px] :
       {Recording{"bone_plus 820x616", "bone_plus/BoneUltrasound_L14.igs.mha", 0.0854},
        Recording{"needle_clarius 1080x860", "needle_clarius/insertion.mp4", 0.0354}}) {
    const auto path = recording_path(file);
    if (!path) continue;
    const OpenOptions options{.frame_rate_hz = {}, .mm_per_px = mm_per_px};
    scenes.push_back(std::make_shared<LazyScene>(name, [path = *path, options] {
      const auto source = open_recording(path, options);
      return source ? read_frames(**source) : std::vector<Frame>{};
    }));
  }
  return scenes;
}

std::size_t ToAndFro::step() {
  const auto last = static_cast<std::int64_t>(scene_.frames.size()) - 1;
  const std::int64_t place = last == 0 ? 0 : steps_ % (2 * last);
  ++steps_;
  return static_cast<std::size_t>(place <= last ? place : 2 * last - place);
}

Frame ToAndFro::frame() {
  Frame frame = scene_.frames[step()];
  frame.index = steps_ - 1;
  frame.time = Timestamp::from_seconds(static_cast<double>(steps_ - 1) * kFrameTime_s);
  return frame;
}

NeedleInput ToAndFro::input() {
  NeedleInput input = scene_.inputs[step()];
  input.change = steps_ == 1 ? FrameChange::kFirst : FrameChange::kNext;
  input.time = Timestamp::from_seconds(static_cast<double>(steps_ - 1) * kFrameTime_s);
  return input;
}

}  // namespace echolance
