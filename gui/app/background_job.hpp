// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <utility>

namespace echolance {

/// One piece of work on a thread of its own; the window asks in every frame whether it is done.
/// Destroying it waits for the end.
template <typename T>
class BackgroundJob {
 public:
  /// A job that is still running is waited for; ask busy() first where that matters.
  template <typename Work>
  void start(Work&& work) {
    future_ = std::async(std::launch::async, std::forward<Work>(work));
  }
  [[nodiscard]] bool busy() const { return future_.valid(); }
  /// What came out, once.
  [[nodiscard]] std::optional<T> take() {
    if (!future_.valid() ||
        future_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      return std::nullopt;
    }
    return future_.get();
  }

 private:
  std::future<T> future_;
};

}  // namespace echolance
