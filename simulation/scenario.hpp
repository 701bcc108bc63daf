// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// The needle's meant placement at a time, smooth between; a redirect is a new placement.
struct NeedleKey {
  double time_s = 0.0;
  NeedlePlacement placement;
};

/// An injection: fluid that spreads from a place.
struct PoolKey {
  double time_s = 0.0;
  double duration_s = 3.0;
  Point<space::Reference> centre;
  double volume_ml = 0.0;
};

/// A whole recording as a plan: patient, scanner, motions. Frames are drawn from it.
struct Scenario {
  std::string name;
  std::shared_ptr<const Patient> patient;
  ProbeModel probe;
  ScannerSettings scanner;
  NeedleDevice needle;
  std::vector<ProbeKey> probe_keys;    ///< at least one, ascending times
  std::vector<NeedleKey> needle_keys;  ///< ascending times; empty: no needle
  std::vector<PoolKey> pools;
  std::optional<Point<space::Reference>> target;
  HandMotion hand;
  TrackerModel tracker;
  double frame_rate_hz = 20.0;
  int frames = 200;
  double tissue_spacing_mm = 0.7;  ///< of the volume around what is scanned
  std::uint64_t seed = 1;
  /// Strata of the accuracy suite and the like: "visibility" -> "partly".
  std::vector<std::pair<std::string, std::string>> labels;
};

/// Standard views and approaches of CLINICAL 1 on a patient: probe over the landmark in the usual
/// plane, needle in plane (or out) at the usual angle, in, pause, injection, out.
struct ProcedureRequest {
  std::string procedure;                   ///< an id of simulation/data/procedures.json
  std::string side = "left";               ///< or "right"
  std::string probe;                       ///< empty: the procedure's
  std::optional<NeedleRequest> needle;     ///< empty: the procedure's
  std::optional<double> needle_angle_rad;  ///< against the probe's face; empty: the usual
  double plane_offset_mm = 0.0;            ///< of the needle beside the picture plane
  /// The needle's way is turned by this about the beam through the target: pi/2 is out of plane.
  double plane_angle_rad = 0.0;
  ScannerSettings scanner;  ///< depth and focus follow the target unless depth_mm is given
  std::optional<double> depth_mm;
  int frames = 200;
  double frame_rate_hz = 20.0;
  std::uint64_t seed = 1;
};

/// The ids of procedures.json in its order.
[[nodiscard]] std::vector<std::string> procedure_names();

/// kInvalidOption lists the procedures for an unknown one, and names a side, probe or needle that
/// does not fit; kNoData where the patient lacks the landmark.
[[nodiscard]] Result<Scenario> procedure_scenario(std::shared_ptr<const Patient> patient,
                                                  const ProcedureRequest& request);

/// A scenario from the text of a JSON script (docs/scenario.md). kDamagedFile with the key; the
/// errors of procedure_scenario.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text);
/// The same from a file; also kFileNotFound.
[[nodiscard]] Result<Scenario> read_scenario(const std::string& path);

}  // namespace echolance
