// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

constexpr std::string_view kFramePrefix = "Seq_Frame";
constexpr std::size_t kLongestLine = 16 << 20;  // a file without line ends must not fill the memory
constexpr double kLargestTime_s = 4e9;          // beyond, nanoseconds would overflow

enum class LineEnd { kLine, kFile, kTooLong };

/// Takes one line without its end, and counts its bytes.
LineEnd take_line(std::streambuf& bytes, std::string& line, std::uint64_t& offset) {
  line.clear();
  while (line.size() < kLongestLine) {
    const int c = bytes.sbumpc();
    if (c == std::char_traits<char>::eof()) return LineEnd::kFile;
    ++offset;
    if (c == '\n') return LineEnd::kLine;
    line.push_back(static_cast<char>(c));
  }
  return LineEnd::kTooLong;
}

bool remove_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

PoseStatus status_from(std::string_view value) {
  const std::string status = to_lower(value);
  if (status == "ok") return PoseStatus::kOk;
  if (status == "out_of_view" || status == "out_of_volume") return PoseStatus::kOutOfView;
  const bool missing = status == "missing" || status == "req_timeout" || status == "unknown" ||
                       status == "path_not_found";
  return missing ? PoseStatus::kMissing : PoseStatus::kInvalid;
}

std::optional<Eigen::Matrix4d> matrix_from(std::string_view value) {
  const auto numbers = to_numbers(value);
  if (!numbers || numbers->size() != 16) return std::nullopt;
  return Eigen::Matrix4d(Eigen::Matrix<double, 4, 4, Eigen::RowMajor>(numbers->data()));
}

std::optional<Timestamp> time_from(std::string_view value) {
  const auto time_s = to_number(value);
  if (!time_s || std::abs(*time_s) > kLargestTime_s) return std::nullopt;
  return Timestamp::from_seconds(*time_s);
}

MetaImagePose& pose_named(std::vector<MetaImagePose>& poses,
                          const std::pair<std::string, std::string>& name) {
  const auto same = [&](const MetaImagePose& p) {
    return p.pose.from == name.first && p.pose.to == name.second;
  };
  const auto found = std::find_if(poses.begin(), poses.end(), same);
  if (found != poses.end()) return *found;
  poses.push_back({});
  poses.back().pose.from = name.first;
  poses.back().pose.to = name.second;
  return poses.back();
}

enum class Taken { kNotMine, kTaken, kUnreadable };

/// <From>To<To>Transform and <From>To<To>TransformStatus.
Taken take_pose(std::vector<MetaImagePose>& poses, std::string_view name, std::string_view value) {
  const bool is_status = remove_suffix(name, "TransformStatus");
  if (!is_status && !remove_suffix(name, "Transform")) return Taken::kNotMine;
  const auto spaces = split_pose_name(name);
  if (!spaces) return Taken::kNotMine;
  MetaImagePose& collected = pose_named(poses, *spaces);
  if (is_status) {
    collected.pose.status = status_from(value);
    collected.has_status = true;
    return Taken::kTaken;
  }
  const auto matrix = matrix_from(value);
  if (!matrix) return Taken::kUnreadable;
  collected.pose.to_from = *matrix;
  collected.has_matrix = true;
  return Taken::kTaken;
}

template <class Value>
Taken keep(std::optional<Value>& place, std::optional<Value> value) {
  if (!value) return Taken::kUnreadable;
  place = std::move(value);
  return Taken::kTaken;
}

Taken take_frame_field(MetaImageFrameFields& frame, std::string_view name, std::string_view value) {
  if (name == "Timestamp") return keep(frame.time, time_from(value));
  if (name == "UnfilteredTimestamp") return keep(frame.unfiltered_time, time_from(value));
  if (name == "FrameNumber") return keep(frame.device_frame_number, to_integer(value));
  if (name == "ImageStatus" || name == "Status") {
    frame.image_is_valid = to_lower(value) == "ok";
    return Taken::kTaken;
  }
  return take_pose(frame.poses, name, value);
}

/// Seq_FrameNNNN_<Field>. Returns false where the name has another form.
bool take_sequence_field(MetaImageText& text, std::string_view name, std::string_view value) {
  if (!name.starts_with(kFramePrefix)) return false;
  name.remove_prefix(kFramePrefix.size());
  const std::size_t split = name.find('_');
  if (split == std::string_view::npos) return false;
  const auto index = to_integer(name.substr(0, split));
  if (!index || *index < 0) return false;
  const Taken taken = take_frame_field(text.frames[*index], name.substr(split + 1), value);
  if (taken == Taken::kUnreadable) ++text.unreadable_values;
  return true;
}

void take_field(MetaImageText& text, std::string_view name, std::string_view value) {
  if (take_sequence_field(text, name, value)) return;
  // Names such as DefaultFrameTransformName or TransformMatrix are no poses and stay text.
  if (take_pose(text.poses, name, value) != Taken::kTaken) text.fields[std::string(name)] = value;
}

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
}

tl::unexpected<Error> bad_line(const std::string& path, std::int64_t number,
                               std::string_view line) {
  return fail(ErrorCode::kDamagedFile,
              fmt::format("line {} of the header is no 'Name = Value': {}; repair the line or "
                          "record the file again",
                          number, in_quotes(trim(line))),
              path);
}

}  // namespace

std::optional<std::pair<std::string, std::string>> split_pose_name(std::string_view name) {
  for (std::size_t at = name.find("To", 1); at != std::string_view::npos;
       at = name.find("To", at + 1)) {
    const auto to = name.substr(at + 2);
    // "Tooth" is no space named "oth": the second name starts with a capital or a digit.
    if (to.empty() || (to.front() >= 'a' && to.front() <= 'z')) continue;
    return std::pair{std::string(name.substr(0, at)), std::string(to)};
  }
  return std::nullopt;
}

NamedPose finished_pose(const MetaImagePose& collected) {
  NamedPose pose = collected.pose;
  if (!collected.has_status) pose.status = PoseStatus::kOk;
  if (!collected.has_matrix && pose.status == PoseStatus::kOk) pose.status = PoseStatus::kInvalid;
  return pose;
}

Result<MetaImageText> read_metaimage_text(const std::string& path) {
  std::filebuf bytes;
  if (bytes.open(path, std::ios::in | std::ios::binary) == nullptr) {
    return fail(ErrorCode::kFileNotFound, "cannot be opened; check name and rights", path);
  }
  MetaImageText text;
  std::string line;
  for (std::int64_t number = 1;; ++number) {
    const LineEnd end = take_line(bytes, line, text.data_offset);
    if (end == LineEnd::kTooLong) return bad_line(path, number, line);
    const std::string_view view = trim(line);
    const std::size_t equals = view.find('=');
    if (equals != std::string_view::npos) {
      const auto name = trim(view.substr(0, equals));
      if (!is_field_name(name)) return bad_line(path, number, view);
      take_field(text, name, trim(view.substr(equals + 1)));
      if (name == "ElementDataFile") return text;
    } else if (!view.empty()) {
      return bad_line(path, number, view);
    }
    if (end == LineEnd::kFile) {
      return fail(ErrorCode::kDamagedFile,
                  fmt::format("the header ends after {} lines without ElementDataFile; the file is "
                              "cut short, copy it again from its source",
                              number),
                  path);
    }
  }
}

}  // namespace echolance
