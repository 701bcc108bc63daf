// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "session/run_simulate.hpp"
#include "session/trial_sweep.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// Writes a tracked sweep of patient 3, small and quick to make, from which `landmarks` gives all
/// that plans need. For use with ASSERT_NO_FATAL_FAILURE.
inline void write_small_sweep(const std::string& path) {
  TrialSweep sweep;
  sweep.probe = "l12-5";
  sweep.frames = 90;
  sweep.seed = 5;
  auto scenario =
      trial_sweep(std::make_shared<const Patient>(make_patient(*draw_patient(3))), sweep);
  ASSERT_TRUE(scenario) << scenario.error().text();
  scenario->scanner.size_px = {256, 256};
  scenario->scanner.lines = 128;
  auto source = ScenarioSource::create(std::move(*scenario));
  SimulateRequest request;
  request.out_path = path;
  const auto written = run_simulate(*source, request);
  ASSERT_TRUE(written) << written.error().text();
}

}  // namespace echolance
