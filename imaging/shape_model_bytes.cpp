// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_model_bytes.hpp"

// The assembler copies the file into the program; a text literal of its size would take minutes to
// compile. ECHOLANCE_SHAPE_MODEL is the file's path, from CMake.
asm(".section .rodata\n"
    ".balign 16\n"
    "echolance_shape_model_begin:\n"
    ".incbin \"" ECHOLANCE_SHAPE_MODEL
    "\"\n"
    "echolance_shape_model_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const std::uint8_t echolance_shape_model_begin[];
extern const std::uint8_t echolance_shape_model_end[];
}

namespace echolance {

std::span<const std::uint8_t> shape_model_bytes() {
  return {echolance_shape_model_begin, echolance_shape_model_end};
}

}  // namespace echolance
