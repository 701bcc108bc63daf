// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/truth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "session/natural_order.hpp"

namespace echolance {

namespace {

using nlohmann::json;

PixelPoint point_of(const json& value) {
  return {value.at(0).get<double>(), value.at(1).get<double>()};
}

void read_needle(const json& entry, FrameTruth& truth) {
  if (entry.value("needle", std::string()) == "absent") {
    truth.needle = NeedleMark::kAbsent;
    return;
  }
  if (!entry.contains("shaft_px")) return;
  truth.needle = NeedleMark::kPresent;
  truth.shaft = {point_of(entry["shaft_px"].at(0)), point_of(entry["shaft_px"].at(1))};
  if (truth.shaft[0] == truth.shaft[1]) throw std::invalid_argument("shaft_px is one point");
  if (entry.value("tip_clear", false)) truth.clear_tip = point_of(entry.at("tip_px"));
  if (!entry.contains("bright_length_mm")) return;
  truth.sight = {entry.at("visible_length_mm").get<double>(),
                 entry.at("picture_length_mm").get<double>(),
                 entry["bright_length_mm"].get<double>(), entry.at("contrast_db").get<double>(),
                 entry.at("needle_angle_rad").get<double>()};
}

void read_landmarks(const json& entry, FrameTruth& truth) {
  if (!entry.contains("landmarks")) return;
  truth.has_landmarks = true;
  for (const auto& mark : entry["landmarks"]) {
    truth.landmarks.push_back({mark.at("name").get<std::string>(), point_of(mark.at("px")),
                               mark.at("out_of_plane_mm").get<double>()});
  }
}

FrameTruth read_entry(const json& entry, std::optional<double> mm_per_px) {
  FrameTruth truth;
  truth.mm_per_px = mm_per_px;
  if (entry.contains("frame")) truth.frame_index = entry["frame"].get<std::int64_t>();
  if (entry.contains("frame_index")) truth.frame_index = entry["frame_index"].get<std::int64_t>();
  truth.image = entry.value("image", std::string());
  if (!truth.frame_index && truth.image.empty()) {
    throw std::invalid_argument("neither \"frame\" nor \"image\" is given");
  }
  if (entry.contains("mm_per_px")) truth.mm_per_px = entry["mm_per_px"].get<double>();
  if (truth.mm_per_px && !(*truth.mm_per_px > 0.0)) {
    throw std::invalid_argument("mm_per_px is not positive");
  }
  read_needle(entry, truth);
  if (entry.contains("bone_px")) {
    for (const auto& point : entry["bone_px"]) truth.bone.push_back(point_of(point));
  }
  read_landmarks(entry, truth);
  return truth;
}

FrameTruth absent_at(std::int64_t frame_index, std::optional<double> mm_per_px) {
  FrameTruth truth;
  truth.frame_index = frame_index;
  truth.mm_per_px = mm_per_px;
  truth.needle = NeedleMark::kAbsent;
  return truth;
}

// "needle_free_frames" says of frames, listed or not, that they hold no needle.
void mark_absent(std::vector<FrameTruth>& frames, std::int64_t frame_index,
                 std::optional<double> mm_per_px) {
  const auto found = std::find_if(frames.begin(), frames.end(), [&](const FrameTruth& truth) {
    return truth.frame_index == frame_index;
  });
  if (found == frames.end()) {
    frames.push_back(absent_at(frame_index, mm_per_px));
  } else if (found->needle == NeedleMark::kPresent) {
    throw std::invalid_argument(
        fmt::format("frame {} is marked both with and without a needle", frame_index));
  } else {
    found->needle = NeedleMark::kAbsent;
  }
}

std::vector<FrameTruth> read_frames(const json& file, std::size_t& entry_number) {
  std::vector<FrameTruth> frames;
  std::optional<double> mm_per_px;
  const bool is_list = file.is_array();
  if (!is_list && file.contains("mm_per_px")) mm_per_px = file["mm_per_px"].get<double>();
  for (const auto& entry : is_list ? file : file.at("frames")) {
    frames.push_back(read_entry(entry, mm_per_px));
    ++entry_number;
  }
  if (!is_list && file.contains("needle_free_frames")) {
    for (const auto& index : file["needle_free_frames"]) {
      mark_absent(frames, index.get<std::int64_t>(), mm_per_px);
    }
  }
  return frames;
}

}  // namespace

Result<std::vector<FrameTruth>> read_truth(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) {
    return fail(ErrorCode::kFileNotFound, "the truth cannot be opened; check the name", path);
  }
  std::size_t entry_number = 0;
  std::vector<FrameTruth> frames;
  try {
    frames = read_frames(json::parse(stream), entry_number);
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("entry {} is not truth of a form in docs/files.md ({}); correct it",
                            entry_number, exception.what()),
                path);
  }
  const bool any = std::any_of(frames.begin(), frames.end(), [](const FrameTruth& truth) {
    return truth.needle != NeedleMark::kUnmarked || !truth.bone.empty() || truth.has_landmarks;
  });
  if (!any) {
    return fail(ErrorCode::kNoData, "nothing is marked in it; docs/files.md shows the forms", path);
  }
  return frames;
}

Result<void> number_frames_by_name(std::vector<FrameTruth>& truth,
                                   const std::vector<std::string>& image_names,
                                   std::size_t frame_count) {
  std::vector<std::string> names = image_names;
  if (names.empty()) {
    for (const auto& frame : truth) {
      if (!frame.frame_index) names.push_back(frame.image);
    }
    std::sort(names.begin(), names.end(), natural_less);
    if (!names.empty() && names.size() != frame_count) {
      return fail(ErrorCode::kNoData,
                  fmt::format("the truth names {} images but the results hold {} frames and the "
                              "images are not where they were; give \"frame\" in each entry",
                              names.size(), frame_count));
    }
  }
  for (auto& frame : truth) {
    if (frame.frame_index) continue;
    const auto found = std::find(names.begin(), names.end(), frame.image);
    if (found == names.end()) {
      return fail(ErrorCode::kNoData,
                  fmt::format("the image '{}' of the truth is not in the recording", frame.image));
    }
    frame.frame_index = found - names.begin();
  }
  return {};
}

}  // namespace echolance
