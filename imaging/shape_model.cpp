// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_model.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "imaging/shape_model_bytes.hpp"

namespace echolance {
namespace {

constexpr std::string_view kMagic = "EchoShp1";
constexpr double kMeanStep_mm = 0.02;
constexpr int kMostMembers = 200000;  // vertices, marks, triangles: more is damage

Error damaged(const std::string& what) {
  return {ErrorCode::kDamagedFile,
          "the shape model " + what + "; make it again with echolance learn-shape", ""};
}

void put(std::int64_t value, std::vector<std::uint8_t>& bytes) {
  const auto bits = static_cast<std::uint16_t>(static_cast<std::int16_t>(value));
  bytes.push_back(static_cast<std::uint8_t>(bits & 0xffU));
  bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
}

nlohmann::ordered_json header_of(const ShapeModel& model, const Eigen::VectorXf& steps_mm) {
  nlohmann::ordered_json header;
  for (const auto& bone : model.bones) header["bones"].push_back({bone.name, bone.count});
  for (const auto& mark : model.marks) {
    header["marks"].push_back({mark.name, mark.bone, static_cast<int>(mark.place),
                               std::round(100.0 * mark.own_std_mm) / 100.0});
  }
  header["triangles"] = model.triangles.size();
  header["mode_steps_mm"] = std::vector<float>(steps_mm.data(), steps_mm.data() + steps_mm.size());
  return header;
}

std::vector<std::uint8_t> deflated(const std::vector<std::uint8_t>& bytes) {
  uLongf size = compressBound(bytes.size());
  std::vector<std::uint8_t> packed(size);
  if (compress2(packed.data(), &size, bytes.data(), bytes.size(), 9) != Z_OK) {
    throw std::logic_error("zlib cannot pack the shape model");
  }
  packed.resize(size);
  return packed;
}

/// Takes numbers off the front of bytes; a length that is not there throws.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::string_view text(std::size_t size) {
    const auto part = take(size);
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  std::uint16_t unsigned_short() {
    const auto part = take(2);
    return static_cast<std::uint16_t>(part[0] | part[1] << 8U);
  }
  std::int16_t signed_short() { return static_cast<std::int16_t>(unsigned_short()); }
  std::uint32_t length() {
    const std::uint32_t low = unsigned_short();
    return low | static_cast<std::uint32_t>(unsigned_short()) << 16U;
  }
  [[nodiscard]] std::span<const std::uint8_t> rest() const { return bytes_; }

 private:
  std::span<const std::uint8_t> take(std::size_t size) {
    if (size > bytes_.size()) throw std::length_error("cut off");
    const auto part = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return part;
  }
  std::span<const std::uint8_t> bytes_;
};

std::vector<std::uint8_t> inflated(std::span<const std::uint8_t> bytes, std::size_t size) {
  if (size > 200U << 20U) throw std::length_error("far too long");
  std::vector<std::uint8_t> plain(size);
  uLongf got = size;
  if (uncompress(plain.data(), &got, bytes.data(), bytes.size()) != Z_OK || got != size) {
    throw std::length_error("cannot be unpacked");
  }
  return plain;
}

void read_members(const nlohmann::json& header, ShapeModel& model, int& columns) {
  int first = 0;
  for (const auto& row : header.at("bones")) {
    const int count = row.at(1);
    if (count < 1 || count > kMostMembers) throw std::length_error("has an impossible bone");
    model.bones.push_back({row.at(0), first, count});
    first += count;
  }
  for (const auto& row : header.at("marks")) {
    const int bone = row.at(1);
    if (bone < 0 || bone >= static_cast<int>(model.bones.size())) {
      throw std::length_error("has a landmark without a bone");
    }
    const MarkPlace place = row.at(2) == 0 ? MarkPlace::kOnBone : MarkPlace::kFree;
    model.marks.push_back({row.at(0), bone, place, row.at(3)});
  }
  columns = first + model.mark_count();
}

void read_numbers(const nlohmann::json& header, ByteReader& reader, int columns,
                  ShapeModel& model) {
  const auto steps = header.at("mode_steps_mm").get<std::vector<float>>();
  const int triangles = header.at("triangles");
  if (triangles < 0 || triangles > kMostMembers) throw std::length_error("has too many triangles");
  model.mean_mm.resize(3, columns);
  for (float& value : model.mean_mm.reshaped()) {
    value = static_cast<float>(kMeanStep_mm) * reader.signed_short();
  }
  model.modes_mm.resize(3 * columns, static_cast<Eigen::Index>(steps.size()));
  for (Eigen::Index mode = 0; mode < model.modes_mm.cols(); ++mode) {
    for (Eigen::Index row = 0; row < model.modes_mm.rows(); ++row) {
      model.modes_mm(row, mode) = steps[static_cast<std::size_t>(mode)] * reader.signed_short();
    }
  }
  for (int i = 0; i < triangles; ++i) {
    std::array<int, 3> corners{};
    for (int& corner : corners) {
      corner = reader.unsigned_short();
      if (corner >= model.vertex_count()) throw std::length_error("has a triangle without corner");
    }
    model.triangles.push_back(corners);
  }
  if (!reader.rest().empty()) throw std::length_error("is longer than it says");
}

}  // namespace

