// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/landmark_track.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace echolance {
namespace {

constexpr double kFrame_s = 0.05;

PlanarLandmark at(LandmarkKind kind, double x_mm, double y_mm, double confidence = 0.9) {
  PlanarLandmark landmark;
  landmark.kind = kind;
  landmark.in_image.mm = {x_mm, y_mm, 0.0};
  landmark.position = PixelPoint{10.0 * x_mm, 10.0 * y_mm};
  landmark.std_mm = 2.0;
  landmark.confidence = confidence;
  return landmark;
}

PlanarLandmarks seen(PlanarView view, std::vector<PlanarLandmark> landmarks) {
  PlanarLandmarks result;
  result.view = view;
  result.probabilities[static_cast<std::size_t>(view)] = 1.0;
  result.landmarks = std::move(landmarks);
  return result;
}

PlanarLandmarks nothing() {
  return seen(PlanarView::kUnknown, {});
}

PlanarLandmarks psis_at(double depth_mm) {
  return seen(PlanarView::kTransversePsis, {at(LandmarkKind::kPsis, 20.0, depth_mm)});
}

// Frames of one recording, 20 a second.
class Sweep {
 public:
  PlanarLandmarks next(const PlanarLandmarks& landmarks, FrameChange change = FrameChange::kNext) {
    const auto frame = frame_++;
    return tracker_.update(
        landmarks, {frame, Timestamp::from_seconds(kFrame_s * static_cast<double>(frame)), change});
  }
  PlanarLandmarks repeat(const PlanarLandmarks& landmarks, int times) {
    PlanarLandmarks last;
    for (int i = 0; i < times; ++i) last = next(landmarks);
    return last;
  }
  [[nodiscard]] const LandmarkTracker& tracker() const { return tracker_; }

 private:
  LandmarkTracker tracker_;
  std::int64_t frame_ = 0;
};

double confidence_of(const PlanarLandmarks& landmarks, LandmarkKind kind) {
  const PlanarLandmark* landmark = landmarks.find(kind);
  return landmark == nullptr ? 0.0 : landmark->confidence;
}

std::optional<int> level_of(const PlanarLandmarks& landmarks, LandmarkKind kind) {
  const PlanarLandmark* landmark = landmarks.find(kind);
  return landmark == nullptr ? std::nullopt : landmark->lumbar_level;
}

TEST(LandmarkTrack, DoubtsWhatAppearsInOnePictureOnlyAndTrustsWhatStays) {
  Sweep sweep;
  sweep.repeat(nothing(), 5);
  const auto psis = seen(PlanarView::kTransversePsis, {at(LandmarkKind::kPsis, 20.0, 12.0, 0.6)});
  EXPECT_LT(confidence_of(sweep.next(psis), LandmarkKind::kPsis), kLandmarkClaim);
  EXPECT_GE(confidence_of(sweep.repeat(psis, 4), LandmarkKind::kPsis), kLandmarkClaim);
}

TEST(LandmarkTrack, ForgetsWhatIsGone) {
  Sweep sweep;
  sweep.repeat(psis_at(12.0), 6);
  const auto after = sweep.repeat(nothing(), 4);
  EXPECT_EQ(after.find(LandmarkKind::kPsis), nullptr);
  EXPECT_EQ(after.view, PlanarView::kUnknown);
}

TEST(LandmarkTrack, SmoothsPositions) {
  Sweep sweep;
  sweep.repeat(psis_at(12.0), 6);
  const auto jumped = sweep.next(psis_at(13.0));
  const double depth_mm = jumped.find(LandmarkKind::kPsis)->in_image.mm.y();
  EXPECT_GT(depth_mm, 12.2);
  EXPECT_LT(depth_mm, 12.8);
}

TEST(LandmarkTrack, ARepeatedFrameChangesNothing) {
  Sweep sweep;
  const auto before = sweep.repeat(psis_at(12.0), 3);
  const auto again = sweep.next(psis_at(30.0), FrameChange::kRepeated);
  EXPECT_EQ(confidence_of(again, LandmarkKind::kPsis), confidence_of(before, LandmarkKind::kPsis));
  EXPECT_EQ(again.find(LandmarkKind::kPsis)->position, before.find(LandmarkKind::kPsis)->position);
}

TEST(LandmarkTrack, ACutBeginsAnew) {
  Sweep sweep;
  sweep.repeat(psis_at(12.0), 6);
  const auto after = sweep.next(nothing(), FrameChange::kCut);
  EXPECT_EQ(after.find(LandmarkKind::kPsis), nullptr);
}

TEST(LandmarkTrack, SumsUpWhereThingsWereSeen) {
  Sweep sweep;
  sweep.repeat(nothing(), 10);
  sweep.repeat(psis_at(12.0), 10);
  sweep.repeat(nothing(), 10);
  const auto places = sweep.tracker().summary();
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].kind, LandmarkKind::kPsis);
  EXPECT_GE(places[0].first_frame, 10);
  EXPECT_LE(places[0].first_frame, 12);
  EXPECT_NEAR(static_cast<double>(places[0].last_frame), 19.0, 1.0);
  EXPECT_GE(places[0].confidence, kLandmarkClaim);
}

