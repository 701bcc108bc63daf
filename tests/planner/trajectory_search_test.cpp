// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/trajectory_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core/utility.hpp>

#include "tests/planner/planner_scenes.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::HasSubstr;

// Where a way passes this depth.
double x_at_depth(const PlannedPath& path, double depth_mm) {
  const Vector3d a = entry_mm(path.way);
  const Vector3d b = end_mm(path.way);
  return a.x() + (depth_mm - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
}

SearchResult searched(const PlanScene& scene, const PathRequest& request) {
  auto result = search_trajectories(scene, request);
  EXPECT_TRUE(result) << result.error().text();
  return std::move(*result);
}

TEST(TrajectorySearch, GoesThroughTheOnlyGapOfAWall) {
  const PlanScene scene = flat_picture(wall_with_slit(15.0, -9.0, 5.0));
  const auto result = searched(scene, request_for({0.0, 25.0, 0.0}));
  ASSERT_TRUE(result.best);
  for (const auto& path : result.pareto) {
    for (const double depth : {14.0, 15.0, 16.0}) EXPECT_NEAR(x_at_depth(path, depth), -9.0, 2.5);
    EXPECT_GE(path.bone_distance_mm, 0.35);
  }
  EXPECT_EQ(space_of(result.best->way), PlanSpace::kImage);
}

TEST(TrajectorySearch, GoesThroughTheOnlyGapInSpace) {
  PathRequest request = request_for({0.0, 25.0, 0.0});
  const PlanScene scene = flat_block(wall_with_slit(15.0, 10.0, 6.0));
  const auto result = searched(scene, request);
  ASSERT_TRUE(result.best);
  EXPECT_NEAR(x_at_depth(*result.best, 15.0), 10.0, 3.0);
  EXPECT_EQ(space_of(result.best->way), PlanSpace::kReference);
}

TEST(TrajectorySearch, NamesBoneAndDepthWhereTheTargetLiesBehindIt) {
  const PlanScene scene = flat_picture([](const Vector3d& p) { return 15.0 - p.y(); });
  const auto result = searched(scene, request_for({0.0, 25.0, 0.0}));
  EXPECT_FALSE(result.best);
  ASSERT_TRUE(result.nearest);
  ASSERT_FALSE(result.remedies.empty());
  EXPECT_THAT(result.remedies.front(), HasSubstr("10.0 mm inside bone"));
  ASSERT_EQ(result.regions.size(), 2U);
  for (const auto& region : result.regions) {
    EXPECT_EQ(region.feasible, 0);
    EXPECT_THAT(region.reason, HasSubstr("meets bone at "));
  }
}

TEST(TrajectorySearch, ReachesATargetOnBoneButNoneBehindTheSurface) {
  const PlanScene scene = flat_picture([](const Vector3d& p) { return 20.0 - p.y(); });
  PathRequest request = request_for({5.0, 20.0, 0.0});
  request.rules.ends_at = EndsAt::kBone;
  EXPECT_TRUE(searched(scene, request).best);
  request.target_mm.y() = 23.0;
  EXPECT_FALSE(searched(scene, request).best);
}

TEST(TrajectorySearch, BoneInTheLastMillimetresIsTouchedAtMost) {
  // A plate so thin that the long steps of a first look may pass it. It lies just above the target,
  // and no end is far enough from that to lie above the plate.
  const PlanScene scene =
      flat_picture([](const Vector3d& p) { return std::abs(p.y() - 24.0) - 0.35; });
  PathRequest request = request_for({0.0, 25.0, 0.0});
  request.tolerance_mm = 0.4;
  EXPECT_TRUE(searched(flat_picture(no_bone), request).best);
  EXPECT_FALSE(searched(scene, request).best);
}

TEST(TrajectorySearch, KeepsEveryHardLimit) {
  PlanScene scene = flat_block(wall_with_slit(40.0, 0.0, 1.0));
  scene.no_go = {
      {"root",
       3.0,
       ClearanceKind::kForbidden,
       NoGoShape::kChain,
       {{-60.0, 15.0, 5.0}, {60.0, 15.0, 5.0}},
       {2.0, 2.0}},
      {"branch", 2.0, ClearanceKind::kWarn, NoGoShape::kChain, {{20.0, 10.0, 0.0}}, {1.0}}};
  PathRequest request = request_for({3.0, 28.0, 0.0});
  request.rules.plane = NeedlePlane::kEither;
  request.needle.length_mm = 60.0;
  const auto result = searched(scene, request);
  ASSERT_TRUE(result.best);
  ASSERT_GT(result.pareto.size(), 2U);
  for (const auto& path : result.pareto) {
    const Vector3d entry = entry_mm(path.way);
    EXPECT_LE((end_mm(path.way) - entry).norm(), 60.0);
    EXPECT_TRUE(std::abs(entry.x()) > 15.0 || std::abs(entry.z()) > 7.0);
    EXPECT_TRUE(request.rules.angle_to_face_rad.holds(path.angle_to_face_rad));
    EXPECT_LE((end_mm(path.way) - request.target_mm).norm(), request.tolerance_mm);
    EXPECT_GE(distance_mm(scene.no_go[0], entry, end_mm(path.way)), 3.0 + 0.35);
    ASSERT_EQ(path.clearances.size(), 2U);
  }
}

TEST(TrajectorySearch, SaysWhichStructureIsInTheWay) {
  PlanScene scene = flat_picture(no_bone);
  scene.no_go = {
      {"sac", 1.0, ClearanceKind::kForbidden, NoGoShape::kChain, {{0.0, 30.0, 0.0}}, {6.0}}};
  const auto result = searched(scene, request_for({0.0, 30.0, 0.0}));
  EXPECT_FALSE(result.best);
  for (const auto& region : result.regions)
    EXPECT_THAT(region.reason, HasSubstr("goes through sac"));
}

TEST(TrajectorySearch, PolygonsAreAvoided) {
  PlanScene scene = flat_picture(no_bone);
  scene.no_go = {{"vessels",
                  1.0,
                  ClearanceKind::kForbidden,
                  NoGoShape::kPolygon,
                  {{-60.0, 10.0, 0.0}, {0.0, 10.0, 0.0}, {0.0, 14.0, 0.0}, {-60.0, 14.0, 0.0}},
                  {}}};
  const auto result = searched(scene, request_for({-4.0, 30.0, 0.0}));
  ASSERT_TRUE(result.best);
  for (const auto& path : result.pareto) EXPECT_GT(x_at_depth(path, 12.0), 1.0);
}

TEST(TrajectorySearch, TellsWhatToChange) {
  const PlanScene scene = flat_picture(no_bone);
  PathRequest request = request_for({0.0, 50.0, 0.0});
  request.needle.length_mm = 40.0;
  const auto too_short = searched(scene, request);
  EXPECT_FALSE(too_short.best);
  EXPECT_THAT(too_short.remedies, testing::Contains(HasSubstr("a needle of 60 mm reaches")));

  request.needle.length_mm = 90.0;
  request.target_mm = {18.0, 20.0, 0.0};
  const auto outside = searched(scene, request);
  EXPECT_FALSE(outside.best);
  EXPECT_THAT(outside.remedies, testing::Contains("move the probe 2 mm (right of the picture)"));
}

TEST(TrajectorySearch, TheMovedProbeReallyOpensAWay) {
  PlanScene scene = flat_picture(no_bone);
  scene.probe.origin_mm.x() += 2.0;
  EXPECT_TRUE(searched(scene, request_for({18.0, 20.0, 0.0})).best);
}

TEST(TrajectorySearch, TakesTheProbeThatOpensAWay) {
  PlanScene scene = flat_picture(no_bone);
  ProbeFace moved = scene.probe;
  moved.origin_mm.x() += 10.0;
  scene.more_probes = {moved};
  const auto result = searched(scene, request_for({18.0, 20.0, 0.0}));
  ASSERT_TRUE(result.best);
  EXPECT_EQ(result.probe.origin_mm, moved.origin_mm);
  EXPECT_EQ(result.places, 2);
}

// The face at the origin turned about the beam, its picture then along z at 90 deg.
ProbeFace turned(const ProbeFace& face, double by_rad) {
  ProbeFace probe = face;
  probe.right = std::cos(by_rad) * Vector3d::UnitX() + std::sin(by_rad) * Vector3d::UnitZ();
  return probe;
}

TEST(TrajectorySearch, AmongEquallyGoodPlacesOfTheProbeTheUsualOneWins) {
  PlanScene scene = flat_block(no_bone);
  const PathRequest request = request_for({0.0, 25.0, 0.0});
  scene.more_probes = {turned(scene.probe, 1.5707963), turned(scene.probe, 0.7853982)};
  for (const std::size_t usual : {std::size_t{0}, std::size_t{1}}) {
    scene.probe.usual = scene.more_probes[1].usual = 0.3;
    scene.more_probes[0].usual = 1.0;
    if (usual == 1) std::swap(scene.more_probes[0], scene.more_probes[1]);
    const auto result = searched(scene, request);
    ASSERT_TRUE(result.best);
    EXPECT_EQ(result.probe.usual, 1.0);
    EXPECT_NEAR(std::abs(result.probe.right.z()), 1.0, 1e-6);
    EXPECT_EQ(result.best->terms.usual_view, 1.0);
  }
}

TEST(TrajectorySearch, TakesAnUnusualPlaceWhereNoOtherHasAWay) {
  // A slit along z through which no way across it passes.
  PlanScene scene = flat_block(wall_with_slit(15.0, 0.0, 3.0));
  PathRequest request = request_for({0.0, 25.0, 0.0});
  request.rules.angle_to_face_rad.high = 0.9;
  EXPECT_FALSE(searched(scene, request).best);
  scene.more_probes = {turned(scene.probe, 0.5), turned(scene.probe, 1.5707963)};
  for (auto& probe : scene.more_probes) probe.usual = 0.0;
  const auto result = searched(scene, request);
  ASSERT_TRUE(result.best);
  EXPECT_NEAR(std::abs(result.probe.right.z()), 1.0, 1e-6);
  int feasible = 0;
  for (const auto& region : result.regions) feasible += region.feasible;
  EXPECT_EQ(feasible, result.counts[0]) << "the regions are those of the probe that is reported";
  EXPECT_GT(feasible, 0);
}

TEST(TrajectorySearch, WithoutAWayItExplainsThePlaceWhereLeastIsMissing) {
  PlanScene scene = flat_block(no_bone);
  // Reached only from farther away than the needle is long, but for 4 mm with the probe moved.
  PathRequest request = request_for({24.0, 30.0, 0.0});
  ProbeFace far = scene.probe;
  far.origin_mm.x() -= 20.0;
  ProbeFace near = scene.probe;
  near.origin_mm.x() += 5.0;
  scene.probe = far;
  scene.more_probes = {near};
  const auto result = searched(scene, request);
  EXPECT_FALSE(result.best);
  EXPECT_EQ(result.probe.origin_mm, near.origin_mm);
  EXPECT_THAT(result.remedies, testing::Contains(HasSubstr("move the probe")));
}

TEST(TrajectorySearch, PrefersTheSideTheNeedleUsuallyComesFrom) {
  const PlanScene scene = flat_block(no_bone);
  PathRequest request = request_for({0.0, 25.0, 0.0});
  for (const char* side : {"east", "west"}) {
    request.rules.from = {side};
    const auto result = searched(scene, request);
    ASSERT_TRUE(result.best);
    EXPECT_EQ(entry_mm(result.best->way).x() > 0.0, std::string(side) == "east");
    EXPECT_EQ(result.best->terms.usual_view, 1.0);
  }
}

TEST(TrajectorySearch, TheRestOfTheNeedleMayNotLeanIntoTheProbe) {
  PlanScene scene = flat_block(no_bone);
  PathRequest request = request_for({30.0, 30.0, 0.0});
  request.rules.plane = NeedlePlane::kEither;
  const PathJudge judge(scene, request);
  // Away from the probe the way would be free; its hub end stands over the face.
  const auto outwards = judge.judge({{18.0F, 0.0F, 0.0F}, {30.0F, 30.0F, 0.0F}});
  EXPECT_EQ(outwards.stop, Stop::kFootprint);
  EXPECT_GT(outwards.excess, 0.0F);
  const auto beside = judge.judge({{42.0F, 0.0F, 0.0F}, {30.0F, 30.0F, 0.0F}});
  EXPECT_NE(beside.stop, Stop::kFootprint);
}

TEST(TrajectorySearch, SaysWhenTheTargetItselfLiesTooNearToAStructure) {
  PlanScene scene = flat_picture(no_bone);
  scene.no_go = {
      {"artery", 10.0, ClearanceKind::kForbidden, NoGoShape::kChain, {{0.0, 35.0, 0.0}}, {1.0}}};
  const auto result = searched(scene, request_for({0.0, 30.0, 0.0}));
  EXPECT_FALSE(result.best);
  EXPECT_THAT(result.remedies.front(), HasSubstr("the target itself lies 3.6 mm from artery"));
}

TEST(TrajectorySearch, SuggestsNothingThatDoesNotHelp) {
  const PlanScene scene = flat_picture([](const Vector3d& p) { return p.y() > 10.0 ? -1.0 : 1.0; });
  const auto result = searched(scene, request_for({0.0, 20.0, 0.0}));
  EXPECT_FALSE(result.best);
  ASSERT_FALSE(result.remedies.empty());
  EXPECT_THAT(result.remedies, testing::Each(HasSubstr("inside bone")));
}

TEST(TrajectorySearch, GivesSameResultWithAnyThreadCount) {
  PlanScene scene = flat_block(wall_with_slit(15.0, 10.0, 12.0));
  for (int i = 1; i < 12; ++i) scene.more_probes.push_back(turned(scene.probe, 0.26 * i));
  scene.no_go = {{"root",
                  2.0,
                  ClearanceKind::kForbidden,
                  NoGoShape::kChain,
                  {{-60.0, 12.0, 20.0}, {60.0, 12.0, 5.0}},
                  {2.0, 2.0}}};
  PathRequest request = request_for({0.0, 25.0, 0.0});
  request.rules.plane = NeedlePlane::kEither;
  const int threads = cv::getNumThreads();
  cv::setNumThreads(2);
  const auto two = searched(scene, request);
  cv::setNumThreads(1);
  const auto one = searched(scene, request);
  cv::setNumThreads(threads);
  EXPECT_EQ(one.counts, two.counts);
  EXPECT_EQ(one.probe.right, two.probe.right);
  ASSERT_TRUE(one.best && two.best);
  ASSERT_EQ(one.pareto.size(), two.pareto.size());
  for (std::size_t i = 0; i < one.pareto.size(); ++i) {
    EXPECT_EQ(one.pareto[i].way, two.pareto[i].way);
    EXPECT_EQ(one.pareto[i].terms, two.pareto[i].terms);
    EXPECT_EQ(one.pareto[i].score, two.pareto[i].score);
  }
}

TEST(TrajectorySearch, NoneOfTheParetoSetIsBeatenByAnother) {
  PathRequest request = request_for({0.0, 25.0, 0.0});
  request.rules.plane = NeedlePlane::kEither;
  const auto result = searched(flat_block(no_bone), request);
  ASSERT_GT(result.pareto.size(), 3U);
  for (const auto& path : result.pareto) EXPECT_LE(path.score, result.best->score);
  for (std::size_t i = 1; i < result.pareto.size(); ++i) {
    for (std::size_t k = 1; k < result.pareto.size(); ++k) {
      int better = 0;  // by more than the step of comparison
      for (const auto& term : path_term_names()) {
        if (result.pareto[i].terms.*term.member > result.pareto[k].terms.*term.member - 0.05) {
          ++better;
        }
      }
      EXPECT_TRUE(i == k || better > 0) << i << " " << k;
    }
  }
}

TEST(TrajectorySearch, FlatterWaysAreExpectedToShowBetter) {
  const auto result = searched(flat_picture(no_bone), request_for({0.0, 25.0, 0.0}));
  for (const auto& a : result.pareto) {
    for (const auto& b : result.pareto) {
      if (a.angle_to_face_rad < b.angle_to_face_rad - 0.2 && a.angle_to_face_rad > 0.55) {
        EXPECT_GT(a.terms.visibility, b.terms.visibility);
      }
    }
  }
}

TEST(TrajectorySearch, RefusesScenesThatLackSomething) {
  const PathRequest request = request_for({0.0, 25.0, 0.0});
  PlanScene scene = flat_picture(no_bone);
  scene.skin_mm.clear();
  EXPECT_EQ(search_trajectories(scene, request).error().code, ErrorCode::kNoData);
  scene = flat_picture(no_bone);
  scene.probe.right = Vector3d(2.0, 0.0, 0.0);
  EXPECT_EQ(search_trajectories(scene, request).error().code, ErrorCode::kInvalidGeometry);
  scene = flat_picture(no_bone);
  PathRequest heavy = request;
  heavy.weights.length = -1.0;
  EXPECT_EQ(search_trajectories(scene, heavy).error().code, ErrorCode::kInvalidOption);
}

}  // namespace
}  // namespace echolance
