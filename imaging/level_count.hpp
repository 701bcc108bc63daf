// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/landmark.hpp"

namespace echolance {

/// Counts lumbar vertebrae upwards from the sacrum, as people do it (CLINICAL 1.0; LITERATURE C,
/// SLIDE): L5 is the first vertebra after the sacrum. Sweeps across the spine go through sacrum,
/// window, vertebra, window, vertebra ..., each held for some pictures; along the spine the sacrum
/// and several vertebrae are in one picture, and a new one beside a counted one is the next.
/// Whatever breaks the chain (a cut, too long without a known view, more than five) forgets the
/// count: no level is better than a wrong one. Deterministic; looks back only.
class LevelCount {
 public:
  void restart();

  /// `landmarks`: smoothed, with the levels given at the last call still on them. Sets and clears
  /// lumbar_level of those that belong to a vertebra.
  void update(PlanarView view, double view_probability, std::vector<PlanarLandmark*>& landmarks);

 private:
  enum class Station : std::uint8_t { kNone, kSacrum, kWindow, kVertebra };

  void step_across(PlanarView view);
  void arrive(Station station);
  void label_across(std::vector<PlanarLandmark*>& landmarks) const;
  void label_along(PlanarView view, std::vector<PlanarLandmark*>& landmarks);
  void start_along(const std::vector<PlanarLandmark*>& row, double sacrum_x_mm);
  void spread_along(std::vector<PlanarLandmark*>& row) const;

  Station station_ = Station::kNone;
  Station coming_ = Station::kNone;
  int coming_frames_ = 0;
  int unknown_frames_ = 0;
  std::optional<int> level_;       ///< across: of the vertebra here or last passed; 6: sacrum
  std::optional<double> cranial_;  ///< along: +1 where the head is to the right
};

}  // namespace echolance
