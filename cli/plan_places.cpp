// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/plan_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "imaging/parse_text.hpp"
#include "planner/plan_markups.hpp"
#include "session/no_go_body.hpp"

namespace echolance {
namespace {

Result<std::vector<double>> numbers_of(const std::string& text, const char* flag) {
  std::vector<double> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto number = to_number(trim(text.substr(at, comma - at)));
    if (!number) {
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("{} takes numbers in mm, as in 12,30.5", flag), text);
    }
    numbers.push_back(*number);
    at = comma + 1;
  }
  return numbers;
}

// "NAME:x,y,radius" in a picture, "NAME:x,y,z,radius" in space; one number more: least distance.
Result<NoGo> avoid_of(const std::string& text, std::size_t dimensions) {
  const auto colon = text.find(':');
  const auto numbers =
      numbers_of(colon == std::string::npos ? "" : text.substr(colon + 1), "--avoid NAME:");
  if (!numbers) return tl::unexpected<Error>(numbers.error());
  const std::size_t count = numbers->size();
  if (colon == 0 || count < dimensions + 1 || count > dimensions + 2) {
    return fail(
        ErrorCode::kInvalidOption,
        "--avoid takes NAME:x,y,radius[,least] in a picture and NAME:x,y,z,radius[,least] in "
        "space, mm",
        text);
  }
  NoGo structure{text.substr(0, colon), 0.0, ClearanceKind::kForbidden, NoGoShape::kChain, {}, {}};
  const auto& n = *numbers;
  structure.points_mm = {{n[0], n[1], dimensions == 3 ? n[2] : 0.0}};
  structure.radii_mm = {n[dimensions]};
  if (count == dimensions + 2) structure.least_mm = n.back();
  if (auto valid = validate(structure); !valid) return tl::unexpected<Error>(valid.error());
  return structure;
}

// "NAME:accept", "NAME:x,y" in a picture, "NAME:x,y,z" in space.
Result<LandmarkChoice> landmark_choice_of(const std::string& text, std::size_t dimensions) {
  const auto colon = text.find(':');
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (colon != 0 && rest == "accept") return LandmarkChoice{text.substr(0, colon), {}};
  const auto numbers = numbers_of(rest, "--landmark");
  if (colon == 0 || !numbers || numbers->size() != dimensions) {
    return fail(ErrorCode::kInvalidOption,
                dimensions == 3
                    ? "--landmark takes NAME:accept or NAME:x,y,z here, in Reference, mm"
                    : "--landmark takes NAME:accept or NAME:x,y here, in mm from the picture's top "
                      "left",
                text);
  }
  return LandmarkChoice{
      text.substr(0, colon),
      Eigen::Vector3d((*numbers)[0], (*numbers)[1], dimensions == 3 ? (*numbers)[2] : 0.0)};
}

Result<Eigen::Vector3d> target_from_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::kFileNotFound, "the markups cannot be opened; check the name", path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto markups = parse_markups(text);
  if (!markups) return tl::unexpected<Error>(markups.error().in(path));
  for (const auto& markup : *markups) {
    // A line is a path: its second end is the target.
    if (!markup.points_mm.empty()) {
      return markup.type == "Line" ? markup.points_mm.back() : markup.points_mm.front();
    }
  }
  return fail(ErrorCode::kNoData, "the file has no placed point", path);
}

Result<std::optional<Eigen::Vector3d>> target_of(const PlaceFlags& flags, std::size_t dimensions) {
  if (!flags.target_file.empty()) {
    const auto target = target_from_file(flags.target_file);
    if (!target) return tl::unexpected<Error>(target.error());
    return *target;
  }
  if (flags.target.empty()) return std::optional<Eigen::Vector3d>{};
  const auto numbers = numbers_of(flags.target, "--target");
  if (!numbers) return tl::unexpected<Error>(numbers.error());
  if (numbers->size() != dimensions) {
    return fail(ErrorCode::kInvalidOption,
                dimensions == 3 ? "--target takes x,y,z here, in Reference, mm"
                                : "--target takes x,y here, in mm from the picture's top left",
                flags.target);
  }
  return Eigen::Vector3d((*numbers)[0], (*numbers)[1], dimensions == 3 ? (*numbers)[2] : 0.0);
}

