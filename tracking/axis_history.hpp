// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <deque>
#include <vector>

#include "tracking/shaft_profile.hpp"

namespace echolance {

/// How the picture along a shaft changed lately. A needle that is pushed or pulled changes the
/// picture on its axis, most of all at its tip, and leaves the tissue beside it as it is; moving
/// tissue or probe changes both (LITERATURE A (3)).
class AxisHistory {
 public:
  void forget() { records_.clear(); }

  /// Stores the profile and compares it with the one of about kLag_s ago.
  /// `tissue_shift_px` along the axis since the last call. Returns, per sample of the profile, the
  /// change on the axis beyond that beside it, in grey levels over the usual change; empty
  /// while the history is too short.
  const std::vector<float>& update(const ShaftProfile& profile, double elapsed_s,
                                   double tissue_shift_px);

 private:
  struct Record {
    double age_s = 0.0;
    Eigen::Vector2d origin;
    double sample_px = 1.0;
    std::vector<float> core, above, below;
  };

  std::deque<Record> records_;
  std::vector<float> change_, core_change_, side_change_, sorted_;
};

}  // namespace echolance
