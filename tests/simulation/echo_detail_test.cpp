// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "tests/simulation/speckle_statistics.hpp"
#include "tests/simulation/tissue_scenes.hpp"

// What lies beside bright things: the soft edge of a bone's shadow, the side lobes of a needle.
namespace echolance {
namespace {

constexpr double kDepth_mm = 40.0;
constexpr double kBone_mm = 10.0;

UltrasoundSimulator simulator(std::shared_ptr<const TissueVolume> volume) {
  ScannerSettings settings;
  settings.depth_mm = kDepth_mm;
  settings.focus_mm = 20.0;
  settings.size_px = {128, 128};
  settings.lines = 128;
  settings.samples = 512;
  settings.texture = 0.0;
  return UltrasoundSimulator::create(std::move(volume), find_probe("l14-5").value(), settings)
      .value();
}

double line_mm() {
  return find_probe("l14-5").value().face_width_mm() / 127.0;
}

int line_at(double x_mm) {
  return static_cast<int>(std::lround(x_mm / line_mm() + 63.5));
}

// Muscle with bone under its left half, or all of muscle.
std::shared_ptr<const TissueVolume> half_of_bone(double bone_mm) {
  const VolumeGrid grid{Eigen::Vector3d(-30.0, -60.0, -8.0), 0.5, Eigen::Vector3i(121, 131, 33)};
  return fill_shapes(grid, Tissue::kMuscle, {{Tissue::kCorticalBone, [=](const Eigen::Vector3d& p) {
                                                return std::max(p.x(), p.y() + bone_mm);
                                              }}});
}

cv::Mat envelope_of(std::shared_ptr<const TissueVolume> volume) {
  auto sim = simulator(std::move(volume));
  Scene scene;
  scene.reference_from_probe = probe_on_skin();
  (void)sim.draw(scene);
  return sim.envelope().clone();
}

TEST(ApertureShadow, SoftensTheEdgeBelowTheBoneOnly) {
  const cv::Mat with = envelope_of(half_of_bone(kBone_mm)),
                without = envelope_of(half_of_bone(80.0));
  const auto dimmed_db = [&](double x_mm, double from_mm, double to_mm) {
    const double per_mm = 511.0 / kDepth_mm;
    const cv::Rect part(static_cast<int>(from_mm * per_mm), line_at(x_mm) - 2,
                        static_cast<int>((to_mm - from_mm) * per_mm), 5);
    return level_db(with(part)) - level_db(without(part));
  };
  const double at_edge = dimmed_db(1.0, 28.0, 38.0), beside = dimmed_db(3.0, 28.0, 38.0),
               away = dimmed_db(14.0, 28.0, 38.0);
  EXPECT_LT(at_edge, -3.0);
  EXPECT_GT(at_edge, -14.0);  // half of the aperture still looks past the bone
  EXPECT_LT(at_edge, beside);
  EXPECT_LT(beside, away + 0.1);
  EXPECT_NEAR(away, 0.0, 0.5);
  EXPECT_NEAR(dimmed_db(1.5, 3.0, 8.0), 0.0, 1.0);  // above the bone
  EXPECT_LT(dimmed_db(-5.0, 28.0, 38.0), at_edge - 5.0);
}

TEST(Needle, SideLobesReachBeyondItsTipAndAreFaint) {
  auto sim = simulator(block(Tissue::kBlood));
  Scene scene;
  scene.reference_from_probe = probe_on_skin();
  (void)sim.draw(scene);
  const cv::Mat before = sim.envelope().clone();
  Rod flat;  // from the left, 20 mm deep, tip in the middle
  for (int i = 20; i >= 0; --i) flat.centre_mm.emplace_back(-1.0 * i, -20.0, 0.0);
  scene.rods.push_back(flat);
  (void)sim.draw(scene);
  const auto peak_db = [&](const cv::Mat& envelope, double x_mm) {
    const int sample = static_cast<int>(std::lround(20.0 / sim.sample_mm()));
    double most = 0.0;
    cv::minMaxLoc(envelope(cv::Rect(sample - 10, line_at(x_mm) - 1, 30, 3)), nullptr, &most);
    return 20.0 * std::log10(most + 1e-9);
  };
  const double shaft = peak_db(sim.envelope(), -6.0);
  for (const double x_mm : {2.0, 3.0}) {
    const double lobe = peak_db(sim.envelope(), x_mm);
    EXPECT_GT(lobe, peak_db(before, x_mm) + 3.0) << x_mm;
    EXPECT_LT(lobe, shaft - 20.0) << x_mm;
  }
  EXPECT_NEAR(peak_db(sim.envelope(), 12.0), peak_db(before, 12.0), 1.0);
}

}  // namespace
}  // namespace echolance