PlanarLandmarks vertebra() {
  return seen(PlanarView::kTransverseSpinous, {at(LandmarkKind::kSpinousProcess, 40.0, 13.0)});
}
PlanarLandmarks window() {
  return seen(PlanarView::kTransverseInterlaminar, {at(LandmarkKind::kMidline, 40.0, 36.0)});
}
PlanarLandmarks sacrum() {
  return seen(PlanarView::kTransverseSacrum, {at(LandmarkKind::kSacralForamen, 21.0, 24.0)});
}

TEST(LevelCount, CountsUpFromTheSacrumAcrossTheSpine) {
  Sweep sweep;
  sweep.repeat(sacrum(), 8);
  for (int level = 5; level >= 2; --level) {
    sweep.repeat(window(), 8);
    EXPECT_EQ(level_of(sweep.repeat(vertebra(), 8), LandmarkKind::kSpinousProcess), level);
  }
}

TEST(LevelCount, KnowsNoLevelBeforeTheSacrumWasSeen) {
  Sweep sweep;
  sweep.repeat(window(), 8);
  EXPECT_EQ(level_of(sweep.repeat(vertebra(), 8), LandmarkKind::kSpinousProcess), std::nullopt);
}

TEST(LevelCount, StaysOnALevelThatIsLostForAMoment) {
  Sweep sweep;
  sweep.repeat(sacrum(), 8);
  sweep.repeat(window(), 8);
  sweep.repeat(vertebra(), 8);
  sweep.repeat(nothing(), 5);
  EXPECT_EQ(level_of(sweep.repeat(vertebra(), 8), LandmarkKind::kSpinousProcess), 5);
}

TEST(LevelCount, ForgetsTheCountWhenTheViewIsUnknownForLong) {
  Sweep sweep;
  sweep.repeat(sacrum(), 8);
  sweep.repeat(window(), 8);
  sweep.repeat(nothing(), 60);
  EXPECT_EQ(level_of(sweep.repeat(vertebra(), 8), LandmarkKind::kSpinousProcess), std::nullopt);
}

TEST(LevelCount, GivesNoLevelAboveTheFifthVertebra) {
  Sweep sweep;
  sweep.repeat(sacrum(), 8);
  PlanarLandmarks last;
  for (int i = 0; i < 6; ++i) {
    sweep.repeat(window(), 8);
    last = sweep.repeat(vertebra(), 8);
  }
  EXPECT_EQ(level_of(last, LandmarkKind::kSpinousProcess), std::nullopt);
}

std::vector<std::optional<int>> levels_along(const PlanarLandmarks& landmarks) {
  std::vector<std::optional<int>> levels;
  for (const auto& landmark : landmarks.landmarks) {
    if (landmark.kind == LandmarkKind::kLamina) levels.push_back(landmark.lumbar_level);
  }
  return levels;
}

TEST(LevelCount, CountsAlongTheSpineAsTheProbeGoesUp) {
  Sweep sweep;
  // The head is to the left; the picture moves right by 1.5 mm a frame.
  PlanarLandmarks last;
  for (int frame = 0; frame < 60; ++frame) {
    std::vector<PlanarLandmark> row;
    for (int vertebra = 0; vertebra < 5; ++vertebra) {
      const double x_mm = 60.0 - 33.0 * vertebra + 1.5 * frame;
      if (x_mm > 5.0 && x_mm < 100.0) row.push_back(at(LandmarkKind::kLamina, x_mm, 40.0));
    }
    const double sacrum_mm = 85.0 + 1.5 * frame;
    const bool sacrum_seen = sacrum_mm < 100.0;
    if (sacrum_seen) row.push_back(at(LandmarkKind::kSacrum, sacrum_mm, 30.0));
    last = sweep.next(
        seen(sacrum_seen ? PlanarView::kParasagittalSacrum : PlanarView::kParasagittalLamina, row));
  }
  const auto levels = levels_along(last);
  ASSERT_GE(levels.size(), 2U);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    ASSERT_TRUE(levels[i].has_value());
    if (i > 0) {
      EXPECT_EQ(*levels[i], *levels[i - 1] + 1);
    }
  }
  EXPECT_EQ(*levels.back(), 3);  // L5 at 148.5 and L4 at 115.5 have left the picture
}

TEST(LevelCount, AContradictionAlongTheSpineForgetsAllLevels) {
  LevelCount count;
  PlanarLandmark sacrum = at(LandmarkKind::kSacrum, 90.0, 30.0);
  PlanarLandmark low = at(LandmarkKind::kLamina, 62.0, 40.0),
                 high = at(LandmarkKind::kLamina, 30.0, 40.0);
  std::vector<PlanarLandmark*> all = {&sacrum, &low, &high};
  count.update(PlanarView::kParasagittalSacrum, 1.0, all);
  EXPECT_EQ(low.lumbar_level, 5);
  EXPECT_EQ(high.lumbar_level, 4);
  high.lumbar_level = 2;
  std::vector<PlanarLandmark*> row = {&low, &high};
  count.update(PlanarView::kParasagittalLamina, 1.0, row);
  EXPECT_EQ(low.lumbar_level, std::nullopt);
  EXPECT_EQ(high.lumbar_level, std::nullopt);
}

}  // namespace
}  // namespace echolance
