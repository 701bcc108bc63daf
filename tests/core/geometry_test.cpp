// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/geometry.hpp"

#include <gtest/gtest.h>

namespace echolance {
namespace {

using space::Image;
using space::Probe;
using space::Reference;

template <class A, class B>
concept Composes = requires(A a, B b) {
  a* b;
};

// The order of spaces is checked by the compiler.
static_assert(Composes<Transform<Reference, Probe>, Transform<Probe, Image>>);
static_assert(!Composes<Transform<Probe, Image>, Transform<Reference, Probe>>);
static_assert(Composes<Transform<Reference, Probe>, Point<Probe>>);
static_assert(!Composes<Transform<Reference, Probe>, Point<Image>>);

Eigen::Matrix4d quarter_turn_with_shift() {
  Eigen::Matrix4d matrix;
  matrix << 0, -1, 0, 5, 1, 0, 0, 6, 0, 0, 1, 7, 0, 0, 0, 1;
  return matrix;
}

TEST(Transform, MovesPointsAndComesBackByItsInverse) {
  const auto probe_from_image =
      Transform<Probe, Image>::from_matrix(quarter_turn_with_shift()).value();
  const Point<Image> point_in_image{{1, 2, 3}};
  const Point<Probe> point_in_probe = probe_from_image * point_in_image;
  EXPECT_TRUE(point_in_probe.mm.isApprox(Eigen::Vector3d(3, 7, 10)));
  EXPECT_TRUE((probe_from_image.inverse() * point_in_probe).mm.isApprox(point_in_image.mm));
}

TEST(Transform, RefusesScaleMirrorAndShear) {
  for (const Eigen::Vector3d& diagonal :
       {Eigen::Vector3d(2, 2, 2), Eigen::Vector3d(-1, 1, 1), Eigen::Vector3d(1, 1, 1.01)}) {
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    matrix.diagonal().head<3>() = diagonal;
    const auto result = Transform<Probe, Image>::from_matrix(matrix);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidGeometry);
    EXPECT_FALSE(result.error().message.empty());
  }
}

TEST(Transform, AcceptsRotationsPrintedWithSixDigits) {
  Eigen::Matrix4d matrix;
  matrix << 0.853646, -0.501315, 0.141319, 257.956, -0.50173, -0.718613, 0.481521, -52.6852,
      -0.13984, -0.481953, -0.864966, 25.5612, 0, 0, 0, 1;
  EXPECT_TRUE((Transform<space::Tracker, Probe>::from_matrix(matrix).has_value()));
}

TEST(PixelSpacing, RefusesWhatCannotBe) {
  for (const double value : {0.0, -0.1, 11.0, std::nan("")}) {
    EXPECT_EQ(make_pixel_spacing(0.1, value).error().code, ErrorCode::kInvalidGeometry);
  }
  EXPECT_EQ(make_pixel_spacing(0.1, 0.4)->mean_mm_per_px(), 0.2);
}

}  // namespace
}  // namespace echolance
