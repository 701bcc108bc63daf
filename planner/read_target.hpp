// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "planner/data_node.hpp"
#include "planner/procedure.hpp"

namespace echolance {

/// The target of a procedure's file. DataProblem as of the other readers, and for landmarks that
/// do not exist on every side and level, or placeholders the target has no words for.
[[nodiscard]] ProcedureTarget read_target(const DataNode& node);

/// DataProblem where a structure to avoid uses {side} or {level} and the target has none.
void check_structure_names(const DataNode& root, const Procedure& procedure);

}  // namespace echolance
