// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>

#include "core/bone_surface.hpp"
#include "core/image_region.hpp"
#include "core/needle.hpp"
#include "core/options.hpp"
#include "core/timestamp.hpp"
#include "imaging/frame_change.hpp"

namespace echolance {

struct NeedleOptions {
  double minimum_confidence = 0.5;  ///< below, the needle is not reported as seen
};

[[nodiscard]] std::span<const OptionSpec<NeedleOptions>> needle_option_table();

/// One frame as the needle tracker needs it.
struct NeedleInput {
  cv::Mat grey;  ///< 8-bit, 1 channel, whole picture
  ImageRegion region;
  std::optional<PixelSpacing> spacing;
  Timestamp time;
  FrameChange change = FrameChange::kFirst;
  const BoneSurface* bone = nullptr;  ///< of the same frame; not owned, may be null
  std::optional<NeedleModel> model;   ///< where the user gave the gauge
};

/// Anything that finds needles frame after frame: ours and the baselines of the benchmark.
class NeedleFinder {
 public:
  virtual ~NeedleFinder() = default;
  /// The estimate for this frame, from this frame and the ones before it only.
  [[nodiscard]] virtual NeedleEstimate update(const NeedleInput& input) = 0;
};

/// Detection and tracking of one in-plane needle; causal, deterministic, independent of the number
/// of threads. Searches the whole region while no needle is known and a strip around the
/// prediction afterwards. kCut forgets everything; kRepeated returns the last estimate.
class NeedleTracker final : public NeedleFinder {
 public:
  explicit NeedleTracker(const NeedleOptions& options = {});
  ~NeedleTracker() override;
  NeedleTracker(NeedleTracker&&) noexcept;
  NeedleTracker& operator=(NeedleTracker&&) noexcept;

  [[nodiscard]] NeedleEstimate update(const NeedleInput& input) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace echolance
