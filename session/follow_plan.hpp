// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/frame.hpp"
#include "core/geometry.hpp"
#include "core/image_region.hpp"
#include "core/needle.hpp"
#include "planner/deviation.hpp"

namespace echolance {

/// Where a plan lies in one picture, px of the whole picture.
struct PlanInPicture {
  PixelPoint entry;
  PixelPoint end;
  double tolerance_px = 0.0;
  double entry_off_plane_mm = 0.0;  ///< 0 for plans made in the picture
  double end_off_plane_mm = 0.0;
};

/// What one frame tells of the plan.
struct PlanReport {
  PlanDeviation deviation;
  std::optional<PlanInPicture> in_picture;  ///< empty: pose or pixel size is not known
  std::string nearest_structure;            ///< its name; empty: none, or not known
  /// Of a known needle: it comes from the other side of the picture than the plan has it, both
  /// slanting by more than 10 deg from the picture's vertical.
  bool from_other_side = false;
};

/// What of a frame is needed.
struct PlanView {
  const Frame& frame;
  const ImageRegion& region;
  const NeedleEstimate& needle;
};

/// Compares the needle of a frame with the plan that `monitor` follows. Plans in the picture hold
/// for the place where the probe stood; plans at the reference marker need the frame's poses from
/// Image (px) to Reference, all OK: without them nothing is known.
[[nodiscard]] PlanReport follow_plan(const PlanView& view, PlanMonitor& monitor);

/// Columns of frames.csv that come with a plan: heading and fields, without line ends, with a
/// leading comma.
[[nodiscard]] std::string plan_csv_header();
[[nodiscard]] std::string plan_csv_fields(const std::optional<PlanReport>& report);

/// What a run told of the plan, for the summary.
struct PlanSummary {
  std::string procedure;
  std::string target;
  std::int64_t frames_placed = 0;     ///< where the plan lies in the picture is known
  std::int64_t frames_seen = 0;       ///< deviation of a seen needle
  std::int64_t frames_predicted = 0;  ///< of a predicted one; counts for nothing else
  std::array<std::int64_t, kAlertKindCount> alert_frames{};  ///< with a seen needle
  std::array<std::int64_t, kAlertKindCount> alerts{};        ///< times it came up
  std::array<bool, kAlertKindCount> on{};                    ///< in the last frame seen
  std::int64_t frames_from_other_side = 0;                   ///< with a seen needle
  std::optional<double> least_tip_to_target_mm;              ///< of a seen tip

  void add(const PlanReport& report);
};

/// One sentence for each alert that came up, and one where the plan was never placed.
[[nodiscard]] std::vector<std::string> alert_sentences(const PlanSummary& summary);

}  // namespace echolance
