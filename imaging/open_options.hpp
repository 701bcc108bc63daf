// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/error.hpp"
#include "core/frame.hpp"
#include "imaging/open_recording.hpp"

namespace echolance {

/// Rate of a recording without times, Hz.
inline constexpr double kDefaultFrameRate_hz = 30.0;

/// kInvalidOption unless the rate is 0.01 to 10000 Hz and the spacing 0.0001 to 10 mm per px.
[[nodiscard]] Result<void> check_options(const OpenOptions& options);

/// The user's spacing takes the place of the file's.
void override_spacing(const OpenOptions& options, SequenceInfo& info);

}  // namespace echolance
