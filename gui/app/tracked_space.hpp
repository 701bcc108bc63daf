// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/frame.hpp"

namespace echolance {

/// What joins the pictures of a tracked recording to a space, besides their own poses.
struct TrackedSpace {
  std::vector<NamedPose> calibration;  ///< holds for all frames; counts before the frame's poses
  std::string space = "Reference";
};

}  // namespace echolance
