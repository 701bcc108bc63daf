// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace echolance {

/// Whether a change starts a step of undo or goes on with the last (a drag).
enum class EditStep : std::uint8_t { kNew, kSame };

/// A value with the values it had before: undo goes back over them, redo forth again. A change that
/// changes nothing is no step; the oldest steps are forgotten beyond `kMostSteps`. Not thread-safe.
template <class T>
class EditHistory {
 public:
  static constexpr std::size_t kMostSteps = 200;

  EditHistory() = default;
  explicit EditHistory(T value) : now_(std::move(value)) {}

  [[nodiscard]] const T& now() const { return now_; }
  [[nodiscard]] bool can_undo() const { return !before_.empty(); }
  [[nodiscard]] bool can_redo() const { return !after_.empty(); }

  /// With kSame the value before the whole drag is what undo goes back to; where nothing can be
  /// gone on with (the first change, or the first after an undo), it is a new step.
  void change(T value, EditStep step = EditStep::kNew) {
    if (value == now_) return;
    const bool goes_on = step == EditStep::kSame && can_go_on_;
    if (!goes_on) before_.push_back(std::move(now_));
    if (before_.size() > kMostSteps) before_.pop_front();
    now_ = std::move(value);
    after_.clear();
    can_go_on_ = true;
  }

  /// False where there is nothing to go back to.
  bool undo() { return move_on(before_, after_); }
  bool redo() { return move_on(after_, before_); }

  /// Changes all values, those of undo and redo too, as where places are told in another unit.
  template <class F>
  void rework(const F& change_one) {
    change_one(now_);
    for (auto& value : before_) change_one(value);
    for (auto& value : after_) change_one(value);
  }

  /// Another value, as of a case that was opened: nothing of before is known.
  void restart(T value) { *this = EditHistory(std::move(value)); }

 private:
  bool move_on(std::deque<T>& from, std::deque<T>& to) {
    if (from.empty()) return false;
    to.push_back(std::move(now_));
    now_ = std::move(from.back());
    from.pop_back();
    can_go_on_ = false;
    return true;
  }

  T now_{};
  std::deque<T> before_;  ///< the newest at the back
  std::deque<T> after_;   ///< the next at the back
  bool can_go_on_ = false;
};

}  // namespace echolance
