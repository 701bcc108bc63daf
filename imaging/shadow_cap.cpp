// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shadow_cap.hpp"

#include <algorithm>
#include <optional>

#include "imaging/double_echo.hpp"

namespace echolance {
namespace {

constexpr double kStep = SurfaceProfile::kStep_mm;
constexpr double kShortestFlank_mm = 5.0;
constexpr double kSureFlank = 0.6;
constexpr double kRising = 0.35;  // of the flank towards its end, mm per mm
constexpr double kRiseOver_mm = 4.0;
constexpr double kFarthest_mm = 14.0;
constexpr double kRiseAtMost_mm = 4.0;   // from one column to the next, towards a cap
constexpr double kLevelAtMost_mm = 0.5;  // and away from one
constexpr double kWidestCap_mm = 18.0;
constexpr double kDownAtMost_mm = 1.5;
constexpr double kOfBeam = 0.75;  // steeper edges are those of the shadow, not of bone
constexpr double kDark = 0.4;     // of the tissue above
constexpr double kBright = 0.55;
constexpr double kConfidence = 0.6;
constexpr double kDimmest = 30.0;    // grey value of tissue that can be told from shadow
constexpr double kUnderFluid = 0.8;  // of the tissue over the flank

// The way from a piece's end outwards along the edge of its shadow.
struct ShadowWalk {
  int end = 0;         // column
  int direction = 1;   // 1: to the right
  double up_mm = 0.0;  // how far the surface may rise from one column to the next
};

// How far the edge may go up and down from one column to the next, and the least that counts as
// the brightness of tissue over it: injectate over bone is as dark as the shadow below.
struct EdgeStep {
  double up_mm = 0.0;
  double down_mm = 0.0;
  double least_tissue = 0.0;
};

// Where the shadow of this column begins, near the depth of the column before; nothing where the
// column is not dark below or not bright above.
std::optional<double> shadow_edge_mm(const LandmarkPicture& picture, double x_mm, double near_mm,
                                     const EdgeStep& step) {
  const auto strip = [&](double from_mm, double to_mm) {
    return picture.mean_grey({x_mm - kStep, from_mm, 2.0 * kStep, to_mm - from_mm}).value_or(0.0);
  };
  const double tissue = std::max(strip(near_mm - 8.0, near_mm - 3.0), step.least_tissue);
  if (tissue < kDimmest) return std::nullopt;
  for (double y = near_mm + step.down_mm; y >= near_mm - step.up_mm; y -= kStep) {
    if (strip(y, y + 4.0) > kDark * tissue) continue;
    if (strip(y - 1.0, y) < kBright * tissue) continue;
    return y - 0.5;
  }
  return std::nullopt;
}

bool rises(const SurfaceProfile& surface, const SurfacePiece& flank, int end, int direction) {
  const int before = end - direction * static_cast<int>(kRiseOver_mm / kStep);
  if (before < flank.begin || before >= flank.end || !surface.has(before)) return false;
  return surface.depth_mm(before) - surface.depth_mm(end) > kRising * kRiseOver_mm;
}

double tissue_over(const LandmarkPicture& picture, int column, double depth_mm) {
  const double x_mm = SurfaceProfile::x_mm(column);
  return picture.mean_grey({x_mm - 1.0, depth_mm - 8.0, 2.0, 5.0}).value_or(0.0);
}

void follow(const LandmarkPicture& picture, const ShadowWalk& walk, SurfaceProfile& surface) {
  double near_mm = surface.depth_mm(walk.end);
  int column = walk.end + walk.direction;
  const double tissue = kUnderFluid * tissue_over(picture, walk.end, near_mm);
  for (double gone = kStep; gone <= kFarthest_mm; gone += kStep, column += walk.direction) {
    if (column < 0 || column >= surface.columns()) return;
    const double x_mm = SurfaceProfile::x_mm(column);
    if (surface.has(column) && surface.depth_mm(column) < near_mm + kDownAtMost_mm) return;
    if (surface.beam_depth_mm(x_mm, near_mm) < 2.0) return;
    const double beam_mm = kOfBeam * surface.beam_fall_mm(x_mm, near_mm, walk.direction);
    const auto edge = shadow_edge_mm(picture, x_mm, near_mm,
                                     {walk.up_mm, std::min(kDownAtMost_mm, beam_mm), tissue});
    if (!edge) return;
    surface.add(column, *edge, kConfidence);
    near_mm = *edge;
  }
}

}  // namespace

void complete_caps(const LandmarkPicture& picture, SurfaceProfile& surface) {
  lift_double_echoes(picture, surface);
  surface.analyse();
  const auto flanks = surface.pieces();
  for (const auto& flank : flanks) {
    if (flank.width_mm() < kShortestFlank_mm || flank.confidence < kSureFlank) continue;
    for (const int direction : {-1, 1}) {
      const int end = direction > 0 ? flank.end - 1 : flank.begin;
      if (rises(surface, flank, end, direction)) {
        follow(picture, {end, direction, kRiseAtMost_mm}, surface);
      } else if (flank.width_mm() < kWidestCap_mm) {
        follow(picture, {end, direction, kLevelAtMost_mm}, surface);
      }
    }
  }
  surface.analyse();
}

}  // namespace echolance
