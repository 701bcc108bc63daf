// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/frame.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// A viewer's state as the program would fill it, made at once without its threads: a sample
/// recording replayed to a frame, planned on and followed.
struct SampleState {
  ViewerState state;
  std::vector<std::shared_ptr<const Frame>> pictures;
  std::vector<std::shared_ptr<const FrameReport>> reports;

  /// Shows this frame in replay and guide.
  void show(std::int64_t frame);
};

struct SampleRequest {
  std::string recording;  ///< path
  std::string procedure;
  std::int64_t most_frames = 1000;
};
/// Planned where it can be, else the plan's error says why. Textures have id 0.
[[nodiscard]] SampleState sample_state(const SampleRequest& request);

/// A virtual patient planned on in space; no recording.
[[nodiscard]] ViewerState patient_state(const std::string& procedure);

/// Nothing open, nothing found.
[[nodiscard]] ViewerState empty_state();

}  // namespace echolance
