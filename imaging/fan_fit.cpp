// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/fan_fit.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace echolance {

namespace {

constexpr double kDegree_rad = std::numbers::pi / 180.0;
constexpr double kTolerance_px = 2.0;
constexpr double kSmallestLean_deg = 4.0;
constexpr double kLargestLean_deg = 80.0;

double left_offset_px(const Eigen::Vector2d& at, double half_angle_rad) {
  return at.x() * std::cos(half_angle_rad) + at.y() * std::sin(half_angle_rad);
}
double right_offset_px(const Eigen::Vector2d& at, double half_angle_rad) {
  return -at.x() * std::cos(half_angle_rad) + at.y() * std::sin(half_angle_rad);
}

enum class Arc { kInner, kOuter };

EdgeVote vote_for_arc(const EdgeProfile& profile, const FanGeometry& fan, Arc arc) {
  const double slope = std::tan(fan.half_angle_rad + 0.5 * kDegree_rad);
  std::vector<EdgeOffset> offsets;
  const auto add = [&](const std::vector<EdgePoint>& points) {
    for (const EdgePoint& point : points) {
      const Eigen::Vector2d from_apex = point.at - fan.apex.vector();
      if (from_apex.y() <= 0.0 || std::abs(from_apex.x()) > slope * from_apex.y()) continue;
      const double radius_px = from_apex.norm();
      offsets.push_back({arc == Arc::kInner ? radius_px : -radius_px, point.on_picture_border});
    }
  };
  if (arc == Arc::kInner) {
    add(profile.top);
  } else {
    add(profile.bottom);
    add(profile.left);
    add(profile.right);
  }
  return vote_for_edge(offsets, BorderRule::kHidesEdge, kTolerance_px);
}

FanFit fit_arcs(const EdgeProfile& profile, const PixelPoint& apex, double half_angle_rad) {
  FanFit fit;
  fit.fan.apex = apex;
  fit.fan.half_angle_rad = half_angle_rad;
  fit.inner = vote_for_arc(profile, fit.fan, Arc::kInner);
  fit.outer = vote_for_arc(profile, fit.fan, Arc::kOuter);
  fit.fan.inner_radius_px = std::max(0.0, fit.inner.offset_px);
  fit.fan.outer_radius_px = -fit.outer.offset_px;
  return fit;
}

/// Normal equations of robust least squares over (apex x, apex y, half angle, inner, outer radius).
class FanEquations {
 public:
  explicit FanEquations(const FanGeometry& fan, double gate_px) : fan_(fan), gate_px_(gate_px) {}

  void add_side(const EdgePoint& point, double side) {
    const Eigen::Vector2d d = point.at - fan_.apex.vector();
    const double c = std::cos(fan_.half_angle_rad);
    const double s = std::sin(fan_.half_angle_rad);
    Row jacobian = Row::Zero();
    jacobian << -side * c, -s, -side * d.x() * s + d.y() * c, 0.0, 0.0;
    add(point, side * d.x() * c + d.y() * s, jacobian);
  }

  void add_arc(const EdgePoint& point, Arc arc) {
    const Eigen::Vector2d d = point.at - fan_.apex.vector();
    const double radius_px = d.norm();
    if (radius_px < 1.0) return;
    Row jacobian = Row::Zero();
    jacobian.head<2>() = -d / radius_px;
    jacobian[arc == Arc::kInner ? 3 : 4] = -1.0;
    add(point, radius_px - (arc == Arc::kInner ? fan_.inner_radius_px : fan_.outer_radius_px),
        jacobian);
  }

  [[nodiscard]] FanGeometry solve() const {
    // A weak prior keeps what no point speaks of where it is.
    const Eigen::Matrix<double, 5, 1> prior(1e-3, 1e-3, 1.0, 1e-3, 1e-3);
    const Matrix damped = normal_ + Matrix(prior.asDiagonal());
    const Eigen::Matrix<double, 5, 1> step = damped.ldlt().solve(-gradient_);
    FanGeometry fan = fan_;
    fan.apex.x_px += step[0];
    fan.apex.y_px += step[1];
    fan.half_angle_rad += step[2];
    fan.inner_radius_px = std::max(0.0, fan.inner_radius_px + step[3]);
    fan.outer_radius_px += step[4];
    return fan;
  }

 private:
  using Row = Eigen::Matrix<double, 5, 1>;
  using Matrix = Eigen::Matrix<double, 5, 5>;

  void add(const EdgePoint& point, double residual_px, const Row& jacobian) {
    if (point.on_picture_border || std::abs(residual_px) > gate_px_) return;
    // Tukey's weight: points at the gate do not count.
    const double inside = 1.0 - residual_px * residual_px / (gate_px_ * gate_px_);
    const double weight = inside * inside;
    normal_ += weight * jacobian * jacobian.transpose();
    gradient_ += weight * residual_px * jacobian;
  }

