// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

namespace echolance {

/// Marks text and ruler ticks burnt into an ultrasound picture: small, crisp, bright specks on dark
/// surroundings that stand in an upright or level row of at least three, near the picture's edge. A
/// needle's or a vessel's echo is neither crisp on all sides nor set out in such rows.
/// Input: 8-bit, 1 channel, the ultrasound region only; over several frames their per-pixel
/// minimum. Output: CV_8U of the same size, 255 where burnt in. Deterministic. Source: ours.
[[nodiscard]] cv::Mat find_burnt_in(const cv::Mat& grey);

}  // namespace echolance
