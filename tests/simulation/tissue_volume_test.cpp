// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_volume.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <random>

#include "tests/simulation/tissue_scenes.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

VolumeGrid grid_around_origin(double half_mm, double spacing_mm) {
  const Eigen::Vector3d half = Eigen::Vector3d::Constant(half_mm);
  return VolumeGrid::around(Eigen::AlignedBox3d(-half, half), spacing_mm);
}

std::shared_ptr<const TissueVolume> ball(double radius_mm) {
  return fill_shapes(
      grid_around_origin(10.0, 0.8), Tissue::kMuscle,
      {{Tissue::kCorticalBone, [=](const Eigen::Vector3d& p) { return p.norm() - radius_mm; }}});
}

std::vector<Eigen::Vector3d> directions() {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  std::vector<Eigen::Vector3d> all;
  for (int i = 0; i < 200; ++i) {
    all.push_back(Eigen::Vector3d(normal(random), normal(random), normal(random)).normalized());
  }
  return all;
}

// Where along a direction from the middle the tissue changes.
double border_along(const TissueVolume& volume, const Eigen::Vector3d& way) {
  double inside = 0.0, outside = 9.0;
  for (int i = 0; i < 30; ++i) {
    const double middle = 0.5 * (inside + outside);
    const bool bone = volume.at(middle * way).tissue == Tissue::kCorticalBone;
    (bone ? inside : outside) = middle;
  }
  return inside;
}

TEST(TissueVolume, FindsABallsBorderFarFinerThanItsGrid) {
  const auto volume = ball(5.3);
  double worst_mm = 0.0;
  for (const auto& way : directions()) {
    worst_mm = std::max(worst_mm, std::abs(border_along(*volume, way) - 5.3));
  }
  EXPECT_LT(worst_mm, 0.06);  // a thirteenth of the spacing
}

TEST(TissueVolume, NormalsPointOutOfTheTissue) {
  const auto volume = ball(5.3);
  for (const auto& way : directions()) {
    EXPECT_GT(volume->border_normal(5.0 * way).dot(way), 0.97);
    EXPECT_LT(volume->border_normal(5.6 * way).dot(way), -0.97);
  }
}

TEST(TissueVolume, MarginsAreDistances) {
  const auto volume = ball(5.3);
  for (const auto& way : directions()) {
    EXPECT_NEAR(volume->at(3.0 * way).margin_mm, 2.3, 0.12);
    EXPECT_NEAR(volume->at(8.0 * way).margin_mm, 2.7, 0.12);
    EXPECT_EQ(volume->at(8.0 * way).beyond, Tissue::kCorticalBone);
  }
}

TEST(TissueVolume, ThreeTissuesMeetWithoutAForeignOne) {
  const auto volume = fill_shapes(
      grid_around_origin(6.0, 0.8), Tissue::kMuscle,
      {{Tissue::kFat, [](const Eigen::Vector3d& p) { return p.x(); }},
       {Tissue::kFascia, [](const Eigen::Vector3d& p) { return std::abs(p.y()) - 0.7; }}});
  for (double x = -3.0; x < 3.0; x += 0.13) {
    for (double y = -3.0; y < 3.0; y += 0.13) {
      const auto at = volume->at({x, y, 0.4});
      const Tissue truth = std::abs(y) < 0.7 ? Tissue::kFascia
                           : x < 0.0         ? Tissue::kFat
                                             : Tissue::kMuscle;
      const bool near_border = std::abs(std::abs(y) - 0.7) < 0.35 || std::abs(x) < 0.35;
      if (near_border) continue;
      EXPECT_EQ(at.tissue, truth) << x << " " << y;
    }
  }
}

TEST(TissueVolume, OutsideTheGridTheNearestPointAnswers) {
  const auto volume = ball(5.3);
  EXPECT_EQ(volume->at({100.0, 0.0, 0.0}).tissue, Tissue::kMuscle);
  EXPECT_EQ(volume->at({0.0, 0.0, -100.0}).tissue, Tissue::kMuscle);
}

TEST(VolumeGrid, AroundABoxIsTheSmallestThatHoldsIt) {
  const VolumeGrid grid = grid_around_origin(10.0, 0.8);
  EXPECT_EQ(grid.size, Eigen::Vector3i::Constant(26));
  EXPECT_GE(grid.point_mm(25, 25, 25).x(), 10.0 - 1e-9);
}

std::string inflated(const std::string& packed, std::size_t size) {
  std::string out(size, '\0');
  uLongf length = size;
  const int code = uncompress(reinterpret_cast<Bytef*>(out.data()), &length,
                              reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  return code == Z_OK && length == size ? out : std::string();
}

TEST(LabelVolume, HoldsGeometryAndLabels) {
  const TemporaryFolder folder;
  const auto volume = ball(5.3);
  ASSERT_TRUE(write_label_volume(*volume, folder.path("labels.mha")).has_value());
  const std::string text = read_text(folder.path("labels.mha"));
  EXPECT_THAT(text, testing::HasSubstr("DimSize = 26 26 26\n"));
  EXPECT_THAT(text, testing::HasSubstr("Offset = -10 -10 -10\n"));
  EXPECT_THAT(text, testing::HasSubstr("ElementSpacing = 0.8 0.8 0.8\n"));
  const std::string end = "ElementDataFile = LOCAL\n";
  const auto& grid = volume->grid();
  const std::string labels = inflated(text.substr(text.find(end) + end.size()), grid.count());
  ASSERT_EQ(labels.size(), grid.count());
  EXPECT_EQ(labels[grid.index(12, 12, 12)], static_cast<char>(Tissue::kCorticalBone));
  EXPECT_EQ(labels[grid.index(0, 3, 7)], static_cast<char>(Tissue::kMuscle));
  EXPECT_FALSE(std::filesystem::exists(folder.path("labels.mha.pixels")));
}

TEST(LabelVolume, RefusesOtherNamesEmptyVolumesAndMissingFolders) {
  const TemporaryFolder folder;
  const auto volume = ball(5.3);
  EXPECT_EQ(write_label_volume(*volume, folder.path("labels.nrrd")).error().code,
            ErrorCode::kInvalidOption);
  EXPECT_EQ(write_label_volume(TissueVolume(), folder.path("labels.mha")).error().code,
            ErrorCode::kNoData);
  EXPECT_EQ(write_label_volume(*volume, folder.path("none/labels.mha")).error().code,
            ErrorCode::kCannotWrite);
}

}  // namespace
}  // namespace echolance
