// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "core/error.hpp"
#include "simulation/outside_bones.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// A procedure on a real person's bones in a generated patient's soft tissue. The target is, in
/// this order: the request's, the files' target_mm, the procedure's landmark where it was clicked,
/// or the place on the bones' back that is nearest to where the generated patient has it (then the
/// scenario's label "target" says "guessed"). The errors of read_outside_bones and
/// procedure_scenario.
[[nodiscard]] Result<Scenario> procedure_on_bones(const Patient& generated,
                                                  const OutsideFiles& files,
                                                  const ProcedureRequest& request);

}  // namespace echolance
