// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

/// Marks a function whose loops are worth a second translation for wider registers; the program
/// picks one when it starts (before sanitizers are ready, so not with them). Results are the same:
/// no operations are fused or reordered.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ECHOLANCE_FAST_LOOPS __attribute__((target_clones("avx2", "default")))
#else
#define ECHOLANCE_FAST_LOOPS
#endif
