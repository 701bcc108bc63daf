// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <istream>

#include "simulation/live_simulation.hpp"

namespace echolance {

/// A live simulation driven by lines of text (docs/scenario.md):
///
///     probe X Y Z QX QY QZ QW       pose of Probe in Reference: mm, unit quaternion
///     needle X Y Z QX QY QZ QW      pose of Needle in Reference (tip of the straight needle)
///     needle none
///     advance MM                    the needle along its way
///     inject ML                     at the tip
///     frame [COUNT]                 draws
///
/// Empty lines and what follows a '#' count for nothing. Ends where the text ends. kDamagedFile
/// with the line's number for a line that is none of these. One thread; both arguments must live as
/// long as this.
class LiveCommands final : public SimulationSource {
 public:
  LiveCommands(LiveSimulation& live, std::istream& lines) : live_(live), lines_(lines) {}

  [[nodiscard]] const SequenceInfo& info() const override { return live_.info(); }
  [[nodiscard]] Result<std::optional<Frame>> next() override;
  [[nodiscard]] const SimulatedTruth& truth() const override { return live_.truth(); }
  [[nodiscard]] const Scenario& scenario() const override { return live_.scenario(); }
  [[nodiscard]] const PictureGeometry& geometry() const override { return live_.geometry(); }

 private:
  [[nodiscard]] Result<void> obey(const std::string& line);

  LiveSimulation& live_;
  std::istream& lines_;
  std::int64_t line_number_ = 0;
  std::int64_t frames_due_ = 0;
};

}  // namespace echolance
