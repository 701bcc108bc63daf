// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "simulation/scenario_source.hpp"

namespace echolance {

/// One patient for all tests of a program.
inline std::shared_ptr<const Patient> small_patient() {
  static const auto one = std::make_shared<const Patient>(make_patient(*draw_patient(3)));
  return one;
}

/// Small and coarse: these tests are about places and names, not about the look.
inline ProcedureRequest small_request(const std::string& procedure) {
  ProcedureRequest request;
  request.procedure = procedure;
  request.frames = 10;
  request.scanner.size_px = {128, 128};
  request.scanner.lines = 48;
  request.scanner.samples = 192;
  request.scanner.slices = 3;
  return request;
}

inline Scenario small_scenario(const ProcedureRequest& request) {
  auto scenario = procedure_scenario(small_patient(), request);
  EXPECT_TRUE(scenario) << scenario.error().text();
  scenario->tissue_spacing_mm = 1.5;
  return std::move(*scenario);
}

/// Nobody moves but as planned, and the tracker makes no mistakes.
inline Scenario steady(Scenario scenario) {
  scenario.hand = {0.0, 0.0, 0.0, 0.0, 0.0};
  scenario.tracker = {0.0, 0.0, 0.0, 0.0};
  return scenario;
}

}  // namespace echolance
