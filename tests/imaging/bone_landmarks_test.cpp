// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_landmarks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "imaging/shape_match.hpp"

namespace echolance {
namespace {

using Eigen::Vector3f;

// A shape of the model, not its mean, in some other pose, with noise; only what looks backwards.
struct PosedShape {
  SurfacePoints points;
  Eigen::Isometry3d data_from_model;
  Eigen::Matrix3Xf shape_mm;

  [[nodiscard]] Eigen::Vector3d truth(const std::string& name) const {
    const int column = shape_basis().model->mark_column(name);
    return data_from_model * shape_mm.col(column).cast<double>();
  }
};

Eigen::Isometry3d some_pose() {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.linear() = Eigen::Quaterniond(0.3, -0.7, 0.5, 0.4).normalized().toRotationMatrix();
  pose.translation() = Eigen::Vector3d(120.0, -340.0, 80.0);
  return pose;
}

PosedShape posed_shape() {
  const ShapeBasis& basis = shape_basis();
  ShapeCoefficients numbers = ShapeCoefficients::zero(basis);
  for (int i = 0; i < 12; ++i) numbers.modes[i] = i % 2 == 0 ? 0.8F : -0.6F;
  PosedShape posed;
  posed.data_from_model = some_pose();
  posed.shape_mm = shape_of(basis, numbers);
  const ShapeSurface surface(basis, posed.shape_mm);
  std::mt19937 random(7);
  std::normal_distribution<float> noise(0.0F, 0.7F);
  std::uniform_real_distribution<float> even(0.0F, 1.0F);
  std::vector<Vector3f> points;
  for (const auto& [a, b, c] : basis.model->triangles) {
    if (basis.model->bone_of(a) > basis.model->bone_index("l4")) continue;  // pelvis, L5, L4
    const Vector3f ab = posed.shape_mm.col(b) - posed.shape_mm.col(a);
    const Vector3f ac = posed.shape_mm.col(c) - posed.shape_mm.col(a);
    const Vector3f area = 0.5F * ab.cross(ac);
    if (area.y() < 0.2F * area.norm()) continue;
    const int count = std::max(1, static_cast<int>(area.norm() / 6.0F));
    for (int i = 0; i < count; ++i) {
      float u = even(random), v = even(random);
      if (u + v > 1.0F) {
        u = 1.0F - u;
        v = 1.0F - v;
      }
      const Vector3f place = posed.shape_mm.col(a) + u * ab + v * ac +
                             Vector3f(noise(random), noise(random), noise(random));
      points.push_back(posed.data_from_model.cast<float>() * place);
    }
  }
  posed.points.points_mm.resize(3, static_cast<Eigen::Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    posed.points.points_mm.col(static_cast<Eigen::Index>(i)) = points[i];
  }
  posed.points.weights = Eigen::VectorXf::Ones(posed.points.points_mm.cols());
  estimate_normals(posed.points, 20);
  return posed;
}

const SpaceLandmark& mark_of(const BoneLandmarks& found, const std::string& name) {
  return *std::find_if(found.landmarks.begin(), found.landmarks.end(),
                       [&](const SpaceLandmark& mark) { return mark.name == name; });
}

SurfacePoints cloud(const std::vector<Vector3f>& points) {
  SurfacePoints surface;
  surface.points_mm.resize(3, static_cast<Eigen::Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    surface.points_mm.col(static_cast<Eigen::Index>(i)) = points[i];
  }
  surface.weights = Eigen::VectorXf::Ones(surface.points_mm.cols());
  estimate_normals(surface, 20);
  return surface;
}

TEST(BoneLandmarks, OfAPartInAnyPoseAreFoundAndThoseFarFromDataAreInferredOrAbstained) {
  const PosedShape posed = posed_shape();
  const BoneLandmarks found = find_bone_landmarks(posed.points);
  ASSERT_TRUE(found.usable()) << found.reason;
  for (const char* name : {"psis_left", "psis_right", "piis_left", "s2_foramen_right",
                           "l5_spinous_tip", "l4_spinous_tip"}) {
    const SpaceLandmark& mark = mark_of(found, name);
    EXPECT_LT((mark.point_mm - posed.truth(name)).norm(), 5.0) << name;
    EXPECT_GT(mark.confidence, 0.8) << name;
    EXPECT_LT(mark.std_mm, 6.0) << name;
  }
  EXPECT_EQ(mark_of(found, "psis_left").state, LandmarkState::kSeen);
  const SpaceLandmark& front = mark_of(found, "pubic_symphysis_left");
  EXPECT_NE(front.state, LandmarkState::kSeen);
  EXPECT_FALSE(front.reason.empty());
  EXPECT_GT(mark_of(found, "l1_spinous_tip").std_mm, mark_of(found, "l4_spinous_tip").std_mm);
}

TEST(BoneLandmarks, AreTheSameTheSecondTime) {
  const PosedShape posed = posed_shape();
  const auto first = find_bone_landmarks(posed.points), second = find_bone_landmarks(posed.points);
  ASSERT_EQ(first.landmarks.size(), second.landmarks.size());
  for (std::size_t i = 0; i < first.landmarks.size(); ++i) {
    EXPECT_EQ(first.landmarks[i].point_mm, second.landmarks[i].point_mm);
  }
}

TEST(BoneLandmarks, NoneAreGivenOnASphere) {
  std::vector<Vector3f> points;
  for (int i = 0; i < 4000; ++i) {
    const float z = 1.0F - 2.0F * (static_cast<float>(i) + 0.5F) / 4000.0F;
    const float turn = 2.39996F * static_cast<float>(i), r = std::sqrt(1.0F - z * z);
    points.emplace_back(80.0F * Vector3f(r * std::cos(turn), r * std::sin(turn), z));
  }
  const BoneLandmarks found = find_bone_landmarks(cloud(points));
  EXPECT_FALSE(found.usable());
  EXPECT_FALSE(found.reason.empty());
  for (const auto& mark : found.landmarks) {
    EXPECT_EQ(mark.state, LandmarkState::kAbstained) << mark.name;
    EXPECT_EQ(mark.confidence, 0.0) << mark.name;
  }
}

TEST(BoneLandmarks, NoneAreGivenOnAPlane) {
  std::vector<Vector3f> points;
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 60; ++j) {
      points.emplace_back(3.0F * static_cast<float>(i), 3.0F * static_cast<float>(j), 0.0F);
    }
  }
  EXPECT_FALSE(find_bone_landmarks(cloud(points)).usable());
}

