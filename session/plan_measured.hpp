// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "core/error.hpp"
#include "session/measured_anatomy.hpp"
#include "session/plan_case.hpp"

namespace echolance {

struct MeasuredCaseOptions {
  /// A flat skin so far behind the target, square to the body's posterior axis; only where no skin
  /// is known.
  std::optional<double> skin_depth_mm;
};

/// In the space of a scan (Reference), on landmarks and bones that a shape model gave: the target
/// with its error, the fitted bones everywhere (seen or not), skin as the probe touched it and up
/// to 40 mm beside that. Landmarks that the procedure is to keep away from are avoided by their
/// error more than it asks. Nerves, vessels and the dural sac are not known and the warnings say
/// so. kNoData with the remedy where a landmark was abstained, the skin is not known or the target
/// does not lie under it; kInvalidOption for an unknown probe or level, or a skin depth where the
/// skin is known or that is not 1 to 200 mm.
[[nodiscard]] Result<PlanCase> plan_case_of_anatomy(const MeasuredAnatomy& anatomy,
                                                    const PlanTask& task,
                                                    const MeasuredCaseOptions& options = {});

}  // namespace echolance
