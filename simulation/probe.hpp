// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace echolance {

enum class ArrayShape { kLinear, kCurved };

/// A transducer and its presets. CLINICAL 3.2; source tags in simulation/data/probes.json.
struct ProbeModel {
  std::string name;  ///< "c5-2", "l12-5", "l14-5"
  ArrayShape shape = ArrayShape::kLinear;
  int element_count = 128;
  double pitch_mm = 0.3;
  double radius_mm = 0.0;  ///< of a curved face
  double frequency_mhz = 7.5;
  double bandwidth = 0.7;  ///< -6 dB, relative
  double elevation_aperture_mm = 5.0;
  double elevation_focus_mm = 18.0;
  double focus_mm = 25.0;  ///< default transmit focus
  double depth_mm = 50.0;  ///< default picture depth
  double f_number = 2.5;

  [[nodiscard]] double face_width_mm() const { return element_count * pitch_mm; }
  [[nodiscard]] double wavelength_mm() const { return 1.54 / frequency_mhz; }
  /// Between the outermost lines of a curved probe.
  [[nodiscard]] double opening_rad() const {
    return shape == ArrayShape::kCurved ? face_width_mm() / radius_mm : 0.0;
  }
};

/// Reads probes in the form of simulation/data/probes.json. kDamagedFile.
[[nodiscard]] Result<std::vector<ProbeModel>> parse_probes(std::string_view text);

/// kInvalidOption with the list of names for an unknown one.
[[nodiscard]] Result<ProbeModel> find_probe(const std::string& name);
[[nodiscard]] std::vector<std::string> probe_names();

}  // namespace echolance
