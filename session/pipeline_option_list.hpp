// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "session/process_frame.hpp"

namespace echolance {

/// One tunable of the pipeline, of whichever part: the option tables of all parts in one list.
struct PipelineOption {
  std::string group;  ///< "bone", "needle"
  std::string name;   ///< snake_case with its unit, as in the part's table
  std::string help;
  double min = 0.0;
  double max = 1.0;
  bool whole_number = false;
  std::function<double(const PipelineOptions&)> get;
  std::function<void(PipelineOptions&, double)> set;

  [[nodiscard]] std::string key() const { return group + "." + name; }
  [[nodiscard]] std::string flag() const;  ///< "--bone-minimum-confidence"
};

/// All options that the tables hold, bone first, in the tables' order.
[[nodiscard]] std::vector<PipelineOption> pipeline_option_list();

/// kInvalidOption with name, value and range where a value is out of range.
[[nodiscard]] Result<void> validate(const PipelineOptions& options);

/// Sets the options that a configuration names: {"bone": {"minimum_confidence": 0.4}, ...}.
/// kInvalidOption where it is no JSON, names an unknown key, or a value is no number in range.
[[nodiscard]] Result<void> apply_config(const std::string& json_text, PipelineOptions& options);

/// docs/options.md, made from the tables.
[[nodiscard]] std::string options_page();

}  // namespace echolance
