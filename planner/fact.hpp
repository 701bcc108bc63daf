// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace echolance {

/// Where a value is from. Never dropped on the way to a screen.
enum class FactTag : std::uint8_t {
  kSourced,     ///< read in the sources named
  kDerived,     ///< worked out from sourced values, or a reading of several
  kUnverified,  ///< common teaching or a default of ours: "not source-verified"
};

[[nodiscard]] const char* to_string(FactTag tag);

struct Provenance {
  FactTag tag = FactTag::kUnverified;
  std::vector<std::string> sources;  ///< "R38"; their texts: planner/source_list.hpp
  std::string note;

  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// "[R38]", "[derived from R64]", "[derived]", "[not source-verified]", "[not source-verified; see
/// R40]".
[[nodiscard]] std::string tag_mark(const Provenance& from);

/// A statement in words.
struct TextFact {
  std::string what;  ///< of several in one field, which this is ("edition 2018"); may be empty
  std::string value;
  Provenance from;
};

/// What a number counts. Files also give angles in degrees; they become radians on loading.
enum class FactUnit : std::uint8_t {
  kMillimetre,
  kRadian,
  kMillilitre,
  kGauge,
  kMilligram,
  kMilligramPerKilogram,
};

/// "mm", "rad", "mL", "G", "mg", "mg/kg".
[[nodiscard]] const char* to_string(FactUnit unit);

/// A number, a range, or one end of it. low <= usual <= high where they are there; at least one is.
struct RangeFact {
  std::string what;
  std::optional<double> low;
  std::optional<double> usual;
  std::optional<double> high;
  FactUnit unit = FactUnit::kMillimetre;
  Provenance from;
};

/// "30 deg (15 to 60)", "at most 2.5 mL", "22 to 25 G"; angles in degrees.
[[nodiscard]] std::string range_text(const RangeFact& fact);
/// The usual value; else the middle of the range; else the end that is there.
[[nodiscard]] double usual_value(const RangeFact& fact);

}  // namespace echolance
