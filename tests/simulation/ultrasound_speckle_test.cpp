// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "tests/simulation/speckle_statistics.hpp"
#include "tests/simulation/tissue_scenes.hpp"

// The laws of speckle, on small pictures of one tissue.
namespace echolance {
namespace {

struct Bench {
  ProbeModel probe;
  ScannerSettings settings;
  BeamProfile beam;
  PolarGrid grid;
};

Bench bench_for(const char* name) {
  Bench bench;
  bench.probe = find_probe(name).value();
  bench.settings.depth_mm = 0.7 * bench.probe.depth_mm;
  bench.settings.focus_mm = 0.6 * bench.settings.depth_mm;
  bench.settings.size_px = {128, 128};
  bench.settings.lines = 192;
  bench.settings.samples = 512;
  bench.settings.texture = 0.0;
  bench.settings.noise_db = -200.0;
  bench.grid = PolarGrid::make(bench.probe, bench.settings.lines, bench.settings.samples,
                               bench.settings.depth_mm);
  bench.beam = BeamProfile::make(bench.probe, bench.grid, bench.settings.focus_mm);
  return bench;
}

class SpeckleLaws : public testing::TestWithParam<const char*> {
 protected:
  SpeckleLaws()
      : bench_(bench_for(GetParam())),
        simulator_(
            UltrasoundSimulator::create(block(Tissue::kMuscle), bench_.probe, bench_.settings)
                .value()) {}

  cv::Mat envelope(const Transform<space::Reference, space::Probe>& pose) {
    Scene scene;
    scene.reference_from_probe = pose;
    (void)simulator_.draw(scene);
    return simulator_.envelope().clone();
  }
  [[nodiscard]] cv::Mat part(const cv::Mat& envelope, double from, double to) const {
    const double depth = bench_.settings.depth_mm;
    return levelled(envelope, bench_.grid.sample_mm, {from * depth, to * depth});
  }

  Bench bench_;
  UltrasoundSimulator simulator_;
};

TEST_P(SpeckleLaws, IsRayleighDistributed) {
  const cv::Mat all = part(envelope(probe_on_skin()), 0.15, 0.95);
  EXPECT_NEAR(signal_to_noise(all), 1.913, 0.05);
  EXPECT_NEAR(nakagami_m(all), 1.0, 0.1);
  EXPECT_LT(rayleigh_distance(all), 0.02);
}

TEST_P(SpeckleLaws, IsAsLargeAsThePointSpreadFunction) {
  const cv::Mat middle = part(envelope(probe_on_skin()), 0.4, 0.8);
  const double depth = 0.6 * bench_.settings.depth_mm;
  const auto sample = static_cast<std::size_t>(depth / bench_.grid.sample_mm);
  const double along = bench_.grid.sample_mm * correlation_width_along(middle);
  const double across =
      bench_.grid.line_mm(static_cast<float>(depth)) * correlation_width_across(middle);
  const double predicted_along = kWidthOfSigma * bench_.beam.axial_sigma_mm;
  const double predicted_across = kWidthOfSigma * bench_.beam.lateral_sigma_mm[sample];
  EXPECT_NEAR(along, predicted_along, 0.12 * predicted_along);
  EXPECT_NEAR(across, predicted_across, 0.12 * predicted_across);
}

TEST_P(SpeckleLaws, FadesWithTheTissuesAttenuation) {
  const double depth = bench_.settings.depth_mm;
  const double fall = fall_db_per_cm(envelope(probe_on_skin()), bench_.grid.sample_mm,
                                     {0.15 * depth, 0.95 * depth});
  const auto table = tissue_table().value();
  const double truth = table[static_cast<std::size_t>(Tissue::kMuscle)].attenuation_db_per_cm_mhz;
  EXPECT_NEAR(fall / (2.0 * bench_.probe.frequency_mhz), truth, 0.1 * truth);
}

TEST_P(SpeckleLaws, ForgetsItselfOutOfPlaneAsTheSliceProfileSays) {
  const double depth = 0.5 * bench_.settings.depth_mm;
  const auto sample = static_cast<std::size_t>(depth / bench_.grid.sample_mm);
  const double reach = bench_.beam.slice_reach_mm[sample];
  const cv::Mat still = part(envelope(probe_on_skin()), 0.45, 0.55);
  EXPECT_DOUBLE_EQ(correlation(still, part(envelope(probe_on_skin()), 0.45, 0.55)), 1.0);
  for (const double share : {0.25, 0.5, 1.0}) {
    const cv::Mat moved = part(envelope(probe_on_skin(share * reach)), 0.45, 0.55);
    EXPECT_NEAR(correlation(still, moved), predicted_correlation(share * reach, reach), 0.12)
        << share;
  }
}

// A shift moves a fan unevenly: a flat face.
class LinearSpeckleLaws : public SpeckleLaws {};

TEST_P(LinearSpeckleLaws, MovesWithTheTissue) {
  // The probe moves by four lines or six samples, and the picture by as much the other way.
  const auto level = [&](const cv::Mat& all) {
    return levelled(all, bench_.grid.sample_mm, {0.0, bench_.settings.depth_mm}, 0);
  };
  const cv::Mat still = level(envelope(probe_on_skin()));
  Eigen::Matrix4d pose = probe_on_skin().matrix();
  pose(0, 3) += 4.0 * bench_.grid.line_step;
  pose(1, 3) -= 6.0 * bench_.grid.sample_mm;
  const cv::Mat moved =
      level(envelope(Transform<space::Reference, space::Probe>::from_matrix(pose).value()));
  const cv::Rect a(200, 40, 200, 100);
  const cv::Rect b(a.x - 6, a.y - 4, a.width, a.height);
  EXPECT_GT(correlation(still(a), moved(b)), 0.95);
  EXPECT_LT(std::abs(correlation(still(a), moved(a))), 0.2);
}

// A turn about the centre of curvature moves a fan by whole lines.
class CurvedSpeckleLaws : public SpeckleLaws {};

TEST_P(CurvedSpeckleLaws, TurnsWithTheTissue) {
  const auto level = [&](const cv::Mat& all) {
    return levelled(all, bench_.grid.sample_mm, {0.0, bench_.settings.depth_mm}, 0);
  };
  const cv::Mat still = level(envelope(probe_on_skin()));
  const double angle_rad = 4.0 * double{bench_.grid.line_step};
  const Eigen::Vector3d centre(0.0, -bench_.probe.radius_mm, 0.0);
  Eigen::Isometry3d turn = Eigen::Isometry3d::Identity();
  turn.linear() = Eigen::AngleAxisd(-angle_rad, Eigen::Vector3d::UnitZ()).toRotationMatrix();
  turn.translation() = centre - turn.linear() * centre;
  const Eigen::Matrix4d pose = probe_on_skin().matrix() * turn.matrix();
  const cv::Mat moved =
      level(envelope(Transform<space::Reference, space::Probe>::from_matrix(pose).value()));
  const cv::Rect a(200, 40, 200, 100);
  const cv::Rect b(a.x, a.y - 4, a.width, a.height);
  EXPECT_GT(correlation(still(a), moved(b)), 0.95);
  EXPECT_LT(std::abs(correlation(still(a), moved(a))), 0.2);
}

INSTANTIATE_TEST_SUITE_P(Linear, LinearSpeckleLaws, testing::Values("l14-5"));
INSTANTIATE_TEST_SUITE_P(Curved, CurvedSpeckleLaws, testing::Values("c5-2"));
INSTANTIATE_TEST_SUITE_P(LinearAndCurved, SpeckleLaws, testing::Values("l14-5", "c5-2"));

}  // namespace
}  // namespace echolance
