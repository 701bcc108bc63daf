// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace echolance {

/// Whether this is a landmark's name as docs/landmark_names.md lists them ("l4_l5_facet_left"),
/// with side and level filled in.
[[nodiscard]] bool is_landmark_name(const std::string& name);

}  // namespace echolance
