// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/settle_sense.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "imaging/shape_match.hpp"

namespace echolance {
namespace {

constexpr int kRounds = 2;
constexpr std::size_t kMostPieces = 4;
constexpr double kLeastShare = 0.04;  // of the points, for a piece that is tried both ways
constexpr MatchGate kVoteGate{6.0F, 0.6F};

/// Data with a sense, and the shape fitted to them.
struct Sensed {
  SurfacePoints data;
  ShapeFit fit;
};

class Settler {
 public:
  Settler(const ShapeBasis& basis, const std::vector<int>& pieces, const FitStage& stage,
          const FitNoise& noise)
      : basis_(basis), pieces_(pieces), stage_(stage), noise_(noise) {}

  [[nodiscard]] Sensed settled(Sensed state) const {
    for (int round = 0; round < kRounds; ++round) {
      turn_pieces(votes(state), state.data);
      state.data.sense = NormalSense::kOutward;
      state.fit = fit_stage(basis_, state.data, state.fit, stage_, noise_);
    }
    return state;
  }

  [[nodiscard]] Sensed fitted(Sensed state) const {
    state.fit = fit_stage(basis_, state.data, state.fit, stage_, noise_);
    return state;
  }

  [[nodiscard]] Sensed with_turned(Sensed state, int piece) const {
    for (int i = 0; i < state.data.count(); ++i) {
      if (pieces_[static_cast<std::size_t>(i)] == piece) state.data.normals.col(i) *= -1.0F;
    }
    return state;
  }

  /// The largest pieces, largest first.
  [[nodiscard]] std::vector<int> large_pieces() const {
    std::vector<int> sizes(pieces_.size() + 1, 0), order(pieces_.size() + 1);
    for (const int piece : pieces_) ++sizes[static_cast<std::size_t>(piece)];
    std::iota(order.begin(), order.end(), 0);
    const auto size = [&](int piece) { return sizes[static_cast<std::size_t>(piece)]; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return size(a) > size(b); });
    const auto least = kLeastShare * static_cast<double>(pieces_.size());
    std::erase_if(order, [&](int piece) { return size(piece) < least; });
    if (order.size() > kMostPieces) order.resize(kMostPieces);
    return order;
  }

 private:
  [[nodiscard]] std::vector<int> votes(const Sensed& state) const {
    const ShapeSurface surface(basis_, state.fit.shape_mm);
    const Eigen::Isometry3f motion = state.fit.model_from_data.cast<float>();
    std::vector<int> result(pieces_.size(), 0);
    for (int i = 0; i < state.data.count(); ++i) {
      const Eigen::Vector3f normal = motion.linear() * state.data.normals.col(i);
      const auto pair = surface.pair_for(motion * Eigen::Vector3f(state.data.points_mm.col(i)),
                                         normal, NormalSense::kUnknown, kVoteGate);
      if (!pair) continue;
      result[static_cast<std::size_t>(pieces_[static_cast<std::size_t>(i)])] +=
          pair->normal.dot(normal) > 0.0F ? 1 : -1;
    }
    return result;
  }

  void turn_pieces(const std::vector<int>& votes, SurfacePoints& data) const {
    for (int i = 0; i < data.count(); ++i) {
      const auto piece = static_cast<std::size_t>(pieces_[static_cast<std::size_t>(i)]);
      if (votes[piece] < 0) data.normals.col(i) *= -1.0F;
    }
  }

  const ShapeBasis& basis_;
  const std::vector<int>& pieces_;
  FitStage stage_;
  FitNoise noise_;
};

}  // namespace

void settle_sense(const ShapeBasis& basis, const ShapeFit& fit, const std::vector<int>& pieces,
                  const FitStage& stage, const FitNoise& noise, SurfacePoints& data) {
  if (data.sense == NormalSense::kOutward) return;
  const Settler settler(basis, pieces, stage, noise);
  const Sensed open = settler.fitted({data, fit});
  Sensed best = settler.settled(open);
  // A closed surface in one piece votes weakly: both its faces lie near the shape's.
  for (const int piece : settler.large_pieces()) {
    Sensed turned = settler.with_turned({best.data, open.fit}, piece);
    turned = settler.settled(settler.fitted(std::move(turned)));
    if (turned.fit.cost < best.fit.cost) best = std::move(turned);
  }
  if (open.fit.cost < best.fit.cost) return;
  data = std::move(best.data);
}

}  // namespace echolance
