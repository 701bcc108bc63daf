// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/simulate_bones.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace echolance {
namespace {

constexpr double kFarthest_mm = 10'000.0;

Result<Eigen::Vector3d> axis_of(const std::string& text, const char* flag) {
  constexpr std::string_view kAxes = "xyz";
  const bool is_signed = text.size() == 2 && (text[0] == '+' || text[0] == '-');
  const auto axis = kAxes.find(text.empty() ? ' ' : text.back());
  if (!(is_signed || text.size() == 1) || axis == std::string_view::npos) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not an axis; give +x, -x, +y, -y, +z or -z", text), flag);
  }
  const double sign = text[0] == '-' ? -1.0 : 1.0;
  return Eigen::Vector3d(sign * Eigen::Vector3d::Unit(static_cast<Eigen::Index>(axis)));
}

Result<Eigen::Vector3d> place_of(const std::string& text, const char* flag) {
  Eigen::Vector3d place;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (Eigen::Index i = 0; i < 3; ++i) {
    const auto [rest, problem] = std::from_chars(at, end, place[i]);
    const bool last = i == 2;
    if (problem != std::errc() || !(std::abs(place[i]) < kFarthest_mm) ||
        (last ? rest != end : rest == end || *rest != ',')) {
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("'{}' is not a place; give X,Y,Z in mm as in the files", text), flag);
    }
    at = rest + 1;
  }
  return place;
}

Result<ClickedPoint> point_of(const std::string& text) {
  const auto split = text.find('=');
  if (split == std::string::npos) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not a clicked point; give NAME=X,Y,Z, for example "
                            "psis_left=31.5,80,-12",
                            text),
                "--bones-points");
  }
  return place_of(text.substr(split + 1), "--bones-points").map([&](const Eigen::Vector3d& place) {
    return ClickedPoint{text.substr(0, split), place};
  });
}

}  // namespace

void add_bones_flags(CLI::App& command, BonesFlags& flags) {
  const auto add = [&](const char* name, auto& value, const char* help) {
    return command.add_option(name, value, help)->group("Real bones");
  };
  add("--bones", flags.paths,
      "closed meshes of a person's bones in mm, all in the same coordinates: pelvis.stl,l5.stl "
      "(.stl, .ply, .vtp, .obj), laid into the soft tissue of the patient instead of its own")
      ->delimiter(',');
  add("--bones-up", flags.up, "the files' axis towards the head: +x to -z (default +z)");
  add("--bones-posterior", flags.posterior, "... towards the back (default +y, as in LPS)");
  add("--bones-points", flags.points,
      "instead of the axes: three or more landmarks clicked in the files, psis_left=X,Y,Z ...");
  add("--bones-target", flags.target,
      "the procedure's target in the files' coordinates, X,Y,Z (default: its landmark where "
      "clicked, else the nearest place on the bones' back)");
}

Result<OutsideFiles> outside_files_of(const BonesFlags& flags) {
  OutsideFiles files;
  files.paths = flags.paths;
  const auto up = axis_of(flags.up, "--bones-up");
  if (!up) return tl::unexpected(up.error());
  const auto posterior = axis_of(flags.posterior, "--bones-posterior");
  if (!posterior) return tl::unexpected(posterior.error());
  files.pose.up = *up;
  files.pose.posterior = *posterior;
  for (const auto& text : flags.points) {
    auto point = point_of(text);
    if (!point) return tl::unexpected(point.error());
    files.pose.points.push_back(std::move(*point));
  }
  if (!flags.points.empty() && flags.points.size() < 3) {
    return fail(ErrorCode::kInvalidOption, "one or two points do not place a bone; click three",
                "--bones-points");
  }
  if (!flags.target.empty()) {
    const auto target = place_of(flags.target, "--bones-target");
    if (!target) return tl::unexpected(target.error());
    files.target_mm = *target;
  }
  return files;
}

}  // namespace echolance
