// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_surface.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/bone_likelihood.hpp"
#include "imaging/bone_path.hpp"
#include "imaging/scan_lines.hpp"

namespace echolance {

std::span<const OptionSpec<BoneOptions>> bone_option_table() {
  static constexpr std::array<OptionSpec<BoneOptions>, 1> kTable{{
      {"minimum_confidence", &BoneOptions::minimum_confidence, 0.0, 1.0, 0.05,
       "bone points with less confidence (0..1) are left out"},
  }};
  return kTable;
}

struct BoneSurfaceDetector::Work {
  ScanLines geometry;
  BoneLikelihood likelihood;
  BonePath path;
  cv::Mat lines;
};

BoneSurfaceDetector::BoneSurfaceDetector(const BoneOptions& options)
    : options_(options), work_(std::make_unique<Work>()) {}
BoneSurfaceDetector::~BoneSurfaceDetector() = default;
BoneSurfaceDetector::BoneSurfaceDetector(BoneSurfaceDetector&&) noexcept = default;
BoneSurfaceDetector& BoneSurfaceDetector::operator=(BoneSurfaceDetector&&) noexcept = default;

BoneSurface BoneSurfaceDetector::detect(const cv::Mat& grey, const ImageRegion& region,
                                        const std::optional<PixelSpacing>& spacing) {
  BoneSurface s;
  if (!work_->geometry.prepare(region, spacing, grey.size())) return s;
  work_->geometry.sample(grey, work_->lines);
  const cv::Mat& score = work_->likelihood.compute(work_->lines, work_->geometry);
  const auto& p = work_->path.trace(score, {});
  for (int i = 0; i < (int)p.size(); ++i)
    if (p[i] >= 0) {
      BonePoint b;
      b.position = work_->geometry.position(i, p[i]);
      b.normal = {0, -1};
      b.confidence = score.at<float>(i, p[i]);
      s.points.push_back(b);
    }
  return s;
}
}  // namespace echolance
