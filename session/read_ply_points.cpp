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
  std::vector<int> wanted;  ///< which property each of the wanted ones is; -1: not there
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

using Names = std::vector<std::string>;

void note_property(const std::vector<std::string_view>& words, const Names& names, Header& header) {
  const int index = static_cast<int>(header.properties.size());
  const std::string name(words.back());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (name == names[i]) header.wanted[i] = index;
  }
  header.properties.push_back({name, std::string(words[1])});
}

Result<Header> read_header(std::istream& file, const Names& names, const std::string& path) {
  Header header;
  header.wanted.assign(names.size(), -1);
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
      note_property(words, names, header);
    }
  }
  const bool placed =
      std::all_of(header.wanted.begin(), header.wanted.end(), [](int i) { return i >= 0; });
  if (!placed || !vertices_first || header.vertices < 1 || header.vertices > kMostPoints) {
    return damaged(path, "the file has no usable points");
  }
  return header;
}

Result<Eigen::MatrixXf> read_text(std::istream& file, const Header& header,
                                  const std::string& path) {
  Eigen::MatrixXf values(header.wanted.size(), header.vertices);
  std::string line;
  for (std::int64_t at = 0; at < header.vertices; ++at) {
    const auto numbers = std::getline(file, line) ? to_numbers(line) : std::nullopt;
    if (!numbers || numbers->size() < header.properties.size()) {
      return damaged(path, "the file is cut off or has a line that is no point");
    }
    for (std::size_t i = 0; i < header.wanted.size(); ++i) {
      values(static_cast<Eigen::Index>(i), at) =
          static_cast<float>((*numbers)[static_cast<std::size_t>(header.wanted[i])]);
    }
  }
  return values;
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

Result<Eigen::MatrixXf> read_binary(std::istream& file, const Header& header,
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
  for (const int index : header.wanted) {
    if (!is_real(header.properties[static_cast<std::size_t>(index)].type)) {
      return damaged(path, "the points are no floating-point numbers");
    }
  }
  Eigen::MatrixXf values(header.wanted.size(), header.vertices);
  std::vector<char> bytes(record);
  for (std::int64_t at = 0; at < header.vertices; ++at) {
    if (!file.read(bytes.data(), static_cast<std::streamsize>(record))) {
      return damaged(path, "the file is cut off");
    }
    for (std::size_t i = 0; i < header.wanted.size(); ++i) {
      const auto index = static_cast<std::size_t>(header.wanted[i]);
      values(static_cast<Eigen::Index>(i), at) =
          real_at(bytes.data() + offsets[index], size_of(header.properties[index].type), order);
    }
  }
  return values;
}

}  // namespace

Result<Eigen::MatrixXf> read_ply_values(const std::string& path,
                                        const std::vector<std::string>& names) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "there is no such file, or it cannot be opened", path);
  }
  const auto header = read_header(file, names, path);
  if (!header) return tl::unexpected<Error>(header.error());
  return header->format == "ascii" ? read_text(file, *header, path)
                                   : read_binary(file, *header, path);
}

Result<std::vector<Eigen::Vector3f>> read_ply_points(const std::string& path) {
  return read_ply_values(path, {"x", "y", "z"}).map([](const Eigen::MatrixXf& values) {
    std::vector<Eigen::Vector3f> points;
    for (Eigen::Index i = 0; i < values.cols(); ++i) points.emplace_back(values.col(i));
    return points;
  });
}

}  // namespace echolance
