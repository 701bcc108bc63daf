// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/needle_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "simulation/data/needles.json.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr int kReferenceGauge = 22;
constexpr double kStep_mm = 1.0;

constexpr std::array<std::pair<const char*, TipShape>, 5> kTipNames = {
    {{"short_bevel", TipShape::kShortBevel},
     {"quincke", TipShape::kQuincke},
     {"chiba", TipShape::kChiba},
     {"tuohy", TipShape::kTuohy},
     {"whitacre", TipShape::kWhitacre}}};

std::optional<TipShape> tip_named(const std::string& name) {
  for (const auto& [known, shape] : kTipNames) {
    if (name == known) return shape;
  }
  return std::nullopt;
}

std::optional<double> number(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ':');) parts.push_back(part);
  return parts;
}

tl::unexpected<Error> refuse(const std::string& text, const std::string& why) {
  return fail(ErrorCode::kInvalidOption,
              fmt::format("'{}' is not a needle: {}; give for example 22G:90:quincke", text, why));
}

Result<NeedleDevice> device_of_gauge(const std::string& text, const std::string& gauge) {
  std::string digits = gauge;
  if (!digits.empty() && (digits.back() == 'G' || digits.back() == 'g')) digits.pop_back();
  const auto value = number(digits);
  const auto& gauges = needle_table().gauges;
  const auto found = std::find_if(gauges.begin(), gauges.end(), [&](const auto& row) {
    return value && *value == static_cast<double>(row.gauge);
  });
  if (found == gauges.end()) {
    return refuse(
        text, fmt::format("the gauge is {}G to {}G", gauges.front().gauge, gauges.back().gauge));
  }
  NeedleDevice device;
  device.gauge = found->gauge;
  device.diameter_mm = found->outer_mm;
  return device;
}

double bend_radius_mm(const NeedleDevice& device) {
  const NeedleTable& table = needle_table();
  double reference_mm = device.diameter_mm, radius_mm = 0.0;
  for (const auto& row : table.gauges) {
    if (row.gauge == kReferenceGauge) reference_mm = row.outer_mm;
  }
  for (const auto& row : table.tips) {
    if (row.shape == device.tip_shape) radius_mm = row.bend_radius_mm;
  }
  return radius_mm * std::pow(device.diameter_mm / reference_mm, table.bend_exponent);
}

}  // namespace

const char* to_string(TipShape shape) {
  for (const auto& [name, known] : kTipNames) {
    if (shape == known) return name;
  }
  return "unknown";
}

double NeedleTable::length_for(double needed_mm) const {
  const auto found = std::lower_bound(lengths_mm.begin(), lengths_mm.end(), needed_mm);
  return found == lengths_mm.end() ? lengths_mm.back() : *found;
}

Result<NeedleTable> parse_needle_table(std::string_view text) {
  try {
    const auto document = nlohmann::json::parse(text);
    NeedleTable table;
    for (const auto& row : document.at("gauges")) {
      row.at("src").get<std::string>();
      table.gauges.push_back({row.at("gauge"), row.at("outer_mm")});
    }
    for (const auto& row : document.at("tips")) {
      row.at("src").get<std::string>();
      const auto shape = tip_named(row.at("tip"));
      if (!shape) return fail(ErrorCode::kDamagedFile, "a tip in the table of needles is unknown");
      table.tips.push_back({*shape, row.at("bend_radius_mm")});
    }
    table.bend_exponent = document.at("bend_exponent").at("value");
    table.lengths_mm = document.at("lengths").at("values_mm").get<std::vector<double>>();
    if (table.gauges.empty() || table.tips.empty() || table.lengths_mm.empty()) {
      return fail(ErrorCode::kDamagedFile, "the table of needles is empty; restore it");
    }
    return table;
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::kDamagedFile,
                std::string("the table of needles cannot be read; restore it: ") + error.what());
  }
}

const NeedleTable& needle_table() {
  static const NeedleTable table = [] {
    auto parsed = parse_needle_table(kNeedlesJson);
    if (!parsed) throw std::logic_error(parsed.error().text());
    return *parsed;
  }();
  return table;
}

