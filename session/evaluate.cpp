// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "session/evaluate_bone.hpp"
#include "session/evaluate_landmarks.hpp"
#include "session/match_frames.hpp"
#include "session/nearest_word.hpp"
#include "session/output_file.hpp"
#include "session/results_folder.hpp"
#include "session/track_summary.hpp"

namespace echolance {

namespace {

std::string value_text(const Metric& metric) {
  if (!metric.value) return "-";
  const double value = *metric.value;
  const auto ends_with = [&](const std::string& end) { return metric.name.ends_with(end); };
  if (ends_with("_fraction")) return fmt::format("{:.1f} %", 100.0 * value);
  if (ends_with("_mm")) return fmt::format("{:.2f} mm", value);
  if (ends_with("_rad")) return fmt::format("{:.2f} deg", value * 180.0 / M_PI);
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.3f}", value);
}

// Ranges of confidence that no frame fell into would only fill the table.
bool is_empty_bin(const Metric& metric) {
  if (!metric.name.starts_with("needle_confidence_")) return false;
  return !metric.value || (metric.name.ends_with("_frames") && *metric.value == 0.0);
}

}  // namespace

std::optional<double> percentile(std::vector<double> values, double part) {
  if (values.empty()) return std::nullopt;
  const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::optional<double> fraction(double part, double whole) {
  if (whole <= 0.0) return std::nullopt;
  return part / whole;
}

Result<Evaluation> evaluate(const EvaluateRequest& request) {
  const auto run = match_frames(request.truth_path, request.results_dir);
  if (!run) return tl::unexpected(run.error());
  Evaluation evaluation;
  evaluation.metrics = needle_metrics(run->frames);
  const auto bone = bone_metrics(run->frames);
  evaluation.metrics.insert(evaluation.metrics.end(), bone.begin(), bone.end());
  const auto landmarks = landmark_metrics(tally_landmarks(run->frames));
  evaluation.metrics.insert(evaluation.metrics.end(), landmarks.begin(), landmarks.end());
  evaluation.warnings = run->warnings;
  const auto path = std::filesystem::path(request.results_dir) / result_name::kEvaluation;
  if (auto written = write_file_atomically(path, evaluation_json(evaluation, request)); !written) {
    return tl::unexpected(written.error());
  }
  return evaluation;
}

std::string evaluation_json(const Evaluation& evaluation, const EvaluateRequest& request) {
  nlohmann::ordered_json object = {
      {"schema", "echolance.evaluation"}, {"schema_version", 1},
      {"notice", kNotAMedicalDevice},     {"program_version", request.program_version},
      {"results", request.results_dir},   {"truth", request.truth_path},
      {"warnings", evaluation.warnings},  {"metrics", nlohmann::ordered_json::object()}};
  for (const auto& metric : evaluation.metrics) {
    object["metrics"][metric.name] = nullptr;
    if (metric.value) object["metrics"][metric.name] = *metric.value;
  }
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string evaluation_text(const Evaluation& evaluation) {
  std::string text;
  for (const auto& metric : evaluation.metrics) {
    if (is_empty_bin(metric)) continue;
    text += fmt::format("{:<48}{:>12}\n", metric.what, value_text(metric));
  }
  return text;
}

Result<Target> parse_target(const std::string& text) {
  const auto at = text.find_first_of("<>");
  Target target;
  const bool operator_found =
      at != std::string::npos && at + 2 < text.size() && text[at + 1] == '=';
  if (operator_found) {
    target.metric = text.substr(0, at);
    target.kind = text[at] == '>' ? Target::Kind::kAtLeast : Target::Kind::kAtMost;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + at + 2, end, target.limit);
    if (error == std::errc() && rest == end) return target;
  }
  return fail(ErrorCode::kInvalidOption, fmt::format("'{}' is not a target; give for example "
                                                     "'needle_shaft_right_fraction>=0.9'",
                                                     text));
}

Result<bool> meets(const Evaluation& evaluation, const Target& target) {
  std::vector<std::string> names;
  for (const auto& metric : evaluation.metrics) {
    names.push_back(metric.name);
    if (metric.name != target.metric) continue;
    if (!metric.value) return false;
    return target.kind == Target::Kind::kAtLeast ? *metric.value >= target.limit
                                                 : *metric.value <= target.limit;
  }
  return fail(ErrorCode::kInvalidOption, fmt::format("this evaluation has no '{}'{}", target.metric,
                                                     did_you_mean(target.metric, names)));
}

}  // namespace echolance
