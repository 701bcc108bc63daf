// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/panels/theme.hpp"

namespace echolance {

StateLook look_of(NeedleState state) {
  switch (state) {
    case NeedleState::kSeen:
      return {colour::kSeen, Icon::kSeen, "Needle seen"};
    case NeedleState::kPredicted:
      return {colour::kPredicted, Icon::kPredicted, "Needle predicted"};
    case NeedleState::kNotSeen:
      break;
  }
  return {colour::kNotSeen, Icon::kNotSeen, "Needle not seen"};
}

std::string state_detail(const NeedleEstimate& needle) {
  if (needle.state == NeedleState::kSeen) {
    return fmt::format("confidence {:.2f}", needle.confidence);
  }
  if (needle.state == NeedleState::kPredicted) {
    return fmt::format("not seen for {} frame{}", needle.frames_since_seen,
                       needle.frames_since_seen == 1 ? "" : "s");
  }
  return needle.reason;
}

std::string plain_words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string structure_words(std::string_view name) {
  std::string words = plain_words(name);
  for (const char* spine : {"psis", "piis"}) {
    const auto at = words.find(spine);
    if (at != std::string::npos) words.replace(at, 4, spine[1] == 's' ? "PSIS" : "PIIS");
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool starts = i == 0 || words[i - 1] == ' ' || words[i - 1] == '/';
    const bool vertebra = words[i] == 'l' || words[i] == 's';
    if (starts && vertebra && words[i + 1] >= '1' && words[i + 1] <= '5') {
      words[i] = words[i] == 'l' ? 'L' : 'S';
    }
  }
  return words;
}

std::string landmark_words(const PlanarLandmark& landmark) {
  std::string words = plain_words(to_string(landmark.kind));
  if (landmark.kind == LandmarkKind::kPsis) words = "PSIS";
  if (landmark.kind == LandmarkKind::kPiis) words = "PIIS";
  return landmark.lumbar_level ? fmt::format("L{} {}", *landmark.lumbar_level, words) : words;
}

double degrees(double angle_rad) {
  return angle_rad * 180.0 / std::numbers::pi;
}

double steepness_deg(const NeedleLine& line) {
  const double angle_rad = std::abs(line.angle_rad());
  return degrees(std::min(angle_rad, std::numbers::pi - angle_rad));
}

std::string mm_words(double length_mm) {
  return fmt::format("{:.1f} mm", length_mm);
}

std::string time_words(double time_s) {
  const double whole = std::max(0.0, time_s);
  const auto minutes = static_cast<int>(whole / 60.0);
  return fmt::format("{}:{:05.2f}", minutes, whole - 60.0 * minutes);
}

std::string bytes_words(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (size < 1e3) return fmt::format("{} B", bytes);
  if (size < 1e6) return fmt::format("{:.0f} kB", size / 1e3);
  if (size < 1e9) return fmt::format("{:.1f} MB", size / 1e6);
  return fmt::format("{:.1f} GB", size / 1e9);
}

std::string percent_words(double share) {
  return fmt::format("{:.0f} %", 100.0 * share);
}

std::string file_name(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  if (end == std::string::npos) return path;
  const auto slash = path.find_last_of('/', end);
  return slash == std::string::npos ? path.substr(0, end + 1) : path.substr(slash + 1, end - slash);
}

std::string folder_above(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  if (end == std::string::npos) return path;
  const auto slash = path.find_last_of('/', end);
  if (slash == std::string::npos) return path;
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string subject_words(const ViewerState& state) {
  if (state.replay.open) return file_name(state.replay.info.path);
  if (state.open.patient) return fmt::format("Virtual patient {}", *state.open.patient);
  if (state.open.results) return file_name(state.open.results->results.path);
  return "";
}

std::string way_words(const PlannedPath& path) {
  const double length = (end_mm(path.way) - entry_mm(path.way)).norm();
  return fmt::format("{:.0f} mm at {:.0f}°, score {:.2f}", length, degrees(path.angle_to_face_rad),
                     path.score);
}

const char* visibility_words(double visibility) {
  if (visibility >= 0.7) return "well seen";
  if (visibility >= 0.4) return "partly seen";
  return "hard to see";
}

const char* alert_words(AlertKind kind) {
  switch (kind) {
    case AlertKind::kBesidePlan:
      return "Tip beside the planned way";
    case AlertKind::kAngle:
      return "Angle differs from the plan";
    case AlertKind::kMissAhead:
      return "Straight on it misses the target";
    case AlertKind::kPastTarget:
      return "Tip is past the target";
    case AlertKind::kNearStructure:
      return "Too near to a structure";
  }
  return "";
}

}  // namespace echolance