Result<NeedleRequest> parse_needle(const std::string& text) {
  const auto parts = parts_of(text);
  if (parts.empty() || parts.size() > 4) return refuse(text, "it has one to four parts");
  auto device = device_of_gauge(text, parts[0]);
  if (!device) return tl::unexpected(device.error());
  NeedleRequest request{*device, std::nullopt};
  if (parts.size() > 1) {
    const auto length_mm = number(parts[1]);
    if (!length_mm || *length_mm < 20.0 || *length_mm > 250.0) {
      return refuse(text, "the length is 20 to 250 mm");
    }
    request.length_mm = length_mm;
    request.device.length_mm = *length_mm;
  }
  if (parts.size() > 2) {
    const auto shape = tip_named(parts[2]);
    if (!shape) {
      return refuse(text, "the tip is short_bevel, quincke, chiba, tuohy or whitacre");
    }
    request.device.tip_shape = *shape;
  }
  if (parts.size() > 3) {
    const auto echogenicity = number(parts[3]);
    if (!echogenicity || *echogenicity < 0.1 || *echogenicity > 3.0) {
      return refuse(text, "the echogenicity is 0.1 to 3");
    }
    request.device.echogenicity = *echogenicity;
  }
  request.device.bend_radius_mm = bend_radius_mm(request.device);
  return request;
}

Vector3d needle_point(const NeedleDevice& device, const NeedlePlacement& placement,
                      double along_mm) {
  if (along_mm <= 0.0) return placement.entry.mm + along_mm * placement.direction.unit;
  const double turn = along_mm / device.bend_radius_mm;
  return placement.entry.mm +
         device.bend_radius_mm * (std::sin(turn) * placement.direction.unit +
                                  (1.0 - std::cos(turn)) * placement.bend_direction.unit);
}

Vector3d needle_tangent(const NeedleDevice& device, const NeedlePlacement& placement,
                        double along_mm) {
  if (along_mm <= 0.0) return placement.direction.unit;
  const double turn = along_mm / device.bend_radius_mm;
  return std::cos(turn) * placement.direction.unit + std::sin(turn) * placement.bend_direction.unit;
}

Rod needle_rod(const NeedleDevice& device, const NeedlePlacement& placement) {
  Rod rod;
  rod.diameter_mm = device.diameter_mm;
  rod.echogenicity = device.echogenicity;
  const double hub_mm = placement.depth_mm - device.length_mm;
  const int steps = std::max(1, static_cast<int>(std::ceil(device.length_mm / kStep_mm)));
  rod.centre_mm.reserve(static_cast<std::size_t>(steps) + 1);
  for (int i = 0; i <= steps; ++i) {
    const double along_mm = hub_mm + device.length_mm * i / steps;
    rod.centre_mm.push_back(needle_point(device, placement, along_mm));
  }
  return rod;
}

Result<NeedlePlacement> aim_needle(const NeedleDevice& device, const Point<space::Reference>& entry,
                                   const Point<space::Reference>& target,
                                   const Direction<space::Reference>& bend_towards) {
  const Vector3d way = target.mm - entry.mm;
  const double chord_mm = way.norm();
  if (chord_mm < 1.0 || chord_mm >= 2.0 * device.bend_radius_mm) {
    return fail(ErrorCode::kInvalidGeometry,
                fmt::format("a needle cannot go from entry to target, {:.1f} mm apart; move one",
                            chord_mm));
  }
  const Vector3d chord = way / chord_mm;
  Vector3d aside = bend_towards.unit - bend_towards.unit.dot(chord) * chord;
  if (aside.norm() < 1e-6) aside = chord.unitOrthogonal();
  aside.normalize();
  // The tangent at the entry leaves the chord by half the arc's angle, away from the bend.
  const double half_turn = std::asin(0.5 * chord_mm / device.bend_radius_mm);
  NeedlePlacement placement;
  placement.entry = entry;
  placement.direction = {std::cos(half_turn) * chord - std::sin(half_turn) * aside};
  placement.bend_direction = {std::sin(half_turn) * chord + std::cos(half_turn) * aside};
  placement.depth_mm = 2.0 * half_turn * device.bend_radius_mm;
  return placement;
}

}  // namespace echolance
