// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/open_options.hpp"

#include <fmt/format.h>

#include <cmath>

namespace echolance {
namespace {

bool is_within(double value, double smallest, double largest) {
  return std::isfinite(value) && value >= smallest && value <= largest;
}

}  // namespace

Result<void> check_options(const OpenOptions& options) {
  if (options.frame_rate_hz && !is_within(*options.frame_rate_hz, 0.01, 10000.0)) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("a frame rate of {} Hz is out of range; 0.01 to 10000 Hz are taken",
                            *options.frame_rate_hz));
  }
  if (options.mm_per_px && !is_within(*options.mm_per_px, 0.0001, 10.0)) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("a pixel size of {} mm is out of range; 0.0001 to 10 mm are taken",
                            *options.mm_per_px));
  }
  return {};
}

void override_spacing(const OpenOptions& options, SequenceInfo& info) {
  if (!options.mm_per_px) return;
  info.spacing = PixelSpacing{*options.mm_per_px, *options.mm_per_px};
  info.spacing_source = "given by the user";
}

}  // namespace echolance
