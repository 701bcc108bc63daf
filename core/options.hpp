// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string>
#include <variant>

#include "core/error.hpp"

namespace echolance {

/// One row of an option table: the only place where an option's flag, unit, range and help stand.
/// Flags, config keys and the docs page are made from it; the default is the struct's own.
template <class Options>
struct OptionSpec {
  const char* name;  ///< snake_case with its unit; the flag is --name with dashes
  std::variant<double Options::*, int Options::*> member;
  double min = 0.0;
  double max = 1.0;
  double step = 0.0;  ///< for sliders
  const char* help = "";

  [[nodiscard]] double get(const Options& options) const {
    return std::visit([&](auto m) { return static_cast<double>(options.*m); }, member);
  }
  void set(Options& options, double value) const {
    std::visit([&](auto m) { options.*m = static_cast<std::decay_t<decltype(options.*m)>>(value); },
               member);
  }
  [[nodiscard]] bool whole_number() const { return std::holds_alternative<int Options::*>(member); }
};

/// kInvalidOption with the name, the value and the range of the first value out of range.
template <class Options>
[[nodiscard]] Result<void> validate(const Options& options,
                                    std::span<const OptionSpec<Options>> table) {
  for (const auto& spec : table) {
    const double value = spec.get(options);
    if (!std::isfinite(value) || value < spec.min || value > spec.max) {
      return fail(ErrorCode::kInvalidOption, fmt::format("{} = {} is out of range; give {} to {}",
                                                         spec.name, value, spec.min, spec.max));
    }
  }
  return {};
}

}  // namespace echolance
