// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/frame_landmarks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "low_back_scenes.hpp"

namespace echolance::test {
namespace {

PlanarLandmarks landmarks_of(const LowBackScene& scene) {
  FrameLandmarkFinder finder;
  return finder.find(draw(scene).scene());
}

// The place across the picture of the surest one of a kind that is claimed.
std::optional<double> claimed_x_mm(const PlanarLandmarks& found, LandmarkKind kind) {
  const PlanarLandmark* landmark = found.find(kind);
  if (landmark == nullptr || landmark->confidence < kLandmarkClaim) return std::nullopt;
  return landmark->in_image.mm.x();
}

int claims_besides_skin(const PlanarLandmarks& found) {
  return static_cast<int>(std::count_if(
      found.landmarks.begin(), found.landmarks.end(), [](const PlanarLandmark& landmark) {
        return landmark.position && landmark.kind != LandmarkKind::kSkin &&
               landmark.confidence >= kLandmarkClaim;
      }));
}

TEST(FrameLandmarks, FindTheIliacSpineBesideTheSacrum) {
  const auto found = landmarks_of(iliac_spine());
  EXPECT_EQ(found.view, PlanarView::kTransversePsis);
  const auto psis = claimed_x_mm(found, LandmarkKind::kPsis);
  ASSERT_TRUE(psis.has_value());
  EXPECT_NEAR(*psis, 18.0, 3.0);
  EXPECT_NEAR(found.find(LandmarkKind::kPsis)->in_image.mm.y(), 11.6, 1.0);
}

TEST(FrameLandmarks, OfAMirroredPictureAreMirrored) {
  const auto found = landmarks_of(mirrored(iliac_spine()));
  EXPECT_EQ(found.view, PlanarView::kTransversePsis);
  const auto psis = claimed_x_mm(found, LandmarkKind::kPsis);
  ASSERT_TRUE(psis.has_value());
  EXPECT_NEAR(*psis, 45.0 - 18.0, 3.0);
}

TEST(FrameLandmarks, NeedTheSacrumWhereThePictureWouldShowIt) {
  LowBackScene scene = iliac_spine();
  scene.bones.pop_back();
  scene.depth_mm = 60.0;
  EXPECT_FALSE(claimed_x_mm(landmarks_of(scene), LandmarkKind::kPsis).has_value());
}

TEST(FrameLandmarks, FindTheSpinousProcessAndTheMidline) {
  const auto found = landmarks_of(spinous_process());
  EXPECT_EQ(found.view, PlanarView::kTransverseSpinous);
  const auto tip = claimed_x_mm(found, LandmarkKind::kSpinousProcess);
  ASSERT_TRUE(tip.has_value());
  EXPECT_NEAR(*tip, 40.0, 2.0);
  EXPECT_NEAR(claimed_x_mm(found, LandmarkKind::kMidline).value_or(0.0), 40.0, 2.0);
}

TEST(FrameLandmarks, FindTheSpinousProcessByItsShadowWhereItsTipIsNoBoneEcho) {
  const auto found = landmarks_of(spinous_shadow());
  EXPECT_EQ(found.view, PlanarView::kTransverseSpinous);
  const PlanarLandmark* tip = found.find(LandmarkKind::kSpinousProcess);
  ASSERT_NE(tip, nullptr);
  EXPECT_NEAR(tip->in_image.mm.x(), 40.0, 2.5);
  EXPECT_NEAR(tip->in_image.mm.y(), 14.0, 4.0);
}

TEST(FrameLandmarks, FindThePosteriorComplexInTheWindow) {
  const auto found = landmarks_of(interlaminar_window());
  EXPECT_EQ(found.view, PlanarView::kTransverseInterlaminar);
  EXPECT_NEAR(claimed_x_mm(found, LandmarkKind::kMidline).value_or(0.0), 40.0, 2.5);
  const PlanarLandmark* complex = found.find(LandmarkKind::kPosteriorComplex);
  ASSERT_NE(complex, nullptr);
  EXPECT_NEAR(complex->in_image.mm.y(), 33.0, 2.0);
}

TEST(FrameLandmarks, ShowARowOfTransverseProcessesWithoutClaimingThem) {
  const auto found = landmarks_of(transverse_processes());
  EXPECT_EQ(found.view, PlanarView::kParasagittalTransverse);
  EXPECT_EQ(claims_besides_skin(found), 0);
  const PlanarLandmark* process = found.find(LandmarkKind::kTransverseProcess);
  ASSERT_NE(process, nullptr);
  EXPECT_NEAR(process->in_image.mm.x(), 15.0, 3.0);
}

TEST(FrameLandmarks, FindARowOfLaminae) {
  const auto found = landmarks_of(laminae());
  EXPECT_EQ(found.view, PlanarView::kParasagittalLamina);
  EXPECT_EQ(claims_besides_skin(found), 3);
}

TEST(FrameLandmarks, FindTheSacrumBelowTheLastLamina) {
  for (const auto& scene : {sacrum_along(), mirrored(sacrum_along())}) {
    const auto found = landmarks_of(scene);
    EXPECT_EQ(found.view, PlanarView::kParasagittalSacrum);
    EXPECT_TRUE(claimed_x_mm(found, LandmarkKind::kSacrum).has_value());
    EXPECT_TRUE(claimed_x_mm(found, LandmarkKind::kLamina).has_value());
  }
}

TEST(FrameLandmarks, FindASacralForamen) {
  const auto found = landmarks_of(sacrum_across());
  EXPECT_EQ(found.view, PlanarView::kTransverseSacrum);
  EXPECT_NEAR(claimed_x_mm(found, LandmarkKind::kSacralForamen).value_or(0.0), 21.5, 2.0);
}

TEST(FrameLandmarks, AreNotClaimedOnALongBone) {
  for (const auto& scene : {long_bone_across(), mirrored(long_bone_across()), long_bone_along()}) {
    EXPECT_EQ(claims_besides_skin(landmarks_of(scene)), 0);
  }
}

TEST(FrameLandmarks, AbstainWithAReasonWithoutPixelSizeOrBone) {
  DrawnScene without_size = draw(iliac_spine());
  without_size.spacing.reset();
  DrawnScene without_bone = draw(iliac_spine());
  without_bone.bone.points.clear();
  for (const auto& drawn : {without_size, without_bone}) {
    FrameLandmarkFinder finder;
    const auto found = finder.find(drawn.scene());
    EXPECT_EQ(found.view, PlanarView::kUnknown);
    EXPECT_FALSE(found.reason.empty());
    ASSERT_EQ(found.landmarks.size(), kLandmarkKindCount);
    for (const auto& landmark : found.landmarks) {
      EXPECT_FALSE(landmark.position.has_value());
      EXPECT_FALSE(landmark.reason.empty());
    }
  }
}

TEST(FrameLandmarks, AreNotFoundWhereTheSizeIsNotThatOfABody) {
  DrawnScene large = draw(iliac_spine());
  large.spacing = PixelSpacing{0.6, 0.6};
  FrameLandmarkFinder finder;
  EXPECT_FALSE(claimed_x_mm(finder.find(large.scene()), LandmarkKind::kPsis).has_value());
}

TEST(FrameLandmarks, GiveAReasonForEveryKindThatIsNotFound) {
  const auto found = landmarks_of(iliac_spine());
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    const auto kind = static_cast<LandmarkKind>(i);
    const auto of_kind = std::find_if(found.landmarks.begin(), found.landmarks.end(),
                                      [&](const auto& landmark) { return landmark.kind == kind; });
    ASSERT_NE(of_kind, found.landmarks.end()) << to_string(kind);
    EXPECT_NE(of_kind->position.has_value(), !of_kind->reason.empty()) << to_string(kind);
  }
}

TEST(FrameLandmarks, NeverPutPartsOfDifferentViewsTogether) {
  const std::vector<LowBackScene> scenes = {
      iliac_spine(),          spinous_process(), spinous_shadow(), interlaminar_window(),
      transverse_processes(), laminae(),         sacrum_along(),   sacrum_across()};
  for (const auto& scene : scenes) {
    const auto found = landmarks_of(scene);
    const bool spine = found.find(LandmarkKind::kSpinousProcess) != nullptr ||
                       found.find(LandmarkKind::kTransverseProcess) != nullptr;
    EXPECT_FALSE(spine && found.find(LandmarkKind::kPsis) != nullptr);
  }
}

TEST(FrameLandmarks, DoNotDependOnThePicturesBefore) {
  const DrawnScene first = draw(iliac_spine()), second = draw(transverse_processes());
  FrameLandmarkFinder finder;
  const auto before = finder.find(first.scene());
  static_cast<void>(finder.find(second.scene()));
  const auto after = finder.find(first.scene());
  EXPECT_EQ(before.probabilities, after.probabilities);
  ASSERT_EQ(before.landmarks.size(), after.landmarks.size());
  for (std::size_t i = 0; i < before.landmarks.size(); ++i) {
    EXPECT_EQ(before.landmarks[i].position, after.landmarks[i].position);
  }
}

TEST(FrameLandmarks, FindTheSkinUnderAStandOff) {
  DrawnScene drawn = draw(iliac_spine());
  const int standoff_px = 26;  // 3.9 mm
  drawn.grey(cv::Rect(0, 0, drawn.grey.cols, standoff_px)).setTo(2);
  FrameLandmarkFinder finder;
  const auto found = finder.find(drawn.scene());
  const PlanarLandmark* skin = found.find(LandmarkKind::kSkin);
  ASSERT_NE(skin, nullptr);
  EXPECT_NEAR(skin->in_image.mm.y(), 3.9, 1.0);
}

}  // namespace
}  // namespace echolance::test
