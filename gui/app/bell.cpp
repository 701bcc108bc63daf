// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/bell.hpp"

#include <GLFW/glfw3.h>
#define GLFW_EXPOSE_NATIVE_X11
#include <GLFW/glfw3native.h>

namespace echolance {

void ring_bell() {
  ::XBell(::glfwGetX11Display(), 0);
  ::XFlush(::glfwGetX11Display());
}

}  // namespace echolance
