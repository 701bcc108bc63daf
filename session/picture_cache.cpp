// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/picture_cache.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace echolance {
namespace {

constexpr std::int64_t kBehind = 3;  // times as far

std::size_t bytes_of(const Frame& frame) {
  return sizeof(Frame) + frame.image.total() * frame.image.elemSize() +
         frame.poses.size() * sizeof(NamedPose);
}

}  // namespace

std::int64_t PictureCache::distance(std::int64_t frame) const {
  return frame >= playhead_ ? frame - playhead_ : kBehind * (playhead_ - frame);
}

PictureCache::Picture PictureCache::find(std::int64_t frame) const {
  const auto found = pictures_.find(frame);
  return found == pictures_.end() ? nullptr : found->second;
}

std::vector<PictureCache::Picture> PictureCache::add(Picture picture) {
  std::vector<Picture> gone;
  const std::int64_t index = picture->index;
  const std::size_t bytes = bytes_of(*picture);
  largest_bytes_ = std::max(largest_bytes_, bytes);
  const auto [place, is_new] = pictures_.try_emplace(index, std::move(picture));
  if (!is_new) return gone;
  bytes_ += bytes;
  while (bytes_ > most_bytes_ && pictures_.size() > 1) {
    // The farthest is one of the two ends.
    const auto first = pictures_.begin(), last = std::prev(pictures_.end());
    const auto farthest = distance(first->first) >= distance(last->first) ? first : last;
    bytes_ -= bytes_of(*farthest->second);
    gone.push_back(std::move(farthest->second));
    pictures_.erase(farthest);
  }
  return gone;
}

std::optional<std::int64_t> PictureCache::first_missing(std::optional<std::int64_t> end) const {
  const auto room = static_cast<std::int64_t>(most_bytes_ / largest_bytes_);
  const std::int64_t ahead = std::max<std::int64_t>(1, room * kBehind / (kBehind + 1) - 1);
  std::int64_t frame = playhead_;
  for (auto at = pictures_.lower_bound(frame); at != pictures_.end() && at->first == frame; ++at) {
    ++frame;
  }
  if (frame >= playhead_ + ahead || (end && frame >= *end)) return std::nullopt;
  return frame;
}

}  // namespace echolance
