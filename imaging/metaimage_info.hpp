// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/frame.hpp"
#include "imaging/metaimage_header.hpp"

namespace echolance {

/// Nominal rate from the middle of the distances between times, Hz; empty with fewer than two
/// times.
[[nodiscard]] std::optional<double> nominal_rate_hz(const MetaImageHeader& header);

/// What a user should know of times and counters: lost frames by the device's counter, times that
/// are missing or run backwards.
void note_timing(const MetaImageHeader& header, std::vector<std::string>& notes);

/// Pixel size in the picture's own axes (MF) from the ElementSpacing or, where that is 1 1 and so
/// says nothing, from the column norms of a calibration ImageTo<...>Transform (Plus keeps the scale
/// there). Sets spacing and spacing_source; leaves both empty where the header does not tell.
void take_spacing(const MetaImageHeader& header, SequenceInfo& info);

}  // namespace echolance
