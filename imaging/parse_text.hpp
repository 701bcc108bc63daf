// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace echolance {

/// Without white space (also \r) at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The words between white space.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);

[[nodiscard]] std::string to_lower(std::string_view text);

/// The whole text as a number, locale-independent; empty when anything is left over, when it
/// overflows or is not finite.
[[nodiscard]] std::optional<double> to_number(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> to_integer(std::string_view text);

/// Every word as a number; empty when one is none.
[[nodiscard]] std::optional<std::vector<double>> to_numbers(std::string_view text);

/// Makes text from a file fit for an error sentence: at most 60 printable characters.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace echolance
