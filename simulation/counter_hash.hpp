// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace echolance {

/// Scrambles a counter into 32 bits without a pattern: random numbers that can be asked for in any
/// order, so results do not depend on threads. Source: C. Wellons, "lowbias32", public domain.
[[nodiscard]] inline std::uint32_t counter_hash(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  x ^= x >> 16;
  return x;
}

[[nodiscard]] inline std::uint32_t counter_hash(std::uint32_t a, std::uint32_t b) {
  return counter_hash(a ^ (counter_hash(b) + 0x9e3779b9U));
}

}  // namespace echolance