// In a picture both sides' landmarks are the one that it shows.
std::string landmark_shown(const std::string& name, std::size_t dimensions) {
  const auto kind = dimensions == 2 ? picture_landmark(name) : std::nullopt;
  return kind ? to_string(*kind) : name;
}

Result<void> add_landmarks(const PlaceFlags& flags, std::size_t dimensions, PlanTask& task) {
  for (const auto& text : flags.landmarks) {
    auto choice = landmark_choice_of(text, dimensions);
    if (!choice) return tl::unexpected<Error>(choice.error());
    for (const auto& other : task.landmarks) {
      if (landmark_shown(other.name, dimensions) != landmark_shown(choice->name, dimensions)) {
        continue;
      }
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("--landmark is given twice for the same landmark ('{}', '{}'); leave "
                              "one of them out",
                              other.name, choice->name),
                  text);
    }
    task.landmarks.push_back(std::move(*choice));
  }
  return {};
}

Result<void> add_bodies(const PlaceFlags& flags, std::size_t dimensions, PlanTask& task) {
  if (!flags.avoid_files.empty() && dimensions == 2) {
    return fail(ErrorCode::kInvalidOption,
                "--avoid-from takes bodies in space; in a picture give --avoid NAME:x,y,radius",
                flags.avoid_files.front());
  }
  for (const auto& path : flags.avoid_files) {
    const auto body = no_go_of_surface(path, flags.avoid_least_mm);
    if (!body) return tl::unexpected<Error>(body.error());
    task.avoid.push_back(*body);
  }
  return {};
}

}  // namespace

Result<void> add_places(const PlaceFlags& flags, std::size_t dimensions, PlanTask& task) {
  const auto target = target_of(flags, dimensions);
  if (!target) return tl::unexpected<Error>(target.error());
  task.target_mm = *target;
  if (auto added = add_landmarks(flags, dimensions, task); !added) return added;
  for (const auto& text : flags.avoid) {
    const auto structure = avoid_of(text, dimensions);
    if (!structure) return tl::unexpected<Error>(structure.error());
    task.avoid.push_back(*structure);
  }
  return add_bodies(flags, dimensions, task);
}

void add_place_flags(CLI::App& command, PlaceFlags& flags) {
  command.add_option("--target", flags.target,
                     "x,y in mm from the picture's top left; x,y,z in space");
  command.add_option("--landmark", flags.landmarks,
                     "NAME:accept: use a landmark that is too faint to be used by itself; "
                     "NAME:x,y[,z]: it lies there, mm as --target; repeatable");
  command.add_option("--target-from", flags.target_file,
                     "target, or path, from 3D Slicer (.mrk.json), in the case's space");
  command.add_option("--avoid", flags.avoid,
                     "NAME:x,y[,z],radius[,least distance]: a place of your own to avoid, mm; "
                     "repeatable");
  command.add_option("--avoid-from", flags.avoid_files,
                     "closed surface of a structure to avoid (STL, PLY, VTP, OBJ in mm, in the "
                     "case's space); repeatable");
  command
      .add_option("--avoid-least-mm", flags.avoid_least_mm,
                  "distance to keep from these (default 1)")
      ->check(CLI::Range(0.0, 50.0));
}

std::size_t numbers_of_places(const PlaceFlags& flags) {
  const auto numbers_in = [](const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
  };
  if (!flags.target.empty()) return numbers_in(flags.target);
  for (const auto& landmark : flags.landmarks) {
    const bool placed = landmark.find(':') != std::string::npos && !landmark.ends_with(":accept");
    if (placed) return numbers_in(landmark);
  }
  return 0;
}

}  // namespace echolance
