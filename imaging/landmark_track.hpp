// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/landmark.hpp"
#include "core/timestamp.hpp"
#include "imaging/frame_change.hpp"
#include "imaging/level_count.hpp"

namespace echolance {

/// Where in a sweep a landmark or vertebra was seen.
struct SweepPlace {
  LandmarkKind kind = LandmarkKind::kPsis;
  std::optional<int> lumbar_level;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  std::int64_t best_frame = 0;  ///< where it was surest
  double confidence = 0.0;      ///< there
};

/// One picture's landmarks in the order of time.
struct LandmarkMoment {
  std::int64_t frame_index = 0;
  Timestamp time;
  FrameChange change = FrameChange::kFirst;
};

/// Landmarks over a sweep, without tracking of the probe: what is seen once is doubted, what is
/// seen again gains, positions are smoothed. Looks back only, so it works on a live source as on a
/// replay; deterministic. A cut begins a new sweep; a repeated frame changes nothing.
///
/// Vertebrae are counted upwards from the sacrum (LevelCount).
class LandmarkTracker {
 public:
  [[nodiscard]] PlanarLandmarks update(const PlanarLandmarks& seen, const LandmarkMoment& moment);

  /// What was claimed so far, in the order of the first frames; runs shorter than three frames are
  /// left out.
  [[nodiscard]] std::vector<SweepPlace> summary() const;

 private:
  struct Track {
    PlanarLandmark landmark;  ///< smoothed
    bool seen_now = false;
  };

  void restart();
  void smooth_views(const PlanarLandmarks& seen, double keep, PlanarLandmarks& out);
  void follow(const PlanarLandmark& seen, double keep);
  void age(double keep);
  void note(const PlanarLandmark& landmark, std::int64_t frame);

  std::array<double, kPlanarViewCount> views_{};
  std::vector<Track> tracks_;
  std::vector<SweepPlace> places_;
  LevelCount levels_;
  PlanarLandmarks last_;
  std::optional<Timestamp> before_;
};

}  // namespace echolance
