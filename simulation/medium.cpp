// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/medium.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/pool_crossing.hpp"

namespace echolance {
namespace {

// A perfect mirror's echo over mean muscle speckle: bone (reflection 0.61) comes out at +34 dB.
constexpr float kMirrorEcho = 85.0F;
// Rough bone's scattered echo over muscle at right angles; it falls with the cosine.
constexpr float kBoneScatter = 15.0F;
constexpr float kBoneShell_mm = 0.5F;
// Sound that wanders between bone, tissue and probe hazes the shadow; over muscle, at the bone.
constexpr float kShadowHaze = 0.2F;
constexpr float kShadowFade_mm = 8.0F;
// A mirror-like border is seen again at twice its depth, by way of the probe's face.
constexpr float kFaceReflection = 0.04F;
constexpr float kFluidRim = 4.0F;
// Air against the face: ringing between lens and surface.
constexpr float kAirRing = 26.0F;
constexpr float kAirRing_mm = 0.9F;
constexpr float kAirRingDecay = 0.55F;

float amplitude_of_db(double db) {
  return static_cast<float>(std::pow(10.0, db / 20.0));
}

// Share of a mirror's echo that comes back at this angle; smooth borders have a narrow lobe.
float lobe(float smoothness, float cosine) {
  const float sine2 = 1.0F - cosine * cosine;
  const float width = 0.55F - 0.40F * smoothness;
  return std::exp(-0.5F * sine2 / (width * width));
}

float reflection(const AcousticTissue& a, const AcousticTissue& b) {
  const double sum = a.impedance_mrayl + b.impedance_mrayl;
  return static_cast<float>(std::abs(a.impedance_mrayl - b.impedance_mrayl) / sum);
}

// There and back.
float db_per_mm_of(const MediumSetting& setting, std::size_t tissue) {
  return static_cast<float>(0.2 * setting.tissues[tissue].attenuation_db_per_cm_mhz *
                            setting.frequency_mhz);
}

}  // namespace

MediumFiller::MediumFiller(const MediumSetting& setting, const RayGround& ground,
                           const Scene& scene)
    : setting_(setting), ground_(ground), scene_(scene) {
  const float step_mm = setting.grid.sample_mm * Medium::kSampleStep;
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    step_loss_[i] = amplitude_of_db(-db_per_mm_of(setting, i) * step_mm);
  }
}

struct MediumFiller::Way {
  int line = 0;
  int slice = 0;
  float* gain = nullptr;
  std::uint8_t* tissue = nullptr;
  int depths = 0;
  float step_mm = 0.1F;
  float depth_mm = 0.0F;  // filled up to here
  int filled = 0;
  float amplitude = 1.0F;
  float first_bone_mm = -1.0F;
  EchoLines* echoes = nullptr;

  float from_edge_mm = 1e6F;  // of the part of the face that touches; negative: this line does not

  // The share of this line's aperture that touches, when sending and when hearing.
  float contact(float at_mm, const MediumSetting& setting) const {
    const auto sample = static_cast<std::size_t>(at_mm / setting.grid.sample_mm);
    const auto& aperture = setting.beam.aperture_mm;
    const float width = aperture[std::min(sample, aperture.size() - 1)];
    const float touching = std::clamp(0.5F + from_edge_mm / width, 0.0F, 1.0F);
    return touching * touching;
  }
  void add_echo(float at_mm, float strength, const MediumSetting& setting) const {
    const float weight =
        setting.slice_weight[static_cast<std::size_t>(slice)] * contact(at_mm, setting);
    echoes->add_on_line(line, at_mm / setting.grid.sample_mm, weight * strength);
  }
};

void MediumFiller::fill(int line, RayPath& path, Medium& medium, EchoLines& echoes) const {
  const auto& grid = setting_.grid;
  Ray ray{grid.origin(static_cast<float>(line)), grid.direction(static_cast<float>(line)), nullptr,
          grid.sample_mm, grid.samples};
  path.line.set(ground_, ray);
  for (int slice = 0; slice < medium.slices; ++slice) {
    ray.slice_offset_mm = &setting_.slice_offset_mm[static_cast<std::size_t>(slice * grid.samples)];
    walk_ray(*ground_.volume, ray, path);
    flood(scene_.pools, ray, ground_, path);
    const std::size_t start = medium.start(line, slice);
    Way way{line,
            slice,
            &medium.gain[start],
            &medium.tissue[start],
            medium.depths,
            grid.sample_mm * Medium::kSampleStep};
    way.echoes = &echoes;
    if (scene_.contact < 1.0) {
      const float edge = static_cast<float>(scene_.contact) * static_cast<float>(grid.lines - 1);
      way.from_edge_mm = (edge - static_cast<float>(line)) * grid.line_mm(0.0F);
    }
    Tissue here = path.first;
    for (const auto& border : path.borders) {
      fill_tissue(here, border.depth_mm, way);
      cross_border(border, ray, way);
      here = border.to;
    }
    if (is_bone(here)) {
      fill_shadow(way.depth_mm, path.borders.empty() ? 1.0F : path.borders.back().cosine, way);
    } else {
      fill_tissue(here, ray.depth_mm() + 1.0F, way);
    }
    if (scene_.contact < 1.0) lose_contact(way);
    if (slice == medium.slices / 2) {
      medium.bone_depth_mm[static_cast<std::size_t>(line)] = way.first_bone_mm;
    }
  }
}

