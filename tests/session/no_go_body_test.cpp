// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/no_go_body.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "simulation/bone_mesh.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kHalf_mm[] = {12.0, 8.0, 5.0};

// A box with its middle at the origin.
TriangleMesh box_mesh() {
  TriangleMesh mesh;
  for (int corner = 0; corner < 8; ++corner) {
    mesh.points_mm.emplace_back(static_cast<float>(corner & 1 ? kHalf_mm[0] : -kHalf_mm[0]),
                                static_cast<float>(corner & 2 ? kHalf_mm[1] : -kHalf_mm[1]),
                                static_cast<float>(corner & 4 ? kHalf_mm[2] : -kHalf_mm[2]));
  }
  mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                    {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
  return mesh;
}

class NoGoBody : public testing::Test {
 protected:
  Result<NoGo> body_of(const TriangleMesh& mesh) {
    const std::string path = folder_.path("bladder.stl");
    EXPECT_TRUE(write_stl(mesh, path));
    return no_go_of_surface(path, 2.0);
  }
  TemporaryFolder folder_;
};

TEST_F(NoGoBody, HoldsAllOfTheBodyAndLittleMore) {
  const auto body = body_of(box_mesh());
  ASSERT_TRUE(body) << body.error().text();
  EXPECT_EQ(body->name, "bladder");
  EXPECT_TRUE(validate(*body));
  EXPECT_LT(body->points_mm.size(), 20000U);
  const double beyond = 24.0 / 40.0 + 1e-6;
  for (double x = -14.0; x <= 14.0; x += 1.7) {
    for (double y = -10.0; y <= 10.0; y += 1.7) {
      for (double z = -7.0; z <= 7.0; z += 1.7) {
        const Vector3d outside(std::max(0.0, std::abs(x) - kHalf_mm[0]),
                               std::max(0.0, std::abs(y) - kHalf_mm[1]),
                               std::max(0.0, std::abs(z) - kHalf_mm[2]));
        const double found = distance_mm(*body, {x, y, z}, {x, y, z});
        EXPECT_LE(found, outside.norm() + 1e-6);
        EXPECT_GE(found, outside.norm() == 0.0 ? -10.0 : outside.norm() - beyond);
      }
    }
  }
}

TEST_F(NoGoBody, RefusesWhatIsNoBody) {
  TriangleMesh open = box_mesh();
  open.triangles.pop_back();
  EXPECT_EQ(body_of(open).error().code, ErrorCode::kInvalidGeometry);
  TriangleMesh metres = box_mesh();
  for (auto& point : metres.points_mm) point *= 0.001F;
  EXPECT_NE(body_of(metres).error().text().find("in mm"), std::string::npos);
  EXPECT_EQ(no_go_of_surface(folder_.path("none.stl"), 1.0).error().code, ErrorCode::kFileNotFound);
}

}  // namespace
}  // namespace echolance
