// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/track_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "session/pipeline_option_list.hpp"
#include "session/results_folder.hpp"

namespace echolance {

namespace {

using nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

ordered_json point_json(const PixelPoint& point) {
  return {rounded(point.x_px, 2), rounded(point.y_px, 2)};
}

ordered_json region_object(const ImageRegion& region) {
  const auto& bounds = region.bounds_px;
  ordered_json object = {
      {"kind", to_string(region.kind)},
      {"bounds_px",
       {{"x", bounds.x}, {"y", bounds.y}, {"width", bounds.width}, {"height", bounds.height}}},
      {"confidence", rounded(region.confidence, 3)}};
  if (region.fan) {
    object["fan"] = {{"apex_px", point_json(region.fan->apex)},
                     {"inner_radius_px", rounded(region.fan->inner_radius_px, 2)},
                     {"outer_radius_px", rounded(region.fan->outer_radius_px, 2)},
                     {"half_angle_rad", rounded(region.fan->half_angle_rad, 5)}};
  }
  if (region.trapezoid) {
    object["trapezoid_px"] = {{"top_left", point_json(region.trapezoid->top_left)},
                              {"top_right", point_json(region.trapezoid->top_right)},
                              {"bottom_left", point_json(region.trapezoid->bottom_left)},
                              {"bottom_right", point_json(region.trapezoid->bottom_right)}};
  }
  return object;
}

ordered_json options_object(const PipelineOptions& options) {
  ordered_json object;
  for (const auto& option : pipeline_option_list()) {
    const double value = option.get(options);
    if (option.whole_number) {
      object[option.group][option.name] = static_cast<std::int64_t>(value);
    } else {
      object[option.group][option.name] = value;
    }
  }
  object["needle_gauge"] = nullptr;
  if (options.needle_model) object["needle_gauge"] = options.needle_model->gauge;
  return object;
}

ordered_json counts_object(const FrameCounts& counts) {
  return {{"frames", counts.frames},
          {"with_picture", counts.with_picture},
          {"without_region", counts.without_region},
          {"repeated", counts.repeated},
          {"cuts", counts.cuts},
          {"needle_seen", counts.seen},
          {"needle_predicted", counts.predicted},
          {"needle_not_seen", counts.not_seen},
          {"with_bone", counts.with_bone}};
}

ordered_json landmarks_object(const TrackSummary& summary) {
  ordered_json object = {{"frames", ordered_json::object()}, {"sweep", ordered_json::array()}};
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    object["frames"][to_string(static_cast<LandmarkKind>(i))] = summary.counts.with_landmark[i];
  }
  for (const auto& place : summary.sweep) {
    ordered_json entry = {
        {"name", to_string(place.kind)},    {"lumbar_level", nullptr},
        {"first_frame", place.first_frame}, {"last_frame", place.last_frame},
        {"best_frame", place.best_frame},   {"confidence", rounded(place.confidence, 3)}};
    if (place.lumbar_level) entry["lumbar_level"] = *place.lumbar_level;
    object["sweep"].push_back(entry);
  }
  object["levels"] = ordered_json::array();
  for (const auto& level : summary.levels) {
    object["levels"].push_back({{"lumbar_level", level.lumbar_level},
                                {"first_frame", level.first_frame},
                                {"last_frame", level.last_frame},
                                {"best_frame", level.best_frame}});
  }
  return object;
}

std::string levels_text(const std::vector<CountedPlace>& levels) {
  std::string text;
  for (const auto& level : levels) {
    text += fmt::format("{}L{} in frames {} to {}", text.empty() ? "" : ", ", level.lumbar_level,
                        level.first_frame, level.last_frame);
  }
  return text;
}

ordered_json plan_object(const PlanSummary& plan) {
  ordered_json object = {
      {"procedure", plan.procedure},       {"target", plan.target},
      {"frames_seen", plan.frames_seen},   {"frames_predicted", plan.frames_predicted},
      {"least_tip_to_target_mm", nullptr}, {"alerts", ordered_json::object()}};
  if (plan.least_tip_to_target_mm) {
    object["least_tip_to_target_mm"] = rounded(*plan.least_tip_to_target_mm, 3);
  }
  for (std::size_t i = 0; i < kAlertKindCount; ++i) {
    object["alerts"][to_string(static_cast<AlertKind>(i))] = {{"times", plan.alerts[i]},
                                                              {"frames", plan.alert_frames[i]}};
  }
  return object;
}

std::string landmarks_text(const FrameCounts& counts) {
  std::string text;
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    const auto kind = static_cast<LandmarkKind>(i);
    if (kind == LandmarkKind::kSkin || counts.with_landmark[i] == 0) continue;
    std::string words = to_string(kind);
    std::replace(words.begin(), words.end(), '_', ' ');
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words, counts.with_landmark[i]);
  }
  return text.empty() ? "none found" : text;
}

