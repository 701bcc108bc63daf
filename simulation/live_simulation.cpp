// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/live_simulation.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include "simulation/needle_pose.hpp"

namespace echolance {

struct LiveSimulation::State {
  explicit State(ScenarioSource engine) : source(std::move(engine)) {
    wish.reference_from_probe = source.scenario().probe_keys.front().reference_from_probe;
  }

  struct Injection {
    Point<space::Reference> place;
    double volume_ml = 0.0;
  };
  struct Wish {
    Transform<space::Reference, space::Probe> reference_from_probe;
    std::optional<NeedlePlacement> needle;
    std::vector<Injection> injections;  ///< since the last frame
  };
  [[nodiscard]] Wish take() {
    const std::lock_guard lock(mutex);
    Wish taken = wish;
    wish.injections.clear();
    return taken;
  }

  ScenarioSource source;
  std::mutex mutex;
  Wish wish;  ///< of the next frame; under the mutex
};

Result<LiveSimulation> LiveSimulation::create(Scenario scenario) {
  if (scenario.probe_keys.size() > 1) scenario.probe_keys.resize(1);
  scenario.pools.clear();
  return ScenarioSource::create(std::move(scenario)).map([](ScenarioSource&& source) {
    auto state = std::make_unique<State>(std::move(source));
    state->source.set_poses(state->wish.reference_from_probe, std::nullopt);
    return LiveSimulation(std::move(state));
  });
}

LiveSimulation::LiveSimulation(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveSimulation::LiveSimulation(LiveSimulation&&) noexcept = default;
LiveSimulation& LiveSimulation::operator=(LiveSimulation&&) noexcept = default;
LiveSimulation::~LiveSimulation() = default;

void LiveSimulation::set_probe_pose(
    const Transform<space::Reference, space::Probe>& reference_from_probe) {
  const std::lock_guard lock(state_->mutex);
  state_->wish.reference_from_probe = reference_from_probe;
}

void LiveSimulation::set_needle_pose(
    const std::optional<Transform<space::Reference, space::Needle>>& reference_from_needle) {
  const Scenario& plan = scenario();
  std::optional<NeedlePlacement> needle;
  if (reference_from_needle) {
    needle = placement_of(*plan.patient, plan.needle, *reference_from_needle);
  }
  set_needle(needle);
}

void LiveSimulation::set_needle(const std::optional<NeedlePlacement>& needle) {
  const std::lock_guard lock(state_->mutex);
  state_->wish.needle = needle;
}

void LiveSimulation::advance_needle(double way_mm) {
  const std::lock_guard lock(state_->mutex);
  if (state_->wish.needle) state_->wish.needle->depth_mm += way_mm;
}

bool LiveSimulation::inject(double volume_ml) {
  const std::lock_guard lock(state_->mutex);
  const auto& needle = state_->wish.needle;
  if (!needle || needle->depth_mm <= 0.0) return false;
  const auto tip = needle_point(state_->source.scenario().needle, *needle, needle->depth_mm);
  state_->wish.injections.push_back({{tip}, volume_ml});
  return true;
}

const SequenceInfo& LiveSimulation::info() const {
  return state_->source.info();
}

Result<std::optional<Frame>> LiveSimulation::next() {
  const State::Wish wish = state_->take();
  for (const auto& injection : wish.injections) {
    state_->source.inject(injection.place, injection.volume_ml);
  }
  state_->source.set_poses(wish.reference_from_probe, wish.needle);
  return state_->source.next();
}

const SimulatedTruth& LiveSimulation::truth() const {
  return state_->source.truth();
}

const Scenario& LiveSimulation::scenario() const {
  return state_->source.scenario();
}

const PictureGeometry& LiveSimulation::geometry() const {
  return state_->source.geometry();
}

}  // namespace echolance
