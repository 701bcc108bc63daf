// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/ultrasound.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core/utility.hpp>

#include "simulation/aperture_shadow.hpp"
#include "simulation/beam_former.hpp"
#include "simulation/bone_columns.hpp"
#include "simulation/display.hpp"
#include "simulation/medium.hpp"
#include "simulation/rod_echo.hpp"
#include "simulation/speckle.hpp"

namespace echolance {
namespace {

// Work is divided by lines, into parts that do not depend on the number of threads.
constexpr int kParts = 16;
constexpr std::uint32_t kTextureSeed = 20U;
constexpr float kMainBang = 9.0F;
constexpr float kMainBang_mm = 0.35F;

Result<void> check(const ProbeModel& probe, const ScannerSettings& settings) {
  const auto wrong = [](const char* what) { return fail(ErrorCode::kInvalidOption, what); };
  if (settings.lines < 16 || settings.lines > 1024 || settings.samples < 64 ||
      settings.samples > 4096) {
    return wrong("A picture takes 16 to 1024 lines of 64 to 4096 samples.");
  }
  if (settings.slices < 1 || settings.slices > 31 || settings.slices % 2 == 0) {
    return wrong("The number of slices must be odd, 1 to 31.");
  }
  if (settings.size_px.width < 16 || settings.size_px.height < 16 ||
      settings.size_px.width > 4096 || settings.size_px.height > 4096) {
    return wrong("The picture must be 16 to 4096 px wide and high.");
  }
  if (!(settings.depth_mm >= 5.0 && settings.depth_mm <= 300.0 && settings.focus_mm > 0.0)) {
    return wrong("Depth must be 5 to 300 mm and the focus positive.");
  }
  if (!(settings.dynamic_range_db >= 20.0 && settings.dynamic_range_db <= 120.0)) {
    return wrong("The dynamic range must be 20 to 120 dB.");
  }
  if (!(probe.frequency_mhz > 0.5 && probe.bandwidth > 0.05 && probe.face_width_mm() > 1.0)) {
    return wrong("The probe needs a frequency above 0.5 MHz, a bandwidth and a face.");
  }
  if (probe.shape == ArrayShape::kCurved && !(probe.radius_mm > 5.0 && probe.opening_rad() < 1.6)) {
    return wrong("A curved probe needs a radius above 5 mm and opens by less than 1.6 rad.");
  }
  return {};
}

MediumSetting make_setting(const ProbeModel& probe, const ScannerSettings& settings,
                           const TissueTable& tissues) {
  MediumSetting setting;
  setting.grid = PolarGrid::make(probe, settings.lines, settings.samples, settings.depth_mm);
  setting.beam = BeamProfile::make(probe, setting.grid, settings.focus_mm);
  setting.tissues = tissues;
  setting.frequency_mhz = probe.frequency_mhz;
  setting.texture = TissueTexture3d(kTextureSeed);
  setting.texture_strength = static_cast<float>(settings.texture);
  setting.silence = static_cast<float>(0.1 * std::pow(10.0, settings.noise_db / 20.0));
  float total = 0.0F;
  for (int slice = 0; slice < settings.slices; ++slice) {
    const float u =
        static_cast<float>(2 * slice + 1 - settings.slices) / static_cast<float>(settings.slices);
    const float weight = (1.0F - u * u) * (1.0F - u * u);
    setting.slice_weight.push_back(weight);
    total += weight;
    for (const float reach : setting.beam.slice_reach_mm) {
      setting.slice_offset_mm.push_back(u * reach);
    }
  }
  for (auto& weight : setting.slice_weight) weight /= total;
  return setting;
}

}  // namespace

struct UltrasoundSimulator::State {
  State(std::shared_ptr<const TissueVolume> tissue_volume, const ProbeModel& probe,
        const ScannerSettings& settings, const TissueTable& tissues)
      : volume(std::move(tissue_volume)),
        setting(make_setting(probe, settings, tissues)),
        speckle(setting, probe.wavelength_mm()),
        rods(setting),
        beam_former(setting.grid, setting.beam, settings.noise_db),
        display(setting.grid, settings, probe.frequency_mhz),
        medium(settings.lines, settings.samples, settings.slices),
        echoes(settings.lines, settings.samples),
        echoes_without_rods(settings.lines, settings.samples),
        envelope(settings.lines, settings.samples, CV_32FC1, cv::Scalar(0)),
        envelope_without_rods(envelope.clone()),
        grey(settings.lines, settings.samples, CV_8UC1, cv::Scalar(0)),
        smooth_grey(grey.clone()),
        paths(kParts),
        scratch(kParts, beam_former.make_scratch()) {
    const auto& grid = setting.grid;
    const float half =
        std::max(std::abs(grid.origin(0.0F).x()),
                 std::abs((grid.origin(0.0F) + grid.depth_mm() * grid.direction(0.0F)).x()));
    displacement.cover(half + 1.0F, grid.origin(0.0F).y() - 1.0F, grid.depth_mm() + 1.0F);
    for (auto& path : paths) path.borders.reserve(64);
    for (int i = 0; i < grid.samples; ++i) {
      const float depth = static_cast<float>(i) * grid.sample_mm / kMainBang_mm;
      if (depth > 8.0F) break;
      main_bang.push_back(kMainBang * std::exp(-depth));
    }
  }

  template <class Work>
  void for_parts(int parts, const Work& work) const {
    const int lines = setting.grid.lines;
    cv::parallel_for_(cv::Range(0, parts), [&](const cv::Range& range) {
      for (int part = range.start; part < range.end; ++part) {
        work(part, part * lines / parts, (part + 1) * lines / parts);
      }
    });
  }
  void listen(const Scene& scene);
  void begin_line(int line);
  cv::Mat picture_of(const EchoLines& heard, cv::Mat& formed);

