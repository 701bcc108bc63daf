// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/frame.hpp"
#include "core/landmark.hpp"
#include "core/needle.hpp"
#include "core/plan.hpp"
#include "gui/panels/icons.hpp"
#include "gui/panels/viewer_state.hpp"
#include "planner/deviation.hpp"

namespace echolance {

/// How one of the needle's three states looks everywhere.
struct StateLook {
  ImU32 colour;
  Icon icon;
  const char* word;  ///< "Needle seen"
};
[[nodiscard]] StateLook look_of(NeedleState state);

/// "not seen for 3 frames"; the reason where it is not seen.
[[nodiscard]] std::string state_detail(const NeedleEstimate& needle);

/// "L4 facet joint": underscores are for files.
[[nodiscard]] std::string landmark_words(const PlanarLandmark& landmark);
[[nodiscard]] std::string plain_words(std::string_view name);
/// "L4 medial branch left", "PSIS left": vertebrae and spines of the ilium in capitals.
[[nodiscard]] std::string structure_words(std::string_view name);

/// Steepness as a person says it: 0 to 90 degrees from the horizontal.
[[nodiscard]] double steepness_deg(const NeedleLine& line);
[[nodiscard]] double degrees(double angle_rad);

/// "12.3 mm", "1:02.4", "1.4 MB".
[[nodiscard]] std::string mm_words(double length_mm);
[[nodiscard]] std::string time_words(double time_s);
[[nodiscard]] std::string bytes_words(std::uint64_t bytes);
[[nodiscard]] std::string percent_words(double share);

/// The last part of a path; the path where that is empty.
[[nodiscard]] std::string file_name(const std::string& path);
/// The folder a path lies in; the path where there is none above.
[[nodiscard]] std::string folder_above(const std::string& path);

/// "psis.igs.mha", "Virtual patient 3": what is open; empty: nothing.
[[nodiscard]] std::string subject_words(const ViewerState& state);

/// "42 mm at 35 deg, score 0.71".
[[nodiscard]] std::string way_words(const PlannedPath& path);
/// "well seen", "hard to see": of PathTerms::visibility.
[[nodiscard]] const char* visibility_words(double visibility);
/// One short sentence for each alert.
[[nodiscard]] const char* alert_words(AlertKind kind);

}  // namespace echolance
