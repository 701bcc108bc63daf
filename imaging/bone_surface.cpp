// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_surface.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>

#include "imaging/bone_bridge.hpp"
#include "imaging/bone_likelihood.hpp"
#include "imaging/bone_path.hpp"
#include "imaging/bone_points.hpp"
#include "imaging/scan_lines.hpp"

namespace echolance {
namespace {

BonePathCosts path_costs(const BoneOptions& options, const ScanLines& geometry) {
  BonePathCosts costs;
  const double line_mm = geometry.line_mm()[geometry.line_mm().size() / 2];
  const double steps = std::tan(options.steepest_rad) * line_mm / geometry.sample_mm();
  costs.max_step = std::clamp(static_cast<int>(std::lround(steps)), 1, BonePath::kLargestStep);
  return costs;
}

}  // namespace

std::span<const OptionSpec<BoneOptions>> bone_option_table() {
  static constexpr std::array<OptionSpec<BoneOptions>, 4> kTable{{
      {"minimum_confidence", &BoneOptions::minimum_confidence, 0.0, 1.0, 0.05,
       "bone points with less confidence (0 to 1) are left out"},
      {"minimum_length_mm", &BoneOptions::minimum_length_mm, 0.0, 50.0, 0.5,
       "pieces of bone surface shorter than this are left out"},
      {"smallest_depth_mm", &BoneOptions::smallest_depth_mm, 0.0, 50.0, 0.5,
       "nothing shallower than this is taken for bone"},
      {"steepest_rad", &BoneOptions::steepest_rad, 0.2, 1.5, 0.05,
       "steepest bone surface that is followed, against the perpendicular to the beam"},
  }};
  return kTable;
}

struct BoneSurfaceDetector::Work {
  ScanLines geometry;
  BoneLikelihood likelihood;
  BonePath path;
  BonePoints points;
  cv::Mat lines;
};

BoneSurfaceDetector::BoneSurfaceDetector(const BoneOptions& options)
    : options_(options), work_(std::make_unique<Work>()) {}
BoneSurfaceDetector::~BoneSurfaceDetector() = default;
BoneSurfaceDetector::BoneSurfaceDetector(BoneSurfaceDetector&&) noexcept = default;
BoneSurfaceDetector& BoneSurfaceDetector::operator=(BoneSurfaceDetector&&) noexcept = default;

BoneSurface BoneSurfaceDetector::detect(const cv::Mat& grey, const ImageRegion& region,
                                        const std::optional<PixelSpacing>& spacing) {
  CV_Assert(grey.empty() || grey.type() == CV_8UC1);
  if (grey.empty() || !work_->geometry.prepare(region, spacing, grey.size())) {
    return {};
  }
  work_->geometry.sample(grey, work_->lines);
  const cv::Mat& score =
      work_->likelihood.compute(work_->lines, work_->geometry, options_.smallest_depth_mm);
  auto& path = work_->path.trace(score, path_costs(options_, work_->geometry));
  bridge_dips(path, work_->likelihood, work_->geometry);
  return work_->points.make(path, work_->likelihood, work_->geometry, options_);
}

}  // namespace echolance
