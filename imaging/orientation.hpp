// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

namespace echolance {

/// What has to be done to a stored picture so that x runs to the marked side of the probe and y
/// away from it (MF). First the transposition, then the flips.
struct OrientationChange {
  bool transpose = false;
  bool flip_x = false;
  bool flip_y = false;

  friend bool operator==(const OrientationChange&, const OrientationChange&) = default;
};

/// From UltrasoundImageOrientation: two letters for the directions of +x and +y (M or U: to the
/// marked or unmarked side; F or N: away from the probe or towards it), and an optional A or D.
/// Empty for a code that does not say (XX, ??, volume codes).
/// Source: Plus documentation, UltrasoundImageOrientation.
[[nodiscard]] std::optional<OrientationChange> orientation_change(const std::string& code);

/// The picture turned to MF; the same pixels when nothing has to be done.
[[nodiscard]] cv::Mat turned_to_mf(const cv::Mat& stored, const OrientationChange& change);

}  // namespace echolance
