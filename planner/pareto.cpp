// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/pareto.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace echolance {
namespace {

constexpr float kSteps = 20.0F;

struct Entry {
  std::array<std::uint8_t, kPathTermCount> steps;
  float score;
  std::size_t index;
};

bool beats(const Entry& a, const Entry& b) {
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    if (a.steps[i] < b.steps[i]) return false;
  }
  return true;  // equal ones are gone already
}

bool better(const Entry& a, const Entry& b) {
  return a.score != b.score ? a.score > b.score : a.index < b.index;
}

}  // namespace

std::vector<std::size_t> pareto_front(std::span<const PathVerdict> verdicts,
                                      std::span<const std::size_t> feasible) {
  std::vector<Entry> entries;
  entries.reserve(feasible.size());
  for (const std::size_t index : feasible) {
    Entry entry{{}, verdicts[index].score, index};
    for (std::size_t i = 0; i < entry.steps.size(); ++i) {
      entry.steps[i] = static_cast<std::uint8_t>(std::lround(kSteps * verdicts[index].terms[i]));
    }
    entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.steps != b.steps ? a.steps > b.steps : better(a, b);
  });
  const auto same = [](const Entry& a, const Entry& b) { return a.steps == b.steps; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  std::sort(entries.begin(), entries.end(), better);
  std::vector<Entry> front;
  for (const auto& entry : entries) {
    const auto beaten =
        std::any_of(front.begin(), front.end(), [&](const Entry& f) { return beats(f, entry); });
    if (beaten) continue;
    std::erase_if(front, [&](const Entry& f) { return beats(entry, f); });
    front.push_back(entry);
  }
  std::vector<std::size_t> indices;
  indices.reserve(front.size());
  for (const auto& entry : front) indices.push_back(entry.index);
  return indices;
}

}  // namespace echolance
