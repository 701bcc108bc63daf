// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/track_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "session/natural_order.hpp"
#include "session/results_folder.hpp"

namespace echolance {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Columns = std::map<std::string, std::size_t>;
using Fields = std::vector<std::string_view>;

Fields split(std::string_view line) {
  Fields fields;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (line[i] != ',' || quoted)) continue;
    fields.push_back(line.substr(begin, i - begin));
    begin = i + 1;
  }
  return fields;
}

double number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument(fmt::format("'{}' is not a number", text));
  }
  return value;
}

NeedleState state_of(std::string_view text) {
  for (const auto state : {NeedleState::kSeen, NeedleState::kPredicted, NeedleState::kNotSeen}) {
    if (text == to_string(state)) return state;
  }
  throw std::invalid_argument(fmt::format("'{}' is not a needle state", text));
}

FrameResult frame_of(const Fields& fields, const Columns& columns) {
  const auto field = [&](const char* name) { return fields.at(columns.at(name)); };
  FrameResult frame;
  frame.frame_index = std::llround(number(field("frame_index")));
  frame.state = state_of(field("needle_state"));
  frame.confidence = number(field("needle_confidence"));
  if (!field("tip_x_px").empty()) {
    frame.line = NeedleLine{{number(field("tip_x_px")), number(field("tip_y_px"))},
                            {number(field("shaft_x_px")), number(field("shaft_y_px"))}};
  }
  return frame;
}

tl::unexpected<Error> missing(const fs::path& path) {
  return fail(ErrorCode::kFileNotFound,
              "cannot be opened; name the folder that 'echolance track --out' wrote",
              path.string());
}

tl::unexpected<Error> damaged(const fs::path& path, int line, const std::string& what) {
  return fail(ErrorCode::kDamagedFile,
              fmt::format("line {} cannot be used ({}); run 'echolance track' again", line, what),
              path.string());
}

Result<void> read_frames(const fs::path& path, std::vector<FrameResult>& frames) {
  std::ifstream file(path);
  if (!file) return missing(path);
  Columns columns;
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    try {
      const Fields fields = split(line);
      if (line_number == 1) {
        for (std::size_t i = 0; i < fields.size(); ++i) columns[std::string(fields[i])] = i;
        continue;
      }
      frames.push_back(frame_of(fields, columns));
    } catch (const std::exception& exception) {
      return damaged(path, line_number, exception.what());
    }
  }
  return {};
}

// Each line's object with the frame it is of.
template <class Take>
Result<void> read_lines(const fs::path& path, std::vector<FrameResult>& frames, Take take) {
  std::ifstream file(path);
  if (!file) return missing(path);
  std::map<std::int64_t, FrameResult*> frame_by_index;
  for (auto& frame : frames) frame_by_index[frame.frame_index] = &frame;
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    try {
      const json object = json::parse(line);
      take(object, *frame_by_index.at(object.at("frame_index").get<std::int64_t>()));
    } catch (const std::exception& exception) {
      return damaged(path, line_number, exception.what());
    }
  }
  return {};
}

PixelPoint point_of(const json& point) {
  return {point.at(0).get<double>(), point.at(1).get<double>()};
}

Result<void> read_bone(const fs::path& path, std::vector<FrameResult>& frames) {
  return read_lines(path, frames, [](const json& object, FrameResult& frame) {
    for (const auto& point : object.at("bone_px")) frame.bone.push_back(point_of(point));
  });
}

// Folders of earlier versions have no such file.
Result<void> read_landmarks(const fs::path& path, std::vector<FrameResult>& frames) {
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  return read_lines(path, frames, [](const json& object, FrameResult& frame) {
    for (const auto& landmark : object.at("landmarks")) {
      if (!landmark.contains("px")) continue;
      frame.landmarks.push_back({landmark.at("name").get<std::string>(),
                                 point_of(landmark.at("px")),
                                 landmark.at("confidence").get<double>()});
    }
  });
}

bool is_image(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* known : {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".pgm"}) {
    if (extension == known) return true;
  }
  return false;
}

void read_summary(const fs::path& path, TrackResults& results) {
  std::ifstream file(path);
  const json summary = json::parse(file, nullptr, false);
  if (!summary.is_object()) return;  // it only adds; without it the truth must say more
  results.input_path = summary.value("/input/path"_json_pointer, std::string());
  const json spacing = summary.value("spacing", json());
  if (spacing.is_object()) {
    results.mm_per_px =
        std::sqrt(spacing.value("x_mm_per_px", 0.0) * spacing.value("y_mm_per_px", 0.0));
  }
  std::error_code error;
  if (!fs::is_directory(results.input_path, error)) return;
  for (const auto& entry : fs::directory_iterator(results.input_path, error)) {
    if (is_image(entry.path())) results.image_names.push_back(entry.path().filename().string());
  }
  std::sort(results.image_names.begin(), results.image_names.end(), natural_less);
}

}  // namespace

Result<TrackResults> read_track_results(const std::string& folder) {
  TrackResults results;
  const fs::path path(folder);
  if (auto read = read_frames(path / result_name::kFrames, results.frames); !read) {
    return tl::unexpected(read.error());
  }
  if (auto read = read_bone(path / result_name::kBone, results.frames); !read) {
    return tl::unexpected(read.error());
  }
  if (auto read = read_landmarks(path / result_name::kLandmarks, results.frames); !read) {
    return tl::unexpected(read.error());
  }
  try {
    read_summary(path / result_name::kSummary, results);
  } catch (const std::exception& exception) {
    return damaged(path / result_name::kSummary, 1, exception.what());
  }
  return results;
}

}  // namespace echolance
