// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "imaging/landmark_layouts.hpp"
#include "imaging/posterior_complex.hpp"

namespace echolance {
namespace {

// Across a vertebra, alike on both sides of the midline:
//
//         |^|                spinous process: narrow, both sides steep
//    _____| |_____           laminae or articular processes 8 to 40 mm deeper
//
//    __         __           between two laminae: articular processes on both sides, the back of
//   /  \       /  \          the vertebral body 8 to 30 mm deeper in the window between them
//        _____
constexpr SoftRange kSpinousHalf_mm{-1.0, 0.0, 4.5, 6.5};  // 4 mm under its tip
constexpr SoftRange kSpinousDepth_mm{2.0, 3.0, 45.0, 60.0};
constexpr SoftRange kUnderTip_mm{6.5, 9.5, 38.0, 46.0};
constexpr SoftRange kBesideTip_mm{-6.0, -4.0, 14.0, 22.0};
constexpr SoftRange kUneven_mm{-1.0, 0.0, 4.0, 9.0};
constexpr SoftRange kUnevenAcross_mm{-1.0, 0.0, 5.0, 11.0};
constexpr SoftRange kSure{0.5, 0.75, 2.0, 3.0};
constexpr SoftRange kWindow_mm{6.0, 11.0, 36.0, 44.0};
constexpr SoftRange kUnderSides_mm{5.0, 8.0, 30.0, 36.0};
constexpr SoftRange kGap_mm{7.0, 11.0, 43.0, 50.0};
constexpr SoftRange kSideWidth_mm{2.0, 5.0, 60.0, 80.0};
constexpr SoftRange kSideDepth_mm{8.0, 14.0, 80.0, 95.0};
constexpr SoftRange kDark{-1.0, 0.0, 0.45, 0.65};
constexpr SoftRange kBright{0.5, 0.75, 100.0, 101.0};
constexpr double kTissueAgain = 0.7;
constexpr double kGapDepth_mm = 3.0;
constexpr double kBodyAside_mm = 8.0;
constexpr double kComplexAbove_mm = 9.0, kComplexBelow_mm = 6.0;
constexpr double kPairAlone = 0.25, kWithBody = 0.55, kWithComplex = 0.3;
constexpr double kOpenBelow = 0.3;  // under a shadow that ends in a window is no lamina
constexpr double kOneSide = 0.35;   // the other side lies outside the picture
constexpr double kOtherSideAway_mm = 22.0;
constexpr double kLaminaAside_mm = 8.5;
constexpr double kFacetAside_mm = 17.0;
constexpr double kNearestFacet_mm = 10.0, kFarthestFacet_mm = 26.0;
constexpr double kLaminaGap_mm = 15.0;
constexpr double kJointAside_mm = 4.0;

constexpr double kStep = SurfaceProfile::kStep_mm;

// The piece beside a place that fits best: how far from it its inner end lies, and how much deeper
// its top.
struct Beside {
  const SurfacePiece* piece = nullptr;
  double fit = 0.0;
  double away_mm = 0.0;
  double deeper_mm = 0.0;
};

struct BesideWish {
  double left_mm, right_mm;  // ends of what it lies beside
  double depth_mm;
  SoftRange away_mm, deeper_mm;
};

Beside beside(const SurfaceProfile& surface, const BesideWish& wish, double side) {
  Beside best;
  for (const auto& piece : surface.pieces()) {
    const double away =
        side > 0.0 ? piece.begin * kStep - wish.right_mm : wish.left_mm - (piece.end - 1) * kStep;
    const double middle = piece.middle_mm();
    if (side > 0.0 ? middle < wish.right_mm : middle > wish.left_mm) continue;
    const double deeper = piece.mean_mm - wish.depth_mm;
    const double fit = wish.away_mm.holds(away) * wish.deeper_mm.holds(deeper) *
                       kSure.holds(piece.confidence) * std::min(1.0, piece.width_mm() / 5.0);
    if (fit > best.fit) best = {&piece, fit, away, deeper};
  }
  return best;
}

// Both sides alike; or one alone where the other lies outside the picture.
double sides_fit(const SurfaceProfile& surface, const Beside& left, const Beside& right,
                 double middle_mm) {
  if (left.piece != nullptr && right.piece != nullptr) {
    return std::min(left.fit, right.fit) *
           kUneven_mm.holds(std::abs(left.deeper_mm - right.deeper_mm)) *
           kUnevenAcross_mm.holds(std::abs(left.away_mm - right.away_mm));
  }
  const Beside& seen = left.piece != nullptr ? left : right;
  if (seen.piece == nullptr) return 0.0;
  const double other = seen.piece->middle_mm() < middle_mm ? 1.0 : -1.0;
  const double away_mm = middle_mm + other * kOtherSideAway_mm;
  return surface.inside(away_mm, seen.piece->mean_mm) ? 0.0 : kOneSide * seen.fit;
}

// A point of the piece at this column, or its end nearest to it.
LayoutPoint on_piece(const SurfaceProfile& surface, const SurfacePiece& piece, LandmarkKind kind,
                     double x_mm) {
  const double at_mm =
      std::clamp(x_mm, piece.begin * kStep + 1.0,
                 std::max(piece.begin * kStep + 1.0, (piece.end - 1) * kStep - 1.0));
  int column = SurfaceProfile::column_of(at_mm);
  while (!surface.has(column) && column > piece.begin) --column;
  const double y_mm = surface.has(column) ? surface.depth_mm(column) : piece.top_mm;
  return {kind, at_mm, y_mm, 3.0, 0.9};
}

// The joint line lies a little lateral of the most superficial place of a side, the back of the
// inferior articular process.
LayoutPoint facet_on(const SurfaceProfile& surface, const SurfacePiece& piece, double middle_mm) {
  const double direction = piece.middle_mm() < middle_mm ? -1.0 : 1.0;
  LayoutPoint facet =
      on_piece(surface, piece, LandmarkKind::kFacetJoint, middle_mm + direction * kFacetAside_mm);
  for (double aside = kNearestFacet_mm; aside <= kFarthestFacet_mm; aside += kStep) {
    const int column = SurfaceProfile::column_of(middle_mm + direction * aside);
    if (column < piece.begin || column >= piece.end || !surface.has(column)) continue;
    if (surface.depth_mm(column) >= facet.y_mm) continue;
    facet.x_mm = SurfaceProfile::x_mm(column);
    facet.y_mm = surface.depth_mm(column);
  }
  LayoutPoint joint =
      on_piece(surface, piece, LandmarkKind::kFacetJoint, facet.x_mm + direction * kJointAside_mm);
  joint.std_mm = 4.0;
  joint.confidence = 0.7;  // above and below the joint there is a process alone
  return joint;
}

// What a side shows: laminae reach the midline; where it ends well away from it, it is an articular
// process.
LayoutPoint side_point(const SurfaceProfile& surface, const SurfacePiece& piece, double middle_mm) {
  const double direction = piece.middle_mm() < middle_mm ? -1.0 : 1.0;
  const double inner_mm = (direction > 0.0 ? piece.begin : piece.end - 1) * kStep;
  if (std::abs(inner_mm - middle_mm) > 0.5 * kLaminaGap_mm) {
    return facet_on(surface, piece, middle_mm);
  }
  return on_piece(surface, piece, LandmarkKind::kLamina, middle_mm + direction * kLaminaAside_mm);
}

void read_spinous(const LandmarkPicture& picture, LayoutTable& table) {
  for (const auto& cap : picture.surface.caps()) {
    const double fit = kSpinousHalf_mm.holds(cap.left.half_width_4mm) *
                       kSpinousHalf_mm.holds(cap.right.half_width_4mm) *
                       kSpinousDepth_mm.holds(cap.depth_mm) * kSure.holds(cap.confidence);
    if (fit <= 0.0) continue;
    const double x = SurfaceProfile::x_mm(cap.top);
    const BesideWish wish{x - cap.left.half_width_4mm, x + cap.right.half_width_4mm, cap.depth_mm,
                          kBesideTip_mm, kUnderTip_mm};
    const Beside left = beside(picture.surface, wish, -1.0);
    const Beside right = beside(picture.surface, wish, 1.0);
    Layout layout;
    layout.view = PlanarView::kTransverseSpinous;
    layout.fit = fit * sides_fit(picture.surface, left, right, x);
    if (layout.fit <= 0.0) continue;
    layout.points.push_back({LandmarkKind::kSpinousProcess, x, cap.depth_mm, 2.0, 1.0});
    for (const auto* side : {&left, &right}) {
      if (side->piece == nullptr) continue;
      layout.points.push_back(side_point(picture.surface, *side->piece, x));
    }
    double lamina_mm = cap.depth_mm;
    for (const auto& point : layout.points) lamina_mm = std::max(lamina_mm, point.y_mm);
    layout.points.push_back({LandmarkKind::kMidline, x, lamina_mm, 2.0, 1.0});
    table.offer(std::move(layout));
  }
}

// Two pieces alike with a gap between them that nothing as shallow closes: both sides of a
// vertebra.
struct SidePair {
  const SurfacePiece* left = nullptr;
  const SurfacePiece* right = nullptr;
  double fit = 0.0;
  double middle_mm = 0.0;  // across
  double depth_mm = 0.0;   // Image y of the inner ends
};

SidePair pair_of(const SurfaceProfile& surface, const SurfacePiece& left,
                 const SurfacePiece& right) {
  SidePair pair{&left, &right, 0.0, 0.5 * (left.end - 1 + right.begin) * kStep,
                0.5 * (surface.depth_mm(left.end - 1) + surface.depth_mm(right.begin))};
  const double gap_mm = (right.begin - left.end) * kStep;
  pair.fit = kGap_mm.holds(gap_mm) * kUneven_mm.holds(std::abs(left.top_mm - right.top_mm)) *
             kSideWidth_mm.holds(left.width_mm()) * kSideWidth_mm.holds(right.width_mm()) *
             kSure.holds(std::min(left.confidence, right.confidence)) *
             kSideDepth_mm.holds(surface.beam_depth_mm(pair.middle_mm, pair.depth_mm));
  return pair;
}

// How bright the tissue over the gap is against that over the two sides: 0 in the shadow of a
// spinous process.
double middle_brightness(const LandmarkPicture& picture, const SidePair& pair) {
  const double from = pair.depth_mm - 9.0;
  const auto strip = [&](double x_mm) { return picture.mean_grey({x_mm - 2.5, from, 5.0, 7.0}); };
  const auto middle = strip(pair.middle_mm);
  const auto left = strip(pair.left->end * kStep - 3.0),
             right = strip(pair.right->begin * kStep + 3.0);
  if (!middle || !left || !right) return 1.0;
  return *middle / std::max(0.5 * (*left + *right), 10.0);
}

// How surely the middle lies in the shadow of a spinous process, or does not.
struct MiddleShade {
  double dark = 0.0;
  double bright = 0.0;
};

// From the sides upwards along the shadow to where it begins.
double shadow_begin_mm(const LandmarkPicture& picture, const SidePair& pair) {
  double y = pair.depth_mm - 4.0;
  for (; picture.surface.beam_depth_mm(pair.middle_mm, y) > 2.0; y -= 1.0) {
    const auto middle = picture.mean_grey({pair.middle_mm - 1.5, y - 1.0, 3.0, 2.0});
    const auto left = picture.mean_grey({pair.left->end * kStep - 5.0, y - 1.0, 4.0, 2.0});
    const auto right = picture.mean_grey({pair.right->begin * kStep + 1.0, y - 1.0, 4.0, 2.0});
    if (!middle || !left || !right) break;
    if (*middle > kTissueAgain * 0.5 * (*left + *right)) break;
  }
  return y;
}

void add_sides(const LandmarkPicture& picture, const SidePair& pair, Layout& layout) {
  for (const auto* side : {pair.left, pair.right}) {
    layout.points.push_back(side_point(picture.surface, *side, pair.middle_mm));
  }
}

// Whether the back of the vertebral body shows in the gap.
bool shows_body(const SurfaceProfile& surface, const SidePair& pair) {
  return std::any_of(surface.pieces().begin(), surface.pieces().end(), [&](const auto& piece) {
    const double middle = piece.middle_mm();
    return std::abs(middle - pair.middle_mm) < kBodyAside_mm &&
           kUnderSides_mm.holds(piece.mean_mm - pair.depth_mm) > 0.5 &&
           kWindow_mm.holds(piece.width_mm()) > 0.5;
  });
}

void offer_shadow(const LandmarkPicture& picture, const SidePair& pair, double dark,
                  LayoutTable& table) {
  Layout layout;
  layout.view = PlanarView::kTransverseSpinous;
  layout.fit = pair.fit * dark * (shows_body(picture.surface, pair) ? kOpenBelow : 1.0);
  if (layout.fit <= 0.0) return;
  layout.points.push_back(
      {LandmarkKind::kSpinousProcess, pair.middle_mm, shadow_begin_mm(picture, pair), 3.0, 0.9});
  add_sides(picture, pair, layout);
  layout.points.push_back({LandmarkKind::kMidline, pair.middle_mm, pair.depth_mm, 2.5, 1.0});
  table.offer(std::move(layout));
}

// Where a spinous process shades the window its tip is above it.
void offer_window(const LandmarkPicture& picture, const SidePair& pair, const MiddleShade& shade,
                  LayoutTable& table) {
  const auto complex = find_posterior_complex(
      picture,
      {pair.middle_mm, pair.depth_mm - kComplexAbove_mm, pair.depth_mm + kComplexBelow_mm});
  const bool body = shows_body(picture.surface, pair);
  Layout layout;
  layout.view = PlanarView::kTransverseInterlaminar;
  layout.fit = pair.fit * (body ? 1.0 : shade.bright) *
               (kPairAlone + (body ? kWithBody : 0.0) + (complex ? kWithComplex : 0.0));
  if (layout.fit <= 0.0) return;
  add_sides(picture, pair, layout);
  layout.points.push_back({LandmarkKind::kMidline, pair.middle_mm, pair.depth_mm, 2.5, 1.0});
  if (shade.dark > 0.0) {
    layout.points.push_back({LandmarkKind::kSpinousProcess, pair.middle_mm,
                             shadow_begin_mm(picture, pair), 3.0, 0.9 * shade.dark});
  } else if (complex) {
    layout.points.push_back(
        {LandmarkKind::kPosteriorComplex, pair.middle_mm, complex->depth_mm, complex->std_mm, 0.7});
  }
  table.offer(std::move(layout));
}

void read_pairs(const LandmarkPicture& picture, LayoutTable& table) {
  const auto& pieces = picture.surface.pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      const double floor_mm = std::max(pieces[i].top_mm, pieces[j].top_mm) + kGapDepth_mm;
      const bool open =
          std::all_of(pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      pieces.begin() + static_cast<std::ptrdiff_t>(j),
                      [&](const SurfacePiece& between) { return between.top_mm > floor_mm; });
      if (!open) continue;
      const SidePair pair = pair_of(picture.surface, pieces[i], pieces[j]);
      if (pair.fit <= 0.0) continue;
      const double brightness = middle_brightness(picture, pair);
      const MiddleShade shade{kDark.holds(brightness), kBright.holds(brightness)};
      offer_shadow(picture, pair, shade.dark, table);
      offer_window(picture, pair, shade, table);
    }
  }
}

}  // namespace

void read_transverse_spine(const LandmarkPicture& picture, LayoutTable& table) {
  read_spinous(picture, table);
  read_pairs(picture, table);
}

}  // namespace echolance
