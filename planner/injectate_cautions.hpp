// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "planner/injectate.hpp"

namespace echolance {

/// The warnings that do not come from a dose limit: patient, earlier injections, product and
/// target, volume, bleeding class. CLINICAL 5, each with its source.
[[nodiscard]] std::vector<InjectateWarning> injectate_cautions(const InjectateCheck& check,
                                                               const Procedure& procedure,
                                                               const InjectateCase& patient);

}  // namespace echolance