  FanGeometry fan_;
  double gate_px_;
  Matrix normal_ = Matrix::Zero();
  Row gradient_ = Row::Zero();
};

/// The point on the one visible side about which most of the top and bottom lies on two arcs.
FanFit search_apex_along(const EdgeProfile& profile, const SideLines& sides) {
  const double h = sides.half_angle_rad;
  const bool left = sides.left.support >= sides.right.support;
  const double offset_px = left ? sides.left.offset_px : sides.right.offset_px;
  const double side = left ? 1.0 : -1.0;
  const double top_px =
      profile.top.empty()
          ? 0.0
          : std::min_element(profile.top.begin(), profile.top.end(),
                             [](const auto& a, const auto& b) { return a.at.y() < b.at.y(); })
                ->at.y();
  constexpr double kStep_px = 2.0;
  FanFit best;
  double best_score = -1e9;
  for (double y_px = top_px; y_px > top_px - profile.height_px; y_px -= kStep_px) {
    const double x_px = side * (offset_px - y_px * std::sin(h)) / std::cos(h);
    const FanFit fit = fit_arcs(profile, {x_px, y_px}, h);
    const double score = fit.inner.score() + fit.outer.score();
    if (score > best_score) {
      best_score = score;
      best = fit;
    }
  }
  return best;
}

SideLines vote_for_sides_within(const EdgeProfile& profile, double half_angle_rad,
                                double tolerance_px) {
  const BorderRule rule = half_angle_rad == 0.0 ? BorderRule::kIsEdge : BorderRule::kHidesEdge;
  SideLines sides;
  sides.half_angle_rad = half_angle_rad;
  std::vector<EdgeOffset> offsets;
  offsets.reserve(profile.left.size());
  for (const EdgePoint& point : profile.left) {
    offsets.push_back({left_offset_px(point.at, half_angle_rad), point.on_picture_border});
  }
  sides.left = vote_for_edge(offsets, rule, tolerance_px);
  offsets.clear();
  for (const EdgePoint& point : profile.right) {
    offsets.push_back({right_offset_px(point.at, half_angle_rad), point.on_picture_border});
  }
  sides.right = vote_for_edge(offsets, rule, tolerance_px);
  return sides;
}

struct AngleSearch {
  double from_deg, to_deg, step_deg;
  double tolerance_px;
};

/// The best score of those angles that are borne out by both sides, or clearly by one.
std::optional<SideLines> best_leaning_sides(const EdgeProfile& profile, const AngleSearch& search) {
  constexpr double kBoth_part = 0.06;   // of the rows, on either side
  constexpr double kAlone_part = 0.15;  // of the rows, when the other side shows nothing
  const auto rows = static_cast<double>(profile.left.size());
  std::optional<SideLines> best;
  for (double angle_deg = search.from_deg; angle_deg <= search.to_deg;
       angle_deg += search.step_deg) {
    const SideLines sides =
        vote_for_sides_within(profile, angle_deg * kDegree_rad, search.tolerance_px);
    const int less = std::min(sides.left.support, sides.right.support);
    const int more = std::max(sides.left.support, sides.right.support);
    if (less < kBoth_part * rows && more < kAlone_part * rows) continue;
    if (!best || sides.score() > best->score()) best = sides;
  }
  return best;
}

}  // namespace

PixelPoint SideLines::apex() const {
  return {(left.offset_px - right.offset_px) / (2.0 * std::cos(half_angle_rad)),
          (left.offset_px + right.offset_px) / (2.0 * std::sin(half_angle_rad))};
}

SideLines vote_for_sides(const EdgeProfile& profile, double half_angle_rad) {
  return vote_for_sides_within(profile, half_angle_rad, kTolerance_px);
}

std::optional<SideLines> find_leaning_sides(const EdgeProfile& profile) {
  const std::optional<SideLines> coarse =
      best_leaning_sides(profile, {kSmallestLean_deg, kLargestLean_deg, 1.0, 4.0});
  if (!coarse) return coarse;
  const double angle_deg = coarse->half_angle_rad / kDegree_rad;
  const std::optional<SideLines> fine = best_leaning_sides(
      profile, {std::max(kSmallestLean_deg, angle_deg - 1.0),
                std::min(kLargestLean_deg, angle_deg + 1.0), 0.125, kTolerance_px});
  return fine ? fine : coarse;
}

FanFit fit_fan(const EdgeProfile& profile, const SideLines& sides) {
  constexpr double kVisible_part = 0.06;
  const int less = std::min(sides.left.support, sides.right.support);
  if (less >= kVisible_part * static_cast<double>(profile.left.size())) {
    return fit_arcs(profile, sides.apex(), sides.half_angle_rad);
  }
  return search_apex_along(profile, sides);
}

FanGeometry refine_fan(const EdgeProfile& profile, const FanGeometry& fan) {
  FanGeometry refined = fan;
  for (const double gate_px : {4.0, 4.0, 3.0, 3.0, 2.0, 2.0, 2.0, 2.0}) {
    FanEquations equations(refined, gate_px);
    for (const EdgePoint& point : profile.left) equations.add_side(point, 1.0);
    for (const EdgePoint& point : profile.right) equations.add_side(point, -1.0);
    for (const EdgePoint& point : profile.top) equations.add_arc(point, Arc::kInner);
    for (const EdgePoint& point : profile.bottom) equations.add_arc(point, Arc::kOuter);
    refined = equations.solve();
  }
  return refined;
}

}  // namespace echolance
