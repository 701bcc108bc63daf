// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/progress.hpp"
#include "session/make_suite.hpp"

namespace echolance {

/// Which sequence of a suite is worked on, and the bar of its frames, on stderr.
class SuiteProgressBar {
 public:
  /// Valid as long as this is; Ctrl-C stops.
  [[nodiscard]] SuiteHooks hooks();
  void finish();

 private:
  ProgressBar bar_;
};

}  // namespace echolance
