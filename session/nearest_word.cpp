// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/nearest_word.hpp"

#include <algorithm>

namespace echolance {

namespace {

// Optimal string alignment distance.
std::size_t edits_between(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchange = edits[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      edits[i][j] = std::min({exchange, edits[i - 1][j] + 1, edits[i][j - 1] + 1});
      const bool swapped =
          i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && a[i - 1] != b[j - 1];
      if (swapped) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest_word(const std::string& typed,
                                        const std::vector<std::string>& words) {
  std::optional<std::string> best;
  std::size_t best_edits = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const auto& word : words) {
    const std::size_t edits = edits_between(typed, word);
    if (edits >= best_edits) continue;
    best_edits = edits;
    best = word;
  }
  return best;
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& words) {
  const auto word = nearest_word(typed, words);
  return word ? "; did you mean '" + *word + "'?" : std::string();
}

}  // namespace echolance
