// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "session/truth.hpp"
#include "tests/support/phantom.hpp"

namespace echolance {

/// One generated sequence of the accuracy table.
struct PhantomCase {
  std::string group;  ///< row of the table
  std::string name;   ///< its own parameters, in words
  PhantomOptions options;
};

/// 90 frames each, 48 x 40 mm; the needle comes, rests and goes. Steep needles stop above the bone.
[[nodiscard]] std::vector<PhantomCase> phantom_cases();

/// The truth of one frame as evaluate has it: a needle counts as present when 5 mm of it give an
/// echo, as absent when nothing of it does; in between it does not count.
[[nodiscard]] FrameTruth phantom_truth(const Phantom& phantom, int index);

}  // namespace echolance
