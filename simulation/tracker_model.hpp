// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <span>

#include "core/frame.hpp"
#include "core/options.hpp"

namespace echolance {

/// An optical or magnetic tracker with its faults.
struct TrackerModel {
  double noise_mm = 0.15;        ///< standard deviation per axis
  double noise_rad = 0.002;      ///< about each axis
  double latency_s = 0.0;        ///< poses stamped with a frame are this old
  double dropouts_per_s = 0.05;  ///< of each marker; 0.1 to 0.5 s, status INVALID or OUT_OF_VIEW
};

[[nodiscard]] std::span<const OptionSpec<TrackerModel>> tracker_model_table();

/// The pose as the tracker reports it at a time: noisy, or with a status that forbids its use (then
/// the matrix is the identity, as Plus writes it). Markers drop out one by one, by their name.
/// Deterministic for a seed, in any order of times. Latency is the caller's: the pose is `truth`.
[[nodiscard]] NamedPose tracked_pose(const NamedPose& truth, const TrackerModel& tracker,
                                     double time_s, std::uint64_t seed);

}  // namespace echolance
