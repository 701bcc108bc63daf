// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/layers_alongside.hpp"

#include <gtest/gtest.h>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

using test::DrawnLine;
using test::kDegree;

/// A line in speckle with layers beside it, turned by an angle against the line.
double alongside_of_layers(double turn_rad, double layer_grey) {
  cv::Mat grey = test::grey_noise(test::kPictureSize, 6.0, 7);
  const DrawnLine line = test::line_through_middle(25.0 * kDegree, 180.0);
  const double slope = 25.0 * kDegree + turn_rad;
  const Eigen::Vector2d across(-std::sin(slope), std::cos(slope));
  for (int layer = -12; layer <= 12; ++layer) {
    DrawnLine beside = test::line_through_middle(slope, 400.0);
    beside.begin += 9.0 * layer * across;
    beside.end += 9.0 * layer * across;
    beside.peak_grey = layer_grey;
    draw_line(beside, grey);
  }
  draw_line(line, grey);
  NeedleView view;
  test::load_view(grey, view);
  ShaftProfile profile;
  ShaftProfiler().measure(view, {line.begin, line.end}, profile);
  return profile.empty() ? -9.0 : layers_alongside(view, profile);
}

TEST(LayersAlongside, IsHighAmongParallelLayersAndLowAcrossThem) {
  EXPECT_GT(alongside_of_layers(0.0, 40.0), 0.6);
  EXPECT_LT(alongside_of_layers(90.0 * kDegree, 40.0), -0.4);
}

TEST(LayersAlongside, IsNearNothingInSpeckle) {
  EXPECT_NEAR(alongside_of_layers(0.0, 0.0), 0.0, 0.25);
}

}  // namespace
}  // namespace echolance
