// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace echolance {

/// From now on the first Ctrl-C (or SIGTERM) only sets interrupted(); a second one ends the
/// program at once.
void catch_interrupts();

[[nodiscard]] bool interrupted();

}  // namespace echolance
