// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Draws every workspace into a PNG: for looking at them, not for tests. Needs a display (xvfb-run).
//
//     panel_pictures OUT_FOLDER [RECORDING PROCEDURE]
//     panel_pictures --keys            prints docs/viewer_keys.md
//
// Writes NAME_WIDTHxHEIGHT.png for 1280x800, 1920x1080 and 1024x700.

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "gui/panels/draw_viewer.hpp"
#include "gui/panels/keys.hpp"
#include "gui/panels/theme.hpp"
#include "tests/gui_panels/sample_state.hpp"

namespace echolance {
namespace {

class Canvas {
 public:
  Canvas(int width, int height) : width_(width), height_(height) {
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    window_ = glfwCreateWindow(width, height, "panels", nullptr, nullptr);
    glfwMakeContextCurrent(window_);
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().KeyMap[ImGuiKey_Space] = key::kSpace;
    load_fonts(*ImGui::GetIO().Fonts, find_fonts(), kDesignFont_px);
    apply_theme(ImGui::GetStyle(), kDesignFont_px);
    ImGui_ImplOpenGL3_Init("#version 150");
  }
  ~Canvas() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
    glfwDestroyWindow(window_);
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  PictureTexture texture(const cv::Mat& image) {
    cv::Mat rgba;
    cv::cvtColor(image, rgba, image.channels() == 1 ? cv::COLOR_GRAY2RGBA : cv::COLOR_BGR2RGBA);
    GLuint id = 0;
    glGenTextures(1, &id);
    glBindTexture(GL_TEXTURE_2D, id);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, rgba.cols, rgba.rows, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                 rgba.data);
    return {id, image.cols, image.rows};
  }

  // A few frames, so that windows have found their sizes.
  void draw(const ViewerState& state, const std::string& path) {
    PanelMemory memory;
    for (int i = 0; i < 4; ++i) {
      ImGuiIO& io = ImGui::GetIO();
      io.DisplaySize = {static_cast<float>(width_), static_cast<float>(height_)};
      io.DeltaTime = 1.0F / 60.0F;
      ImGui_ImplOpenGL3_NewFrame();
      ImGui::NewFrame();
      Commands commands;
      draw_viewer(state, memory, commands);
      ImGui::Render();
      glViewport(0, 0, width_, height_);
      glClear(GL_COLOR_BUFFER_BIT);
      ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    }
    cv::Mat pixels(height_, width_, CV_8UC3), upright;
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, GL_BGR, GL_UNSIGNED_BYTE, pixels.data);
    cv::flip(pixels, upright, 0);
    cv::imwrite(path, upright);
    std::printf("%s\n", path.c_str());
  }

 private:
  int width_, height_;
  GLFWwindow* window_ = nullptr;
};

std::int64_t frame_with(const SampleState& sample, NeedleState state) {
  for (std::size_t i = sample.reports.size() / 3; i < sample.reports.size(); ++i) {
    if (sample.reports[i]->needle.state == state) return static_cast<std::int64_t>(i);
  }
  return static_cast<std::int64_t>(sample.reports.size()) / 2;
}

void show(SampleState& sample, std::int64_t frame, Canvas& canvas) {
  sample.show(frame);
  const auto texture = canvas.texture(sample.pictures[static_cast<std::size_t>(frame)]->image);
  sample.state.replay.texture = texture;
  sample.state.guide.texture = texture;
}

using Save = std::function<void(const ViewerState&, const char*)>;

void draw_recording(SampleState sample, Canvas& canvas, const Save& save) {
  show(sample, frame_with(sample, NeedleState::kSeen), canvas);
  ViewerState& state = sample.state;
  if (state.plan.picture.picture) {
    state.plan.picture.texture = canvas.texture(state.plan.picture.picture->image);
  }
  save(state, "open");
  ViewerState asks = state;
  asks.open.description->info.spacing.reset();
  asks.notices = {
      {NoticeKind::kWarning,
       "frame 17 is damaged; the 16 whole frames before it are "
       "shown",
       0.0},
      {NoticeKind::kError, "scan.mha: this file cannot be opened; check the name", 0.0}};
  save(asks, "open_question");
  state.workspace = Workspace::kReplay;
  save(state, "replay_seen");
  state.replay.side_by_side = true;
  state.replay.measure_from_px = {60.0, 60.0};
  state.replay.measure_to_px = {140.0, 120.0};
  save(state, "replay_both");
  state.replay.side_by_side = false;
  state.replay.measure_from_px.reset();
  state.workspace = Workspace::kPlan;
  save(state, "plan");
  state.workspace = Workspace::kGuide;
  save(state, "guide");
  state.guide.running = false;
  save(state, "guide_start");
  state.settings.keys_shown = true;
  save(state, "keys");
  state.settings.keys_shown = false;
  for (const auto kind : {NeedleState::kPredicted, NeedleState::kNotSeen}) {
    show(sample, frame_with(sample, kind), canvas);
    state.guide.running = true;
    state.workspace = Workspace::kReplay;
    save(state, kind == NeedleState::kPredicted ? "replay_predicted" : "replay_not_seen");
    state.workspace = Workspace::kGuide;
    save(state, kind == NeedleState::kPredicted ? "guide_predicted" : "guide_not_seen");
  }
}

void draw_patient_pictures(ViewerState state, Canvas& canvas, const Save& save) {
  cv::Mat grey(600, 800, CV_8UC1, cv::Scalar(30));
  cv::circle(grey, {400, 300}, 180, cv::Scalar(140), cv::FILLED);
  state.space.texture = canvas.texture(grey);
  state.space.available = true;
  state.workspace = Workspace::kPlan;
  save(state, "plan_patient");
  state.workspace = Workspace::kSpace;
  save(state, "space");
}

void draw_empty_pictures(ViewerState state, const Save& save) {
  const char* names[] = {"empty_open", "empty_replay", "empty_plan", "empty_space", "empty_guide"};
  for (int i = 0; i < kWorkspaceCount; ++i) {
    state.workspace = static_cast<Workspace>(i);
    save(state, names[i]);
  }
}

}  // namespace
}  // namespace echolance

int main(int count, char** words) {
  using namespace echolance;
  if (count == 2 && std::string(words[1]) == "--keys") {
    std::fputs(keys_page().c_str(), stdout);
    return 0;
  }
  if (count < 2 || !glfwInit()) {
    std::fprintf(stderr, "panel_pictures OUT_FOLDER [RECORDING PROCEDURE]; needs a display\n");
    return 2;
  }
  const std::string out = words[1];
  std::filesystem::create_directories(out);
  const std::string recording =
      count > 3 ? words[2] : std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha";
  const SampleState sample = sample_state({recording, count > 3 ? words[3] : "psis-infiltration"});
  const ViewerState patient = patient_state("facet-joint");
  const int sizes[][2] = {{1280, 800}, {1920, 1080}, {1024, 700}};
  for (const auto& size : sizes) {
    Canvas canvas(size[0], size[1]);
    const Save save = [&](const ViewerState& state, const char* name) {
      canvas.draw(state, out + "/" + name + "_" + std::to_string(size[0]) + "x" +
                             std::to_string(size[1]) + ".png");
    };
    draw_recording(sample, canvas, save);
    draw_patient_pictures(patient, canvas, save);
    draw_empty_pictures(empty_state(), save);
  }
  glfwTerminate();
}
