// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/suite_progress.hpp"

#include <fmt/format.h>

#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"

namespace echolance {

SuiteHooks SuiteProgressBar::hooks() {
  SuiteHooks hooks;
  hooks.sequence = [this](const std::string& name, std::size_t number, std::size_t count) {
    bar_.finish();
    print_message(fmt::format("{} of {}: {}\n", number, count, name));
  };
  hooks.frames = {[this](const TrackProgress& progress) { bar_.show(progress); },
                  [] { return interrupted(); }};
  return hooks;
}

void SuiteProgressBar::finish() {
  bar_.finish();
}

}  // namespace echolance
