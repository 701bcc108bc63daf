// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/key_names.hpp"

#include <GLFW/glfw3.h>

#include <array>
#include <cctype>
#include <utility>

namespace echolance {
namespace {

constexpr std::array<std::pair<const char*, int>, 20> kNamed = {{
    {"Space", GLFW_KEY_SPACE},
    {"Escape", GLFW_KEY_ESCAPE},
    {"Enter", GLFW_KEY_ENTER},
    {"Tab", GLFW_KEY_TAB},
    {"Backspace", GLFW_KEY_BACKSPACE},
    {"Delete", GLFW_KEY_DELETE},
    {"Left", GLFW_KEY_LEFT},
    {"Right", GLFW_KEY_RIGHT},
    {"Up", GLFW_KEY_UP},
    {"Down", GLFW_KEY_DOWN},
    {"PageUp", GLFW_KEY_PAGE_UP},
    {"PageDown", GLFW_KEY_PAGE_DOWN},
    {"Home", GLFW_KEY_HOME},
    {"End", GLFW_KEY_END},
    {"Ctrl", GLFW_KEY_LEFT_CONTROL},
    {"Shift", GLFW_KEY_LEFT_SHIFT},
    {"Alt", GLFW_KEY_LEFT_ALT},
    {"Minus", GLFW_KEY_MINUS},
    {"Plus", GLFW_KEY_KP_ADD},
    {"Equal", GLFW_KEY_EQUAL},
}};
constexpr int kFunctionKeys = 12;

}  // namespace

std::optional<int> key_number(const std::string& name) {
  for (const auto& [known, number] : kNamed) {
    if (name == known) return number;
  }
  const auto first = static_cast<unsigned char>(name.empty() ? 0 : name.front());
  if (name.size() == 1 && std::isalnum(first) != 0) return std::toupper(first);
  for (int i = 1; i <= kFunctionKeys; ++i) {
    if (name == "F" + std::to_string(i)) return GLFW_KEY_F1 + i - 1;
  }
  return std::nullopt;
}

}  // namespace echolance
