// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "imaging/landmark_layouts.hpp"

namespace echolance {
namespace {

// The posterior edge of the ilium across: a cap with a smooth flank down the gluteal side and a
// steep end on the other, where the sacrum follows deeper.
//
//        __
//      /    \|        cap, table 9 to 12 mm wide [R61]
//     /      |
//    /       |___..__   sacrum 8 to 25 mm deeper
//   /
//  lateral      medial
constexpr SoftRange kMedialHalf_mm{-4.0, 0.0, 7.0, 9.5};
constexpr SoftRange kLateralHalf_mm{2.0, 3.0, 7.5, 12.0};
constexpr SoftRange kWidth_mm{1.0, 4.0, 16.0, 22.0};
constexpr SoftRange kPointed_mm{0.0, 1.0, 11.5, 14.0};  // a spine; the crest above it is wider
constexpr SoftRange kDrop_mm{5.0, 8.5, 24.0, 30.0};
constexpr SoftRange kLateralFall_mm{2.5, 5.0, 100.0, 101.0};
constexpr SoftRange kLateralSlope{0.28, 0.4, 3.0, 6.0};
constexpr SoftRange kMedialReach_mm{-1.0, 0.0, 9.0, 13.0};
constexpr SoftRange kDepth_mm{2.0, 3.0, 34.0, 46.0};
constexpr SoftRange kSure{0.3, 0.65, 2.0, 3.0};
constexpr double kLeastHalf_mm = 4.0;  // a cap close to the probe is seen in part only
constexpr SoftRange kSureSacrum{0.6, 0.85, 2.0, 3.0};
constexpr SoftRange kGroove{0.3, 0.6, 100.0, 101.0};
constexpr double kGrooveOutside = 0.45;  // beside the picture: neither for nor against
constexpr double kSacrumAway_mm = 12.0, kSacrumDeeper_mm = 25.0;
constexpr double kMissingSacrum = 0.1, kSacrumOutside = 0.6;
constexpr double kDeepestCleft_mm = 16.0;
constexpr double kMedialOfTop_mm = 1.0;
constexpr double kCutOff = 0.5;  // the lateral flank leaves the picture too soon to be judged

double medial_end(const CapFlank& medial) {
  if (medial.end == FlankEnd::kPictureEdge || medial.end == FlankEnd::kFar) return 0.0;
  return kMedialReach_mm.holds(medial.reach_mm);
}

double lateral_flank(const CapFlank& lateral) {
  if (lateral.end == FlankEnd::kPictureEdge && lateral.fall_mm < 4.0) {
    return kCutOff * SoftRange{4.0, 8.0, 100.0, 101.0}.holds(lateral.reach_mm);
  }
  return kLateralSlope.holds(lateral.fall_mm / lateral.reach_mm) *
         kLateralFall_mm.holds(lateral.fall_mm) *
         SoftRange{5.0, 8.0, 100.0, 101.0}.holds(lateral.reach_mm);
}

// The sacrum follows 8 to 25 mm deeper, or the picture ends before it could be seen.
double sacrum_beside(const SurfaceProfile& surface, const SurfaceCap& cap, double towards) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  const double x_mm = SurfaceProfile::x_mm(cap.top) + towards * kSacrumAway_mm;
  const bool would_show = surface.inside(x_mm, cap.depth_mm + kSacrumDeeper_mm);
  const double without = would_show ? kMissingSacrum : kSacrumOutside;
  if (!medial.plateau_drop_mm) return without;
  const double with =
      kDrop_mm.holds(*medial.plateau_drop_mm) * kSureSacrum.holds(medial.plateau_confidence);
  return std::max(with, without);
}

// How bright the tissue medial of the cap is, down to the sacrum or 14 mm: 0 as the shadow under
// the cap, 1 as the tissue above. Muscle fills the groove between ilium and sacrum; beside the cap
// of a long bone the beam has gone past it at a slant and little comes back.
double groove_brightness(const LandmarkPicture& picture, const SurfaceCap& cap, double towards) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  const double top_x = SurfaceProfile::x_mm(cap.top), top_y = cap.depth_mm;
  const double end_x = top_x + towards * (std::max(medial.half_width_4mm, kLeastHalf_mm) + 1.5);
  const double deep = std::clamp(medial.plateau_drop_mm.value_or(15.0) - 1.0, 5.0, 14.0);
  const auto above = picture.mean_grey({top_x - 4.0, top_y - 6.0, 8.0, 4.0});
  const auto under = picture.mean_grey({top_x - 2.5, top_y + 4.0, 5.0, 5.0});
  const double from = deep > 10.0 ? 8.0 : 0.5 * deep;
  const auto beside =
      picture.mean_grey({std::min(end_x, end_x + towards * 3.5), top_y + from, 3.5, deep - from});
  if (!under) return 0.0;
  if (!beside) return kGrooveOutside;
  const double tissue = above.value_or(*under + 60.0);
  return (*beside - *under) / std::max(tissue - *under, 20.0);
}

// The joint's cleft opens where the ilium's wall meets the sacrum: at the foot of the wall, in its
// shadow, so that it is guessed more than seen.
void add_cleft(const SurfaceCap& cap, double towards, Layout& layout) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  if (!medial.plateau_drop_mm || *medial.plateau_drop_mm > kDeepestCleft_mm) return;
  const double away = std::max(medial.half_width_4mm, kLeastHalf_mm) + 0.5;
  layout.points.push_back({LandmarkKind::kSacroiliacCleft,
                           SurfaceProfile::x_mm(cap.top) + towards * away,
                           cap.depth_mm + *medial.plateau_drop_mm + 1.0, 4.0, 0.6});
}

Layout read_cap(const LandmarkPicture& picture, const SurfaceCap& cap, double towards) {
  const CapFlank& medial = towards > 0.0 ? cap.right : cap.left;
  const CapFlank& lateral = towards > 0.0 ? cap.left : cap.right;
  Layout layout;
  layout.view = PlanarView::kTransversePsis;
  layout.fit = kMedialHalf_mm.holds(medial.half_width_2mm) *
               kLateralHalf_mm.holds(lateral.half_width_2mm) * kWidth_mm.holds(cap.width_2mm()) *
               medial_end(medial) * lateral_flank(lateral) *
               sacrum_beside(picture.surface, cap, towards) * kDepth_mm.holds(cap.beam_mm) *
               kSure.holds(cap.confidence);
  if (layout.fit <= 0.0) return layout;
  layout.fit *= kGroove.holds(groove_brightness(picture, cap, towards));
  const double x_mm = SurfaceProfile::x_mm(cap.top);
  const double pointed = kPointed_mm.holds(cap.width_2mm());
  layout.points.push_back(
      {LandmarkKind::kPsis, x_mm + kMedialOfTop_mm * towards, cap.depth_mm, 2.0, pointed});
  layout.points.push_back({LandmarkKind::kIliacCrest, x_mm, cap.depth_mm, 2.5, 1.0 - pointed});
  add_cleft(cap, towards, layout);
  return layout;
}

}  // namespace

void read_ilium(const LandmarkPicture& picture, LayoutTable& table) {
  for (const auto& cap : picture.surface.caps()) {
    for (const double towards : {-1.0, 1.0}) table.offer(read_cap(picture, cap, towards));
  }
}

}  // namespace echolance
