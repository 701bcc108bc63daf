// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/display.hpp"

// Last: its macros (Status, None, CV's names among them) would break other headers.
#include <X11/Xlib.h>

namespace echolance {

Result<void> check_display() {
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) {
    return fail(ErrorCode::kNoData,
                "there is no X display; start it under xvfb-run, or set DISPLAY");
  }
  XCloseDisplay(display);
  return {};
}

}  // namespace echolance
