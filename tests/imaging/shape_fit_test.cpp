// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "imaging/shape_basis.hpp"
#include "imaging/shape_model.hpp"
#include "imaging/shape_slide.hpp"
#include "imaging/surface_points.hpp"

// Parts of the fit that need no fit: bones that went astray, rivals, which points count.
namespace echolance {
namespace {

using Eigen::Vector3f;
using testing::Each;

Vector3f mark_mm(const ShapeFit& fit, const char* name) {
  return fit.shape_mm.col(shape_model().mark_column(name));
}

ShapeFit mean_fit() {
  return mean_at(shape_basis(), Eigen::Isometry3d::Identity());
}

// A level sheet of points 2 mm apart, seen from above.
SurfacePoints sheet(int side) {
  SurfacePoints points;
  points.points_mm.resize(3, side * side);
  for (int i = 0; i < side * side; ++i) {
    points.points_mm.col(i) = 2.0F * Vector3f(static_cast<float>(i % side) + 0.5F,
                                              static_cast<float>(i / side) + 0.5F, 0.25F);
  }
  points.normals = Vector3f(0.3F, 0.0F, 1.0F).normalized().replicate(1, side * side);
  points.weights = Eigen::VectorXf::Ones(side * side);
  points.sense = NormalSense::kOutward;
  return points;
}

TEST(ShapeFit, NoVertebraOfTheMeanIsAstray) {
  EXPECT_THAT(vertebrae_astray(shape_model(), shape_model().mean_mm), Each(false));
}

TEST(ShapeFit, AVertebraSunkIntoTheSacrumIsAstray) {
  const ShapeModel& model = shape_model();
  const int l5 = model.bone_index("l5");
  const ShapeBone& bone = model.bones[static_cast<std::size_t>(l5)];
  Eigen::Matrix3Xf shape = model.mean_mm;
  shape.middleCols(bone.first, bone.count).colwise() -= Vector3f(0.0F, 0.0F, 25.0F);
  EXPECT_TRUE(vertebrae_astray(model, shape)[static_cast<std::size_t>(l5)]);
}

TEST(ShapeFit, TheRivalHasTheSpineAForamenHigherOrLowerAndTheHipBonesWhereTheyWere) {
  const ShapeFit mean = mean_fit();
  const Vector3f up = mark_mm(mean, "s1_foramen_left") - mark_mm(mean, "s2_foramen_left");
  for (const Slide slide : {Slide::kUp, Slide::kDown}) {
    const ShapeFit rival = slid_by_a_foramen(shape_basis(), mean, slide, {25, 30});
    const Vector3f wanted = slide == Slide::kUp ? up : Vector3f(-up);
    const Vector3f moved = mark_mm(rival, "s2_foramen_left") - mark_mm(mean, "s2_foramen_left");
    EXPECT_GT(moved.dot(wanted.normalized()), 0.6F * wanted.norm());
    EXPECT_LT((mark_mm(rival, "asis_left") - mark_mm(mean, "asis_left")).norm(), 5.0F);
  }
}

TEST(SurePoints, UnsureOnesAreLeftOutAndNormalsComeFromTheSheet) {
  SurfacePoints detected = sheet(10);
  detected.weights.head(30).setConstant(0.6F);
  const SurfacePoints sure = sure_of(detected);
  ASSERT_EQ(sure.count(), 70);
  EXPECT_EQ(sure.sense, NormalSense::kOutward);
  for (int i = 0; i < sure.count(); ++i) EXPECT_GT(sure.normals(2, i), 0.99F);
}

TEST(ThinnedPoints, SparseSurfacesStayAndLonersGo) {
  SurfacePoints sparse = sheet(10);
  sparse.points_mm *= 4.0F;  // 8 mm apart
  sparse.points_mm.col(0) = Vector3f(0.0F, 0.0F, 90.0F);
  const SurfacePoints left = thinned(sparse, 1.5);
  EXPECT_EQ(left.count(), 99);
  EXPECT_LT(left.points_mm.row(2).maxCoeff(), 10.0F);
}

}  // namespace
}  // namespace echolance
