// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/snomed.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace echolance {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kVertebrae = {
    {{"t12_", "23215003"},
     {"l1_", "66794005"},
     {"l2_", "14293000"},
     {"l3_", "36470004"},
     {"l4_", "11994002"},
     {"l5_", "49668003"}}};
constexpr std::string_view kSacrum = "54735007", kIlium = "22356005", kCoccyx = "64688005",
                           kIschium = "85710004";

// Parts of names of points between bones or on soft tissue.
constexpr std::array<std::string_view, 10> kNotOnBone = {
    "facet", "window", "canal",    "foramen",       "joint",
    "skin",  "flavum", "epidural", "hiatus_centre", "sac_end"};
constexpr std::array<std::string_view, 5> kOnSacrum = {"s1_", "s2_", "s3_", "s4_", "sacral_"};
constexpr std::array<std::string_view, 5> kOnIlium = {"psis_", "piis_", "asis_", "iliac_",
                                                      "posterior_crest"};
constexpr std::array<std::string_view, 2> kOnCoccyx = {"coccyx_", "coccygeal_"};
constexpr std::array<std::string_view, 2> kOnIschium = {"ischial_spine", "ischial_tuberosity"};

template <class Prefixes>
bool starts_with_any(std::string_view name, const Prefixes& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

std::optional<std::string_view> bone_snomed_code(std::string_view landmark) {
  const bool between = std::any_of(
      kNotOnBone.begin(), kNotOnBone.end(),
      [&](std::string_view part) { return landmark.find(part) != std::string_view::npos; });
  if (between) return std::nullopt;
  for (const auto& [prefix, code] : kVertebrae) {
    if (landmark.starts_with(prefix)) return code;
  }
  if (starts_with_any(landmark, kOnSacrum)) return kSacrum;
  if (starts_with_any(landmark, kOnIlium)) return kIlium;
  if (starts_with_any(landmark, kOnCoccyx)) return kCoccyx;
  if (starts_with_any(landmark, kOnIschium)) return kIschium;
  return std::nullopt;
}

}  // namespace echolance
