// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace echolance {

/// Said by every screen, report and export.
inline constexpr const char* kNotAMedicalDevice =
    "Rehearsal, training and research only - not a medical device";

}  // namespace echolance
