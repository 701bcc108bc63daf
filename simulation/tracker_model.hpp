// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "core/frame.hpp"

namespace echolance {

/// An optical or magnetic tracker with its faults.
struct TrackerModel {
  double noise_mm = 0.15;
  double noise_rad = 0.002;
  double latency_s = 0.0;        ///< poses stamped with a frame are this old
  double dropouts_per_s = 0.05;  ///< each 0.1 to 0.5 s, statuses INVALID or OUT_OF_VIEW
};

/// The pose as the tracker reports it: noisy, or with a status that forbids its use.
[[nodiscard]] NamedPose tracked_pose(const NamedPose& truth, const TrackerModel& tracker,
                                     double time_s, std::uint64_t seed);

}  // namespace echolance
