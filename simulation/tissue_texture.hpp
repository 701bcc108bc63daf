// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "simulation/tissue.hpp"

namespace echolance {

/// A periodic block of smooth noise, uniformly distributed over 0..255, about five cells a blob,
/// its layers gently bent. Deterministic for its seed.
class TissueTexture3d {
 public:
  static constexpr int kX = 64, kY = 128, kZ = 64;

  TissueTexture3d() = default;
  explicit TissueTexture3d(std::uint32_t seed);

  /// Nearest cell; any coordinates, in cells.
  [[nodiscard]] std::uint8_t at(float x, float y, float z) const {
    const auto wrap = [](float v, int n) {
      return static_cast<std::size_t>(static_cast<int>(v + 65536.0F) & (n - 1));
    };
    return cells_[(wrap(z, kZ) * kY + wrap(y, kY)) * kX + wrap(x, kX)];
  }
  /// Trilinear, 0..1.
  [[nodiscard]] float smooth_at(const Eigen::Vector3f& cell) const;

 private:
  std::vector<std::uint8_t> cells_;
};

/// Scale of the coarse noise that makes a texture stronger here and weaker there, so that it does
/// not show its period.
inline constexpr float kPatchCellsPerMm = 0.23F;

/// How a kind of texture changes the echo: looked up with the noise in stretched coordinates.
struct TextureLook {
  Eigen::Vector3f cells_per_mm = Eigen::Vector3f::Ones();  ///< along Reference x, y, z
  std::array<float, 256> speckle{};                        ///< factor on the random echo, rms 1
  std::array<float, 256> coherent{};                       ///< mirror-like echo of thin sheets
  std::array<float, 256> patch{};  ///< factor on both by coarse noise (kPatchCellsPerMm)
};

/// `strength` 0: no pattern, 1: as in people.
[[nodiscard]] TextureLook texture_look(TissueTexture kind, float strength);

}  // namespace echolance