int ShapeModel::bone_of(int column) const {
  if (column >= vertex_count()) {
    return marks[static_cast<std::size_t>(column - vertex_count())].bone;
  }
  const auto after = std::find_if(bones.begin(), bones.end(), [&](const ShapeBone& bone) {
    return column < bone.first + bone.count;
  });
  return static_cast<int>(after - bones.begin());
}

int ShapeModel::bone_index(std::string_view name) const {
  const auto found = std::find_if(bones.begin(), bones.end(),
                                  [&](const ShapeBone& bone) { return bone.name == name; });
  return found == bones.end() ? -1 : static_cast<int>(found - bones.begin());
}

int ShapeModel::mark_column(std::string_view name) const {
  const auto found = std::find_if(marks.begin(), marks.end(),
                                  [&](const ShapeMark& mark) { return mark.name == name; });
  return found == marks.end() ? -1 : vertex_count() + static_cast<int>(found - marks.begin());
}

std::vector<std::uint8_t> encode_shape_model(const ShapeModel& model) {
  std::vector<std::uint8_t> numbers;
  for (const float value : model.mean_mm.reshaped()) {
    put(std::lround(value / kMeanStep_mm), numbers);
  }
  Eigen::VectorXf steps = Eigen::VectorXf::Zero(model.mode_count());
  for (Eigen::Index mode = 0; mode < steps.size(); ++mode) {
    steps[mode] = std::max(1e-9F, model.modes_mm.col(mode).cwiseAbs().maxCoeff() / 30000.0F);
    for (const float value : model.modes_mm.col(mode)) {
      put(std::lround(value / steps[mode]), numbers);
    }
  }
  for (const auto& triangle : model.triangles) {
    for (const int corner : triangle) put(static_cast<std::int16_t>(corner), numbers);
  }
  const std::string header = header_of(model, steps).dump();
  std::vector<std::uint8_t> plain;
  for (const std::size_t part : {header.size() & 0xffffU, header.size() >> 16U}) {
    put(static_cast<std::int16_t>(part), plain);
  }
  plain.insert(plain.end(), header.begin(), header.end());
  plain.insert(plain.end(), numbers.begin(), numbers.end());
  std::vector<std::uint8_t> file(kMagic.begin(), kMagic.end());
  for (const std::size_t part : {plain.size() & 0xffffU, plain.size() >> 16U}) {
    put(static_cast<std::int16_t>(part), file);
  }
  const auto packed = deflated(plain);
  file.insert(file.end(), packed.begin(), packed.end());
  return file;
}

Result<ShapeModel> decode_shape_model(std::span<const std::uint8_t> bytes) {
  try {
    ByteReader outer(bytes);
    if (outer.text(kMagic.size()) != kMagic) return tl::unexpected(damaged("is none"));
    const std::size_t size = outer.length();
    const auto plain = inflated(outer.rest(), size);
    ByteReader reader(plain);
    const std::size_t header_size = reader.length();
    const auto header = nlohmann::json::parse(reader.text(header_size));
    ShapeModel model;
    int columns = 0;
    read_members(header, model, columns);
    read_numbers(header, reader, columns, model);
    return model;
  } catch (const std::length_error& error) {
    return tl::unexpected(damaged(error.what()));
  } catch (const nlohmann::json::exception&) {
    return tl::unexpected(damaged("has a header that cannot be read"));
  }
}

const ShapeModel& shape_model() {
  static const ShapeModel model = [] {
    auto decoded = decode_shape_model(shape_model_bytes());
    if (!decoded) throw std::logic_error(decoded.error().text());
    return std::move(*decoded);
  }();
  return model;
}

}  // namespace echolance
