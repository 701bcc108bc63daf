// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"

namespace echolance {

/// A recording that is read frame by frame, front to back; memory does not grow with its length.
class FrameSource {
 public:
  virtual ~FrameSource() = default;

  [[nodiscard]] virtual const SequenceInfo& info() const = 0;

  /// The next frame; nothing at the end of the recording. An error (kDamagedFile) ends the
  /// recording: all frames before it were whole and have been delivered.
  [[nodiscard]] virtual Result<std::optional<Frame>> next() = 0;
};

}  // namespace echolance
