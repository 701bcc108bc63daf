// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/utility.hpp>

namespace echolance {
namespace {

using Eigen::Vector3d;
using Eigen::Vector3i;
using Candidates = std::vector<const TissueShape*>;

constexpr double kReach_mm = TissueVolume::kMaxMargin_mm;
constexpr int kSmall = 4;   // points along the side of a block that is filled at once
constexpr int kLarge = 16;  // points along the side of a block with one list of candidates

std::size_t layer_at(const TissueShape& shape, double depth_mm) {
  std::size_t layer = 0;
  while (layer + 1 < shape.layers.size() && shape.layers[layer + 1].from_mm <= depth_mm) ++layer;
  return layer;
}

// What would be there without the shapes before `first`.
Tissue tissue_below(const Candidates& shapes, std::size_t first, const Vector3d& point) {
  for (std::size_t i = first; i < shapes.size(); ++i) {
    const double distance = shapes[i]->distance(point);
    if (distance < 0.0) return shapes[i]->layers[layer_at(*shapes[i], -distance)].tissue;
  }
  return Tissue::kOutside;
}

struct Border {
  double away_mm = 1e6;
  Tissue beyond = Tissue::kOutside;
};

// Borders of a layer of the shape `at` in which the point is, against `nearest`.
void compare_own_borders(const Candidates& shapes, std::size_t at, double depth,
                         const Vector3d& point, Border& nearest) {
  const auto& layers = shapes[at]->layers;
  const std::size_t own = layer_at(*shapes[at], depth);
  if (own + 1 < layers.size() && layers[own + 1].from_mm - depth < nearest.away_mm) {
    nearest = {layers[own + 1].from_mm - depth, layers[own + 1].tissue};
  }
  const double out = depth - layers[own].from_mm;
  if (out >= nearest.away_mm) return;
  nearest = {out, own > 0 ? layers[own - 1].tissue : tissue_below(shapes, at + 1, point)};
}

TissueAt sample(const Candidates& shapes, const Vector3d& point) {
  Border nearest;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const double distance = shapes[i]->distance(point);
    if (distance >= 0.0) {
      if (distance < nearest.away_mm) nearest = {distance, shapes[i]->layers.front().tissue};
      continue;
    }
    const Tissue own = shapes[i]->layers[layer_at(*shapes[i], -distance)].tissue;
    compare_own_borders(shapes, i, -distance, point, nearest);
    return {own, nearest.beyond, static_cast<float>(nearest.away_mm)};
  }
  return {Tissue::kOutside, nearest.beyond, static_cast<float>(nearest.away_mm)};
}

// A box of grid points and the ball that holds it.
struct Block {
  Vector3i first, last;  // last not included
  Vector3d centre_mm;
  double radius_mm;

  Block(const VolumeGrid& grid, const Vector3i& start, int side)
      : first(start), last((start.array() + side).min(grid.size.array())) {
    const Vector3d low = grid.point_mm(first.x(), first.y(), first.z());
    const Vector3d high = grid.point_mm(last.x() - 1, last.y() - 1, last.z() - 1);
    centre_mm = 0.5 * (low + high);
    radius_mm = 0.5 * (high - low).norm();
  }
};

// Those of `from` that can be the tissue at, or the nearest border of, a place of the block whose
// borders are at most `reach_mm` away.
void choose(const Candidates& from, const Block& block, double reach_mm, Candidates& chosen) {
  chosen.clear();
  const double far = block.radius_mm + reach_mm;
  for (const TissueShape* shape : from) {
    if (shape->box_mm.squaredExteriorDistance(block.centre_mm) > far * far) continue;
    const double distance = shape->distance(block.centre_mm);
    if (distance > far) continue;
    chosen.push_back(shape);
    if (distance < -far) return;  // hides all that follow
  }
}

class Filler {
 public:
  Filler(const VolumeGrid& grid, const Candidates& all, TissueVolume& volume)
      : grid_(grid), all_(all), volume_(volume) {}

