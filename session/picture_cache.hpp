// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/frame.hpp"

namespace echolance {

/// Pictures of a recording around the frame that is looked at, up to so many bytes. What is
/// farthest from it goes first; a frame behind counts as three times as far as one ahead. The
/// frame looked at itself always stays. Not thread-safe.
class PictureCache {
 public:
  using Picture = std::shared_ptr<const Frame>;

  explicit PictureCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  void look_at(std::int64_t frame) { playhead_ = frame; }
  [[nodiscard]] std::int64_t playhead() const { return playhead_; }
  /// Null where it is not there.
  [[nodiscard]] Picture find(std::int64_t frame) const;
  /// Returns what had to go for it, itself perhaps, to be freed by the caller at leisure.
  [[nodiscard]] std::vector<Picture> add(Picture picture);
  /// The first frame from the playhead on, before `end`, that should be read: empty where the
  /// share of the bytes for what is ahead is used.
  [[nodiscard]] std::optional<std::int64_t> first_missing(std::optional<std::int64_t> end) const;
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return pictures_.size(); }

 private:
  [[nodiscard]] std::int64_t distance(std::int64_t frame) const;

  std::map<std::int64_t, Picture> pictures_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::size_t largest_bytes_ = 1;  ///< of a picture so far
  std::int64_t playhead_ = 0;
};

}  // namespace echolance
