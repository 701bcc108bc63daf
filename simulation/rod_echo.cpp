// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/rod_echo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

constexpr float kPiece_mm = 0.12F;
constexpr float kSteelEcho = 18.0F;         // of 22 G steel lying flat, over muscle
constexpr float kReference_mm = 0.72F;      // 22 G
constexpr float kVanishing_rad = 1.134F;    // 65 deg
constexpr float kFaintest = 0.05F;          // of the flat shaft's decibels, beyond that
constexpr float kCoatedFloor = 0.40F;       // likewise, coated shafts
constexpr float kMirrorGain = 2.5F;         // added where the mirrored beam is heard
constexpr float kMirrorLobe_rad = 0.21F;    // 12 deg
constexpr float kTip_mm = 1.1F;             // length of the bevel's echo
constexpr float kTipEcho = 0.9F;            // of the flat shaft's
constexpr float kTipVanishing_rad = 1.75F;  // 100 deg: the bevel is seen longer than the shaft
constexpr float kSliceSigma = 0.4255F;      // of a Gaussian as broad as the slice profile
constexpr float kWallEcho = 0.42F;          // each further reverberation between the walls
constexpr int kWallEchoes = 5;
constexpr float kSideLobe = 0.014F;   // -37 dB per lobe
constexpr float kShadowLeft = 0.55F;  // amplitude behind a rod, in its slices

}  // namespace

void RodEcho::cut(const Rod& rod, const Eigen::Isometry3d& probe_from_reference) {
  pieces_.clear();
  float to_tip = 0.0F;
  int number = 0;
  for (std::size_t i = rod.centre_mm.size(); i-- > 1;) {
    const Eigen::Vector3f end = (probe_from_reference * rod.centre_mm[i]).cast<float>();
    const Eigen::Vector3f begin = (probe_from_reference * rod.centre_mm[i - 1]).cast<float>();
    const float length = (end - begin).norm();
    if (length < 1e-6F) continue;
    const Eigen::Vector3f along = (end - begin) / length;
    const int count = std::max(1, static_cast<int>(std::ceil(length / kPiece_mm)));
    const float step = length / static_cast<float>(count);
    for (int k = 0; k < count; ++k, ++number) {
      Piece piece;
      const float back = (static_cast<float>(k) + 0.5F) * step;
      piece.at_mm = end - back * along;
      piece.along = along;
      piece.length_mm = step;
      piece.to_tip_mm = to_tip + back;
      piece.number = number;
      piece.polar = setting_.grid.polar(piece.at_mm.x(), piece.at_mm.y());
      const float sample = piece.polar.depth_mm / setting_.grid.sample_mm;
      if (!(sample >= 0.0F && sample < static_cast<float>(setting_.grid.samples - 1))) continue;
      piece.u = piece.at_mm.z() / setting_.beam.slice_reach_mm[static_cast<std::size_t>(sample)];
      if (std::abs(piece.u) >= 1.0F || piece.polar.line < -0.5F ||
          piece.polar.line > static_cast<float>(setting_.grid.lines) - 0.5F) {
        continue;
      }
      const float sine = std::abs(setting_.grid.direction(piece.polar.line).dot(along));
      piece.incline_rad = std::asin(std::min(1.0F, sine));
      pieces_.push_back(piece);
    }
    to_tip += length;
  }
}

float RodEcho::mirror_gain(const Piece& piece) const {
  const float u = piece.incline_rad / kMirrorLobe_rad;
  const float lands_mm = piece.polar.depth_mm * std::tan(2.0F * std::min(piece.incline_rad, 0.7F));
  const float half_face =
      0.5F * setting_.grid.line_mm(0.0F) * static_cast<float>(setting_.grid.lines - 1);
  const float off = lands_mm / half_face;
  return 1.0F + kMirrorGain * std::exp(-0.5F * u * u) / (1.0F + off * off * off * off);
}

float RodEcho::shaft_strength(const Rod& rod, const Piece& piece) const {
  const auto echogenicity = static_cast<float>(rod.echogenicity);
  const float floor =
      kFaintest + (kCoatedFloor - kFaintest) * std::clamp(echogenicity - 1.0F, 0.0F, 1.0F);
  const float fall = std::max(floor, 1.0F - piece.incline_rad / kVanishing_rad);
  const float thickness = static_cast<float>(rod.diameter_mm) / kReference_mm;
  return std::pow(kSteelEcho, fall) * thickness * std::min(echogenicity, 1.0F) * mirror_gain(piece);
}

