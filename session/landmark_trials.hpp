// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "imaging/bone_landmarks.hpp"
#include "session/run_track.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// Where the people of a trial come from.
enum class TrialPeople {
  kUsual,   ///< as the simulator draws them, other seeds than those of the model
  kBeyond,  ///< drawn wider, stretched by up to 15 % along each axis, and bent smoothly by some mm
};

/// What of their bones is given.
enum class TrialData {
  kBack,    ///< what faces backwards, 1 mm noise, holes; hip bones, sacrum and lumbar spine
  kPelvis,  ///< the same of hip bones and sacrum only
  kWhole,   ///< all of the surface of hip bones and sacrum
  kSweep,   ///< a simulated tracked sweep of 300 pictures through the detector
};

[[nodiscard]] const char* to_string(TrialPeople people);
[[nodiscard]] const char* to_string(TrialData data);

struct TrialOptions {
  TrialPeople people = TrialPeople::kUsual;
  TrialData data = TrialData::kBack;
  int count = 20;
  std::uint64_t seed = 1;  ///< of the first person
};

/// One person's result against the truth.
struct TrialResult {
  std::uint64_t seed = 0;
  BoneLandmarks found;
  std::vector<NamedPoint> truth;                                      ///< in the axes of `found`
  Eigen::Matrix3d reference_from_data = Eigen::Matrix3d::Identity();  ///< turn only
  double fit_s = 0.0;                                                 ///< with the sweep's detector
};

/// A person's bone surface in some other pose, with the landmarks there.
struct TrialSurface {
  SurfacePoints points;
  std::vector<NamedPoint> truth;
  Eigen::Matrix3d reference_from_data = Eigen::Matrix3d::Identity();
};
/// Not for kSweep. Deterministic.
[[nodiscard]] Result<TrialSurface> trial_surface(const TrialOptions& options, std::uint64_t seed);

/// Deterministic but for `fit_s`. The errors of growing and scanning.
[[nodiscard]] Result<std::vector<TrialResult>> run_landmark_trials(const TrialOptions& options,
                                                                   const TrackHooks& hooks = {});

/// The table of one set of trials: usable fits, and for each kind of landmark how many were given
/// within the stated limit, median and 95th percentile of the error, and whether the stated
/// standard deviations hold.
[[nodiscard]] std::string trial_table(const TrialOptions& options,
                                      const std::vector<TrialResult>& results);

}  // namespace echolance
