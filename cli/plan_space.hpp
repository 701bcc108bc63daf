// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "session/plan_case.hpp"
#include "session/run_plan.hpp"

namespace echolance {

/// Flags of `echolance plan` for cases in space.
struct SpaceFlags {
  bool in_space = false;
  std::string calibration_path;
  std::string space;  // empty: Reference
  std::optional<double> skin_depth_mm;

  [[nodiscard]] bool given() const {
    return in_space || !calibration_path.empty() || !space.empty() || skin_depth_mm;
  }
};
void add_space_flags(CLI::App& command, SpaceFlags& flags);

/// What CASE is.
enum class PlanInput : std::uint8_t {
  kPicture,         ///< a recording, to be planned on one of its pictures
  kSweep,           ///< a recording, to be planned on as a whole
  kLandmarks,       ///< of `echolance landmarks`
  kReconstruction,  ///< of `echolance reconstruct`
};

/// What is known before CASE is read.
struct InputWishes {
  bool frame_given = false;
  bool target_from_file = false;
  std::size_t target_numbers = 0;  ///< of --target; 0: not given
};

/// Looks at CASE and the flags. A tracked recording is planned on in space where that is asked for,
/// or the target is given in space, or single pictures cannot give the procedure's target; never
/// with a frame. kInvalidOption for flags that do not go together or with CASE.
[[nodiscard]] Result<PlanInput> plan_input(const std::string& path, const SpaceFlags& flags,
                                           const InputWishes& wishes, const PlanTask& task);

/// The case in space; the input's hash goes to `run`.
[[nodiscard]] Result<PlanCase> case_in_space(const std::string& path, PlanInput input,
                                             const SpaceFlags& flags, PlanRun& run);

}  // namespace echolance
