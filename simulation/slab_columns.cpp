// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/slab_columns.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

SlabColumns::SlabColumns(const PolarGrid& grid, const BeamProfile& beam, double cube_mm)
    : grid_(grid),
      cube_mm_(cube_mm),
      reach_mm_(*std::max_element(beam.slice_reach_mm.begin(), beam.slice_reach_mm.end())) {}

void SlabColumns::cut(const Eigen::Isometry3d& reference_from_probe, const Slab& slab) {
  reference_from_probe_ = reference_from_probe;
  margin_mm_ = slab.margin_mm;
  const float first_line = slab.first_line;
  const float end_line = slab.end_line;
  const auto origin = [&](float line) {
    return Eigen::Vector3d(grid_.origin(line).cast<double>());
  };
  const auto way = [&](float line) {
    return Eigen::Vector3d(grid_.direction(line).cast<double>());
  };
  const Eigen::Vector3d left = way(first_line);
  const Eigen::Vector3d right = way(end_line);
  const Eigen::Vector3d down = (left + right).normalized();
  const Eigen::Vector3d out = Eigen::Vector3d::UnitZ();
  const Eigen::Vector3d face_left = origin(first_line);
  const Eigen::Vector3d face_right = origin(end_line);
  const double depth = grid_.depth_mm();
  // The arc's middle lies deeper than its ends.
  const Eigen::Vector3d deepest =
      origin(0.5F * (first_line + end_line)) + depth * way(0.5F * (first_line + end_line));
  add_plane(0, Eigen::Vector3d(-left.y(), left.x(), 0.0), face_left);
  add_plane(1, Eigen::Vector3d(right.y(), -right.x(), 0.0), face_right);
  add_plane(2, -down, face_left);
  add_plane(3, down, deepest);
  add_plane(4, out, reach_mm_ * out);
  add_plane(5, -out, -reach_mm_ * out);
  const double length = (deepest - face_left).dot(down);
  const Eigen::Vector3d end_left = face_left + left * (length / left.dot(down));
  const Eigen::Vector3d end_right = face_right + right * (length / right.dot(down));
  const Eigen::Vector3d shift = reach_mm_ * out;
  bound({face_left + shift, face_left - shift, face_right + shift, face_right - shift,
         end_left + shift, end_left - shift, end_right + shift, end_right - shift});
  (reference_from_probe_.linear() * down).cwiseAbs().maxCoeff(&inner_);
  Eigen::Vector3d outwards = (reference_from_probe_.linear() * out).cwiseAbs();
  outwards[inner_] = -1.0;
  outwards.maxCoeff(&out_);
}

void SlabColumns::add_plane(std::size_t index, const Eigen::Vector3d& normal,
                            const Eigen::Vector3d& through) {
  const Eigen::Vector3d turned = reference_from_probe_.linear() * normal;
  const double at = turned.dot(reference_from_probe_ * through) / cube_mm_;
  // A cube whose middle is outside may still reach in.
  const double margin = normal.cwiseAbs().dot(margin_mm_) / cube_mm_;
  planes_[index] = {turned, at + 0.5 * turned.cwiseAbs().sum() + margin};
}

void SlabColumns::bound(const std::array<Eigen::Vector3d, 8>& corners) {
  Eigen::AlignedBox3d box;
  for (const auto& corner : corners) box.extend(reference_from_probe_ * corner / cube_mm_);
  const Eigen::Vector3d moved = reference_from_probe_.linear().cwiseAbs() * margin_mm_ / cube_mm_;
  const Eigen::Vector3d margin = moved.array() + 1.0;
  low_ = (box.min() - margin).array().floor().cast<int>();
  high_ = (box.max() + margin).array().ceil().cast<int>();
}

SlabColumns::Run SlabColumns::run(const Eigen::Vector3i& cell) const {
  Eigen::Vector3d middle = cell.cast<double>().array() + 0.5;
  middle[inner_] = 0.5;
  double from = low_[inner_];
  double to = high_[inner_];
  for (const auto& plane : planes_) {
    const double rest = plane.offset - plane.normal.dot(middle);
    const double slope = plane.normal[inner_];
    if (std::abs(slope) < 1e-9) {
      if (rest < 0.0) return {0, 0};
    } else if (slope > 0.0) {
      to = std::min(to, rest / slope);
    } else {
      from = std::max(from, rest / slope);
    }
  }
  const int first = static_cast<int>(std::ceil(from));
  const int last = static_cast<int>(std::floor(to));
  return {first, std::max(0, last - first + 1)};
}

}  // namespace echolance
