// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/iliac_spine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "imaging/shadow_cap.hpp"
#include "low_back_scenes.hpp"

namespace echolance::test {
namespace {

// As the drawing in the header: a cap 10 mm wide at 12 mm, the sacrum 11 mm deeper.
IliacLook usual_look() {
  IliacLook look;
  look.beam_mm = 12.0;
  look.width_2mm = 10.0;
  look.medial_half_2mm = 5.0;
  look.medial_half_4mm = 6.0;
  look.lateral_half_2mm = 5.0;
  look.lateral_slope = 0.7;
  look.lateral_fall_mm = 14.0;
  look.medial_reach_mm = 5.0;
  look.shade = 0.2;
  look.groove = 0.9;
  look.plateau_drop_mm = 11.0;
  look.medial_drop_mm = 11.0;
  look.other_deeper_mm = 10.0;
  return look;
}

TEST(IliacSpine, IsProbableWhereEverythingIsAsUsual) {
  EXPECT_GT(iliac_spine_probability(usual_look()), 0.6);
}

TEST(IliacSpine, IsNotWhatNoSpineLooksLike) {
  IliacLook deep = usual_look(), wide = usual_look(), under_other = usual_look();
  deep.beam_mm = 60.0;
  wide.width_2mm = 30.0;
  under_other.other_deeper_mm = -20.0;
  for (const auto& look : {deep, wide, under_other}) EXPECT_EQ(iliac_spine_probability(look), 0.0);
}

TEST(IliacSpine, NeedsAFilledGrooveAndADeeperSacrum) {
  IliacLook dark = usual_look(), level = usual_look();
  dark.groove = 0.0;
  level.plateau_drop_mm = 2.0;
  EXPECT_EQ(iliac_spine_probability(dark), 0.0);
  EXPECT_EQ(iliac_spine_probability(level), 0.0);
}

TEST(IliacSpine, IsLessProbableWhereMuchCannotBeSeen) {
  IliacLook blind = usual_look();
  blind.groove.reset();
  blind.plateau_drop_mm.reset();
  blind.medial_drop_mm.reset();
  EXPECT_LT(iliac_spine_probability(blind), iliac_spine_probability(usual_look()));
  EXPECT_GT(iliac_spine_probability(blind), 0.0);
}

TEST(IliacSpine, LooksAlikeInAMirroredPicture) {
  const auto best = [](const LowBackScene& scene) {
    const DrawnScene drawn = draw(scene);
    SurfaceProfile surface;
    surface.build(drawn.bone, drawn.region, *drawn.spacing);
    const LandmarkPicture picture{drawn.grey, surface};
    complete_caps(picture, surface);
    double most = 0.0;
    for (const auto& cap : surface.caps()) {
      for (const double towards : {-1.0, 1.0}) {
        most = std::max(most, iliac_spine_probability(look_at_cap(picture, cap, towards)));
      }
    }
    return most;
  };
  EXPECT_GT(best(iliac_spine()), 0.5);
  EXPECT_NEAR(best(iliac_spine()), best(mirrored(iliac_spine())), 0.15);
}

}  // namespace
}  // namespace echolance::test
