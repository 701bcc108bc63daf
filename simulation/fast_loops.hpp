// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

/// Marks a function whose loops are worth a second translation for wider registers; the program
/// picks one when it starts. Results are the same: no operations are fused or reordered.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define ECHOLANCE_FAST_LOOPS __attribute__((target_clones("avx2", "default")))
#else
#define ECHOLANCE_FAST_LOOPS
#endif
