// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/window.hpp"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <opencv2/core.hpp>

#include "gui/panels/draw_viewer.hpp"
#include "gui/panels/theme.hpp"

namespace echolance {
namespace {

constexpr double kLeastWait_s = 1e-3;
using BindFramebuffer = void (*)(unsigned, unsigned);
using ResetStatus = unsigned (*)();
constexpr unsigned kFramebuffer = 0x8D40;  // GL_FRAMEBUFFER

Error no_window(const char* what) {
  const char* why = nullptr;
  ::glfwGetError(&why);
  return {ErrorCode::kNoData,
          fmt::format("{}; the viewer needs a display with OpenGL 3.2 (DISPLAY, or xvfb-run), the "
                      "command line does not",
                      what),
          why == nullptr ? "" : why};
}

// Null where this context cannot be lost without the whole program, or does not tell.
ResetStatus find_reset_status(GLFWwindow* window) {
  const bool tells =
      ::glfwGetWindowAttrib(window, GLFW_CONTEXT_ROBUSTNESS) == GLFW_LOSE_CONTEXT_ON_RESET;
  if (!tells) return nullptr;
  for (const char* name :
       {"glGetGraphicsResetStatus", "glGetGraphicsResetStatusKHR", "glGetGraphicsResetStatusARB"}) {
    if (auto* found = ::glfwGetProcAddress(name)) return reinterpret_cast<ResetStatus>(found);
  }
  return nullptr;
}

Gamepad gamepad_of(const GLFWgamepadstate& state) {
  const auto down = [&](int button) { return state.buttons[button] == GLFW_PRESS; };
  return {.left_x = state.axes[GLFW_GAMEPAD_AXIS_LEFT_X],
          .left_y = state.axes[GLFW_GAMEPAD_AXIS_LEFT_Y],
          .right_x = state.axes[GLFW_GAMEPAD_AXIS_RIGHT_X],
          .right_y = state.axes[GLFW_GAMEPAD_AXIS_RIGHT_Y],
          .left_bumper = down(GLFW_GAMEPAD_BUTTON_LEFT_BUMPER),
          .right_bumper = down(GLFW_GAMEPAD_BUTTON_RIGHT_BUMPER),
          .south = down(GLFW_GAMEPAD_BUTTON_A),
          .west = down(GLFW_GAMEPAD_BUTTON_X),
          .start = down(GLFW_GAMEPAD_BUTTON_START)};
}

}  // namespace

struct Window::Handles {
  GLFWwindow* window = nullptr;
  BindFramebuffer bind_framebuffer = nullptr;
  ResetStatus reset_status = nullptr;  ///< null: the driver does not tell
  double font_px = 0.0;
  std::vector<std::string> dropped;
  std::array<bool, 512> scripted{};  // keys that the script has pressed
};

Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  ::glfwSetErrorCallback(nullptr);
  if (::glfwInit() == GLFW_FALSE) return tl::unexpected(no_window("there is no display"));
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  ::glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  ::glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  ::glfwWindowHint(GLFW_CONTEXT_ROBUSTNESS, GLFW_LOSE_CONTEXT_ON_RESET);  // where there is such
  ::glfwWindowHint(GLFW_SAMPLES, 0);  // VTK's blits fail on multisampled windows
  auto handles = std::make_unique<Handles>();
  const WindowSize& size = options.size;
  handles->window =
      ::glfwCreateWindow(size.width_px, size.height_px, options.title.c_str(), nullptr, nullptr);
  if (handles->window == nullptr) {
    auto error = no_window("no window can be opened");
    ::glfwTerminate();
    return tl::unexpected(std::move(error));
  }
  ::glfwMakeContextCurrent(handles->window);
  ::glfwSwapInterval(1);
  handles->bind_framebuffer =
      reinterpret_cast<BindFramebuffer>(::glfwGetProcAddress("glBindFramebuffer"));
  handles->reset_status = find_reset_status(handles->window);
  ::glfwSetWindowSizeLimits(handles->window, std::min(kLeastWidth_px, size.width_px),
                            std::min(kLeastHeight_px, size.height_px), GLFW_DONT_CARE,
                            GLFW_DONT_CARE);
  ::glfwSetWindowUserPointer(handles->window, handles.get());
  ::glfwSetDropCallback(handles->window, [](GLFWwindow* window, int count, const char** paths) {
    auto* own = static_cast<Handles*>(::glfwGetWindowUserPointer(window));
    own->dropped.insert(own->dropped.end(), paths, paths + count);
  });
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplGlfw_InitForOpenGL(handles->window, true);
  ImGui_ImplOpenGL3_Init("#version 150");
  return std::unique_ptr<Window>(new Window(std::move(handles)));
}

