// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "imaging/pixel_mapping.hpp"

namespace echolance {

/// Decodes an image file as stored in depth, with EXIF rotation applied and without alpha: 1 or 3
/// (BGR) channels. kFileNotFound; kDamagedFile also for a JPEG cut short, which decoders fill up
/// with grey and call whole.
[[nodiscard]] Result<cv::Mat> read_image(const std::string& path);

/// The mapping to 8 bit that suits this picture: none for 8-bit; for 16-bit the smallest usual
/// bit depth (8, 10, 12, 14, 16) that holds its values; its range for any other depth.
[[nodiscard]] PixelMapping mapping_for(const cv::Mat& picture);

/// 8-bit copy, or the picture itself when it is 8-bit already.
[[nodiscard]] cv::Mat to_8_bit(const cv::Mat& picture, const PixelMapping& mapping);

}  // namespace echolance
