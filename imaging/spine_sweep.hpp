// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "core/landmark.hpp"
#include "imaging/area_shrink.hpp"
#include "imaging/frame_change.hpp"
#include "imaging/frame_landmarks.hpp"
#include "imaging/surface_profile.hpp"
#include "imaging/vertebra_row.hpp"

namespace echolance {

/// A vertebra that a sweep counted, and the pictures that have it near their middle.
struct CountedPlace {
  int lumbar_level = 5;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  std::int64_t best_frame = 0;  ///< it is in the very middle
};

/// Counts the lumbar vertebrae over a sweep along the spine (parasagittal or median) without
/// tracking: pictures that slide in their own plane are laid side by side by correlation, and the
/// bone under their middles becomes one surface along the spine, in which vertebrae are counted up
/// from the sacrum (count_vertebrae). Looks back only; so a level is named from the picture on in
/// which the row up to it is seen, and when that holds for some pictures; a sweep in which a named
/// level moves to another place names none. A cut, or a picture that does not continue the one
/// before, begins a new sweep. Without pixel size nothing is counted.
///
/// Deterministic; not thread-safe itself. Cost: about 0.4 ms a picture. Source: ours.
class SpineSweep {
 public:
  void update(const LandmarkScene& scene, FrameChange change, std::int64_t frame_index);

  /// Counted vertebrae that lie in the last picture.
  [[nodiscard]] std::vector<LevelPlace> in_picture() const;

  /// All counted ones of the longest row of any sweep so far, from L5 upwards.
  [[nodiscard]] std::vector<CountedPlace> summary() const;

 private:
  struct Bin {
    std::vector<float> depths_mm;
    int pictures = 0;
  };
  /// A level where it was counted, and in how many pictures in a row.
  struct Named {
    CountedVertebra vertebra;
    double at_mm = 0.0;  ///< along the sweep
    int pictures = 0;
  };
  struct Step {
    std::int64_t frame_index = 0;
    double offset_mm = 0.0;
  };

  void restart();
  [[nodiscard]] bool follow(const LandmarkScene& scene);
  void add(const LandmarkScene& scene);
  void count();
  void compare(const std::vector<CountedVertebra>& counted);
  [[nodiscard]] std::vector<Named> steady() const;
  [[nodiscard]] std::vector<CountedPlace> places() const;
  [[nodiscard]] Bin& bin_at(int along_mm);

  AreaShrink shrink_;
  cv::Mat small_, before_, match_;
  SurfaceProfile surface_;
  double offset_mm_ = 0.0;  ///< of the picture's left edge, along the sweep
  double middle_mm_ = 0.0;  ///< of the picture, from its left edge
  double width_mm_ = 0.0;
  int first_bin_ = 0;  ///< place of bins_[0], mm along the sweep
  std::vector<Bin> bins_;
  std::vector<std::optional<double>> profile_;
  std::vector<Named> named_;
  bool contradicts_itself_ = false;  ///< a level that was named turned out to be elsewhere
  std::vector<Step> steps_;
  std::vector<CountedPlace> best_;  ///< of earlier sweeps
};

}  // namespace echolance
