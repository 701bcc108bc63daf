// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/bone_contact.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

using test::draw_line;
using test::DrawnLine;
using test::kDegree;
using test::kMmPerPx;
using test::kPictureSize;

/// A shaft that ends on the echo of bone, which runs on along its direction for some millimetres.
class ShaftOnBone : public testing::Test {
 protected:
  ShaftOnBone() : grey_(test::grey_noise(kPictureSize, 8.0, 4)) { draw_line(shaft_, grey_); }

  void measure(const DrawnLine& echo) {
    draw_line(echo, grey_);
    test::load_view(grey_, view_);
    ShaftProfiler().measure(view_, {shaft_.begin, shaft_.end}, profile_);
  }

  /// A surface through a place, falling to the right by an angle.
  static BoneSurface surface(const Eigen::Vector2d& place, double fall_rad,
                             double confidence = 0.9) {
    BoneSurface bone;
    for (int x = -60; x <= 60; ++x) {
      const Eigen::Vector2d at = place + x * Eigen::Vector2d(1.0, std::tan(fall_rad));
      bone.points.push_back({{at.x(), at.y()}, {0.0, -1.0}, confidence});
    }
    return bone;
  }

  [[nodiscard]] double beyond_mm() const {
    return (profile_.at(profile_.visible_end) - shaft_.end).dot(shaft_.direction()) * kMmPerPx;
  }

  DrawnLine shaft_ = test::line_through_middle(30.0 * kDegree, 150.0);
  cv::Mat grey_;
  NeedleView view_;
  ShaftProfile profile_;
};

TEST_F(ShaftOnBone, EndsWhereItMeetsTheBone) {
  measure({shaft_.end, shaft_.end + 14.0 * shaft_.direction()});
  ASSERT_FALSE(profile_.empty());
  ASSERT_GT(beyond_mm(), 1.2);
  discount_bone(view_, surface(shaft_.end, 0.0), profile_);
  EXPECT_NEAR(beyond_mm(), 0.0, 0.9);
}

TEST_F(ShaftOnBone, StaysWithAShaftThatIsSeenFarBeyondDoubtfulBone) {
  measure({shaft_.end, shaft_.end + 90.0 * shaft_.direction()});
  const int before = profile_.visible_end;
  discount_bone(view_, surface(shaft_.end, 0.0, 0.4), profile_);
  EXPECT_NEAR(profile_.visible_end, before, 3);
}

TEST_F(ShaftOnBone, DoesNotGoOnAlongTheOtherFlankOfSureBone) {
  measure({shaft_.end + 20.0 * shaft_.direction(), shaft_.end + 70.0 * shaft_.direction()});
  discount_bone(view_, surface(shaft_.end, 0.0), profile_);
  EXPECT_NEAR(beyond_mm(), 0.0, 0.9);
}

TEST_F(ShaftOnBone, KnowsNoMeetingWithBoneAlongTheShaft) {
  measure({shaft_.end, shaft_.end + 14.0 * shaft_.direction()});
  const auto before = profile_.tip_evidence;
  discount_bone(view_, surface(shaft_.end, 27.0 * kDegree), profile_);
  EXPECT_EQ(profile_.tip_evidence, before);
}

TEST_F(ShaftOnBone, LeavesAProfileWithoutBoneAsItIs) {
  measure({shaft_.end, shaft_.end + 14.0 * shaft_.direction()});
  const auto before = profile_.tip_evidence;
  discount_bone(view_, {}, profile_);
  EXPECT_EQ(profile_.tip_evidence, before);
}

}  // namespace
}  // namespace echolance
