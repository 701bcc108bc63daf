// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace echolance {

/// The bell of the X display that GLFW has open; on the thread of the window.
void ring_bell();

}  // namespace echolance
