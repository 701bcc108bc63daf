// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace echolance {

/// Seconds since the system started this program, loading its libraries included; to 10 ms. 0 where
/// the system does not tell (not Linux).
[[nodiscard]] double program_age_s();

/// Memory of this program that is in use now, MB; 0 where the system does not tell.
[[nodiscard]] double resident_mb();

}  // namespace echolance
