// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "core/bone_surface.hpp"
#include "imaging/bone_likelihood.hpp"
#include "imaging/bone_surface.hpp"
#include "imaging/scan_lines.hpp"

namespace echolance {

/// Turns the path of samples into surface points: moves each to the crest of its echo (parabola
/// between samples), smooths along the surface, moves on to where the echo begins, adds normal and
/// confidence, fills steep parts up, and leaves out runs that are too short, not convincing or
/// nowhere brighter than tissue. Buffers are kept between calls. Deterministic.
class BonePoints {
 public:
  /// path: one sample per line or BonePath::kNoBone. Points in px of the whole picture.
  [[nodiscard]] BoneSurface make(const std::vector<int>& path, const BoneLikelihood& likelihood,
                                 const ScanLines& geometry, const BoneOptions& options);

 private:
  /// Lines [begin, end) that carry bone without a gap.
  struct Run {
    int begin = 0;
    int end = 0;
  };

  void find_crests(const Run& run, const std::vector<int>& path, const cv::Mat& ridge,
                   double sample_mm);
  void smooth(const Run& run);
  void rate(const Run& run, const std::vector<int>& path, const BoneLikelihood& likelihood,
            const ScanLines& geometry);
  void find_stretches(const Run& run, const ScanLines& geometry);
  /// What a line is rated down by where no stretch near it is long and clear enough for a surface.
  [[nodiscard]] float speck_cost(const Run& run, int line, const ScanLines& geometry) const;
  [[nodiscard]] BonePoint point_at(const Run& run, int line, const ScanLines& geometry) const;
  void add_points(const Run& run, const Run& part, const ScanLines& geometry,
                  BoneSurface& surface) const;
  void add_convincing(const Run& run, const ScanLines& geometry, const BoneOptions& options,
                      BoneSurface& surface) const;

  std::vector<float> depth_, smoothed_;           ///< per line, samples
  std::vector<float> evidence_, crest_, bright_;  ///< per line, running sums
  std::vector<float> stretch_;                    ///< per line, mean evidence over a stretch
  std::vector<float> confidence_;                 ///< per line
};

}  // namespace echolance
