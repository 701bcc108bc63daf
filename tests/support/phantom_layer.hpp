// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "tests/support/phantom.hpp"

namespace echolance {

/// Adds the restless layer's echo to `echo` (CV_32FC2, mean tissue power 1). `options.layer` must
/// be set.
void draw_phantom_layer(const PhantomOptions& options, int index, cv::Mat& echo);

}  // namespace echolance
