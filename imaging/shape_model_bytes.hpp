// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <span>

namespace echolance {

/// imaging/data/shape_model.bin as it was when the program was built.
[[nodiscard]] std::span<const std::uint8_t> shape_model_bytes();

}  // namespace echolance
