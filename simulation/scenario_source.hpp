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

/// What is true in one simulated frame. px of the whole picture, mm.
struct SimulatedTruth {
  std::int64_t frame_index = 0;
  double time_s = 0.0;
  bool needle_inserted = false;  ///< some of it is under the skin
  /// Some of it lies in the slice and the picture, seen or not: a detector is not wrong there.
  bool needle_in_slice = false;
  double visible_length_mm = 0.0;  ///< inside slice thickness and picture, not in shadow
  double picture_length_mm = 0.0;  ///< inside the picture's edges, in the slice or beside it
  double slice_length_mm = 0.0;    ///< of that in the slice, whether in shadow or not
  double bright_length_mm = 0.0;   ///< of that a line that stands out (ShaftContrast)
  double contrast_db = 0.0;        ///< median over its surroundings, of that in the slice
  bool in_plane = false;           ///< most of what is inserted lies within the slice
  bool tip_in_plane = false;
  double tip_out_of_plane_mm = 0.0;    ///< signed distance of the tip from the picture plane
  double needle_angle_rad = 0.0;       ///< of the tip's direction to the probe's face, 0 to pi/2
  std::optional<PixelPoint> tip_px;    ///< projected onto the plane; empty outside the picture
  bool tip_visible = false;            ///< in the slice and the picture and not in shadow
  std::vector<PixelPoint> visible_px;  ///< of the shaft, far end to tip end, about 1 mm steps
  double depth_mm = 0.0;               ///< of the tip along its path under the skin
  Point<space::Reference> tip_in_reference;
  Point<space::Reference> entry_in_reference;
  std::vector<Eigen::Vector3d> shaft_mm;  ///< Reference, from the skin to the tip, 5 mm steps
  Transform<space::Reference, space::Probe> reference_from_probe;  ///< true, not as tracked
  double contact = 1.0;
  double injected_ml = 0.0;         ///< so far, as asked
  double drawn_ml = 0.0;            ///< of that in the tissue that is drawn
  std::vector<PixelPoint> bone_px;  ///< per column
  struct Landmark {
    std::string name;
    PixelPoint px;
    double out_of_plane_mm = 0.0;
  };
  std::vector<Landmark> landmarks;  ///< within 5 mm of the plane and inside the picture
};

/// Simulated frames with what is true in them. Frames carry ImageToProbe (scale and place of the
/// pixels), ProbeToTracker, ReferenceToTracker, NeedleToTracker. The needle's marker sits on its
/// hub: NeedleToTracker is of a straight needle (tracked_needle), so its origin misses the true tip
/// by the bend.
class SimulationSource : public FrameSource {
 public:
  /// Of the frame that next() gave last. Found when it is first asked for, which takes about a
  /// fifth of the time of the picture; nobody may have written to the frame's image.
  [[nodiscard]] virtual const SimulatedTruth& truth() const = 0;
  [[nodiscard]] virtual const Scenario& scenario() const = 0;
  [[nodiscard]] virtual const PictureGeometry& geometry() const = 0;
};

/// A scenario as a recording; with set_poses the engine of LiveSimulation. Deterministic, whatever
/// the thread count. Not thread-safe.
class ScenarioSource final : public SimulationSource {
 public:
  /// kInvalidOption for a scenario that makes no sense (no probe key, no frames, times that do not
  /// ascend, settings); kNoData without a patient.
  [[nodiscard]] static Result<ScenarioSource> create(Scenario scenario);
  ScenarioSource(ScenarioSource&&) noexcept;
  ScenarioSource& operator=(ScenarioSource&&) noexcept;
  ~ScenarioSource() override;

  [[nodiscard]] const SequenceInfo& info() const override;
  [[nodiscard]] Result<std::optional<Frame>> next() override;
  [[nodiscard]] const SimulatedTruth& truth() const override;
  [[nodiscard]] const Scenario& scenario() const override;
  [[nodiscard]] const PictureGeometry& geometry() const override;

  /// Live: from the next frame on the probe and needle are here, whatever the keys say, and the
  /// recording does not end.
  void set_poses(const Transform<space::Reference, space::Probe>& reference_from_probe,
                 const std::optional<NeedlePlacement>& needle);
  /// From the next frame on fluid spreads from here for three seconds.
  void inject(const Point<space::Reference>& place, double volume_ml);

 private:
  struct State;
  explicit ScenarioSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace echolance
