// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_tracker.hpp"
namespace echolance {
struct NeedleTracker::State {};
NeedleTracker::NeedleTracker(const NeedleOptions&) : state_(std::make_unique<State>()) {}
NeedleTracker::~NeedleTracker() = default;
NeedleTracker::NeedleTracker(NeedleTracker&&) noexcept = default;
NeedleTracker& NeedleTracker::operator=(NeedleTracker&&) noexcept = default;
NeedleEstimate NeedleTracker::update(const NeedleInput&) {
  return {};
}
}  // namespace echolance