void RodEcho::add_side_lobes(const Piece& piece, float strength, EchoLines& echoes) const {
  const float line_mm = setting_.grid.line_mm(piece.polar.depth_mm);
  for (int k = 3; k <= 15; k += 2) {
    const float aside = static_cast<float>(k) * line_mm;
    const float way = std::hypot(piece.polar.depth_mm, aside);
    const float lobe = strength * kSideLobe * 6.0F / static_cast<float>(k + 3);
    const float sample = way / setting_.grid.sample_mm;
    echoes.add(piece.polar.line - static_cast<float>(k), sample, lobe);
    echoes.add(piece.polar.line + static_cast<float>(k), sample, lobe);
  }
}

void RodEcho::add_piece(const Rod& rod, const Piece& piece, const Medium& medium,
                        EchoLines& echoes) const {
  const auto& grid = setting_.grid;
  const int line = std::clamp(static_cast<int>(std::lround(piece.polar.line)), 0, grid.lines - 1);
  const float sample = piece.polar.depth_mm / grid.sample_mm;
  const float way = medium.gain[medium.start(line, medium.slice_of(piece.u)) +
                                static_cast<std::size_t>(sample) / Medium::kSampleStep];
  const float rest = 1.0F - piece.u * piece.u;
  const Eigen::Vector3f beam = grid.direction(piece.polar.line);
  const float down = std::abs(piece.along.dot(beam));
  const float out = std::abs(piece.along.z());
  const float aside = std::sqrt(std::max(0.0F, 1.0F - down * down - out * out));
  const float reach = setting_.beam.slice_reach_mm[static_cast<std::size_t>(sample)];
  // Pieces side by side add up to the shaft's strength at the peak of the point spread function,
  // however the rod lies in it.
  const float lateral = setting_.beam.lateral_sigma_mm[static_cast<std::size_t>(sample)];
  const Eigen::Vector3f per_sigma(aside / lateral, down / setting_.beam.axial_sigma_mm,
                                  out / (kSliceSigma * reach));
  const float share =
      piece.length_mm * per_sigma.norm() * lateral / grid.line_mm(piece.polar.depth_mm);
  float strength = shaft_strength(rod, piece);
  if (piece.to_tip_mm < kTip_mm) {
    const float bevel = std::pow(kSteelEcho, 1.0F - piece.incline_rad / kTipVanishing_rad) *
                        kTipEcho * static_cast<float>(rod.tip_echo);
    strength = std::max(strength, bevel);
  }
  const float seen = way * rest * rest * share;
  strength *= seen;
  echoes.add(piece.polar.line, sample, strength);
  if (piece.number % 4 == 0) add_side_lobes(piece, 4.0F * strength, echoes);
  // The walls mirror best where the beam meets them squarely.
  float ring = strength * kWallEcho * (mirror_gain(piece) - 1.0F) / kMirrorGain;
  ring += 0.12F * strength;
  const float spacing = static_cast<float>(rod.diameter_mm) / grid.sample_mm;
  for (int k = 1; k <= kWallEchoes; ++k, ring *= kWallEcho) {
    echoes.add(piece.polar.line, sample + static_cast<float>(k) * spacing, ring);
  }
}

void RodEcho::add(const std::vector<Rod>& rods, const Eigen::Isometry3d& reference_from_probe,
                  const Medium& medium, EchoLines& echoes) {
  const Eigen::Isometry3d probe_from_reference = reference_from_probe.inverse();
  for (const auto& rod : rods) {
    cut(rod, probe_from_reference);
    for (const auto& piece : pieces_) add_piece(rod, piece, medium, echoes);
  }
}

void RodEcho::cast_shadow(const std::vector<Rod>& rods,
                          const Eigen::Isometry3d& reference_from_probe, Medium& medium) {
  const Eigen::Isometry3d probe_from_reference = reference_from_probe.inverse();
  const int slices = medium.slices;
  for (const auto& rod : rods) {
    crossing_mm_.assign(static_cast<std::size_t>(setting_.grid.lines * slices),
                        std::numeric_limits<float>::max());
    cut(rod, probe_from_reference);
    for (const auto& piece : pieces_) {
      const int line =
          std::clamp(static_cast<int>(std::lround(piece.polar.line)), 0, setting_.grid.lines - 1);
      float& at = crossing_mm_[static_cast<std::size_t>(line * slices + medium.slice_of(piece.u))];
      at = std::min(at, piece.polar.depth_mm);
    }
    for (int line = 0; line < setting_.grid.lines; ++line) {
      for (int slice = 0; slice < slices; ++slice) {
        const float from = crossing_mm_[static_cast<std::size_t>(line * slices + slice)];
        if (from > setting_.grid.depth_mm()) continue;
        const int first = static_cast<int>((from + static_cast<float>(rod.diameter_mm)) /
                                           (setting_.grid.sample_mm * Medium::kSampleStep)) +
                          1;
        float* gain = &medium.gain[medium.start(line, slice)];
        for (int i = first; i < medium.depths; ++i) gain[i] *= kShadowLeft;
      }
    }
  }
}

}  // namespace echolance
