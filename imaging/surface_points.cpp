// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/surface_points.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <queue>
#include <utility>
#include <vector>

#include "imaging/point_tree.hpp"

namespace echolance {
namespace {

using Cell = std::array<int, 3>;

struct CellSum {
  Eigen::Vector3f point = Eigen::Vector3f::Zero();
  Eigen::Vector3f normal = Eigen::Vector3f::Zero();
  float weight = 0.0F;
  float most = 0.0F;
};

Cell cell_of(const Eigen::Vector3f& point, double spacing_mm) {
  const auto at = [&](int axis) {
    return static_cast<int>(std::floor(static_cast<double>(point[axis]) / spacing_mm));
  };
  return {at(0), at(1), at(2)};
}

SurfacePoints chosen(const SurfacePoints& points, const std::vector<int>& columns) {
  SurfacePoints result;
  result.sense = points.sense;
  result.points_mm = points.points_mm(Eigen::all, columns);
  result.normals = points.normals(Eigen::all, columns);
  result.weights = points.weights(columns);
  return result;
}

// Three others belong within so far: three spacings, or twice the usual where the data are sparser.
SurfacePoints without_loners(const SurfacePoints& points, double spacing_mm) {
  constexpr int kOthers = 3;
  if (points.count() <= kOthers) return points;
  const PointTree tree(points.points_mm);
  std::vector<float> squared_mm2;
  for (int i = 0; i < points.count(); ++i) {
    squared_mm2.push_back(tree.nearest(points.points_mm.col(i), kOthers + 1).back().squared_mm2);
  }
  std::vector<float> sorted = squared_mm2;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const float far2 = std::max(static_cast<float>(9.0 * spacing_mm * spacing_mm), 4.0F * *middle);
  std::vector<int> kept;
  for (int i = 0; i < points.count(); ++i) {
    if (squared_mm2[static_cast<std::size_t>(i)] <= far2) kept.push_back(i);
  }
  return chosen(points, kept);
}

// Whether the step goes off the surface: to the other face of a thin bone.
bool across_sheets(const SurfacePoints& points, int from, int to) {
  constexpr float kMostRise = 0.5F;
  const Eigen::Vector3f step = points.points_mm.col(to) - points.points_mm.col(from);
  const float rise = std::max(std::abs(points.normals.col(from).dot(step)),
                              std::abs(points.normals.col(to).dot(step)));
  return rise > kMostRise * step.norm();
}

}  // namespace

SurfacePoints thinned(const SurfacePoints& points, double spacing_mm) {
  std::map<Cell, CellSum> cells;
  for (int i = 0; i < points.count(); ++i) {
    CellSum& sum = cells[cell_of(points.points_mm.col(i), spacing_mm)];
    const float weight = std::max(points.weights[i], 1e-3F);
    Eigen::Vector3f normal = points.normals.col(i);
    if (points.sense == NormalSense::kUnknown && normal.dot(sum.normal) < 0.0F) normal = -normal;
    sum.point += weight * points.points_mm.col(i);
    sum.normal += weight * normal;
    sum.weight += weight;
    sum.most = std::max(sum.most, points.weights[i]);
  }
  SurfacePoints result;
  result.sense = points.sense;
  const auto count = static_cast<Eigen::Index>(cells.size());
  result.points_mm.resize(3, count);
  result.normals.resize(3, count);
  result.weights.resize(count);
  Eigen::Index next = 0;
  for (const auto& [cell, sum] : cells) {
    result.points_mm.col(next) = sum.point / sum.weight;
    result.normals.col(next) = sum.normal.normalized();
    result.weights[next++] = sum.most;
  }
  return without_loners(result, spacing_mm);
}

void estimate_normals(SurfacePoints& points, int neighbours) {
  points.normals.resize(3, points.count());
  points.sense = NormalSense::kUnknown;
  if (points.count() == 0) return;
  const PointTree tree(points.points_mm);
  for (int i = 0; i < points.count(); ++i) {
    const auto near = tree.nearest(points.points_mm.col(i), neighbours);
    Eigen::Vector3f mean = Eigen::Vector3f::Zero();
    for (const auto& other : near) mean += points.points_mm.col(other.index);
    mean /= static_cast<float>(near.size());
    Eigen::Matrix3f spread = Eigen::Matrix3f::Zero();
    for (const auto& other : near) {
      const Eigen::Vector3f off = points.points_mm.col(other.index) - mean;
      spread += off * off.transpose();
    }
    points.normals.col(i) =
        Eigen::SelfAdjointEigenSolver<Eigen::Matrix3f>(spread).eigenvectors().col(0);
  }
}

std::vector<int> agree_normals(SurfacePoints& points) {
  constexpr int kNeighbours = 8;
  constexpr float kMostTurn = 0.3F;                    // over an edge the sense would be a guess
  using Step = std::pair<float, std::pair<int, int>>;  // turn, from, to
  std::vector<int> pieces(static_cast<std::size_t>(points.count()), -1);
  if (points.count() == 0) return pieces;
  const PointTree tree(points.points_mm);
  const auto piece_of = [&](int i) -> int& { return pieces[static_cast<std::size_t>(i)]; };
  std::priority_queue<Step, std::vector<Step>, std::greater<>> open;
  const auto open_from = [&](int from) {
    for (const auto& near : tree.nearest(points.points_mm.col(from), kNeighbours)) {
      if (piece_of(near.index) >= 0 || across_sheets(points, from, near.index)) continue;
      const float cosine = points.normals.col(from).dot(points.normals.col(near.index));
      const float turn = 1.0F - std::abs(cosine);
      if (turn < kMostTurn) open.push({turn, {from, near.index}});
    }
  };
  int piece = 0;
  for (int seed = 0; seed < points.count(); ++seed) {
    if (piece_of(seed) >= 0) continue;
    piece_of(seed) = piece;
    for (open_from(seed); !open.empty();) {
      const auto [from, to] = open.top().second;
      open.pop();
      if (piece_of(to) >= 0) continue;
      if (points.normals.col(from).dot(points.normals.col(to)) < 0.0F)
        points.normals.col(to) *= -1.0F;
      piece_of(to) = piece;
      open_from(to);
    }
    ++piece;
  }
  return pieces;
}

SurfacePoints sure_of(const SurfacePoints& detected) {
  // Of simulated linear-probe points below this confidence a third are no bone, above it a tenth.
  constexpr float kLeastConfidence = 0.8F;
  constexpr double kSpacing_mm = 2.0;
  constexpr int kNeighbours = 12;
  const SurfacePoints thin = thinned(detected, kSpacing_mm);
  std::vector<int> kept;
  for (int i = 0; i < thin.count(); ++i) {
    if (thin.weights[i] >= kLeastConfidence) kept.push_back(i);
  }
  SurfacePoints sure = chosen(thin, kept);
  const Eigen::Matrix3Xf seen = sure.normals;
  estimate_normals(sure, kNeighbours);
  sure.sense = detected.sense;
  for (int i = 0; i < sure.count(); ++i) {
    if (sure.normals.col(i).dot(seen.col(i)) < 0.0F) sure.normals.col(i) *= -1.0F;
  }
  sure.weights = sure.weights.array().square().square();
  return sure;
}

SurfacePoints sampled(const SurfacePoints& points, int count) {
  if (points.count() <= count) return points;
  // Multiples of the golden ratio mix an ordered list evenly.
  std::vector<int> order(static_cast<std::size_t>(points.count()));
  std::iota(order.begin(), order.end(), 0);
  const auto key = [](int i) {
    const double turn = 0.6180339887498949 * i;
    return turn - std::floor(turn);
  };
  std::sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
  order.resize(static_cast<std::size_t>(count));
  std::sort(order.begin(), order.end());
  return chosen(points, order);
}

}  // namespace echolance
