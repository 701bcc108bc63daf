// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// How long the 3D view takes: scene_benchmark [FRAMES]. In a hidden window with the context that
// the viewer has, 640x600 px, turned a little each frame; LIBGL_ALWAYS_SOFTWARE=1 measures without
// a graphics card. Needs an X display (xvfb-run -a).

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "gui/scene/space_scene.hpp"
#include "tests/gui_scene/hidden_context.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace {

using namespace echolance;

constexpr int kWidth_px = 640, kHeight_px = 600;

double now_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void print_row(const char* name, SpaceScene& scene, int frames) {
  std::vector<double> times_ms;
  for (int i = 0; i < frames; ++i) {
    scene.turn(0.03, 0.0);
    const double start = now_ms();
    scene.texture(kWidth_px, kHeight_px);
    glFinish();
    times_ms.push_back(now_ms() - start);
  }
  const double first_ms = times_ms.front();
  std::sort(times_ms.begin(), times_ms.end());
  fmt::print("{:<36} median {:6.1f} ms   p95 {:6.1f} ms   first {:6.1f} ms\n", name,
             times_ms[times_ms.size() / 2], times_ms[times_ms.size() * 95 / 100], first_ms);
}

void measure(SpaceScene& scene, int frames) {
  scene.look(SceneView::kOblique);
  print_row("ground and words only", scene, frames);
  SpaceSceneContent content;
  content.bone = wavy_ball(100.0, 108'000);
  const double start = now_ms();
  scene.set_content(content);
  fmt::print("{:<36} {:13.1f} ms\n", "108 000 triangles taken over in", now_ms() - start);
  scene.look(SceneView::kOblique);
  print_row("surface, 108 000 triangles", scene, frames);
  content.plan = small_plan();
  content.needle = SceneNeedle{};
  content.needle->tip_mm = {0.0, 104.0, 0.0};
  scene.set_content(content);
  scene.look(SceneView::kOblique);
  print_row("the same with plan, needle, words", scene, frames);
  SpaceSceneContent volume;
  add_grey_volume({147, 106, 105}, volume);
  scene.set_content(volume);
  scene.look(SceneView::kOblique);
  print_row("volume 147x106x105, slices", scene, frames);
  scene.set_volume_style(VolumeStyle::kRendered);
  print_row("volume 147x106x105, rendered", scene, frames);
}

}  // namespace

int main(int argc, char** argv) {
  const int frames = std::max(argc > 1 ? std::atoi(argv[1]) : 120, 2);
  const HiddenContext context;
  if (context.window() == nullptr) {
    fmt::print(stderr, "no OpenGL 3.2 context; start it under xvfb-run -a\n");
    return 2;
  }
  auto scene = SpaceScene::in_current_context();
  if (!scene) {
    fmt::print(stderr, "{}\n", scene.error().text());
    return 2;
  }
  fmt::print("{} x {} px, {} frames, {}\n", kWidth_px, kHeight_px, frames,
             reinterpret_cast<const char*>(glGetString(GL_RENDERER)));
  measure(**scene, frames);
  return 0;
}
