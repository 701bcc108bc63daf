// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_surface.hpp"
namespace echolance {
struct BoneSurfaceDetector::Work {};
BoneSurfaceDetector::BoneSurfaceDetector(const BoneOptions& o)
    : options_(o), work_(std::make_unique<Work>()) {}
BoneSurfaceDetector::~BoneSurfaceDetector() = default;
BoneSurfaceDetector::BoneSurfaceDetector(BoneSurfaceDetector&&) noexcept = default;
BoneSurfaceDetector& BoneSurfaceDetector::operator=(BoneSurfaceDetector&&) noexcept = default;
BoneSurface BoneSurfaceDetector::detect(const cv::Mat&, const ImageRegion&,
                                        const std::optional<PixelSpacing>&) {
  return {};
}
}  // namespace echolance
