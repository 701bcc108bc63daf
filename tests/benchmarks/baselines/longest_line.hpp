// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/matx.hpp>
#include <opencv2/core/types.hpp>
#include <vector>

#include "core/needle.hpp"

namespace echolance {

/// The longest of `lines` (x1, y1, x2, y2 in px, counted from `origin` in the picture) as a needle
/// that is seen with certainty; its deeper end is taken for the tip. Not seen without lines. Of
/// equally long lines the first.
[[nodiscard]] NeedleEstimate longest_line(const std::vector<cv::Vec4f>& lines, cv::Point origin);

}  // namespace echolance
