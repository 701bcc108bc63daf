// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/needle.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace echolance {

namespace {
constexpr int kThickestGauge = 14;
// CLINICAL 7 [R91], 14 G to 27 G.
constexpr std::array<double, 14> kOuterDiameter_mm = {2.108, 1.829, 1.651, 1.473, 1.270,
                                                      1.067, 0.908, 0.819, 0.718, 0.641,
                                                      0.565, 0.514, 0.464, 0.413};
}  // namespace

Result<NeedleModel> needle_from_gauge(const std::string& gauge) {
  int value = 0;
  const char* end = gauge.data() + gauge.size();
  const auto [rest, error] = std::from_chars(gauge.data(), end, value);
  const bool suffix = rest == end || (rest + 1 == end && (*rest == 'G' || *rest == 'g'));
  const int index = value - kThickestGauge;
  if (error != std::errc() || !suffix || index < 0 ||
      index >= static_cast<int>(kOuterDiameter_mm.size())) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not a needle gauge; give 14G to 27G, for example 22G", gauge));
  }
  return NeedleModel{value, kOuterDiameter_mm[static_cast<std::size_t>(index)]};
}

const char* to_string(NeedleState state) {
  switch (state) {
    case NeedleState::kSeen:
      return "seen";
    case NeedleState::kPredicted:
      return "predicted";
    case NeedleState::kNotSeen:
      return "not_seen";
  }
  return "unknown";
}

double NeedleLine::angle_rad() const {
  return std::atan2(tip.y_px - shaft.y_px, tip.x_px - shaft.x_px);
}

}  // namespace echolance
