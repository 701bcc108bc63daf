// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

enum class TipShape { kShortBevel, kQuincke, kChiba, kTuohy, kWhitacre };

/// "quincke"
[[nodiscard]] const char* to_string(TipShape shape);

/// A needle as it comes out of its packet. CLINICAL 7, LITERATURE F2; values with their sources in
/// simulation/data/needles.json.
struct NeedleDevice {
  int gauge = 22;
  double length_mm = 89.0;
  double diameter_mm = 0.718;
  TipShape tip_shape = TipShape::kQuincke;
  double echogenicity = 1.0;      ///< 1 plain, 1.4 and more coated
  double bend_radius_mm = 364.0;  ///< of the path in tissue (LITERATURE F2)
};

/// What a user asks for: the length may be left to the procedure.
struct NeedleRequest {
  NeedleDevice device;
  std::optional<double> length_mm;
};

/// The table of needles; text in the form of simulation/data/needles.json.
struct NeedleTable {
  struct Gauge {
    int gauge = 22;
    double outer_mm = 0.718;
  };
  struct Tip {
    TipShape shape = TipShape::kQuincke;
    double bend_radius_mm = 364.0;  ///< of a 22G
  };
  std::vector<Gauge> gauges;
  std::vector<Tip> tips;
  double bend_exponent = 2.0;
  std::vector<double> lengths_mm;  ///< ascending

  /// The shortest usual length of at least this; the longest there is where none reaches.
  [[nodiscard]] double length_for(double needed_mm) const;
};

/// kDamagedFile.
[[nodiscard]] Result<NeedleTable> parse_needle_table(std::string_view text);
/// The one built into the program.
[[nodiscard]] const NeedleTable& needle_table();

/// "22G", "22G:90" (length mm), "22G:90:quincke", "22G:90:quincke:1.6" (echogenicity, 1 plain to
/// 3). kInvalidOption names what is not known.
[[nodiscard]] Result<NeedleRequest> parse_needle(const std::string& text);

/// Where a needle is: it went in at `entry` along `direction`, `depth` deep, bent towards
/// `bend_direction` (perpendicular to direction; the side away from the bevel).
struct NeedlePlacement {
  Point<space::Reference> entry;
  Direction<space::Reference> direction{Eigen::Vector3d(0.0, -1.0, 0.0)};
  Direction<space::Reference> bend_direction{Eigen::Vector3d::UnitX()};
  double depth_mm = 0.0;  ///< along the path; negative: the tip is that far above the skin
};

/// The way of a tip on its arc: `along_mm` from the entry, negative: above the skin, straight.
[[nodiscard]] Eigen::Vector3d needle_point(const NeedleDevice& device,
                                           const NeedlePlacement& placement, double along_mm);
/// Unit tangent there, towards the tip.
[[nodiscard]] Eigen::Vector3d needle_tangent(const NeedleDevice& device,
                                             const NeedlePlacement& placement, double along_mm);

/// Hub to tip as a constant-curvature arc below the skin and a straight rod above, steps of at
/// most 1 mm.
[[nodiscard]] Rod needle_rod(const NeedleDevice& device, const NeedlePlacement& placement);

/// The placement whose arc ends at `target`, entering at `entry`, bent within the plane of chord
/// and `bend_towards`. kInvalidGeometry where the two points are less than 1 mm apart or further
/// than the arc's diameter.
[[nodiscard]] Result<NeedlePlacement> aim_needle(const NeedleDevice& device,
                                                 const Point<space::Reference>& entry,
                                                 const Point<space::Reference>& target,
                                                 const Direction<space::Reference>& bend_towards);

}  // namespace echolance