void MediumFiller::fill_tissue(Tissue tissue, float until_mm, Way& way) const {
  const float db_per_mm = db_per_mm_of(setting_, static_cast<std::size_t>(tissue));
  const int end =
      std::clamp(static_cast<int>(std::ceil(until_mm / way.step_mm)), way.filled, way.depths);
  const float to_first = static_cast<float>(way.filled) * way.step_mm - way.depth_mm;
  float gain = way.amplitude * amplitude_of_db(-db_per_mm * to_first);
  const float loss = step_loss_[static_cast<std::size_t>(tissue)];
  for (int i = way.filled; i < end; ++i, gain *= loss) {
    way.gain[i] = gain;
    way.tissue[i] = static_cast<std::uint8_t>(tissue);
  }
  way.amplitude *= amplitude_of_db(-db_per_mm * (until_mm - way.depth_mm));
  way.filled = end;
  way.depth_mm = until_mm;
}

void MediumFiller::cross_border(const Border& border, const Ray& ray, Way& way) const {
  add_border_echo(border, ray, way);
  if (is_bone(border.to) && way.first_bone_mm < 0.0F) way.first_bone_mm = border.depth_mm;
  const float r = reflection(setting_.tissues[static_cast<std::size_t>(border.from)],
                             setting_.tissues[static_cast<std::size_t>(border.to)]);
  // Grazing sound is bent away, more where the step is larger: shadows at the edges.
  way.amplitude *= std::pow(1.0F - r * r, 1.0F / std::max(border.cosine, 0.12F));
}

void MediumFiller::add_border_echo(const Border& border, const Ray& ray, Way& way) const {
  const auto& from = setting_.tissues[static_cast<std::size_t>(border.from)];
  const auto& to = setting_.tissues[static_cast<std::size_t>(border.to)];
  const auto smoothness =
      static_cast<float>(is_bone(border.to) ? to.specular : std::max(from.specular, to.specular));
  float strength = kMirrorEcho * reflection(from, to) * lobe(smoothness, border.cosine);
  if (!is_bone(border.to)) {
    // No border in people is equally good everywhere.
    const Eigen::Vector3d place = place_at_rest(ground_, ray, border.depth_mm);
    const float patch = setting_.texture.smooth_at(place.cast<float>() * 0.7F);
    strength *= 1.0F + setting_.texture_strength * (1.7F * patch * patch - 0.65F);
  }
  // The front of a fluid is uneven and full of small bubbles: bright from any side.
  if (border.from == kInjectate || border.to == kInjectate)
    strength = std::max(strength, kFluidRim);
  way.add_echo(border.depth_mm, way.amplitude * strength, setting_);
  if (border.cosine < 0.94F || border.depth_mm < 1.0F) return;
  way.add_echo(2.0F * border.depth_mm, way.amplitude * way.amplitude * strength * kFaceReflection,
               setting_);
}

void MediumFiller::fill_shadow(float from_mm, float cosine, Way& way) const {
  // Two-way loss of the wandering sound, as in soft tissue.
  const auto db_per_mm = static_cast<float>(0.16 * setting_.frequency_mhz);
  const auto left_after = [&](float behind_mm) {
    return amplitude_of_db(-db_per_mm * behind_mm - 8.686F * behind_mm / kShadowFade_mm);
  };
  const float first_behind = static_cast<float>(way.filled) * way.step_mm - from_mm;
  float haze = way.amplitude * kShadowHaze * left_after(first_behind);
  const float loss = left_after(way.step_mm);
  for (int i = way.filled; i < way.depths; ++i, haze *= loss) {
    const float u =
        (first_behind + static_cast<float>(i - way.filled) * way.step_mm) / kBoneShell_mm;
    const float shell = u < 3.0F ? kBoneScatter * cosine * std::exp(-u * u) : 0.0F;
    way.gain[i] = way.amplitude * shell + haze;
    way.tissue[i] = static_cast<std::uint8_t>(Tissue::kCorticalBone);
  }
  way.filled = way.depths;
}

void MediumFiller::lose_contact(Way& way) const {
  for (int i = 0; i < way.depths; ++i) {
    way.gain[i] *= way.contact(static_cast<float>(i) * way.step_mm, setting_);
  }
  if (way.from_edge_mm > 0.0F) return;
  way.from_edge_mm = 1e6F;  // the ringing itself is in the probe
  float ring = kAirRing;
  for (float at = 0.4F; ring > 0.01F && at < setting_.grid.depth_mm(); at += kAirRing_mm) {
    way.add_echo(at, ring, setting_);
    ring *= kAirRingDecay;
  }
}

}  // namespace echolance
