// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/fact.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <numbers>

namespace echolance {
namespace {

constexpr double kDegreesPerRad = 180.0 / std::numbers::pi;

// As people write it: no more than three decimals, no trailing zeros.
std::string shown(double value, FactUnit unit) {
  if (unit == FactUnit::kRadian) value *= kDegreesPerRad;
  return fmt::format("{:g}", std::round(value * 1000.0) / 1000.0);
}

const char* shown_unit(FactUnit unit) {
  return unit == FactUnit::kRadian ? "deg" : to_string(unit);
}

}  // namespace

const char* to_string(FactTag tag) {
  static constexpr std::array<const char*, 3> kNames = {"sourced", "derived", "unverified"};
  return kNames[static_cast<std::size_t>(tag)];
}

const char* to_string(FactUnit unit) {
  static constexpr std::array<const char*, 6> kNames = {"mm", "rad", "mL", "G", "mg", "mg/kg"};
  return kNames[static_cast<std::size_t>(unit)];
}

std::string tag_mark(const Provenance& from) {
  const std::string sources = fmt::format("{}", fmt::join(from.sources, " "));
  switch (from.tag) {
    case FactTag::kSourced:
      return "[" + sources + "]";
    case FactTag::kDerived:
      return sources.empty() ? "[derived]" : "[derived from " + sources + "]";
    case FactTag::kUnverified:
      break;
  }
  return sources.empty() ? "[not source-verified]" : "[not source-verified; see " + sources + "]";
}

std::string range_text(const RangeFact& fact) {
  const auto value = [&](double number) { return shown(number, fact.unit); };
  const char* unit = shown_unit(fact.unit);
  if (fact.usual) {
    const std::string usual = value(*fact.usual) + " " + unit;
    if (fact.low && fact.high) {
      return fmt::format("{} ({} to {})", usual, value(*fact.low), value(*fact.high));
    }
    if (fact.low) return fmt::format("{} (at least {})", usual, value(*fact.low));
    return fact.high ? fmt::format("{} (at most {})", usual, value(*fact.high)) : usual;
  }
  if (fact.low && fact.high) {
    return fmt::format("{} to {} {}", value(*fact.low), value(*fact.high), unit);
  }
  return fact.high ? fmt::format("at most {} {}", value(*fact.high), unit)
                   : fmt::format("at least {} {}", value(fact.low.value_or(0.0)), unit);
}

double usual_value(const RangeFact& fact) {
  if (fact.usual) return *fact.usual;
  if (fact.low && fact.high) return 0.5 * (*fact.low + *fact.high);
  return fact.high ? *fact.high : fact.low.value_or(0.0);
}

}  // namespace echolance
