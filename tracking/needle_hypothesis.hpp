// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>

#include "core/bone_surface.hpp"
#include "core/timestamp.hpp"
#include "tracking/axis_history.hpp"
#include "tracking/echo_memory.hpp"
#include "tracking/line_search.hpp"
#include "tracking/needle_evidence.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"
#include "tracking/tip_filter.hpp"
#include "tracking/tissue_motion.hpp"

namespace echolance {

/// What a hypothesis is given each frame.
struct FrameContext {
  const NeedleView& view;
  EchoMemory& memory;  ///< of the frames up to this one
  const BoneSurface* bone = nullptr;
  TissueMotion tissue;     ///< since the last distinct frame, region px
  double elapsed_s = 0.0;  ///< since the last distinct frame
};

/// One line that may be a needle, followed over time: where it is (Kalman filter on offset and
/// angle), where its tip is (TipFilter), and how sure we are that it is a needle at all.
class NeedleHypothesis {
 public:
  /// A new line, refined at the fine scale.
  NeedleHypothesis(const FrameContext& frame, ShaftProfiler& profiler, const LineSegment& segment);

  /// Follows the line into the next distinct frame.
  void update(const FrameContext& frame, ShaftProfiler& profiler);

  /// True in a frame where the line was measured within its gate.
  [[nodiscard]] bool observed() const { return frames_since_seen_ == 0; }
  [[nodiscard]] std::int64_t frames_since_seen() const { return frames_since_seen_; }
  [[nodiscard]] double seconds_since_seen() const { return seconds_since_seen_; }
  /// Log odds of being a needle, over all frames so far.
  [[nodiscard]] double log_odds() const {
    return log_odds_ + stillness_log_odds_ + std::max(motion_log_odds_, growth_log_odds());
  }
  /// Log odds that it may reach if it goes on as it began: a line that is new may be growing.
  [[nodiscard]] double promise() const;
  /// Log odds by the last observed frame alone.
  [[nodiscard]] double frame_log_odds() const { return frame_log_odds_; }

  /// What was new of the line in the last observed frame.
  [[nodiscard]] const LineNovelty& novelty() const { return novelty_; }

  [[nodiscard]] Eigen::Vector2d tip() const;    ///< region px
  [[nodiscard]] Eigen::Vector2d shaft() const;  ///< region px, far end of the visible shaft
  [[nodiscard]] double tip_std_px() const { return tip_std_px_; }
  /// Set once the line has been reported as a needle; it stands for this line only.
  void confirm() { confirmed_ = true; }
  void doubt() { confirmed_ = false; }
  [[nodiscard]] bool confirmed() const { return confirmed_; }
  /// That of the view it was found in; it must be followed in the same.
  [[nodiscard]] NeedleCaliber caliber() const { return caliber_; }
  [[nodiscard]] LineSegment segment() const {
    return {anchor_ - half_length_px_ * direction_, anchor_ + half_length_px_ * direction_, 0.0,
            0.0};
  }
  [[nodiscard]] bool same_line(const LineSegment& segment, double px_per_work_px) const;

 private:
  void predict(const FrameContext& frame);
  [[nodiscard]] bool inside_gate(const FrameContext& frame, const ShaftProfile& profile) const;
  void accept(const FrameContext& frame, const ShaftProfile& profile, double gain);
  void follow_tissue(const FrameContext& frame);
  void follow_tip(const FrameContext& frame, const ShaftProfile& profile);
  void follow_line(const FrameContext& frame, const ShaftProfile& profile);
  void weigh_look(const FrameContext& frame, double gain);
  [[nodiscard]] bool stands_still(const AxisChange& change, const FrameContext& frame) const;
  void weigh_motion(const AxisChange& change, const FrameContext& frame);
  void discount_old(const EchoMemory& memory);
  [[nodiscard]] double tip_std_samples(const EchoMemory& memory, const ShaftProfile& profile) const;
  void weigh_growth(const FrameContext& frame);
  [[nodiscard]] double growth_log_odds() const;
  void weigh_stillness(const FrameContext& frame);
  /// Tissue between the border and where something new or lit begins.
  [[nodiscard]] double entry_gap_mm(const FrameContext& frame) const;
  void miss(const FrameContext& frame);

  // Line: a point on it and its direction towards the tip, with the covariance of (offset across
  // the line at the point, angle).
  Eigen::Vector2d anchor_ = Eigen::Vector2d::Zero();
  Eigen::Vector2d direction_ = Eigen::Vector2d::UnitX();
  Eigen::Matrix2d covariance_ = Eigen::Matrix2d::Zero();
  double half_length_px_ = 0.0;
  NeedleCaliber caliber_ = NeedleCaliber::kUsual;

  ShaftProfile profile_;  // of the last observation
  ShaftProfile scratch_;
  LineNovelty novelty_;
  TipFilter tip_filter_;
  AxisHistory history_;
  TipBelief tip_;
  Eigen::Vector2d drift_px_ = Eigen::Vector2d::Zero();  // of the tissue since the last observation
  double tip_std_px_ = 0.0;
  bool confirmed_ = false;
  double log_odds_ = 0.0;            // from the look of the line
  double motion_log_odds_ = 0.0;     // from how it moved
  double new_mm_ = 0.0;              // of the line is new and begins at the border
  double stillness_log_odds_ = 0.0;  // of a line that was always there
  bool has_come_in_ = false;
  double grown_mm_ = 0.0;   // of shaft that was seen to come in
  double wander_mm_ = 0.0;  ///< of the visible shaft from straight, lately
  double frame_log_odds_ = 0.0;
  double tissue_speed_mm_per_s_ = 0.0;
  double best_gain_ = 0.0;
  std::int64_t frames_since_seen_ = 0;
  double seconds_since_seen_ = 0.0;
};

}  // namespace echolance