Window::Window(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  ::glfwDestroyWindow(handles_->window);
  ::glfwTerminate();
}

void Window::use_font_size(double body_px) {
  if (body_px == handles_->font_px) return;
  handles_->font_px = body_px;
  load_fonts(*ImGui::GetIO().Fonts, find_fonts(), body_px);
  apply_theme(ImGui::GetStyle(), body_px);
  ImGui_ImplOpenGL3_DestroyFontsTexture();  // the next frame makes it anew
}

void Window::begin_frame(double wait_s, const ScriptedHands* hands) {
  if (wait_s > kLeastWait_s) {
    ::glfwWaitEventsTimeout(wait_s);
  } else {
    ::glfwPollEvents();
  }
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  if (hands != nullptr) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = {hands->x_px, hands->y_px};
    io.MouseWheel = hands->wheel;
    std::copy(hands->buttons.begin(), hands->buttons.end(), io.MouseDown);
    for (std::size_t key = 0; key < handles_->scripted.size(); ++key) {
      const bool down = std::find(hands->keys.begin(), hands->keys.end(), static_cast<int>(key)) !=
                        hands->keys.end();
      if (down || handles_->scripted[key]) io.KeysDown[key] = down;
      handles_->scripted[key] = down;
    }
    const auto held = [&](int left, int right) { return io.KeysDown[left] || io.KeysDown[right]; };
    io.KeyCtrl = held(GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL);
    io.KeyShift = held(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT);
    io.KeyAlt = held(GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT);
    io.AddInputCharactersUTF8(hands->typed.c_str());
  }
  ImGui::NewFrame();
}

void Window::draw_frame() {
  ImGui::Render();
  int width = 0, height = 0;
  ::glfwGetFramebufferSize(handles_->window, &width, &height);
  handles_->bind_framebuffer(kFramebuffer, 0);  // VTK leaves its own bound
  ::glViewport(0, 0, width, height);
  ::glClearColor(0.07F, 0.075F, 0.085F, 1.0F);
  ::glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::show_frame() {
  ::glfwSwapBuffers(handles_->window);
}

bool Window::close_requested() const {
  return ::glfwWindowShouldClose(handles_->window) != 0;
}

void Window::cancel_close() {
  ::glfwSetWindowShouldClose(handles_->window, GLFW_FALSE);
}

bool Window::context_lost() const {
  return handles_->reset_status != nullptr && handles_->reset_status() != GL_NO_ERROR;
}

WindowSize Window::size() const {
  WindowSize size;
  ::glfwGetWindowSize(handles_->window, &size.width_px, &size.height_px);
  return size;
}

std::optional<Gamepad> Window::gamepad() const {
  for (int stick = GLFW_JOYSTICK_1; stick <= GLFW_JOYSTICK_LAST; ++stick) {
    GLFWgamepadstate state;
    if (::glfwGetGamepadState(stick, &state) == GLFW_TRUE) return gamepad_of(state);
  }
  return std::nullopt;
}

std::vector<std::string> Window::take_dropped() {
  return std::exchange(handles_->dropped, {});
}

double Window::scale() const {
  float x = 1.0F, y = 1.0F;
  ::glfwGetWindowContentScale(handles_->window, &x, &y);
  return static_cast<double>(std::max({x, y, 1.0F}));
}

cv::Mat Window::screenshot() const {
  int width = 0, height = 0;
  ::glfwGetFramebufferSize(handles_->window, &width, &height);
  cv::Mat picture(height, width, CV_8UC3);
  ::glPixelStorei(GL_PACK_ALIGNMENT, 1);
  ::glReadBuffer(GL_BACK);
  ::glReadPixels(0, 0, width, height, GL_BGR, GL_UNSIGNED_BYTE, picture.data);
  cv::flip(picture, picture, 0);
  return picture;
}

std::string Window::graphics() const {
  const auto text = [](unsigned name) {
    const auto* words = ::glGetString(name);
    return words == nullptr ? "" : reinterpret_cast<const char*>(words);
  };
  return fmt::format("{}, {}", text(GL_RENDERER), text(GL_VERSION));
}

}  // namespace echolance
