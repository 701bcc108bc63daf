// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace echolance {

/// The word that differs least from `typed` (insertions, deletions, exchanges and swaps of
/// neighbours), the first of equals; nothing where all differ in more than a third of their
/// letters (at least two).
[[nodiscard]] std::optional<std::string> nearest_word(const std::string& typed,
                                                      const std::vector<std::string>& words);

/// "; did you mean 'X'?" or nothing.
[[nodiscard]] std::string did_you_mean(const std::string& typed,
                                       const std::vector<std::string>& words);

}  // namespace echolance