  std::shared_ptr<const TissueVolume> volume;
  MediumSetting setting;
  Speckle speckle;
  RodEcho rods;
  BeamFormer beam_former;
  Display display;
  DisplacementField displacement;
  Medium medium;
  EchoLines echoes;
  EchoLines echoes_without_rods;  ///< only where there are rods
  bool has_rods = false;
  std::vector<float> main_bang;  ///< by sample
  std::uint64_t noise_seed = 0;
  cv::Mat envelope;
  cv::Mat envelope_without_rods;
  cv::Mat grey;
  cv::Mat smooth_grey;
  std::vector<RayPath> paths;
  std::vector<BeamFormer::Scratch> scratch;
};

// Silence but for what rings in the probe itself.
void UltrasoundSimulator::State::begin_line(int line) {
  float* at = &echoes.values[echoes.index(line, 0)];
  std::fill_n(at, 2 * echoes.samples, 0.0F);
  for (std::size_t i = 0; i < main_bang.size(); ++i) at[2 * i] += main_bang[i];
}

void UltrasoundSimulator::State::listen(const Scene& scene) {
  RayGround ground;
  ground.volume = volume.get();
  ground.reference_from_probe = Eigen::Isometry3d(scene.reference_from_probe.matrix());
  if (scene.displacement) {
    displacement.sample(scene.displacement, ground.reference_from_probe);
    ground.displacement = &displacement;
  }
  const MediumFiller filler(setting, ground, scene);
  for_parts(kParts, [&](int part, int first, int end) {
    auto& path = paths[static_cast<std::size_t>(part)];
    for (int line = first; line < end; ++line) {
      begin_line(line);
      filler.fill(line, path, medium, echoes);
    }
  });
  const ApertureShadow aperture_shadow(setting);
  for_parts(kParts, [&](int, int first, int end) {
    for (int line = first; line < end; ++line) aperture_shadow.dim(line, medium);
  });
  rods.cast_shadow(scene.rods, ground.reference_from_probe, medium);
  for_parts(kParts, [&](int, int first, int end) {
    for (int line = first; line < end; ++line) medium.find_loud_depths(line, setting.silence);
  });
  speckle.aim(ground, medium);
  for_parts(Speckle::kParts, [&](int part, int, int) { speckle.add(part, ground, medium); });
  for_parts(kParts, [&](int, int first, int end) {
    for (int line = first; line < end; ++line) {
      speckle.collect(line, echoes);
      if (!scene.rods.empty()) echoes_without_rods.copy_line(line, echoes);
    }
  });
  has_rods = !scene.rods.empty();
  rods.add(scene.rods, ground.reference_from_probe, medium, echoes);
}

cv::Mat UltrasoundSimulator::State::picture_of(const EchoLines& heard, cv::Mat& formed) {
  for_parts(kParts, [&](int part, int first, int end) {
    for (int line = first; line < end; ++line) {
      beam_former.envelope(heard, line, noise_seed, scratch[static_cast<std::size_t>(part)],
                           formed.ptr<float>(line));
      display.compress(formed.ptr<float>(line), grey.ptr<std::uint8_t>(line));
    }
  });
  cv::Mat picture(display.geometry().size_px, CV_8UC1);
  display.smooth(grey, smooth_grey);
  display.convert(smooth_grey, picture);
  return picture;
}

Result<UltrasoundSimulator> UltrasoundSimulator::create(std::shared_ptr<const TissueVolume> volume,
                                                        const ProbeModel& probe,
                                                        const ScannerSettings& settings) {
  const auto sensible = check(probe, settings);
  if (!sensible) return tl::unexpected<Error>(sensible.error());
  if (!volume || volume->grid().count() == 0) {
    return fail(ErrorCode::kNoData, "There is no tissue to draw; fill a volume first.");
  }
  const auto tissues = tissue_table();
  if (!tissues) return tl::unexpected<Error>(tissues.error());
  return UltrasoundSimulator(std::make_unique<State>(std::move(volume), probe, settings, *tissues));
}

UltrasoundSimulator::UltrasoundSimulator(std::unique_ptr<State> state) : state_(std::move(state)) {}
UltrasoundSimulator::UltrasoundSimulator(UltrasoundSimulator&&) noexcept = default;
UltrasoundSimulator& UltrasoundSimulator::operator=(UltrasoundSimulator&&) noexcept = default;
UltrasoundSimulator::~UltrasoundSimulator() = default;

const PictureGeometry& UltrasoundSimulator::geometry() const {
  return state_->display.geometry();
}

cv::Mat UltrasoundSimulator::draw(const Scene& scene) {
  state_->listen(scene);
  state_->noise_seed = scene.noise_seed;
  return state_->picture_of(state_->echoes, state_->envelope);
}

cv::Mat UltrasoundSimulator::draw_without_rods() {
  const EchoLines& heard = state_->has_rods ? state_->echoes_without_rods : state_->echoes;
  return state_->picture_of(heard, state_->envelope_without_rods);
}

const cv::Mat& UltrasoundSimulator::envelope() const {
  return state_->envelope;
}

double UltrasoundSimulator::sample_mm() const {
  return state_->setting.grid.sample_mm;
}

std::vector<PixelPoint> UltrasoundSimulator::bone_surface() const {
  std::vector<std::optional<PixelPoint>> by_line;
  for (std::size_t line = 0; line < state_->medium.bone_depth_mm.size(); ++line) {
    const float depth = state_->medium.bone_depth_mm[line];
    by_line.push_back(depth < 0.0F ? std::nullopt
                                   : std::optional<PixelPoint>(
                                         state_->display.pixel(static_cast<float>(line), depth)));
  }
  return bone_by_column(by_line, geometry());
}

}  // namespace echolance
