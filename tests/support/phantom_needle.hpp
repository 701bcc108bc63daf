// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>

#include "tests/support/phantom.hpp"

namespace echolance {

/// The needle's place in frame `index`; empty while it is outside the picture. `options.needle`
/// must be set.
[[nodiscard]] std::optional<NeedleTruth> phantom_needle_truth(const PhantomOptions& options,
                                                              int index);

/// Adds the needle's echo to `echo` (CV_32FC2, mean tissue power 1).
void draw_phantom_needle(const PhantomOptions& options, int index, cv::Mat& echo);

}  // namespace echolance
