// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_points.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/bone_path.hpp"

namespace echolance {
namespace {

constexpr double kCrestSearch_mm = 1.0;
constexpr float kClearRidge = 0.25F;  // below, there is no crest to move to
constexpr double kEvidenceReach_mm = 3.0;
constexpr int kSmoothHalf = 2;
// The pulse has length: the echo begins at the surface and is brightest half a pulse behind it.
constexpr double kOnset_mm = 0.3;
constexpr double kLargestGap_mm = 0.5;  // between neighbouring points on steep parts
// Confidence is a logistic of the mean score near a point; scale and centre were set on real
// recordings so that it is roughly the share of points that are right.
constexpr float kEvenEvidence = 0.85F;
constexpr float kEvidenceScale = 0.3F;
constexpr float kSupportFrom = 0.9F;
constexpr float kSupportRange = 0.5F;
constexpr float kStrongCrest = 0.5F;
constexpr float kCrestRange = 0.2F;
constexpr float kContinuation = 0.9F;
// Bone is somewhere brighter than tissue at its depth. Where sound just runs out of strength
// nothing is: the last specks above the dark are no brighter than what lies beside them.
constexpr float kBrightEnough = 0.1F;  // log of brightness over tissue, over a few mm
constexpr float kDimCost = 4.0F;
// A surface shows somewhere over a stretch of several beam widths, which grow with depth; specks
// and vessel walls do not. Weaker echoes are believed only a little way from such a stretch.
constexpr double kStretch_mm = 5.0;       // to each side
constexpr double kStretchPerDepth = 0.1;  // at least this share of the depth
constexpr double kContinues_mm = 8.0;
constexpr float kSurfaceEvidence = 1.6F;
constexpr float kSpeckCost = 1.2F;

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

/// Where a parabola through three equidistant values peaks, -0.5..0.5.
float parabola_peak(float before, float here, float after) {
  const float bend = before - 2.0F * here + after;
  return bend < -1e-6F ? std::clamp(0.5F * (before - after) / bend, -0.5F, 0.5F) : 0.0F;
}

BonePoint between(const BonePoint& a, const BonePoint& b, double part) {
  const Eigen::Vector2d place =
      a.position.vector() + part * (b.position.vector() - a.position.vector());
  // Both face the probe, so that their sum is not zero.
  const Eigen::Vector2d normal = ((1.0 - part) * a.normal + part * b.normal).normalized();
  return {{place.x(), place.y()}, normal, a.confidence + part * (b.confidence - a.confidence)};
}

double length_mm(int begin, int end, const std::vector<float>& depth, const ScanLines& geometry) {
  double length = 0.0;
  for (int line = begin + 1; line < end; ++line) {
    const auto sample =
        std::clamp(static_cast<int>(depth[at(line)]), 0, geometry.sample_count() - 1);
    const double deeper_mm = (depth[at(line)] - depth[at(line - 1)]) * geometry.sample_mm();
    length += std::hypot(deeper_mm, geometry.line_mm()[at(sample)]);
  }
  return length;
}

}  // namespace

void BonePoints::find_crests(const Run& run, const std::vector<int>& path, const cv::Mat& ridge,
                             double sample_mm) {
  const int reach = std::max(1, static_cast<int>(std::lround(kCrestSearch_mm / sample_mm)));
  for (int line = run.begin; line < run.end; ++line) {
    const int sample = path[at(line)];
    const auto* row = ridge.ptr<float>(line);
    const int from = std::max(1, sample - reach);
    const int to = std::min(ridge.cols - 1, sample + reach / 2 + 1);
    const int crest = static_cast<int>(std::max_element(row + from, row + to) - row);
    const bool clear = from < to && row[crest] > kClearRidge;
    depth_[at(line)] = !clear ? static_cast<float>(sample)
                              : static_cast<float>(crest) +
                                    parabola_peak(row[crest - 1], row[crest], row[crest + 1]);
  }
}

void BonePoints::smooth(const Run& run) {
  constexpr int kWidth = 2 * kSmoothHalf + 1;
  const auto clamped = [&](int line) { return std::clamp(line, run.begin, run.end - 1); };
  for (int line = run.begin; line < run.end; ++line) {
    std::array<float, kWidth> window{};
    for (int i = 0; i < kWidth; ++i) {
      window[at(i)] = depth_[at(clamped(line + i - kSmoothHalf))];
    }
    std::nth_element(window.begin(), window.begin() + kSmoothHalf, window.end());
    smoothed_[at(line)] = window[kSmoothHalf];
  }
  for (int line = run.begin; line < run.end; ++line) {
    // Ends repeat symmetrically: a window that shrinks keeps the ends of a slope in place.
    const int half = std::min({kSmoothHalf, line - run.begin, run.end - 1 - line});
    float sum = 0.0F;
    for (int i = -half; i <= half; ++i) {
      sum += smoothed_[at(line + i)];
    }
    depth_[at(line)] = sum / static_cast<float>(2 * half + 1);
  }
}

void BonePoints::find_stretches(const Run& run, const ScanLines& geometry) {
  for (int line = run.begin; line < run.end; ++line) {
    const int sample =
        std::clamp(static_cast<int>(depth_[at(line)]), 0, geometry.sample_count() - 1);
    const double reach_mm = std::max(kStretch_mm, kStretchPerDepth * geometry.sample_mm() * sample);
    const int reach =
        std::max(2, static_cast<int>(std::lround(reach_mm / geometry.line_mm()[at(sample)])));
    const int from = std::max(run.begin, line - reach);
    const int to = std::min(run.end, line + reach + 1);
    // Where the run is shorter, the rest of the stretch counts as no evidence.
    stretch_[at(line)] = (evidence_[at(to)] - evidence_[at(from)]) /
                         static_cast<float>(std::max(to - from, 2 * reach + 1));
  }
}

float BonePoints::speck_cost(const Run& run, int line, const ScanLines& geometry) const {
  const auto middle = at(geometry.sample_count() / 2);
  const int reach = static_cast<int>(std::lround(kContinues_mm / geometry.line_mm()[middle]));
  const auto from = stretch_.begin() + std::max(run.begin, line - reach);
  const auto to = stretch_.begin() + std::min(run.end, line + reach + 1);
  return kSpeckCost * std::max(0.0F, kSurfaceEvidence - *std::max_element(from, to));
}

void BonePoints::rate(const Run& run, const std::vector<int>& path,
                      const BoneLikelihood& likelihood, const ScanLines& geometry) {
  evidence_[at(run.begin)] = 0.0F;
  bright_[at(run.begin)] = 0.0F;
  crest_[at(run.begin)] = 0.0F;
  for (int line = run.begin; line < run.end; ++line) {
    const int crest =
        std::clamp(static_cast<int>(std::lround(depth_[at(line)])), 0, likelihood.ridge().cols - 1);
    crest_[at(line + 1)] = crest_[at(line)] + likelihood.ridge().at<float>(line, crest);
    bright_[at(line + 1)] = bright_[at(line)] + likelihood.brightness(line, crest);
    evidence_[at(line + 1)] =
        evidence_[at(line)] + likelihood.score().at<float>(line, path[at(line)]);
  }
  find_stretches(run, geometry);
  const auto middle = at(geometry.sample_count() / 2);
  const int reach =
      std::max(2, static_cast<int>(std::lround(kEvidenceReach_mm / geometry.line_mm()[middle])));
  const auto mean_near = [&](const std::vector<float>& sum, int line) {
    const int from = std::max(run.begin, line - reach);
    const int to = std::min(run.end, line + reach + 1);
    return (sum[at(to)] - sum[at(from)]) / static_cast<float>(to - from);
  };
  float best = 0.0F;
  float brightest = mean_near(bright_, run.begin);
  for (int line = run.begin; line < run.end; ++line) {
    best = std::max(best, mean_near(evidence_, line));
    brightest = std::max(brightest, mean_near(bright_, line));
  }
  const float dimness = kDimCost * std::max(0.0F, kBrightEnough - brightest);
  // A strong echo that continues a surface with a clean shadow is that surface, though noise or
  // reverberation brightens what lies below it.
  const float support = std::clamp((best - kSupportFrom) / kSupportRange, 0.0F, 1.0F);
  for (int line = run.begin; line < run.end; ++line) {
    const float crest =
        std::clamp((mean_near(crest_, line) - kStrongCrest) / kCrestRange, 0.0F, 1.0F);
    const float continued = support * crest;
    const float evidence = mean_near(evidence_, line) + kContinuation * continued - dimness -
                           (1.0F - continued) * speck_cost(run, line, geometry);
    confidence_[at(line)] = 1.0F / (1.0F + std::exp((kEvenEvidence - evidence) / kEvidenceScale));
  }
}

BonePoint BonePoints::point_at(const Run& run, int line, const ScanLines& geometry) const {
  const PixelSpacing& scale = geometry.scale();
  const int left = std::max(run.begin, line - kSmoothHalf);
  const int right = std::min(run.end - 1, line + kSmoothHalf);
  const double depth = depth_[at(line)];
  const Eigen::Vector2d along = geometry.position(right, depth_[at(right)]).vector() -
                                geometry.position(left, depth_[at(left)]).vector();
  // Perpendicular in mm, not in pixels: they need not be square.
  Eigen::Vector2d normal(along.y() * scale.y_mm_per_px, -along.x() * scale.x_mm_per_px);
  const Eigen::Vector2d to_probe =
      geometry.position(line, depth - 1.0).vector() - geometry.position(line, depth).vector();
  normal = normal.norm() > 0.0 ? normal.normalized() : to_probe.normalized();
  if (normal.dot(to_probe) < 0.0) {
    normal = -normal;
  }
  // From the crest of the echo to its onset, along the normal. In lines and samples, so that the
  // point stays inside the region.
  const int sample = std::clamp(static_cast<int>(depth), 0, geometry.sample_count() - 1);
  const double line_mm = geometry.line_mm()[at(sample)];
  const double across_mm = std::max(1, right - left) * line_mm;
  const double deeper_mm = (depth_[at(right)] - depth_[at(left)]) * geometry.sample_mm();
  const double part = kOnset_mm / std::hypot(across_mm, deeper_mm);
  const double onset_line =
      std::clamp(line + part * deeper_mm / line_mm, 0.0, geometry.line_count() - 1.0);
  const double onset_depth = std::max(0.0, depth - part * across_mm / geometry.sample_mm());
  return {geometry.position(onset_line, onset_depth), normal, confidence_[at(line)]};
}

void BonePoints::add_points(const Run& run, const Run& part, const ScanLines& geometry,
                            BoneSurface& surface) const {
  const PixelSpacing& scale = geometry.scale();
  for (int line = part.begin; line < part.end; ++line) {
    const BonePoint next = point_at(run, line, geometry);
    if (line > part.begin) {
      const BonePoint last = surface.points.back();
      const Eigen::Vector2d step_px = next.position.vector() - last.position.vector();
      const double step_mm =
          std::hypot(step_px.x() * scale.x_mm_per_px, step_px.y() * scale.y_mm_per_px);
      const int pieces = static_cast<int>(std::ceil(step_mm / kLargestGap_mm));
      for (int piece = 1; piece < pieces; ++piece) {
        surface.points.push_back(between(last, next, static_cast<double>(piece) / pieces));
      }
    }
    surface.points.push_back(next);
  }
}

void BonePoints::add_convincing(const Run& run, const ScanLines& geometry,
                                const BoneOptions& options, BoneSurface& surface) const {
  const auto convincing = [&](int line) {
    return confidence_[at(line)] >= options.minimum_confidence;
  };
  for (int line = run.begin; line < run.end;) {
    Run part{line, line};
    while (part.end < run.end && convincing(part.end)) {
      ++part.end;
    }
    line = part.end + 1;
    if (part.end > part.begin &&
        length_mm(part.begin, part.end, depth_, geometry) >= options.minimum_length_mm) {
      add_points(run, part, geometry, surface);
    }
  }
}

BoneSurface BonePoints::make(const std::vector<int>& path, const BoneLikelihood& likelihood,
                             const ScanLines& geometry, const BoneOptions& options) {
  const int lines = static_cast<int>(path.size());
  depth_.assign(path.size(), 0.0F);
  smoothed_.assign(path.size(), 0.0F);
  confidence_.assign(path.size(), 0.0F);
  stretch_.assign(path.size(), 0.0F);
  evidence_.assign(path.size() + 1, 0.0F);
  bright_.assign(path.size() + 1, 0.0F);
  crest_.assign(path.size() + 1, 0.0F);
  BoneSurface surface;
  for (int line = 0; line < lines;) {
    if (path[at(line)] == BonePath::kNoBone) {
      ++line;
      continue;
    }
    Run run{line, line};
    while (run.end < lines && path[at(run.end)] != BonePath::kNoBone) {
      ++run.end;
    }
    line = run.end;
    find_crests(run, path, likelihood.ridge(), geometry.sample_mm());
    smooth(run);
    rate(run, path, likelihood, geometry);
    add_convincing(run, geometry, options, surface);
  }
  return surface;
}

}  // namespace echolance
