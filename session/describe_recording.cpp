// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/describe_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numbers>

#include "imaging/find_region.hpp"
#include "imaging/frame_change.hpp"
#include "imaging/grey_image.hpp"
#include "session/track_summary.hpp"

namespace echolance {

namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kFirstFrames = 20;

void count_pose(const NamedPose& pose, std::vector<PoseCount>& counts) {
  const std::string name = pose.from + "To" + pose.to;
  auto found = std::find_if(counts.begin(), counts.end(),
                            [&](const PoseCount& count) { return count.name == name; });
  if (found == counts.end()) found = counts.insert(counts.end(), PoseCount{name, 0, 0});
  ++(pose.status == PoseStatus::kOk ? found->ok : found->invalid);
}

class Description {
 public:
  void add(const Frame& frame, RecordingDescription& description) {
    ++description.frames_read;
    for (const auto& pose : frame.poses) count_pose(pose, description.poses);
    if (!frame.has_image()) return;
    ++description.frames_with_picture;
    const auto region = region_finder_.update(frame.image);
    if (!region) {
      description.region_problem = region.error().message;
      return;
    }
    description.region = *region;
    const auto change = change_detector_.update(grey_of(frame.image)(region->bounds_px));
    if (change == FrameChange::kRepeated) ++description.frames_repeated;
    if (change == FrameChange::kCut) ++description.cuts;
  }

 private:
  RegionFinder region_finder_;
  FrameChangeDetector change_detector_;
};

std::string spacing_words(const SequenceInfo& info) {
  if (!info.spacing) return "not known; give --mm-per-px to get results in mm";
  return fmt::format("{:.5g} x {:.5g} mm per px ({})", info.spacing->x_mm_per_px,
                     info.spacing->y_mm_per_px, info.spacing_source);
}

std::string region_words(const RecordingDescription& description) {
  if (!description.region) {
    return description.region_problem.empty() ? "no picture in the frames read"
                                              : "not found: " + description.region_problem;
  }
  const auto& region = *description.region;
  const auto& bounds = region.bounds_px;
  std::string words = fmt::format("{}, {} x {} px at ({}, {})", to_string(region.kind),
                                  bounds.width, bounds.height, bounds.x, bounds.y);
  if (region.fan) {
    words += fmt::format(
        ", apex ({:.1f}, {:.1f}), radii {:.1f} and {:.1f} px, half angle {:.2f} deg",
        region.fan->apex.x_px, region.fan->apex.y_px, region.fan->inner_radius_px,
        region.fan->outer_radius_px, region.fan->half_angle_rad * 180.0 / std::numbers::pi);
  }
  return words;
}

}  // namespace

Result<RecordingDescription> describe_recording(FrameSource& source, DescribeDepth depth) {
  RecordingDescription result;
  result.info = source.info();
  result.depth = depth;
  Description description;
  while (depth == DescribeDepth::kAllFrames || result.frames_read < kFirstFrames) {
    const auto frame = source.next();
    if (!frame) {
      if (result.frames_read == 0) return tl::unexpected(frame.error());
      result.warnings.push_back(frame.error().text());
      break;
    }
    if (!*frame) break;
    description.add(**frame, result);
  }
  if (result.frames_read == 0) {
    return fail(ErrorCode::kNoData, "there is no frame in it", result.info.path);
  }
  return result;
}

std::string description_json(const RecordingDescription& description) {
  const auto& info = description.info;
  ordered_json object = {{"schema", "echolance.info"},
                         {"schema_version", 1},
                         {"path", info.path},
                         {"format", info.format},
                         {"width_px", info.width_px},
                         {"height_px", info.height_px},
                         {"frame_count", nullptr},
                         {"frame_rate_hz", info.frame_rate_hz},
                         {"spacing", nullptr},
                         {"region", nullptr},
                         {"frames_read", description.frames_read},
                         {"frames_with_picture", description.frames_with_picture},
                         {"frames_repeated", description.frames_repeated},
                         {"cuts", description.cuts},
                         {"poses", ordered_json::array()},
                         {"notes", info.notes},
                         {"warnings", description.warnings}};
  if (info.frame_count) object["frame_count"] = *info.frame_count;
  if (info.spacing) {
    object["spacing"] = {{"x_mm_per_px", info.spacing->x_mm_per_px},
                         {"y_mm_per_px", info.spacing->y_mm_per_px},
                         {"source", info.spacing_source}};
  }
  if (description.region) object["region"] = ordered_json::parse(region_json(*description.region));
  for (const auto& pose : description.poses) {
    object["poses"].push_back(
        {{"name", pose.name}, {"frames_ok", pose.ok}, {"frames_invalid", pose.invalid}});
  }
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string description_text(const RecordingDescription& description) {
  const auto& info = description.info;
  const std::string frames =
      info.frame_count ? fmt::to_string(*info.frame_count) : "number not told by the file";
  std::string text = fmt::format(
      "recording   {}\nformat      {}\nsize        {} x {} px\n"
      "frames      {} at {:.6g} per s\nspacing     {}\nregion      {}\n",
      info.path, info.format, info.width_px, info.height_px, frames, info.frame_rate_hz,
      spacing_words(info), region_words(description));
  text +=
      fmt::format("read        {} frames: {} with a picture, {} repeat the one before, {} cuts\n",
                  description.frames_read, description.frames_with_picture,
                  description.frames_repeated, description.cuts);
  for (const auto& pose : description.poses) {
    text += fmt::format("pose        {}: {} valid, {} invalid\n", pose.name, pose.ok, pose.invalid);
  }
  for (const auto& note : info.notes) text += fmt::format("note        {}\n", note);
  return text;
}

}  // namespace echolance
