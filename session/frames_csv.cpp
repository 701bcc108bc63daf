// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/frames_csv.hpp"

#include <fmt/format.h>

#include <iterator>

namespace echolance {

std::string frames_csv_header() {
  return "frame_index,time_s,needle_state,needle_confidence,tip_x_px,tip_y_px,shaft_x_px,"
         "shaft_y_px,angle_rad,tip_x_mm,tip_y_mm,tip_std_mm,bone_point_count,process_ms,"
         "repeated,tip_std_px,frames_since_seen,reason\n";
}

namespace {

std::string line_fields(const NeedleLine& line) {
  return fmt::format("{:.2f},{:.2f},{:.2f},{:.2f},{:.5f}", line.tip.x_px, line.tip.y_px,
                     line.shaft.x_px, line.shaft.y_px, line.angle_rad());
}

std::string tip_mm_fields(const FrameReport& report) {
  if (!report.spacing || !report.region) return ",,";
  const auto tip_in_image = report.region->to_image(report.needle.line->tip, *report.spacing);
  const std::string std_mm =
      report.needle.tip_std_mm ? fmt::format("{:.3f}", *report.needle.tip_std_mm) : "";
  return fmt::format("{:.3f},{:.3f},{}", tip_in_image.mm.x(), tip_in_image.mm.y(), std_mm);
}

// RFC 4180: words that could hold a comma or a quote are quoted.
std::string quoted(const std::string& text) {
  if (text.empty()) return {};
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

}  // namespace

std::string frames_csv_row(const FrameReport& report, double process_ms) {
  const NeedleEstimate& needle = report.needle;
  const bool line_known = needle.line && needle.state != NeedleState::kNotSeen;
  const bool repeated = report.change == FrameChange::kRepeated;
  return fmt::format(
      "{},{:.6f},{},{:.3f},{},{},{},{:.3f},{},{},{},{}\n", report.frame_index,
      report.time.seconds(), to_string(needle.state), needle.confidence,
      line_known ? line_fields(*needle.line) : ",,,,", line_known ? tip_mm_fields(report) : ",,",
      report.bone.points.size(), process_ms, repeated ? 1 : 0,
      line_known ? fmt::format("{:.2f}", needle.tip_std_px) : "",
      needle.state == NeedleState::kPredicted ? fmt::to_string(needle.frames_since_seen) : "",
      quoted(needle.reason));
}

std::string bone_jsonl_line(const FrameReport& report) {
  std::string line = fmt::format("{{\"frame_index\":{},\"bone_px\":[", report.frame_index);
  auto out = std::back_inserter(line);
  const char* comma = "";
  for (const auto& point : report.bone.points) {
    fmt::format_to(out, "{}[{:.2f},{:.2f}]", comma, point.position.x_px, point.position.y_px);
    comma = ",";
  }
  line += "],\"confidence\":[";
  comma = "";
  for (const auto& point : report.bone.points) {
    fmt::format_to(out, "{}{:.3f}", comma, point.confidence);
    comma = ",";
  }
  return line + "]}\n";
}

}  // namespace echolance
