// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <opencv2/core/utility.hpp>
#include <string>
#include <vector>

#include "tests/benchmarks/side_by_side.hpp"
#include "tests/simulation/speckle_statistics.hpp"
#include "tests/simulation/tissue_scenes.hpp"

// Says, as Markdown, how far simulated ultrasound follows the laws that real ultrasound follows.
//
//   simulation_realism_benchmark [--out FILE.md]
//   ECHOLANCE_DATA=... simulation_realism_benchmark --side-by-side OUT_FOLDER   pictures instead
namespace echolance {
namespace {

struct Bench {
  ProbeModel probe;
  ScannerSettings settings;
  PolarGrid grid;
  BeamProfile beam;
};

Bench bench_for(const std::string& name) {
  Bench bench;
  bench.probe = find_probe(name).value();
  bench.settings.depth_mm = bench.probe.depth_mm;
  bench.settings.focus_mm = bench.probe.focus_mm;
  // Speckle alone: no pattern, no electronic noise.
  bench.settings.texture = 0.0;
  bench.settings.noise_db = -200.0;
  bench.grid = PolarGrid::make(bench.probe, bench.settings.lines, bench.settings.samples,
                               bench.settings.depth_mm);
  bench.beam = BeamProfile::make(bench.probe, bench.grid, bench.settings.focus_mm);
  return bench;
}

UltrasoundSimulator simulator(const Bench& bench, std::shared_ptr<const TissueVolume> volume) {
  return UltrasoundSimulator::create(std::move(volume), bench.probe, bench.settings).value();
}

cv::Mat envelope_of(UltrasoundSimulator& simulator, double out_of_plane_mm = 0.0) {
  Scene scene;
  scene.reference_from_probe = probe_on_skin(out_of_plane_mm);
  (void)simulator.draw(scene);
  return simulator.envelope().clone();
}

class Report {
 public:
  void row(const std::string& what, const std::string& expected, const std::string& measured) {
    add(fmt::format("| {} | {} | {} |\n", what, expected, measured));
  }
  void add(const std::string& text) {
    fmt::print("{}", text);
    text_ += text;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void print_first_order(Report& out, const Bench& bench, const cv::Mat& envelope) {
  const double depth = bench.settings.depth_mm;
  for (const double middle : {0.2 * depth, 0.45 * depth, 0.75 * depth}) {
    const cv::Mat part =
        levelled(envelope, bench.grid.sample_mm, {middle - 0.1 * depth, middle + 0.1 * depth});
    const auto at = fmt::format(" at {:.0f} mm", middle);
    out.row("envelope SNR" + at, "1.91 +- 0.05", fmt::format("{:.3f}", signal_to_noise(part)));
    out.row("Nakagami m" + at, "0.9 to 1.1", fmt::format("{:.3f}", nakagami_m(part)));
    out.row("largest distance to Rayleigh" + at, "0",
            fmt::format("{:.3f}", rayleigh_distance(part)));
  }
}

void print_speckle_size(Report& out, const Bench& bench, const cv::Mat& envelope) {
  const double depth = bench.settings.depth_mm;
  for (const double middle : {0.2 * depth, 0.45 * depth, 0.75 * depth}) {
    const cv::Mat part =
        levelled(envelope, bench.grid.sample_mm, {middle - 0.06 * depth, middle + 0.06 * depth});
    const auto sample = static_cast<std::size_t>(middle / bench.grid.sample_mm);
    const double line_mm = bench.grid.line_mm(static_cast<float>(middle));
    const auto at = fmt::format(" at {:.0f} mm", middle);
    out.row("speckle width along, mm" + at,
            fmt::format("{:.3f}", kWidthOfSigma * bench.beam.axial_sigma_mm),
            fmt::format("{:.3f}", bench.grid.sample_mm * correlation_width_along(part)));
    out.row("speckle width across, mm" + at,
            fmt::format("{:.3f}", kWidthOfSigma * bench.beam.lateral_sigma_mm[sample]),
            fmt::format("{:.3f}", line_mm * correlation_width_across(part)));
  }
}

void print_attenuation(Report& out, const Bench& bench, const cv::Mat& envelope) {
  const auto table = tissue_table().value();
  const auto& muscle = table[static_cast<std::size_t>(Tissue::kMuscle)];
  const double depth = bench.settings.depth_mm;
  const double fall = fall_db_per_cm(envelope, bench.grid.sample_mm, {0.12 * depth, 0.9 * depth});
  out.row("muscle attenuation, dB/cm/MHz", fmt::format("{:.2f}", muscle.attenuation_db_per_cm_mhz),
          fmt::format("{:.3f}", fall / (2.0 * bench.probe.frequency_mhz)));
}

void print_out_of_plane(Report& out, const Bench& bench, UltrasoundSimulator& block_simulator,
                        const cv::Mat& still) {
  const double focus = bench.probe.elevation_focus_mm;
  const DepthRange range{focus - 2.0, focus + 2.0};
  const auto sample = static_cast<std::size_t>(focus / bench.grid.sample_mm);
  const double reach = bench.beam.slice_reach_mm[sample];
  const cv::Mat first = levelled(still, bench.grid.sample_mm, range);
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0, 1.5}) {
    const double shift = share * reach;
    const cv::Mat moved =
        levelled(envelope_of(block_simulator, shift), bench.grid.sample_mm, range);
    out.row(fmt::format("correlation after {:.2f} mm out of plane, at {:.0f} mm", shift, focus),
            fmt::format("{:.3f}", predicted_correlation(shift, reach)),
            fmt::format("{:.3f}", correlation(first, moved)));
  }
}

void print_shadow(Report& out, const Bench& base) {
  Bench bench = base;
  bench.settings.noise_db = ScannerSettings{}.noise_db;
  const double bone_mm = 0.45 * bench.settings.depth_mm;
  auto with_bone = simulator(bench, layered_back(bone_mm));
  auto without = simulator(bench, layered_back(85.0));
  const cv::Mat shadow = envelope_of(with_bone);
  const cv::Mat open = envelope_of(without);
  // The bone's top lies 4 mm left of the middle.
  const int middle = bench.grid.lines / 2 -
                     static_cast<int>(4.0F / bench.grid.line_mm(static_cast<float>(bone_mm)));
  for (const double behind : {3.0, 6.0, 10.0}) {
    const int from = static_cast<int>((bone_mm + behind - 1.0) / bench.grid.sample_mm);
    const int to = static_cast<int>((bone_mm + behind + 1.0) / bench.grid.sample_mm);
    const auto part = [&](const cv::Mat& picture) {
      return picture.rowRange(middle - 4, middle + 4).colRange(from, to);
    };
    out.row(fmt::format("shadow {:.0f} mm under bone, dB under muscle there", behind), "dark",
            fmt::format("{:.1f}", level_db(part(open)) - level_db(part(shadow))));
  }
}

void print_speed(Report& out, const Bench& base) {
  Bench bench = base;
  bench.settings.texture = 1.0;
  bench.settings.noise_db = ScannerSettings{}.noise_db;
  auto busy = simulator(bench, layered_back(0.5 * bench.settings.depth_mm));
  Scene scene;
  scene.reference_from_probe = probe_on_skin();
  cv::setNumThreads(2);
  std::vector<double> times_ms;
  for (std::uint64_t i = 0; i < 40; ++i) {
    scene.noise_seed = i;
    const auto start = std::chrono::steady_clock::now();
    (void)busy.draw(scene);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times_ms.push_back(time.count());
  }
  std::sort(times_ms.begin(), times_ms.end());
  out.row("512x512 picture with layers and bone, 2 threads, ms (fastest, median)", "at most 10",
          fmt::format("{:.1f}, {:.1f}", times_ms.front(), times_ms[times_ms.size() / 2]));
}

void report(Report& out, const std::string& name) {
  const Bench bench = bench_for(name);
  auto block_simulator = simulator(bench, block(Tissue::kMuscle));
  const cv::Mat still = envelope_of(block_simulator);
  out.add(fmt::format(
      "\n## {} ({:.1f} MHz, {:.0f} mm)\n\n| measure | expected | measured |\n|---|---|---|\n", name,
      bench.probe.frequency_mhz, bench.settings.depth_mm));
  print_first_order(out, bench, still);
  print_speckle_size(out, bench, still);
  print_attenuation(out, bench, still);
  print_out_of_plane(out, bench, block_simulator, still);
  print_shadow(out, bench);
  print_speed(out, bench);
}

}  // namespace
}  // namespace echolance

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--side-by-side") {
    const char* data = std::getenv("ECHOLANCE_DATA");
    if (data == nullptr) {
      fmt::print(stderr, "Set ECHOLANCE_DATA to the folder of real recordings.\n");
      return 2;
    }
    const auto written = echolance::write_side_by_side(data, argv[2]);
    if (!written) fmt::print(stderr, "{}\n", written.error().text());
    return written ? 0 : 2;
  }
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && (arguments.size() != 2 || arguments[0] != "--out")) {
    fmt::print(stderr, "Unknown arguments; give none, --out FILE.md or --side-by-side FOLDER.\n");
    return 2;
  }
  echolance::Report out;
  out.add("# Realism of the simulated ultrasound\n");
  for (const char* name : {"l14-5", "c5-2"}) echolance::report(out, name);
  if (arguments.empty()) return 0;
  std::ofstream file(arguments[1]);
  file << out.text() << std::flush;
  if (file) return 0;
  fmt::print(stderr, "{} could not be written; choose another file.\n", arguments[1]);
  return 1;
}