TEST(BoneLandmarks, OfTooFewPointsAreNotGiven) {
  std::vector<Vector3f> points;
  for (int i = 0; i < 60; ++i) points.emplace_back(3.0F * static_cast<float>(i), 0.0F, 0.0F);
  const BoneLandmarks found = find_bone_landmarks(cloud(points));
  EXPECT_EQ(found.verdict, FitVerdict::kTooLittle);
  EXPECT_FALSE(found.reason.empty());
}

TEST(SurfacePoints, ThinningKeepsOnePointACellAndDropsLoners) {
  std::vector<Vector3f> points;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 40; ++j) {
      points.emplace_back(0.5F * static_cast<float>(i), 0.5F * static_cast<float>(j), 0.0F);
    }
  }
  points.emplace_back(300.0F, 0.0F, 0.0F);
  const SurfacePoints thin = thinned(cloud(points), 3.0);
  EXPECT_GE(thin.count(), 36);
  EXPECT_LE(thin.count(), 49);
  EXPECT_LT(thin.points_mm.row(0).maxCoeff(), 30.0F);
}

TEST(SurfacePoints, NormalsOfABentSheetAgreeAfterwards) {
  std::vector<Vector3f> points;
  for (int i = 0; i < 50; ++i) {
    for (int j = 0; j < 30; ++j) {
      const float turn = 0.06F * static_cast<float>(i);
      points.emplace_back(50.0F * std::cos(turn), 50.0F * std::sin(turn),
                          3.0F * static_cast<float>(j));
    }
  }
  SurfacePoints sheet = cloud(points);
  const auto pieces = agree_normals(sheet);
  EXPECT_EQ(*std::max_element(pieces.begin(), pieces.end()), 0);
  int outwards = 0;
  for (int i = 0; i < sheet.count(); ++i) {
    const Vector3f axis(sheet.points_mm(0, i), sheet.points_mm(1, i), 0.0F);
    outwards += sheet.normals.col(i).dot(axis) > 0.0F ? 1 : 0;
  }
  EXPECT_TRUE(outwards == 0 || outwards == sheet.count()) << outwards;
}

}  // namespace
}  // namespace echolance
