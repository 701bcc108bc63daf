// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace echolance {

/// Hands values from one thread to another in order. When `most` wait already the oldest of them is
/// dropped and counted: whoever is late sees the newest. Closing it wakes the receiver.
template <class T>
class DropOldestQueue {
 public:
  explicit DropOldestQueue(std::size_t most) : most_(most) {}

  /// False, and nothing is taken, when it was closed.
  bool push(T value) {
    std::optional<T> dropped;  // freed after the lock
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return false;
      if (waiting_.size() >= most_) {
        dropped = std::move(waiting_.front());
        waiting_.pop_front();
        ++dropped_;
      }
      waiting_.push_back(std::move(value));
    }
    changed_.notify_one();
    return true;
  }

  /// Waits for the next one; empty once it was closed and nothing waits, or at once after
  /// abandon().
  [[nodiscard]] std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    std::optional<T> next(std::move(waiting_.front()));
    waiting_.pop_front();
    return next;
  }

  /// Nothing more will come; what waits is still given out.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  /// The same, and what waits is forgotten (not counted as dropped: nobody wants it any more).
  void abandon() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      waiting_.clear();
    }
    changed_.notify_all();
  }

  [[nodiscard]] std::int64_t dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> waiting_;
  std::size_t most_;
  std::int64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace echolance
