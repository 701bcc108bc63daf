// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_model.hpp"

#include <gtest/gtest.h>

#include "imaging/shape_basis.hpp"

namespace echolance {
namespace {

ShapeModel small_model() {
  ShapeModel model;
  model.bones = {{"sacrum", 0, 3}, {"l5", 3, 3}};
  model.marks = {{"s1_spinous_tubercle", 0, MarkPlace::kOnBone, 1.25},
                 {"l4_l5_window", 1, MarkPlace::kFree, 0.5}};
  model.triangles = {{0, 1, 2}, {3, 4, 5}};
  model.mean_mm = Eigen::Matrix3Xf::Random(3, 8) * 100.0F;
  model.modes_mm = Eigen::MatrixXf::Random(24, 3) * 7.0F;
  return model;
}

TEST(ShapeModel, IsTheSameAfterWritingAndReading) {
  const ShapeModel model = small_model();
  const auto read = decode_shape_model(encode_shape_model(model));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_LE((read->mean_mm - model.mean_mm).cwiseAbs().maxCoeff(), 0.0101F);
  EXPECT_LE((read->modes_mm - model.modes_mm).cwiseAbs().maxCoeff(), 7.0F / 30000.0F);
  EXPECT_EQ(read->triangles, model.triangles);
  EXPECT_EQ(read->bone_of(2), 0);
  EXPECT_EQ(read->bone_of(3), 1);
  EXPECT_EQ(read->bone_of(7), 1);
  EXPECT_EQ(read->mark_column("l4_l5_window"), 7);
  EXPECT_EQ(read->mark_column("l4"), -1);
  EXPECT_DOUBLE_EQ(read->marks[0].own_std_mm, 1.25);
}

TEST(ShapeModel, DamageIsRefusedWithASentence) {
  const auto bytes = encode_shape_model(small_model());
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    const auto read = decode_shape_model(std::span(bytes).first(size));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kDamagedFile);
    EXPECT_FALSE(read.error().message.empty());
  }
}

TEST(ShapeModel, TheProgramsOwnHasPelvisAndLumbarSpineOfHumanSize) {
  const ShapeModel& model = shape_model();
  for (const char* bone : {"sacrum", "ilium_left", "ilium_right", "l1", "l5"}) {
    EXPECT_GE(model.bone_index(bone), 0) << bone;
  }
  const auto mark = [&](const char* name) -> Eigen::Vector3f {
    const int column = model.mark_column(name);
    EXPECT_GE(column, 0) << name;
    return model.mean_mm.col(std::max(column, 0));
  };
  const float between_mm = (mark("psis_left") - mark("psis_right")).norm();
  EXPECT_GT(between_mm, 65.0F);
  EXPECT_LT(between_mm, 95.0F);
  EXPECT_GT(mark("psis_left").x(), 0.0F);                        // x to the left
  EXPECT_GT(mark("psis_left").y(), mark("asis_left").y());       // y to the back
  EXPECT_GT(mark("l1_spinous_tip").z(), mark("psis_left").z());  // z to the head
}

TEST(ShapeModel, AbsentNamesAreToldFromPresentOnes) {
  EXPECT_EQ(shape_model().bone_index("femur"), -1);
  EXPECT_EQ(shape_model().mark_column("femur_head"), -1);
}

TEST(ShapeBasis, ZeroCoefficientsGiveTheMeanAndOthersMoveItSmoothly) {
  const ShapeBasis& basis = shape_basis();
  ShapeCoefficients numbers = ShapeCoefficients::zero(basis);
  const Eigen::Matrix3Xf mean = shape_of(basis, numbers);
  EXPECT_LT((mean - basis.model->mean_mm).cwiseAbs().maxCoeff(), 1e-3F);
  numbers.smooth.row(numbers.smooth.rows() - 1).setConstant(2.0F);
  const Eigen::Matrix3Xf moved = shape_of(basis, numbers) - mean;
  EXPECT_GT(moved.cwiseAbs().maxCoeff(), 2.0F);
  for (const auto& [a, b, c] : basis.model->triangles) {
    EXPECT_LT((moved.col(a) - moved.col(b)).norm(), 5.0F) << c;
  }
}

}  // namespace
}  // namespace echolance
