// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "imaging/iliac_spine.hpp"
#include "imaging/landmark_layouts.hpp"

namespace echolance {
namespace {

constexpr SoftRange kPointed_mm{0.0, 1.0, 15.0, 20.0};  // a spine; the crest above it is wider
constexpr double kLeastHalf_mm = 4.0;
constexpr double kDeepestCleft_mm = 16.0;
constexpr double kMedialOfTop_mm = 1.0;
constexpr double kLeastProbability = 0.05;

// The joint's cleft opens where the ilium's wall meets the sacrum: at the foot of the wall, in its
// shadow, so that it is guessed more than seen.
void add_cleft(const SurfaceCap& cap, double towards, Layout& layout) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  if (!medial.plateau_drop_mm || *medial.plateau_drop_mm > kDeepestCleft_mm) return;
  const double away = std::max(medial.half_width_4mm, kLeastHalf_mm) + 0.5;
  layout.points.push_back({LandmarkKind::kSacroiliacCleft,
                           SurfaceProfile::x_mm(cap.top) + towards * away,
                           cap.depth_mm + *medial.plateau_drop_mm + 1.0, 4.0, 0.5});
}

Layout read_cap(const LandmarkPicture& picture, const SurfaceCap& cap, double towards) {
  const IliacLook look = look_at_cap(picture, cap, towards);
  Layout layout;
  layout.view = PlanarView::kTransversePsis;
  layout.fit = iliac_spine_probability(look);
  if (layout.fit < kLeastProbability) return layout;
  const double x_mm = SurfaceProfile::x_mm(cap.top);
  const double pointed = kPointed_mm.holds(look.width_2mm);
  layout.points.push_back(
      {LandmarkKind::kPsis, x_mm + kMedialOfTop_mm * towards, cap.depth_mm, 2.0, pointed});
  layout.points.push_back({LandmarkKind::kIliacCrest, x_mm, cap.depth_mm, 2.5, 1.0 - pointed});
  add_cleft(cap, towards, layout);
  return layout;
}

}  // namespace

void read_ilium(const LandmarkPicture& picture, LayoutTable& table) {
  for (const auto& cap : picture.surface.caps()) {
    for (const double towards : {-1.0, 1.0}) {
      Layout layout = read_cap(picture, cap, towards);
      if (!layout.points.empty()) table.offer(std::move(layout));
    }
  }
}

}  // namespace echolance
