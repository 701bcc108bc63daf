// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "imaging/landmark_layouts.hpp"

namespace echolance {
namespace {

// Across the sacrum: a plate with holes, 5 to 10 mm wide [R68], and a low crest in the middle.
//
//               /\ crest
//   ____|  |___/  \___|  |____
//      foramen       foramen
constexpr SoftRange kHole_mm{1.5, 3.5, 10.0, 13.0};
constexpr SoftRange kStepOverHole_mm{-1.0, 0.0, 4.0, 8.0};
constexpr SoftRange kRim_mm{4.0, 8.0, 60.0, 90.0};
constexpr SoftRange kDepth_mm{3.0, 6.0, 36.0, 48.0};
constexpr SoftRange kSure{0.5, 0.8, 2.0, 3.0};
constexpr SoftRange kCrestHalf_mm{-1.0, 0.0, 5.0, 8.0};
constexpr SoftRange kCrestHeight_mm{2.0, 3.0, 9.0, 13.0};
constexpr SoftRange kCrestUneven_mm{-1.0, 0.0, 2.5, 5.0};
constexpr SoftRange kCrestBase_mm{0.0, 1.0, 10.0, 14.0};
constexpr double kPlateAside_mm = 16.0;
constexpr SoftRange kPlateDrop_mm{2.0, 3.5, 13.0, 18.0};
constexpr double kCrestAlone = 0.5;
constexpr double kDeepHole_mm = 3.0;
constexpr double kStep = SurfaceProfile::kStep_mm;

// Bone between two columns that is not clearly deeper than both rims closes the hole.
bool is_open(const SurfaceProfile& surface, int begin, int end, double rim_mm) {
  for (int column = begin; column < end; ++column) {
    if (surface.has(column) && surface.depth_mm(column) < rim_mm + kDeepHole_mm) return false;
  }
  return true;
}

double hole_fit(const SurfaceProfile& surface, const SurfacePiece& left,
                const SurfacePiece& right) {
  if (right.begin <= left.end) return 0.0;
  const double left_mm = surface.depth_mm(left.end - 1);
  const double right_mm = surface.depth_mm(right.begin);
  if (!is_open(surface, left.end, right.begin, std::max(left_mm, right_mm))) return 0.0;
  return kHole_mm.holds((right.begin - left.end) * kStep) *
         kStepOverHole_mm.holds(std::abs(left_mm - right_mm)) * kRim_mm.holds(left.width_mm()) *
         kRim_mm.holds(right.width_mm()) * kSure.holds(std::min(left.confidence, right.confidence));
}

// The median crest: a low ridge with the plate on both sides.
double crest_fit(const SurfaceCap& cap) {
  if (!cap.left.plateau_drop_mm || !cap.right.plateau_drop_mm) return 0.0;
  const double left_mm = *cap.left.plateau_drop_mm, right_mm = *cap.right.plateau_drop_mm;
  return kCrestHalf_mm.holds(cap.left.half_width_2mm) *
         kCrestHalf_mm.holds(cap.right.half_width_2mm) *
         kCrestHeight_mm.holds(0.5 * (left_mm + right_mm)) *
         kCrestUneven_mm.holds(std::abs(left_mm - right_mm)) *
         kCrestBase_mm.holds(std::max(cap.left.plateau_begin_mm, cap.right.plateau_begin_mm)) *
         kSure.holds(std::min(cap.left.plateau_confidence, cap.right.plateau_confidence)) *
         kDepth_mm.holds(cap.beam_mm);
}

// The plate goes on to both sides; beside the lower crests it ends at the bone's edge or the ilium.
double plate_fit(const SurfaceProfile& surface, const SurfaceCap& cap) {
  double fit = 1.0;
  for (const double aside_mm : {-kPlateAside_mm, kPlateAside_mm}) {
    const int column = SurfaceProfile::column_of(SurfaceProfile::x_mm(cap.top) + aside_mm);
    if (!surface.has(column)) return 0.0;
    fit *= kPlateDrop_mm.holds(surface.depth_mm(column) - cap.depth_mm);
  }
  return fit;
}

void add_crest(const LandmarkPicture& picture, Layout& layout) {
  const SurfaceCap* best = nullptr;
  double best_fit = 0.2;
  for (const auto& cap : picture.surface.caps()) {
    const double fit = crest_fit(cap) * plate_fit(picture.surface, cap);
    if (fit <= best_fit) continue;
    best = &cap;
    best_fit = fit;
  }
  if (best == nullptr) return;
  layout.fit = std::max(layout.fit, kCrestAlone * best_fit);
  layout.points.push_back({LandmarkKind::kMedianSacralCrest, SurfaceProfile::x_mm(best->top),
                           best->depth_mm, 2.0, best_fit});
}

}  // namespace

void read_sacrum(const LandmarkPicture& picture, LayoutTable& table) {
  const auto& pieces = picture.surface.pieces();
  Layout layout;
  layout.view = PlanarView::kTransverseSacrum;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      const double rims = hole_fit(picture.surface, pieces[i], pieces[j]);
      if (rims <= 0.0) continue;
      const double x_mm = 0.5 * (pieces[i].end - 1 + pieces[j].begin) * kStep;
      const double y_mm = 0.5 * (picture.surface.depth_mm(pieces[i].end - 1) +
                                 picture.surface.depth_mm(pieces[j].begin));
      const double fit = rims * kDepth_mm.holds(picture.surface.beam_depth_mm(x_mm, y_mm));
      if (fit < 0.2) continue;
      layout.fit = std::max(layout.fit, fit);
      layout.points.push_back({LandmarkKind::kSacralForamen, x_mm, y_mm, 2.5, fit});
    }
  }
  add_crest(picture, layout);
  if (layout.fit > 0.0) table.offer(std::move(layout));
}

}  // namespace echolance
