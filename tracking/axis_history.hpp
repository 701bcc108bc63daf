// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <deque>
#include <optional>
#include <vector>

#include "tracking/shaft_profile.hpp"

namespace echolance {

/// Where the picture along a shaft changed lately. A needle that is pushed or pulled changes the
/// picture up to its tip; beyond it nothing moves but the tissue (LITERATURE A (3)). Seen over a
/// few tenths of a second this shows the tip of a needle too faint to end visibly.
struct AxisChange {
  std::optional<int> tip_sample;  ///< where the change says that the tip is now
  /// Median change beside the axis as a share of the shaft's contrast: small where the tissue
  /// stands still, so that a change on the axis is the needle's own.
  double beside = 1.0;
};

class AxisHistory {
 public:
  struct Step {
    double elapsed_s = 0.0;          ///< since the last call
    double tissue_shift_px = 0.0;    ///< along the axis since the last call, region px
    double still_from_sample = 0.0;  ///< the needle cannot have got farther than this
  };

  void forget() { records_.clear(); }

  /// Stores the profile and compares it with the one of about kLag_s ago. Returns the deepest
  /// sample of the profile where the needle's echo changed more than noise explains; nothing where
  /// the history is too short or nothing moved.
  [[nodiscard]] AxisChange update(const ShaftProfile& profile, const Step& step);

 private:
  struct Record {
    double age_s = 0.0;
    Eigen::Vector2d origin;
    std::vector<float> echo, above, below;
  };

  void age(const ShaftProfile& profile, const Step& step);
  [[nodiscard]] const Record* reference() const;
  void compare(const ShaftProfile& profile, const Record& before);
  [[nodiscard]] std::optional<int> tip_by_change(const ShaftProfile& profile, int still_from);

  std::deque<Record> records_;
  std::vector<float> change_, strength_, beside_, scratch_;
};

}  // namespace echolance
