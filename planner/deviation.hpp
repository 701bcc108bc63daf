// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/needle.hpp"
#include "core/options.hpp"
#include "core/plan.hpp"

namespace echolance {

/// Where the needle is, in the plan's space, mm.
struct NeedlePlace {
  NeedleState state = NeedleState::kNotSeen;
  Eigen::Vector3d tip_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d shaft_mm = Eigen::Vector3d::Zero();  ///< a place on the shaft behind the tip
  /// Square to the picture plane; needed for angles out of it. Empty where needle and plan both
  /// lie in one picture: then nothing is known across it.
  std::optional<Eigen::Vector3d> out_of_plane;
};

enum class AlertKind : std::uint8_t {
  kBesidePlan,     ///< the tip is too far from the planned line
  kAngle,          ///< the shaft points elsewhere
  kMissAhead,      ///< straight on it would miss the target
  kPastTarget,     ///< the tip is beyond the target
  kNearStructure,  ///< tip or shaft is nearer to a structure than allowed
};
inline constexpr std::size_t kAlertKindCount = 5;

/// "beside_plan".
[[nodiscard]] const char* to_string(AlertKind kind);

/// Limits at which alerts come; they go when the value has come back by `release` of the limit.
struct AlertLimits {
  double beside_mm = 3.0;
  double angle_rad = 0.14;  ///< 8 deg
  double miss_mm = 3.5;
  double past_mm = 3.0;
  double release = 0.25;              ///< share of the limit
  double release_structure_mm = 1.0;  ///< beyond what a structure asks
};
[[nodiscard]] std::span<const OptionSpec<AlertLimits>> alert_limit_table();

/// How the needle lies to the plan.
struct PlanDeviation {
  /// Of the needle: kNotSeen: the deviation is not known and nothing below means anything.
  /// kPredicted: all of it is of a predicted needle, nothing was seen.
  NeedleState state = NeedleState::kNotSeen;
  double tip_to_target_mm = 0.0;
  double along_mm = 0.0;            ///< of the tip from the planned entry, along the plan
  double beside_mm = 0.0;           ///< of the tip from the planned line
  double angle_in_plane_rad = 0.0;  ///< of the shaft to the plan, turned about the plane's normal
  std::optional<double> angle_out_of_plane_rad;  ///< where that can be known
  Eigen::Vector3d straight_end_mm =
      Eigen::Vector3d::Zero();                      ///< nearest to the target, straight on
  double straight_miss_mm = 0.0;                    ///< of that to the target
  std::optional<std::size_t> nearest_structure;     ///< index into the plan's structures
  double nearest_mm = 0.0;                          ///< to it
  std::array<AlertKind, kAlertKindCount> alerts{};  ///< the first `alert_count` hold
  std::size_t alert_count = 0;

  [[nodiscard]] bool known() const { return state != NeedleState::kNotSeen; }
  [[nodiscard]] bool has(AlertKind kind) const;
};

/// Follows one needle against one plan, frame by frame. Alerts that are on stay on while the needle
/// is not seen (nothing says that it came back) and are then not reported, since nothing is known.
/// No allocation; about a microsecond per structure. A plan without a best way gives `not known`.
class PlanMonitor {
 public:
  explicit PlanMonitor(const Plan& plan, const AlertLimits& limits = {});

  [[nodiscard]] PlanDeviation update(const NeedlePlace& sight);
  /// To every structure of the plan, in its order, of the last known needle; mm to the needle's
  /// surface.
  [[nodiscard]] const std::vector<double>& structure_distances_mm() const { return distances_mm_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }

 private:
  void measure_structures(const NeedlePlace& sight, PlanDeviation& deviation);
  void switch_alert(AlertKind kind, double value, double limit, PlanDeviation& deviation);
  void switch_structure_alert(PlanDeviation& deviation);

  Plan plan_;
  AlertLimits limits_;
  std::vector<double> distances_mm_;
  std::array<bool, kAlertKindCount> on_{};
};

}  // namespace echolance
