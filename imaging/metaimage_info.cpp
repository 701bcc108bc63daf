// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_info.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "imaging/orientation.hpp"

namespace echolance {
namespace {

std::optional<Timestamp> time_of(const MetaImageFrameFields& fields) {
  return fields.time ? fields.time : fields.unfiltered_time;
}

void note_times(const MetaImageHeader& header, std::vector<std::string>& notes) {
  std::optional<Timestamp> last;
  std::int64_t backwards = 0;
  std::int64_t timed = 0;
  for (const auto& [index, fields] : header.frames) {
    const auto time = time_of(fields);
    if (!time) continue;
    ++timed;
    if (last && *time < *last) ++backwards;
    last = time;
  }
  if (backwards > 0) {
    notes.push_back(fmt::format("the recording's clock steps back {} times", backwards));
  }
  const auto frame_count = header.layout.frame_count;
  if (frame_count && timed > 0 && timed < *frame_count) {
    notes.push_back(
        fmt::format("{} of {} frames have no time in the file; theirs is counted on "
                    "from the frame before at the nominal rate",
                    *frame_count - timed, *frame_count));
  }
}

void note_lost_frames(const MetaImageHeader& header, std::vector<std::string>& notes) {
  std::optional<std::int64_t> last;
  std::int64_t gaps = 0;
  std::uint64_t lost = 0;
  for (const auto& [index, fields] : header.frames) {
    const auto number = fields.device_frame_number;
    if (number && last && *number > *last &&
        static_cast<std::uint64_t>(*number) - static_cast<std::uint64_t>(*last) > 1) {
      ++gaps;
      lost += static_cast<std::uint64_t>(*number) - static_cast<std::uint64_t>(*last) - 1;
    }
    last = number;
  }
  if (gaps > 0) {
    notes.push_back(fmt::format(
        "the scanner's frame counter has {} gaps: {} frames were lost in recording", gaps, lost));
  }
}

/// The first usable ImageTo... pose: of the recording, else of its first frame that has one.
std::optional<NamedPose> image_calibration(const MetaImageHeader& header) {
  const auto usable = [](const NamedPose& pose) {
    return pose.from == "Image" && pose.status == PoseStatus::kOk;
  };
  const auto found = std::find_if(header.poses.begin(), header.poses.end(), usable);
  if (found != header.poses.end()) return *found;
  for (const auto& [index, fields] : header.frames) {
    for (const auto& collected : fields.poses) {
      if (const NamedPose pose = finished_pose(collected); usable(pose)) return pose;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> nominal_rate_hz(const MetaImageHeader& header) {
  std::vector<double> steps_s;
  const MetaImageFrameFields* last = nullptr;
  std::int64_t last_index = 0;
  for (const auto& [index, fields] : header.frames) {
    if (!time_of(fields)) continue;
    if (last != nullptr && index == last_index + 1) {
      const double step_s = elapsed_s(*time_of(*last), *time_of(fields));
      if (step_s > 0.0) steps_s.push_back(step_s);
    }
    last = &fields;
    last_index = index;
  }
  if (steps_s.empty()) return std::nullopt;
  const auto middle = steps_s.begin() + static_cast<std::ptrdiff_t>(steps_s.size() / 2);
  std::nth_element(steps_s.begin(), middle, steps_s.end());
  return 1.0 / *middle;
}

void note_timing(const MetaImageHeader& header, std::vector<std::string>& notes) {
  note_times(header, notes);
  note_lost_frames(header, notes);
}

void take_spacing(const MetaImageHeader& header, SequenceInfo& info) {
  const auto [x, y] = header.element_spacing;
  if (x != 1.0 || y != 1.0) {
    const auto change = orientation_change(header.orientation);
    const bool swap = change && change->transpose;
    info.spacing = PixelSpacing{swap ? y : x, swap ? x : y};
    info.spacing_source = "ElementSpacing";
    return;
  }
  const auto calibration = image_calibration(header);
  if (!calibration) return;
  const double x_norm = calibration->to_from.block<3, 1>(0, 0).norm();
  const double y_norm = calibration->to_from.block<3, 1>(0, 1).norm();
  constexpr double kClearly = 0.02;  // a rotation printed with few digits is no scale
  if (std::abs(x_norm - 1.0) < kClearly && std::abs(y_norm - 1.0) < kClearly) return;
  const auto spacing = make_pixel_spacing(x_norm, y_norm);
  if (!spacing) return;
  info.spacing = *spacing;
  info.spacing_source = fmt::format("column lengths of ImageTo{}Transform", calibration->to);
}

}  // namespace echolance
