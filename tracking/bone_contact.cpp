// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/bone_contact.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace echolance {

namespace {

// Bone farther from the axis than this says nothing about it.
constexpr double kBand_mm = 5.0;
constexpr double kFarthestNeighbour_mm = 2.0;  // along the axis, of two points of one surface
constexpr double kContact_mm = 0.4;            // over the surface: the shaft touches bone
// Before it touches bone a needle is clearly above it, or comes down on it at an angle. What lies
// along all of the shaft is the shaft itself, taken for bone.
constexpr double kClearlyAbove_mm = 1.0;
constexpr double kFlattest_rad = 0.1;
constexpr double kAngleReach_mm = 1.5;
// Where the echo of bone speaks against a tip: from where it was touched, down to this depth.
constexpr double kFreeDepth_mm = 0.3;
constexpr double kEchoDepth_mm = 2.5;
// Steel does not go on behind bone that is sure; what lies there is the bone's other flank.
constexpr double kSureBone = 0.7;
constexpr double kBehindBone_mm = 8.0;
constexpr float kAgainst = -0.5F;  // evidence of a sample within

/// How far the axis runs above the bone surface at a sample; below it, negative.
struct Height {
  double sample = 0.0;
  double above_mm = 0.0;
  double confidence = 0.0;  ///< of the bone
};

/// Heights over the bone near the axis, from the middle of the visible shaft on; by sample.
std::vector<Height> heights_over(const BoneSurface& bone, const NeedleView& view,
                                 const ShaftProfile& profile) {
  const ShaftAxis& axis = profile.axis;
  const Eigen::Vector2d corner(view.bounds_px().x, view.bounds_px().y);
  const int middle = (profile.visible_begin + profile.visible_end) / 2;
  std::vector<Height> heights;
  for (const BonePoint& point : bone.points) {
    const Eigen::Vector2d place = point.position.vector() - corner;
    const double sample = (place - axis.origin).dot(axis.direction) / axis.sample_px;
    if (sample < middle || sample >= axis.samples) continue;
    const Eigen::Vector2d off = (axis.at(sample) - place) * view.mm_per_px();
    if (off.norm() < kBand_mm) heights.push_back({sample, off.dot(point.normal), point.confidence});
  }
  std::stable_sort(heights.begin(), heights.end(),
                   [](const Height& a, const Height& b) { return a.sample < b.sample; });
  return heights;
}

/// The sample where a shaft that comes down on bone first touches it.
std::optional<Height> first_contact(const std::vector<Height>& heights, double samples_per_mm) {
  bool was_above = false;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    const Height& here = heights[i];
    was_above = was_above || here.above_mm > kClearlyAbove_mm;
    if (here.above_mm > kContact_mm) continue;
    std::size_t from = i, to = i;
    while (from > 0 && here.sample - heights[from - 1].sample < kAngleReach_mm * samples_per_mm) {
      --from;
    }
    while (to + 1 < heights.size() &&
           heights[to + 1].sample - here.sample < kAngleReach_mm * samples_per_mm) {
      ++to;
    }
    const double along_mm = (heights[to].sample - heights[from].sample) / samples_per_mm;
    const double fall = heights[from].above_mm - heights[to].above_mm;
    if (was_above || fall > std::tan(kFlattest_rad) * std::max(along_mm, 1e-9)) return here;
  }
  return std::nullopt;
}

/// Samples from..to of the axis lie in the echo of bone.
struct EchoOfBone {
  double from = 0.0, to = 0.0;
};

/// Where, from the contact on, the axis runs in the echo of bone; ordered.
std::vector<EchoOfBone> echoes_after(const Height& contact, const std::vector<Height>& heights,
                                     double samples_per_mm) {
  const double begin = contact.sample + kFreeDepth_mm * samples_per_mm;
  std::vector<EchoOfBone> echoes;
  if (contact.confidence > kSureBone) {
    echoes.push_back({begin, contact.sample + kBehindBone_mm * samples_per_mm});
  }
  const double reach = 0.5 * kFarthestNeighbour_mm * samples_per_mm;
  for (const Height& height : heights) {
    const bool in_echo = height.above_mm < kContact_mm && height.above_mm > -kEchoDepth_mm;
    if (height.sample < contact.sample || !in_echo) continue;
    echoes.push_back({std::max(begin, height.sample - reach), height.sample + reach});
  }
  return echoes;
}

}  // namespace

void discount_bone(const NeedleView& view, const BoneSurface& bone, ShaftProfile& profile) {
  const double samples_per_mm = 1.0 / (profile.axis.sample_px * view.mm_per_px());
  const std::vector<Height> heights = heights_over(bone, view, profile);
  const auto contact = first_contact(heights, samples_per_mm);
  if (!contact) return;
  const std::vector<EchoOfBone> echoes = echoes_after(*contact, heights, samples_per_mm);
  float before = 0.0F, taken = 0.0F;
  std::size_t next = 0;
  for (std::size_t i = 0; i < profile.tip_evidence.size(); ++i) {
    const float step = profile.tip_evidence[i] - before;
    before = profile.tip_evidence[i];
    const auto s = static_cast<double>(i);
    while (next < echoes.size() && echoes[next].to < s) ++next;
    const bool in_echo = next < echoes.size() && s >= echoes[next].from;
    if (in_echo) taken += std::max(0.0F, step - kAgainst);
    profile.tip_evidence[i] -= taken;
  }
  profile.place_tip();
}

}  // namespace echolance