ordered_json input_object(const TrackSummary& summary) {
  const auto& input = summary.input;
  ordered_json object = {{"path", input.path},           {"sha256", summary.input_sha256},
                         {"format", input.format},       {"width_px", input.width_px},
                         {"height_px", input.height_px}, {"frame_rate_hz", input.frame_rate_hz},
                         {"frames_announced", nullptr}};
  if (input.frame_count) object["frames_announced"] = *input.frame_count;
  return object;
}

ordered_json spacing_object(const SequenceInfo& input) {
  if (!input.spacing) return nullptr;
  return {{"x_mm_per_px", input.spacing->x_mm_per_px},
          {"y_mm_per_px", input.spacing->y_mm_per_px},
          {"source", input.spacing_source}};
}

}  // namespace

const char* to_string(RunEnd end) {
  switch (end) {
    case RunEnd::kComplete:
      return "complete";
    case RunEnd::kInterrupted:
      return "interrupted";
    case RunEnd::kDamaged:
      return "damaged";
  }
  return "unknown";
}

Latency latency_of(std::vector<float> times_ms) {
  if (times_ms.empty()) return {};
  std::sort(times_ms.begin(), times_ms.end());
  const auto at = [&](double part) {
    const auto rank = static_cast<std::size_t>(std::ceil(part * times_ms.size()));
    return static_cast<double>(times_ms[std::max<std::size_t>(rank, 1) - 1]);
  };
  return {at(0.50), at(0.95), at(0.99), at(1.0)};
}

std::string region_json(const ImageRegion& region) {
  return region_object(region).dump(2);
}

std::string summary_json(const TrackSummary& summary) {
  const auto& latency = summary.latency;
  ordered_json object = {{"schema", kTrackResults.schema},
                         {"schema_version", kSchemaVersion},
                         {"notice", kNotAMedicalDevice},
                         {"program_version", summary.program_version},
                         {"ended", to_string(summary.end)},
                         {"input", input_object(summary)},
                         {"spacing", spacing_object(summary.input)},
                         {"options", options_object(summary.options)},
                         {"threads", summary.threads},
                         {"counts", counts_object(summary.counts)},
                         {"landmarks", landmarks_object(summary)},
                         {"plan", summary.plan ? plan_object(*summary.plan) : ordered_json()},
                         {"duration_s", rounded(summary.duration_s, 6)},
                         {"distinct_frame_rate_hz", nullptr},
                         {"region", nullptr},
                         {"process_ms",
                          {{"p50", rounded(latency.p50_ms, 3)},
                           {"p95", rounded(latency.p95_ms, 3)},
                           {"p99", rounded(latency.p99_ms, 3)},
                           {"max", rounded(latency.max_ms, 3)}}},
                         {"outputs", summary.outputs},
                         {"warnings", summary.warnings}};
  if (summary.region) object["region"] = region_object(*summary.region);
  if (summary.distinct_frame_rate_hz) {
    object["distinct_frame_rate_hz"] = rounded(*summary.distinct_frame_rate_hz, 3);
  }
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string summary_text(const TrackSummary& summary) {
  const auto& counts = summary.counts;
  std::string text = fmt::format(
      "frames            {} ({} repeated, {} cuts, {} without ultrasound)\n"
      "needle            seen {}, predicted {}, not seen {}\n"
      "bone surface      in {} frames\n"
      "landmarks         {} (frames)\n"
      "time per frame    median {:.1f} ms, 95 % below {:.1f} ms, 99 % below {:.1f} ms\n",
      counts.frames, counts.repeated, counts.cuts,
      counts.without_region + counts.frames - counts.with_picture, counts.seen, counts.predicted,
      counts.not_seen, counts.with_bone, landmarks_text(counts), summary.latency.p50_ms,
      summary.latency.p95_ms, summary.latency.p99_ms);
  if (!summary.levels.empty()) {
    text += fmt::format("vertebrae         {}\n", levels_text(summary.levels));
  }
  if (summary.plan) {
    const PlanSummary& plan = *summary.plan;
    text += fmt::format(
        "plan              {}: needle seen in {} frames, predicted in {}; nearest "
        "tip to target {}\n",
        plan.procedure, plan.frames_seen, plan.frames_predicted,
        plan.least_tip_to_target_mm ? fmt::format("{:.1f} mm", *plan.least_tip_to_target_mm)
                                    : "not known");
  }
  if (summary.end != RunEnd::kComplete) {
    text += fmt::format("ended             {}\n", to_string(summary.end));
  }
  return text;
}

}  // namespace echolance
