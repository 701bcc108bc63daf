// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/pipeline_option_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "session/nearest_word.hpp"
#include "session/simulation_option_page.hpp"

namespace echolance {

namespace {

using nlohmann::json;

template <class Part>
void append(std::vector<PipelineOption>& list, const std::string& group,
            Part PipelineOptions::*part, std::span<const OptionSpec<Part>> table) {
  for (const auto& spec : table) {
    PipelineOption option{group,    spec.name,           spec.help, spec.min,
                          spec.max, spec.whole_number(), {},        {}};
    option.get = [spec, part](const PipelineOptions& options) { return spec.get(options.*part); };
    option.set = [spec, part](PipelineOptions& options, double value) {
      spec.set(options.*part, value);
    };
    list.push_back(std::move(option));
  }
}

Result<void> set_from_json(const PipelineOption& option, const json& value,
                           PipelineOptions& options) {
  if (!value.is_number()) {
    return fail(ErrorCode::kInvalidOption, option.key() + " is not a number; give one");
  }
  const double number = value.get<double>();
  if (option.whole_number && number != std::floor(number)) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("{} = {} is not a whole number; give one", option.key(), number));
  }
  option.set(options, number);
  return {};
}

Result<void> apply_group(const std::string& group, const json& values, PipelineOptions& options) {
  const auto list = pipeline_option_list();
  if (!values.is_object()) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' must hold options, as in {{\"bone\": {{...}}}}", group));
  }
  for (const auto& [name, value] : values.items()) {
    const std::string key = group + "." + name;
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const PipelineOption& o) { return o.key() == key; });
    if (found == list.end()) {
      std::vector<std::string> keys;
      for (const auto& option : list) keys.push_back(option.key());
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("there is no option '{}'{}", key, did_you_mean(key, keys)));
    }
    if (auto set = set_from_json(*found, value, options); !set) return set;
  }
  return {};
}

}  // namespace

std::string PipelineOption::flag() const {
  std::string text = "--" + group + "-" + name;
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::vector<PipelineOption> pipeline_option_list() {
  std::vector<PipelineOption> list;
  append(list, "bone", &PipelineOptions::bone, bone_option_table());
  append(list, "needle", &PipelineOptions::needle, needle_option_table());
  return list;
}

Result<void> validate(const PipelineOptions& options) {
  if (auto bone = validate(options.bone, bone_option_table()); !bone) {
    return tl::unexpected(bone.error().in("bone options"));
  }
  if (auto needle = validate(options.needle, needle_option_table()); !needle) {
    return tl::unexpected(needle.error().in("needle options"));
  }
  return {};
}

Result<void> apply_config(const std::string& json_text, PipelineOptions& options) {
  const json config = json::parse(json_text, nullptr, false);
  if (!config.is_object()) {
    return fail(ErrorCode::kInvalidOption,
                "the configuration is not a JSON object; docs/options.md shows one");
  }
  for (const auto& [group, values] : config.items()) {
    if (auto applied = apply_group(group, values, options); !applied) return applied;
  }
  return validate(options);
}

std::string options_page() {
  std::string page =
      "# Options\n\n"
      "Made by `echolance docs-options` from the option tables in the code; do not edit.\n"
      "Flags go to `echolance track`; a file for `--config` holds the same keys:\n"
      "`{\"bone\": {\"minimum_confidence\": 0.5}, \"needle\": {\"minimum_confidence\": 0.5}}`.\n"
      "A flag wins over the file.\n\n"
      "| flag | key | default | range | what |\n|---|---|---|---|---|\n";
  for (const auto& option : pipeline_option_list()) {
    page += fmt::format("| `{}` | `{}` | {} | {} to {}{} | {} |\n", option.flag(), option.key(),
                        option.get({}), option.min, option.max,
                        option.whole_number ? ", whole" : "", option.help);
  }
  return page + simulation_option_page();
}

}  // namespace echolance