  void fill_large(const Vector3i& start) {
    const Block large(grid_, start, kLarge);
    choose(all_, large, kReach_mm, large_);
    for (int z = large.first.z(); z < large.last.z(); z += kSmall) {
      for (int y = large.first.y(); y < large.last.y(); y += kSmall) {
        for (int x = large.first.x(); x < large.last.x(); x += kSmall) {
          fill_small(Block(grid_, {x, y, z}, kSmall));
        }
      }
    }
  }

 private:
  void fill_small(const Block& block) {
    TissueAt middle = sample(large_, block.centre_mm);
    const double margin = middle.margin_mm;
    if (margin > block.radius_mm + kReach_mm) return fill_even(block, middle);
    choose(large_, block, std::min(kReach_mm, margin + block.radius_mm), small_);
    // Near borders margins are exact.
    if (margin > block.radius_mm + 1.5 * grid_.spacing_mm) return fill_smooth(block, middle);
    for_points(block, [&](const Vector3i& at, std::size_t index) {
      volume_.set(index, sample(small_, grid_.point_mm(at.x(), at.y(), at.z())));
    });
  }

  void fill_even(const Block& block, TissueAt value) {
    value.margin_mm = TissueVolume::kMaxMargin_mm;
    for_points(block, [&](const Vector3i&, std::size_t index) { volume_.set(index, value); });
  }

  // One tissue in the whole block: margins from its corners.
  void fill_smooth(const Block& block, TissueAt value) {
    std::array<double, 8> corner{};
    const Vector3i high = block.last.array() - 1;
    for (std::size_t i = 0; i < 8; ++i) {
      const Vector3i at((i & 1U) != 0 ? high.x() : block.first.x(),
                        (i & 2U) != 0 ? high.y() : block.first.y(),
                        (i & 4U) != 0 ? high.z() : block.first.z());
      corner[i] = sample(small_, grid_.point_mm(at.x(), at.y(), at.z())).margin_mm;
    }
    const Vector3d size = (high - block.first).cast<double>().cwiseMax(1.0);
    for_points(block, [&](const Vector3i& at, std::size_t index) {
      const Vector3d part = (at - block.first).cast<double>().cwiseQuotient(size);
      double margin = 0.0;
      for (std::size_t i = 0; i < 8; ++i) {
        margin += corner[i] * ((i & 1U) != 0 ? part.x() : 1.0 - part.x()) *
                  ((i & 2U) != 0 ? part.y() : 1.0 - part.y()) *
                  ((i & 4U) != 0 ? part.z() : 1.0 - part.z());
      }
      value.margin_mm = static_cast<float>(margin);
      volume_.set(index, value);
    });
  }

  template <class Function>
  void for_points(const Block& block, const Function& function) {
    for (int z = block.first.z(); z < block.last.z(); ++z) {
      for (int y = block.first.y(); y < block.last.y(); ++y) {
        for (int x = block.first.x(); x < block.last.x(); ++x) {
          function(Vector3i(x, y, z), grid_.index(x, y, z));
        }
      }
    }
  }

  const VolumeGrid& grid_;
  const Candidates& all_;
  TissueVolume& volume_;
  Candidates large_, small_;
};

Candidates pointers(std::span<const TissueShape> shapes) {
  Candidates all;
  for (const auto& shape : shapes) all.push_back(&shape);
  return all;
}

}  // namespace

TissueAt tissue_at(std::span<const TissueShape> shapes, const Eigen::Vector3d& point_mm) {
  return sample(pointers(shapes), point_mm);
}

TissueVolume fill_shapes(std::span<const TissueShape> shapes, const VolumeGrid& grid) {
  TissueVolume volume(grid);
  const Candidates all = pointers(shapes);
  const Vector3i blocks = (grid.size.array() + kLarge - 1) / kLarge;
  cv::parallel_for_(cv::Range(0, blocks.prod()), [&](const cv::Range& range) {
    Filler filler(grid, all, volume);
    for (int i = range.start; i < range.end; ++i) {
      filler.fill_large(kLarge * Vector3i(i % blocks.x(), i / blocks.x() % blocks.y(),
                                          i / (blocks.x() * blocks.y())));
    }
  });
  return volume;
}

}  // namespace echolance
