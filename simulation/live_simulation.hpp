// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>

#include "simulation/scenario_source.hpp"

namespace echolance {

/// A patient under a probe and a needle that somebody moves: the engine of ScenarioSource, driven
/// by poses instead of a plan. Frame k is at k / frame rate; the same poses at the same frames make
/// the same pixels, whatever the thread count.
///
/// Poses and injections may come from any thread at any time; the next frame that is begun shows
/// the newest. next(), truth() and the other readers belong to one thread.
class LiveSimulation final : public SimulationSource {
 public:
  /// The probe starts where the scenario's first key has it, without a needle and without its
  /// injections; later keys and the number of frames count for nothing. The tissue reaches as far
  /// beyond the first picture as `tissue_margin_mm`; outside is air. ScenarioSource's errors.
  [[nodiscard]] static Result<LiveSimulation> create(Scenario scenario);
  LiveSimulation(LiveSimulation&&) noexcept;
  LiveSimulation& operator=(LiveSimulation&&) noexcept;
  ~LiveSimulation() override;

  void set_probe_pose(const Transform<space::Reference, space::Probe>& reference_from_probe);
  /// As a tracker with its marker on the hub says it (placement_of), or no needle.
  void set_needle_pose(
      const std::optional<Transform<space::Reference, space::Needle>>& reference_from_needle);
  void set_needle(const std::optional<NeedlePlacement>& needle);
  /// Along its way, negative: back. Without a needle nothing happens.
  void advance_needle(double way_mm);
  /// Fluid at the tip, for three seconds; false where no tip is under the skin.
  bool inject(double volume_ml);

  [[nodiscard]] const SequenceInfo& info() const override;
  /// Never the end.
  [[nodiscard]] Result<std::optional<Frame>> next() override;
  [[nodiscard]] const SimulatedTruth& truth() const override;
  [[nodiscard]] const Scenario& scenario() const override;
  [[nodiscard]] const PictureGeometry& geometry() const override;

 private:
  struct State;
  explicit LiveSimulation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace echolance
