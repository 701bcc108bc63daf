// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "tests/simulation/speckle_statistics.hpp"
#include "tests/simulation/tissue_scenes.hpp"

// Bone, needles, pools, contact and motion in small pictures.
namespace echolance {
namespace {

constexpr double kDepth_mm = 40.0;

ScannerSettings small_settings() {
  ScannerSettings settings;
  settings.depth_mm = kDepth_mm;
  settings.size_px = {256, 256};
  settings.lines = 128;
  settings.samples = 512;
  return settings;
}

UltrasoundSimulator simulator(std::shared_ptr<const TissueVolume> volume,
                              const ScannerSettings& settings = small_settings(),
                              const char* probe = "l14-5") {
  return UltrasoundSimulator::create(std::move(volume), find_probe(probe).value(), settings)
      .value();
}

Scene scene_on_skin() {
  Scene scene;
  scene.reference_from_probe = probe_on_skin();
  return scene;
}

// A straight rod in Reference that ends at `tip`, `angle` below the skin, `turn` out of plane.
Rod rod(const Eigen::Vector3d& tip_mm, double angle_rad, double turn_rad = 0.0) {
  const Eigen::Vector3d way(-std::cos(angle_rad) * std::cos(turn_rad), -std::sin(angle_rad),
                            std::cos(angle_rad) * std::sin(turn_rad));
  Rod needle;
  for (int i = 30; i >= 0; --i) needle.centre_mm.push_back(tip_mm - 1.0 * i * way);
  return needle;
}

// Mean amplitude that a rod adds at its middle, over the tissue's at its depth.
double rod_echo_db(UltrasoundSimulator& sim, const Rod& needle) {
  Scene scene = scene_on_skin();
  (void)sim.draw(scene);
  const cv::Mat before = sim.envelope().clone();
  scene.rods.push_back(needle);
  (void)sim.draw(scene);
  const cv::Mat added = cv::max(sim.envelope() - before, 0.0F);
  const double line_mm = find_probe("l14-5").value().face_width_mm() / (sim.envelope().rows - 1);
  double sum = 0.0;
  for (int i = 12; i < 18; ++i) {
    const auto& at = needle.centre_mm[static_cast<std::size_t>(i)];
    const int line = static_cast<int>(std::lround(at.x() / line_mm + 63.5));
    const int sample = static_cast<int>(std::lround(-at.y() / sim.sample_mm()));
    double most = 0.0;
    cv::minMaxLoc(added(cv::Rect(sample - 4, line - 2, 9, 5)), nullptr, &most);
    sum += most / std::pow(10.0, level_db(before.col(sample)) / 20.0);
  }
  return 20.0 * std::log10(sum / 6.0 + 1e-6);
}

TEST(UltrasoundSimulator, GivesTheSamePictureWithAnyThreadCount) {
  auto sim = simulator(layered_back(22.0));
  Scene scene = scene_on_skin();
  scene.rods.push_back(rod({0.0, -18.0, 0.0}, 0.5));
  cv::setNumThreads(1);
  const cv::Mat one = sim.draw(scene);
  for (const int threads : {2, 5}) {
    cv::setNumThreads(threads);
    EXPECT_EQ(cv::norm(one, sim.draw(scene), cv::NORM_INF), 0.0) << threads;
  }
  cv::setNumThreads(-1);
  scene.noise_seed = 1;
  EXPECT_GT(cv::norm(one, sim.draw(scene), cv::NORM_L1), 0.0);
}

TEST(UltrasoundSimulator, PutsPixelsWhereItsGeometrySays) {
  auto linear = simulator(layered_back(22.0));
  EXPECT_NEAR(linear.geometry().mm_per_px, kDepth_mm / 255.0, 1e-9);
  EXPECT_DOUBLE_EQ(linear.geometry().face_px.y_px, 0.0);
  EXPECT_DOUBLE_EQ(linear.geometry().face_px.x_px, 127.5);
  auto curved = simulator(layered_back(22.0), small_settings(), "c5-2");
  EXPECT_GT(curved.geometry().face_px.y_px, 10.0);
}

// The bone's top is an ellipse: depth 22 + 14 (1 - sqrt(1 - ((x + 4) / 15)^2)).
TEST(UltrasoundSimulator, BoneLiesWhereTheVolumeHasIt) {
  for (const char* probe : {"l14-5", "c5-2"}) {
    auto sim = simulator(layered_back(22.0), small_settings(), probe);
    const cv::Mat picture = sim.draw(scene_on_skin());
    const auto bone = sim.bone_surface();
    ASSERT_GT(bone.size(), 30U);
    const auto& geometry = sim.geometry();
    for (const auto& point : bone) {
      const double x = (point.x_px - geometry.face_px.x_px) * geometry.mm_per_px;
      const double y = (point.y_px - geometry.face_px.y_px) * geometry.mm_per_px;
      const double u = (x + 4.0) / 15.0;
      if (std::abs(u) > 0.7) continue;
      EXPECT_NEAR(y, 22.0 + 14.0 * (1.0 - std::sqrt(1.0 - u * u)), 0.25) << probe << " " << x;
    }
  }
}

TEST(UltrasoundSimulator, BoneIsBrightAndCastsAFullShadow) {
  auto with = simulator(layered_back(20.0));
  auto without = simulator(layered_back(85.0));
  (void)with.draw(scene_on_skin());
  (void)without.draw(scene_on_skin());
  const int line = 63 - static_cast<int>(4.0 / (39.0 / 127.0));
  const auto level = [&](const cv::Mat& envelope, double from, double to) {
    return level_db(envelope.rowRange(line - 6, line + 6)
                        .colRange(static_cast<int>(from / with.sample_mm()),
                                  static_cast<int>(to / with.sample_mm())));
  };
  EXPECT_GT(level(with.envelope(), 19.8, 20.4) - level(without.envelope(), 19.8, 20.4), 12.0);
  EXPECT_LT(level(with.envelope(), 26.0, 30.0) - level(without.envelope(), 26.0, 30.0), -15.0);
}

TEST(Needle, FadesWithItsAngle) {
  auto sim = simulator(block(Tissue::kMuscle));
  double before = 100.0;
  for (const double degrees : {3.0, 15.0, 30.0, 45.0, 60.0}) {
    const double echo = rod_echo_db(sim, rod({-5.0, -24.0, 0.0}, degrees * M_PI / 180.0));
    EXPECT_LT(echo, before + 1.0) << degrees;
    before = echo;
  }
  EXPECT_GT(rod_echo_db(sim, rod({-5.0, -24.0, 0.0}, 0.26)), 12.0);
  EXPECT_LT(before, 6.0);
}

TEST(Needle, FadesOutOfTheSlice) {
  auto sim = simulator(block(Tissue::kMuscle));
  const double in_plane = rod_echo_db(sim, rod({-5.0, -22.0, 0.0}, 0.2));
  const double beside = rod_echo_db(sim, rod({-5.0, -22.0, 0.7}, 0.2));
  const double away = rod_echo_db(sim, rod({-5.0, -22.0, 4.0}, 0.2));
  EXPECT_LT(beside, in_plane - 2.0);
  EXPECT_LT(away, -20.0);
}

TEST(Needle, CrossingThePlaneIsADot) {
  auto sim = simulator(block(Tissue::kMuscle));
  Scene scene = scene_on_skin();
  (void)sim.draw(scene);
  const cv::Mat before = sim.envelope().clone();
  scene.rods.push_back(
      rod({0.0, -20.0 - 15.0 * std::sin(0.3), 15.0 * std::cos(0.3)}, 0.3, M_PI / 2));
  (void)sim.draw(scene);
  cv::Mat added = sim.envelope() - before;
  double most = 0.0;
  cv::Point at;
  cv::minMaxLoc(added, nullptr, &most, nullptr, &at);
  EXPECT_NEAR(at.x * sim.sample_mm(), 20.0, 1.0);
  EXPECT_NEAR(at.y, 63.5, 2.0);
  // Lines at a third of the peak and more.
  cv::Mat widest;
  cv::reduce(added > most / 3.0, widest, 1, cv::REDUCE_MAX);
  const double width_mm = cv::countNonZero(widest) * 39.0 / 127.0;
  EXPECT_GT(width_mm, 0.5);
  EXPECT_LT(width_mm, 3.0);
}

TEST(Pool, IsEmptyInsideAndBrightAtItsEdge) {
  ScannerSettings settings = small_settings();
  settings.texture = 0.0;
  auto sim = simulator(block(Tissue::kMuscle), settings);
  Scene scene = scene_on_skin();
  (void)sim.draw(scene);
  const cv::Mat before = sim.envelope().clone();
  const auto volume = block(Tissue::kMuscle);
  const auto sheet =
      std::make_shared<const FluidSheet>(*volume, Eigen::Vector3d(0.0, -20.0, 0.0), 2.0, 5U);
  scene.pools.push_back({sheet, sheet->level(2.0)});
  scene.displacement = [&](const Eigen::Vector3d& now) -> Eigen::Vector3d {
    return now + sheet->to_rest(now, scene.pools[0].level);
  };
  (void)sim.draw(scene);
  const auto rows = [&](double from_mm, double to_mm) {
    return cv::Rect(static_cast<int>(from_mm / sim.sample_mm()), 58,
                    static_cast<int>((to_mm - from_mm) / sim.sample_mm()), 12);
  };
  const double half_mm = 0.5 * scene.pools[0].level.thick_mm;
  ASSERT_GT(half_mm, 1.5);
  EXPECT_LT(level_db(sim.envelope()(rows(19.2, 20.8))), level_db(before(rows(19.2, 20.8))) - 25.0);
  const auto edge = rows(20.0 - half_mm - 0.8, 20.0 - half_mm + 0.8);
  EXPECT_GT(level_db(sim.envelope()(edge)), level_db(before(edge)) + 3.0);
}

TEST(Contact, LostOnTheRightDarkensTheRight) {
  auto sim = simulator(block(Tissue::kMuscle));
  Scene scene = scene_on_skin();
  (void)sim.draw(scene);
  const cv::Mat before = sim.envelope().clone();
  scene.contact = 0.6;
  (void)sim.draw(scene);
  const auto level = [&](const cv::Mat& envelope, int line) {
    return level_db(envelope.rowRange(line, line + 10).colRange(250, 350));
  };
  EXPECT_LT(level(sim.envelope(), 110), level(before, 110) - 20.0);
  EXPECT_NEAR(level(sim.envelope(), 20), level(before, 20), 1.0);
}

TEST(Displacement, MovesBoneAndSpeckle) {
  ScannerSettings settings = small_settings();
  settings.texture = 0.0;
  auto sim = simulator(layered_back(22.0), settings);
  Scene scene = scene_on_skin();
  (void)sim.draw(scene);
  const auto still = sim.bone_surface();
  const cv::Mat still_envelope = sim.envelope().clone();
  // Everything sinks by 1 mm: what is here now was 1 mm higher (nearer to the skin).
  scene.displacement = [](const Eigen::Vector3d& now) {
    return Eigen::Vector3d(now.x(), now.y() + 1.0, now.z());
  };
  (void)sim.draw(scene);
  const auto moved = sim.bone_surface();
  ASSERT_EQ(still.size() > 0, moved.size() > 0);
  const double mm_per_px = sim.geometry().mm_per_px;
  EXPECT_NEAR((moved[moved.size() / 2].y_px - still[still.size() / 2].y_px) * mm_per_px, 1.0, 0.4);
  const int shift = static_cast<int>(std::lround(1.0 / sim.sample_mm()));
  const cv::Rect part(145, 30, 45, 60);  // muscle, 11 to 15 mm deep
  const cv::Rect sunk(part.x + shift, part.y, part.width, part.height);
  EXPECT_GT(correlation(still_envelope(part), sim.envelope()(sunk)), 0.85);
}

TEST(UltrasoundSimulator, RefusesSettingsThatMakeNoSense) {
  const auto volume = block(Tissue::kMuscle);
  const auto code = [&](const ScannerSettings& settings, const ProbeModel& probe) {
    const auto made = UltrasoundSimulator::create(volume, probe, settings);
    return made ? std::string("made") : std::string(to_string(made.error().code));
  };
  const auto probe = find_probe("l14-5").value();
  ScannerSettings settings;
  EXPECT_EQ(code(settings, probe), "made");
  const auto with = [](auto change) {
    ScannerSettings changed;
    change(changed);
    return changed;
  };
  const std::string invalid = to_string(ErrorCode::kInvalidOption);
  EXPECT_EQ(code(with([](auto& s) { s.lines = 3; }), probe), invalid);
  EXPECT_EQ(code(with([](auto& s) { s.slices = 4; }), probe), invalid);
  EXPECT_EQ(code(with([](auto& s) { s.size_px = {0, 5}; }), probe), invalid);
  EXPECT_EQ(code(with([](auto& s) { s.depth_mm = -1.0; }), probe), invalid);
  EXPECT_EQ(code(with([](auto& s) { s.dynamic_range_db = 0.0; }), probe), invalid);
  ProbeModel broken = probe;
  broken.frequency_mhz = 0.0;
  EXPECT_EQ(code(settings, broken), invalid);
  ProbeModel flat = probe;
  flat.shape = ArrayShape::kCurved;
  EXPECT_EQ(code(settings, flat), invalid);
}

TEST(UltrasoundSimulator, RefusesAnEmptyVolume) {
  const auto probe = find_probe("l14-5").value();
  const auto none = UltrasoundSimulator::create(nullptr, probe, {});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kNoData);
  EXPECT_FALSE(none.error().message.empty());
}

}  // namespace
}  // namespace echolance
