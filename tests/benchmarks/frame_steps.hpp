// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

#include "core/frame.hpp"
#include "imaging/bone_surface.hpp"
#include "imaging/find_region.hpp"
#include "imaging/frame_change.hpp"
#include "tracking/needle_tracker.hpp"

namespace echolance {

/// The steps of process_frame before the needle, so that several finders can look at the same
/// frames.
class FrameSteps {
 public:
  /// What a finder needs of this frame; nothing where no ultrasound is found in it. Its bone
  /// points into this object and holds until the next call.
  [[nodiscard]] std::optional<NeedleInput> update(const Frame& frame);

 private:
  RegionFinder region_finder_;
  FrameChangeDetector change_detector_;
  BoneSurfaceDetector bone_detector_;
  BoneSurface bone_;
};

/// Path of a file or folder of the kept recordings (ECHOLANCE_DATA); nothing where they are not.
[[nodiscard]] std::optional<std::string> recording_path(const std::string& name);

}  // namespace echolance
