// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <vector>

#include "tracking/needle_tracker.hpp"

namespace echolance {

/// Baseline: OpenCV's line segment detector with its own defaults, and of its lines the longest, in
/// the bounds of the region. No memory. Deterministic. Source: von Gioi et al., LSD, IPOL 2012.
class LsdNeedle final : public NeedleFinder {
 public:
  LsdNeedle();
  ~LsdNeedle() override;
  LsdNeedle(LsdNeedle&&) noexcept;
  LsdNeedle& operator=(LsdNeedle&&) noexcept;

  [[nodiscard]] NeedleEstimate update(const NeedleInput& input) override;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace echolance
