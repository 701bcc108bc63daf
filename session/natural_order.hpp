// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace echolance {

/// Whether name `a` comes before `b` when numbers in names count as numbers: "2.png" before
/// "10.png". The order of the frames of a folder of images.
[[nodiscard]] bool natural_less(const std::string& a, const std::string& b);

}  // namespace echolance
