// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_shape.hpp"

#include <gtest/gtest.h>

#include <opencv2/core/utility.hpp>

#include "simulation/height_map.hpp"
#include "simulation/solid_shape.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

TissueShape ball(const Vector3d& centre, double radius, std::vector<TissueLayer> layers) {
  const Vector3d half = Vector3d::Constant(radius);
  return {"ball",
          [=](const Vector3d& p) { return (p - centre).norm() - radius; },
          {centre - half, centre + half},
          std::move(layers)};
}

VolumeGrid cube(double half, double spacing) {
  return VolumeGrid::around({Vector3d::Constant(-half), Vector3d::Constant(half)}, spacing);
}

template <class Check>
void for_grid(const VolumeGrid& grid, const Check& check) {
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) check(grid.point_mm(x, y, z), grid.index(x, y, z));
    }
  }
}

TEST(FillShapes, KeepsBordersFinerThanTheGrid) {
  const Vector3d centre(0.37, -0.21, 0.11);
  const std::vector<TissueShape> shapes = {ball(centre, 9.3, {{Tissue::kMuscle, 0.0}})};
  const TissueVolume volume = fill_shapes(shapes, cube(22.0, 1.0));
  for_grid(volume.grid(), [&](const Vector3d& point, std::size_t index) {
    const double truth = (point - centre).norm() - 9.3;
    const TissueAt found = volume.at_grid_point(index);
    EXPECT_EQ(found.tissue, truth < 0.0 ? Tissue::kMuscle : Tissue::kOutside);
    if (std::abs(truth) < 1.5) {
      EXPECT_NEAR(found.margin_mm, std::abs(truth), 0.03);
      EXPECT_EQ(found.beyond, truth < 0.0 ? Tissue::kOutside : Tissue::kMuscle);
    } else {
      // Interpolated: rather too small, as ways through the tissue step by it.
      EXPECT_LT(found.margin_mm, std::abs(truth) + 0.35);
      EXPECT_GT(found.margin_mm, 0.75 * std::min(7.9, std::abs(truth)));
    }
  });
}

TEST(FillShapes, EarlierShapesHideLaterOnesAndBoundThem) {
  const std::vector<TissueShape> shapes = {ball({0, 0, 0}, 4.0, {{Tissue::kCorticalBone, 0.0}}),
                                           ball({3, 0, 0}, 6.0, {{Tissue::kMuscle, 0.0}})};
  const TissueAt inside = tissue_at(shapes, {-1.0, 0.0, 0.0});
  EXPECT_EQ(inside.tissue, Tissue::kCorticalBone);
  const TissueAt beside = tissue_at(shapes, {5.0, 0.0, 0.0});
  EXPECT_EQ(beside.tissue, Tissue::kMuscle);
  EXPECT_EQ(beside.beyond, Tissue::kCorticalBone);
  EXPECT_NEAR(beside.margin_mm, 1.0, 1e-6);
  // Out of the bone into the muscle behind it.
  EXPECT_EQ(tissue_at(shapes, {3.8, 0.0, 0.0}).beyond, Tissue::kMuscle);
}

TEST(FillShapes, LayersGoInwardsLikeAnOnion) {
  const std::vector<TissueShape> shapes = {
      ball({0, 0, 0}, 10.0, {{Tissue::kSkin, 0.0}, {Tissue::kFat, 2.0}, {Tissue::kMuscle, 5.0}})};
  EXPECT_EQ(tissue_at(shapes, {9.0, 0, 0}).tissue, Tissue::kSkin);
  const TissueAt fat = tissue_at(shapes, {7.6, 0, 0});
  EXPECT_EQ(fat.tissue, Tissue::kFat);
  EXPECT_EQ(fat.beyond, Tissue::kSkin);
  EXPECT_NEAR(fat.margin_mm, 0.4, 1e-6);
  EXPECT_EQ(tissue_at(shapes, {5.4, 0, 0}).beyond, Tissue::kMuscle);
  EXPECT_EQ(tissue_at(shapes, {0, 0, 1}).tissue, Tissue::kMuscle);
}

TEST(FillShapes, LeavingOutFarShapesChangesNothing) {
  std::vector<TissueShape> shapes;
  for (int i = 0; i < 30; ++i) {
    shapes.push_back(ball({13.0 * (i % 3 - 1), 9.0 * (i / 3 % 3 - 1), 3.0 * (i / 9 - 1)},
                          1.0 + 0.2 * i, {{static_cast<Tissue>(1 + i % 17), 0.0}}));
  }
  const TissueVolume volume = fill_shapes(shapes, cube(24.0, 0.9));
  for_grid(volume.grid(), [&](const Vector3d& point, std::size_t index) {
    const TissueAt truth = tissue_at(shapes, point);
    const TissueAt found = volume.at_grid_point(index);
    ASSERT_EQ(found.tissue, truth.tissue) << point.transpose();
    if (truth.margin_mm < 1.5F) {
      ASSERT_NEAR(found.margin_mm, truth.margin_mm, 0.05);
    }
  });
}

TEST(FillShapes, GivesTheSameVolumeWithAnyThreadCount) {
  const std::vector<TissueShape> shapes = {ball({1, 2, 3}, 8.0, {{Tissue::kFat, 0.0}}),
                                           ball({-4, 0, 0}, 11.0, {{Tissue::kMuscle, 0.0}})};
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const TissueVolume one = fill_shapes(shapes, cube(20.0, 0.7));
  cv::setNumThreads(4);
  const TissueVolume four = fill_shapes(shapes, cube(20.0, 0.7));
  cv::setNumThreads(threads);
  for (std::size_t i = 0; i < one.grid().count(); ++i) {
    const TissueAt a = one.at_grid_point(i), b = four.at_grid_point(i);
    ASSERT_TRUE(a.tissue == b.tissue && a.beyond == b.beyond && a.margin_mm == b.margin_mm) << i;
  }
}

TEST(HeightMap, IsADistanceToALeaningPlane) {
  const MapArea area = MapArea::between({-20, -20}, {20, 20}, 2.0);
  cv::Mat heights(area.size, CV_32FC1);
  for (int row = 0; row < area.size.height; ++row) {
    for (int column = 0; column < area.size.width; ++column) {
      heights.at<float>(row, column) = static_cast<float>(0.75 * area.place_mm(column, row).x());
    }
  }
  const HeightMap map(area, heights);
  EXPECT_NEAR(map.at(3.3, -1.0), 0.75 * 3.3, 1e-4);
  EXPECT_NEAR(map.distance({4.0, 8.0, 2.0}), 5.0 * 0.8, 1e-4);
  EXPECT_NEAR(map.normal(1.0, 1.0).y(), 0.8, 1e-4);
}

TEST(Slab, BendsLikeARoofAndStaysADistance) {
  SlabShape shape;
  shape.half_mm = {10.0, 1.5, 8.0};
  shape.roof = 0.5;
  const Solid roof = slab(shape);
  EXPECT_LT(roof.distance({0.0, 0.0, 0.0}), 0.0);
  EXPECT_LT(roof.distance({8.0, -4.0, 0.0}), 0.0);
  EXPECT_GT(roof.distance({8.0, 0.0, 0.0}), 0.0);
  EXPECT_NEAR(roof.distance({8.0, -4.0, 0.0}), -1.5 * std::cos(std::atan(0.5)), 1e-6);
}

}  // namespace
}  // namespace echolance
