// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "core/error.hpp"

namespace echolance {

enum class ContentSensitivity {
  kUsual,    ///< three grey levels above the background; holds for lossy coding
  kHighest,  ///< anything but the exact background; for has_clean_background only
};

/// Whether the background is one exact level, so that the faintest pixel tells of an echo.
[[nodiscard]] bool has_clean_background(const cv::Mat& grey);

/// Marks the pixels that look like ultrasound: textured, in one large solid patch or as faint noise
/// next to it. Text, rulers, flat bars and thin lines apart from the patch are left out.
/// Input: 8-bit, 1 channel. Output: CV_8U of the same size, 255 where there is content.
/// kNoData where no patch is found. Deterministic. Source: ours.
[[nodiscard]] Result<cv::Mat> find_content(
    const cv::Mat& grey, ContentSensitivity sensitivity = ContentSensitivity::kUsual);

}  // namespace echolance
