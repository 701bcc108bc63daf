// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/display.hpp"

// Last: its macros (Status, None) would break other headers.
#include <X11/Xlib.h>

namespace echolance {

Result<DisplayConnection> DisplayConnection::open() {
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) {
    return fail(ErrorCode::kNoData,
                "there is no X display; start it under xvfb-run, or set DISPLAY");
  }
  return DisplayConnection(std::shared_ptr<void>(
      display, [](void* open_display) { XCloseDisplay(static_cast<Display*>(open_display)); }));
}

}  // namespace echolance
