// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

namespace echolance {

/// CV_8UC1 of a frame's picture: the picture itself where it is grey already (shared, not copied),
/// a conversion of BGR else.
[[nodiscard]] cv::Mat grey_of(const cv::Mat& picture);

}  // namespace echolance
