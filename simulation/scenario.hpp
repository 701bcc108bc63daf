// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "simulation/hand_motion.hpp"
#include "simulation/needle_device.hpp"
#include "simulation/patient.hpp"
#include "simulation/tracker_model.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// The probe's meant pose at a time; linear and spherical interpolation between.
struct ProbeKey {
  double time_s = 0.0;
  Transform<space::Reference, space::Probe> reference_from_probe;
};

/// The needle's meant depth at a time, linear between; a redirect is a new placement.
struct NeedleKey {
  double time_s = 0.0;
  NeedlePlacement placement;
};

struct PoolKey {
  double time_s = 0.0;
  Point<space::Reference> centre;
  double volume_ml = 0.0;  ///< injected from here on in 3 s
};

/// A whole recording as a plan: patient, scanner, motions. frames are drawn from it.
struct Scenario {
  std::string name;
  Patient patient;
  ProbeModel probe;
  ScannerSettings scanner;
  NeedleDevice needle;
  std::vector<ProbeKey> probe_keys;    ///< at least one
  std::vector<NeedleKey> needle_keys;  ///< empty: no needle
  std::vector<PoolKey> pools;
  HandMotion hand;
  TrackerModel tracker;
  double frame_rate_hz = 20.0;
  int frames = 100;
  std::uint64_t seed = 1;
  /// Strata of the accuracy suite and the like: "visibility" -> "partly".
  std::vector<std::pair<std::string, std::string>> labels;
};

/// Standard views and approaches of CLINICAL 1 on a patient: probe over the landmark in the usual
/// plane, needle in plane (or out) at the usual angle, in, pause, injection, out.
/// Names as in CLINICAL 1.16: psis_infil, piis_infil, sij_ia, sacral_lb, facet_ia, mbb, caudal, ...
struct ProcedureRequest {
  std::string procedure;
  std::string side = "left";
  std::string probe = "l12-5";
  std::optional<double> needle_angle_rad;  ///< against the probe's face
  double plane_offset_mm = 0.0;            ///< of the needle beside the picture plane
  double plane_angle_rad = 0.0;            ///< against it
  int frames = 100;
  std::uint64_t seed = 1;
};
/// kInvalidOption lists the procedures for an unknown one.
[[nodiscard]] Result<Scenario> procedure_scenario(Patient patient, const ProcedureRequest& request);

/// A scenario from a JSON script (docs/scenario.md). kFileNotFound, kDamagedFile with the key.
[[nodiscard]] Result<Scenario> read_scenario(const std::string& path);

}  // namespace echolance
