// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/frame_source.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// What is true in one simulated frame.
struct SimulatedTruth {
  std::int64_t frame_index = 0;
  bool needle_inserted = false;    ///< some of it is under the skin
  double visible_length_mm = 0.0;  ///< inside slice thickness and picture, not in shadow
  bool tip_in_plane = false;
  double tip_out_of_plane_mm = 0.0;    ///< signed distance of the tip from the picture plane
  std::optional<PixelPoint> tip_px;    ///< projected onto the plane; empty outside the picture
  std::optional<PixelPoint> shaft_px;  ///< far end of the visible part
  Point<space::Reference> tip_in_reference;
  Point<space::Reference> entry_in_reference;
  Transform<space::Reference, space::Probe> reference_from_probe;  ///< true, not as tracked
  std::vector<PixelPoint> bone_px;                                 ///< per column
  struct Landmark {
    std::string name;
    PixelPoint px;
    double out_of_plane_mm = 0.0;
  };
  std::vector<Landmark> landmarks;  ///< within 5 mm of the plane and inside the picture
};

/// A scenario as a recording (and, with set_poses, as a live source). Frames have ImageToProbe,
/// ProbeToTracker, ReferenceToTracker, NeedleToTracker poses.
class ScenarioSource final : public FrameSource {
 public:
  [[nodiscard]] static Result<ScenarioSource> create(Scenario scenario);
  ScenarioSource(ScenarioSource&&) noexcept;
  ScenarioSource& operator=(ScenarioSource&&) noexcept;
  ~ScenarioSource() override;

  [[nodiscard]] const SequenceInfo& info() const override;
  [[nodiscard]] Result<std::optional<Frame>> next() override;
  /// Of the frame that next() gave last.
  [[nodiscard]] const SimulatedTruth& truth() const;
  [[nodiscard]] const Scenario& scenario() const;

  /// Live: from the next frame on the probe and needle are here, whatever the keys say.
  void set_poses(const Transform<space::Reference, space::Probe>& reference_from_probe,
                 const std::optional<NeedlePlacement>& needle);

 private:
  struct State;
  explicit ScenarioSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace echolance
