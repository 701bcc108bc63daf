// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "core/timestamp.hpp"

namespace echolance {

/// What a FrameSource may be besides: one that can go to a frame without reading all before it.
class SeekableSource {
 public:
  virtual ~SeekableSource() = default;

  /// From here on next() gives this frame and those after it: the same pixels, times and poses as
  /// when all is read from the begin. `time` is that of the frame, as an earlier reading gave it.
  /// False where that cannot be promised; the source may then stand anywhere and must be opened
  /// anew.
  [[nodiscard]] virtual bool go_to(std::int64_t index, Timestamp time) = 0;
};

}  // namespace echolance
