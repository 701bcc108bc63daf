// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bone_surface.hpp"
#include "core/image_region.hpp"

namespace echolance {

/// Where the way along a surface away from a cap's top ends.
enum class FlankEnd : std::uint8_t {
  kPictureEdge,  ///< the surface leaves the picture
  kGap,          ///< no bone is seen from here on
  kWall,         ///< the surface drops steeply to a deeper one
  kFar,          ///< it was followed as far as one looks
};

/// One side of a cap, from its top outwards; mm.
struct CapFlank {
  FlankEnd end = FlankEnd::kGap;
  double reach_mm = 0.0;        ///< across, from the top to the end
  double fall_mm = 0.0;         ///< deepest point of the flank under the top
  double half_width_2mm = 0.0;  ///< across, to where the flank is 2 mm under the top, or its end
  double half_width_4mm = 0.0;  ///< likewise 4 mm
  /// The even surface that follows within 22 mm: how much deeper than the top, and where it begins.
  std::optional<double> plateau_drop_mm;
  double plateau_begin_mm = 0.0;
  double plateau_confidence = 0.0;
};

/// A place of the surface nearer to the skin than all within 5 mm to either side.
struct SurfaceCap {
  int top = 0;              ///< column of the profile
  double depth_mm = 0.0;    ///< Image y
  double beam_mm = 0.0;     ///< depth below the probe's face
  double confidence = 0.0;  ///< mean of the bone's within 4 mm
  CapFlank left, right;     ///< in the picture
  [[nodiscard]] double width_2mm() const { return left.half_width_2mm + right.half_width_2mm; }
};

/// A stretch of surface without gaps and walls: columns [begin, end).
struct SurfacePiece {
  int begin = 0;
  int end = 0;
  int top = 0;              ///< column nearest to the skin
  double top_mm = 0.0;      ///< its Image y
  double mean_mm = 0.0;     ///< mean depth
  double bottom_mm = 0.0;   ///< deepest
  double confidence = 0.0;  ///< mean of the bone's
  [[nodiscard]] double width_mm() const;
  [[nodiscard]] double middle_mm() const;  ///< across, in the profile
};

/// The bone surface of one picture as a depth per column of 0.5 mm, with its pieces and caps. Where
/// several points lie over each other the shallowest counts. Lengths are those of Image space.
/// Buffers are kept between pictures; not thread-safe itself; deterministic.
class SurfaceProfile {
 public:
  static constexpr double kStep_mm = 0.5;

  void build(const BoneSurface& bone, const ImageRegion& region, const PixelSpacing& spacing);

  /// Adds a point to a column, unless a shallower one is there; `analyse` then finds pieces, caps
  /// and mounds anew.
  void add(int column, double depth_mm, double confidence);
  void analyse();

  [[nodiscard]] int columns() const { return static_cast<int>(depth_mm_.size()); }
  [[nodiscard]] bool has(int column) const {
    return column >= 0 && column < columns() && known_[static_cast<std::size_t>(column)] != 0;
  }
  /// Image y of a column that has bone, mm.
  [[nodiscard]] double depth_mm(int column) const {
    return depth_mm_[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] double confidence(int column) const {
    return confidence_[static_cast<std::size_t>(column)];
  }
  /// Image x of a column, mm.
  [[nodiscard]] static double x_mm(int column) { return column * kStep_mm; }
  [[nodiscard]] static int column_of(double x_mm) {
    return static_cast<int>(x_mm / kStep_mm + 0.5);
  }

  [[nodiscard]] const std::vector<SurfacePiece>& pieces() const { return pieces_; }
  [[nodiscard]] const std::vector<SurfaceCap>& caps() const { return caps_; }
  /// Around each cap what lies less than 5 mm under its top, up to the next gap; of two that
  /// overlap only the shallower.
  [[nodiscard]] const std::vector<SurfacePiece>& mounds() const { return mounds_; }

  /// Whether a place in Image space lies inside the region.
  [[nodiscard]] bool inside(double x_mm, double y_mm) const;
  /// Way of the sound from the probe's face to a place in Image space, mm.
  [[nodiscard]] double beam_depth_mm(double x_mm, double y_mm) const;
  /// The place half as deep on the same beam; Image, mm.
  [[nodiscard]] Eigen::Vector2d half_way_mm(double x_mm, double y_mm) const;
  /// How much deeper the beam through a place is one column further in a direction (-1, 1), mm;
  /// very much where it does not lean that way.
  [[nodiscard]] double beam_fall_mm(double x_mm, double y_mm, int direction) const;
  /// Picture px of a place in Image space.
  [[nodiscard]] PixelPoint pixel(double x_mm, double y_mm) const;

 private:
  void fill(const BoneSurface& bone);
  void put(double x_mm, double y_mm, double confidence);
  void smooth();
  void find_pieces();
  void find_caps();
  void find_mounds();
  [[nodiscard]] SurfacePiece piece_of(int begin, int end) const;
  [[nodiscard]] bool is_cap(int column) const;
  [[nodiscard]] CapFlank walk(int top, int direction) const;
  void find_plateau(int top, int direction, CapFlank& flank) const;

  ImageRegion region_;
  PixelSpacing spacing_;
  std::vector<double> depth_mm_, raw_mm_, confidence_;
  std::vector<std::uint8_t> known_;
  std::vector<SurfacePiece> pieces_, mounds_;
  std::vector<SurfaceCap> caps_;
};

}  // namespace echolance
