// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/frame_source.hpp"

namespace echolance {

/// Replays frames made by a test, and then, where given, fails as a damaged file does.
class ListSource final : public FrameSource {
 public:
  ListSource(SequenceInfo info, std::vector<Frame> frames, std::optional<Error> then_error = {})
      : info_(std::move(info)), frames_(std::move(frames)), then_error_(std::move(then_error)) {}

  [[nodiscard]] const SequenceInfo& info() const override { return info_; }
  [[nodiscard]] Result<std::optional<Frame>> next() override {
    if (next_ < frames_.size()) return std::optional<Frame>(frames_[next_++]);
    if (then_error_) return tl::unexpected(*then_error_);
    return std::optional<Frame>{};
  }

 private:
  SequenceInfo info_;
  std::vector<Frame> frames_;
  std::optional<Error> then_error_;
  std::size_t next_ = 0;
};

}  // namespace echolance
