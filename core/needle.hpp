// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/geometry.hpp"

namespace echolance {

/// The needle as bought. Outer diameters by gauge: CLINICAL 7 [R91].
struct NeedleModel {
  int gauge = 22;
  double outer_diameter_mm = 0.718;

  friend bool operator==(const NeedleModel&, const NeedleModel&) = default;
};

/// "22G" or "22" to the model. kInvalidOption for a gauge outside 14..27.
[[nodiscard]] Result<NeedleModel> needle_from_gauge(const std::string& gauge);

/// DESIGN 4: a predicted tip is never shown or scored as seen, and not seen is a normal state.
enum class NeedleState { kSeen, kPredicted, kNotSeen };

[[nodiscard]] const char* to_string(NeedleState state);

/// A straight needle in the picture, px of the whole picture.
struct NeedleLine {
  PixelPoint tip;
  PixelPoint shaft;  ///< far end of the visible shaft

  /// From shaft to tip, from +x towards +y, rad, -pi..pi.
  [[nodiscard]] double angle_rad() const;
};

/// What is known of the needle at one frame.
struct NeedleEstimate {
  NeedleState state = NeedleState::kNotSeen;
  double confidence = 0.0;             ///< 0..1: probability that the shaft line is right
  std::optional<NeedleLine> line;      ///< when seen or predicted
  double tip_std_px = 0.0;             ///< one-sigma along the shaft, when line is set
  std::optional<double> tip_std_mm;    ///< the same where the spacing is known
  std::int64_t frames_since_seen = 0;  ///< age of a prediction in distinct frames
  std::string reason;                  ///< why it is not seen, in words
};

}  // namespace echolance
