// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/read_ply_points.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>

#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

constexpr std::int64_t kMostPoints = 4000000;

struct Property {
  std::string name;
  std::string type;
};

/// What the header says of the vertices; they must come first.
struct Header {
  std::string format;
  std::int64_t vertices = 0;
  std::vector<Property> properties;
  std::array<int, 3> xyz{-1, -1, -1};  ///< which property each is
};

tl::unexpected<Error> damaged(const std::string& path, const std::string& what) {
  return fail(ErrorCode::kDamagedFile, what + "; export the points again, as PLY or XYZ", path);
}

std::size_t size_of(const std::string& type) {
  static const std::map<std::string, std::size_t> sizes = {
      {"char", 1},  {"uchar", 1},  {"int8", 1},    {"uint8", 1},  {"short", 2}, {"ushort", 2},
      {"int16", 2}, {"uint16", 2}, {"int", 4},     {"uint", 4},   {"int32", 4}, {"uint32", 4},
      {"float", 4}, {"double", 8}, {"float32", 4}, {"float64", 8}};
  const auto found = sizes.find(type);
  return found == sizes.end() ? 0 : found->second;
}

bool is_real(const std::string& type) {
  return type.starts_with("float") || type.starts_with("double");
}

void note_property(const std::vector<std::string_view>& words, Header& header) {
  const int index = static_cast<int>(header.properties.size());
  const std::string name(words.back());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (name == std::string(1, static_cast<char>('x' + axis))) header.xyz[axis] = index;
  }
  header.properties.push_back({name, std::string(words[1])});
}

Result<Header> read_header(std::istream& file, const std::string& path) {
  Header header;
  std::string line, element;
  bool first = true, vertices_first = false;
  while (std::getline(file, line)) {
    const auto words = split_words(line);
    if (first && (words.empty() || words[0] != "ply")) return damaged(path, "the file is no PLY");
    first = false;
    if (words.empty()) continue;
    if (words[0] == "end_header") break;
    if (words[0] == "format" && words.size() > 1) header.format = words[1];
    if (words[0] == "element" && words.size() > 2) {
      if (element.empty()) vertices_first = words[1] == "vertex";
      element = words[1];
      if (element == "vertex") header.vertices = to_integer(words[2]).value_or(0);
    }
    if (words[0] == "property" && element == "vertex" && words.size() > 2) {
      note_property(words, header);
    }
  }
  const bool placed =
      std::all_of(header.xyz.begin(), header.xyz.end(), [](int i) { return i >= 0; });
  if (!placed || !vertices_first || header.vertices < 1 || header.vertices > kMostPoints) {
    return damaged(path, "the file has no usable points");
  }
  return header;
}

Result<std::vector<Eigen::Vector3f>> read_text(std::istream& file, const Header& header,
                                               const std::string& path) {
  std::vector<Eigen::Vector3f> points;
  std::string line;
  while (static_cast<std::int64_t>(points.size()) < header.vertices && std::getline(file, line)) {
    const auto numbers = to_numbers(line);
    if (!numbers || numbers->size() < header.properties.size()) break;
    const auto at = [&](std::size_t axis) {
      return static_cast<float>((*numbers)[static_cast<std::size_t>(header.xyz[axis])]);
    };
    points.emplace_back(at(0), at(1), at(2));
  }
  if (static_cast<std::int64_t>(points.size()) < header.vertices) {
    return damaged(path, "the file is cut off or has a line that is no point");
  }
  return points;
}

// A floating-point number at a place of a record.
float real_at(const char* place, std::size_t size, std::endian order) {
  std::array<char, 8> bytes{};
  std::copy_n(place, size, bytes.begin());
  if (order != std::endian::native) {
    std::reverse(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  }
  if (size == 4) {
    float value = 0.0F;
    std::memcpy(&value, bytes.data(), 4);
    return value;
  }
  double value = 0.0;
  std::memcpy(&value, bytes.data(), 8);
  return static_cast<float>(value);
}

Result<std::vector<Eigen::Vector3f>> read_binary(std::istream& file, const Header& header,
                                                 const std::string& path) {
  const std::endian order =
      header.format == "binary_big_endian" ? std::endian::big : std::endian::little;
  std::vector<std::size_t> offsets;
  std::size_t record = 0;
  for (const auto& property : header.properties) {
    offsets.push_back(record);
    if (size_of(property.type) == 0) return damaged(path, "the points have a list of values");
    record += size_of(property.type);
  }
  for (const int index : header.xyz) {
    if (!is_real(header.properties[static_cast<std::size_t>(index)].type)) {
      return damaged(path, "the points are no floating-point numbers");
    }
  }
  std::vector<Eigen::Vector3f> points;
  std::vector<char> bytes(record);
  for (std::int64_t i = 0; i < header.vertices; ++i) {
    if (!file.read(bytes.data(), static_cast<std::streamsize>(record))) {
      return damaged(path, "the file is cut off");
    }
    const auto at = [&](std::size_t axis) {
      const auto index = static_cast<std::size_t>(header.xyz[axis]);
      return real_at(bytes.data() + offsets[index], size_of(header.properties[index].type), order);
    };
    points.emplace_back(at(0), at(1), at(2));
  }
  return points;
}

}  // namespace

Result<std::vector<Eigen::Vector3f>> read_ply_points(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "there is no such file, or it cannot be opened", path);
  }
  const auto header = read_header(file, path);
  if (!header) return tl::unexpected<Error>(header.error());
  return header->format == "ascii" ? read_text(file, *header, path)
                                   : read_binary(file, *header, path);
}

}  // namespace echolance
