// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <fmt/format.h>

#include <string>

namespace echolance {

/// "l1" for level 0, "t12" for -1.
[[nodiscard]] inline std::string lumbar_name(int level) {
  return level < 0 ? std::string("t12") : fmt::format("l{}", level + 1);
}

/// "s1" for level 0.
[[nodiscard]] inline std::string sacral_name(int level) {
  return fmt::format("s{}", level + 1);
}

/// Of the disc, joint and window below a lumbar vertebra: "l1_l2" .. "l5_s1",
/// "t12_l1" for -1.
[[nodiscard]] inline std::string window_name(int level) {
  return fmt::format("{}_{}", lumbar_name(level),
                     level == 4 ? sacral_name(0) : lumbar_name(level + 1));
}

}  // namespace echolance
