// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_texture.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "simulation/counter_hash.hpp"

namespace echolance {
namespace {

using Block = std::vector<float>;
constexpr std::array<int, 3> kSize = {TissueTexture3d::kX, TissueTexture3d::kY,
                                      TissueTexture3d::kZ};
constexpr float kCellsPerBlob = 4.7F;
// Centimetres of brighter and darker tissue: to either side, dB.
constexpr float kPatch_db = 3.0F;

std::size_t slot(int x, int y, int z) {
  return (static_cast<std::size_t>(z & (kSize[2] - 1)) * static_cast<std::size_t>(kSize[1]) +
          static_cast<std::size_t>(y & (kSize[1] - 1))) *
             static_cast<std::size_t>(kSize[0]) +
         static_cast<std::size_t>(x & (kSize[0] - 1));
}

template <class Function>
Block make_block(const Function& value) {
  Block block(static_cast<std::size_t>(kSize[0] * kSize[1] * kSize[2]));
  for (int z = 0; z < kSize[2]; ++z) {
    for (int y = 0; y < kSize[1]; ++y) {
      for (int x = 0; x < kSize[0]; ++x) block[slot(x, y, z)] = value(x, y, z);
    }
  }
  return block;
}

Block blurred(const Block& block, int axis) {
  const int dx = axis == 0, dy = axis == 1, dz = axis == 2;
  return make_block([&](int x, int y, int z) {
    return block[slot(x - dx, y - dy, z - dz)] + block[slot(x, y, z)] +
           block[slot(x + dx, y + dy, z + dz)];
  });
}

Block smooth_noise(std::uint32_t seed) {
  Block block = make_block([&](int x, int y, int z) {
    return static_cast<float>(counter_hash(static_cast<std::uint32_t>(slot(x, y, z)), seed)) /
               4294967296.0F -
           0.5F;
  });
  for (int round = 0; round < 3; ++round) {
    for (int axis = 0; axis < 3; ++axis) block = blurred(block, axis);
  }
  return block;
}

// Shifts each column along y by a slow periodic wave, so that layers are not flat.
Block bent(const Block& block) {
  return make_block([&](int x, int y, int z) {
    const float a = 6.2832F * static_cast<float>(x) / static_cast<float>(kSize[0]);
    const float b = 6.2832F * static_cast<float>(z) / static_cast<float>(kSize[2]);
    const float shift = 5.0F * std::sin(2.0F * a + 1.3F * std::sin(b)) +
                        1.8F * std::sin(5.0F * a + 2.0F * b + 1.0F);
    const int whole = static_cast<int>(std::floor(shift));
    const float rest = shift - static_cast<float>(whole);
    return (1.0F - rest) * block[slot(x, y + whole, z)] + rest * block[slot(x, y + whole + 1, z)];
  });
}

// Every value replaced by its rank.
std::vector<std::uint8_t> ranked(const Block& block) {
  std::vector<std::uint32_t> order(block.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return block[a] != block[b] ? block[a] < block[b] : a < b;
  });
  std::vector<std::uint8_t> ranks(block.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    ranks[order[i]] = static_cast<std::uint8_t>(i * 256 / order.size());
  }
  return ranks;
}

// Near the middle value noise forms closed walls, near its top separate blobs.
float wall(int value, float width) {
  const float u = (static_cast<float>(value) - 128.0F) / width;
  return std::exp(-0.5F * u * u);
}

float blob(int value, float share) {
  const float u = (static_cast<float>(value) / 255.0F - (1.0F - share)) / share;
  return std::clamp(u, 0.0F, 1.0F);
}

struct Shape {
  Eigen::Vector3f blob_mm;
  float speckle = 1.0F;   // at the pattern's strongest, before rms 1
  float coherent = 0.0F;  // likewise
  float width = 0.0F;     // of walls; 0: blobs
  float share = 0.1F;     // of blobs
};

// Sizes of lobules, bundles and sheets: ours, by eye against recordings [U].
Shape shape_of(TissueTexture kind) {
  switch (kind) {
    case TissueTexture::kSepta:
      return {{13.0F, 3.2F, 13.0F}, 1.7F, 10.0F, 5.0F, 0.0F};
    case TissueTexture::kStriae:
      return {{8.0F, 0.95F, 24.0F}, 1.9F, 10.0F, 0.0F, 0.15F};
    case TissueTexture::kSheets:
      return {{16.0F, 0.55F, 16.0F}, 1.3F, 7.0F, 0.0F, 0.5F};
    case TissueTexture::kHoneycomb:
      return {{1.2F, 1.2F, 14.0F}, 1.6F, 0.8F, 30.0F, 0.0F};
    case TissueTexture::kNone:
      break;
  }
  return {Eigen::Vector3f::Constant(5.0F), 1.0F, 0.0F, 0.0F, 0.1F};
}

}  // namespace

TissueTexture3d::TissueTexture3d(std::uint32_t seed) : cells_(ranked(bent(smooth_noise(seed)))) {}

float TissueTexture3d::smooth_at(const Eigen::Vector3f& cell) const {
  const Eigen::Vector3f low = cell.array().floor();
  const Eigen::Vector3f f = cell - low;
  float sum = 0.0F;
  for (int corner = 0; corner < 8; ++corner) {
    const int x = corner & 1, y = corner >> 1 & 1, z = corner >> 2 & 1;
    const float weight = (x != 0 ? f.x() : 1.0F - f.x()) * (y != 0 ? f.y() : 1.0F - f.y()) *
                         (z != 0 ? f.z() : 1.0F - f.z());
    sum += weight * static_cast<float>(at(low.x() + static_cast<float>(x) + 0.5F,
                                          low.y() + static_cast<float>(y) + 0.5F,
                                          low.z() + static_cast<float>(z) + 0.5F));
  }
  return sum / 255.0F;
}

TextureLook texture_look(TissueTexture kind, float strength) {
  const Shape shape = shape_of(kind);
  TextureLook look;
  look.cells_per_mm = kCellsPerBlob * shape.blob_mm.cwiseInverse();
  float power = 0.0F;
  for (int value = 0; value < 256; ++value) {
    const auto i = static_cast<std::size_t>(value);
    const float pattern = shape.width > 0.0F ? wall(value, shape.width) : blob(value, shape.share);
    look.speckle[i] = 1.0F + strength * (shape.speckle - 1.0F) * pattern;
    look.coherent[i] = strength * shape.coherent * pattern;
    power += look.speckle[i] * look.speckle[i] / 256.0F;
  }
  for (auto& factor : look.speckle) factor /= std::sqrt(power);
  for (int value = 0; value < 256; ++value) {
    const float db = strength * kPatch_db * (static_cast<float>(value) / 127.5F - 1.0F);
    look.patch[static_cast<std::size_t>(value)] = std::pow(10.0F, db / 20.0F);
  }
  return look;
}

}  // namespace echolance
