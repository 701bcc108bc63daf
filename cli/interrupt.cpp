// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/interrupt.hpp"

#include <csignal>

namespace echolance {

namespace {
// A signal handler can reach nothing but a global.
volatile std::sig_atomic_t interrupt_count = 0;

extern "C" void count_interrupt(int) {
  interrupt_count = 1;
}
}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = &count_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return interrupt_count != 0;
}

}  // namespace echolance
