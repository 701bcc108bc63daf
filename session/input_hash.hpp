// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"

namespace echolance {

/// SHA-256 of an input, lower-case hex. A file: of its bytes (an .mhd: followed by its data file).
/// A folder: of the sorted lines "NAME HASH\n" of the files in it. Streams; 1 MB of memory.
/// kFileNotFound, kDamagedFile when reading stops half-way.
[[nodiscard]] Result<std::string> sha256_of_input(const std::string& path);

}  // namespace echolance
