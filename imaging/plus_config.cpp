// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/plus_config.hpp"

#include <cmath>
#include <pugixml.hpp>
#include <sstream>

namespace echolance {
namespace {

std::vector<double> numbers_of(const char* text) {
  std::istringstream stream(text);
  std::vector<double> numbers;
  for (double number = 0.0; stream >> number;) numbers.push_back(number);
  return stream.eof() ? numbers : std::vector<double>{};
}

Result<NamedPose> transform_of(const pugi::xml_node& node) {
  NamedPose pose{node.attribute("From").value(), node.attribute("To").value(), {}, {}};
  const auto numbers = numbers_of(node.attribute("Matrix").value());
  if (pose.from.empty() || pose.to.empty() || numbers.size() != 16) {
    return fail(ErrorCode::kDamagedFile,
                "a Transform needs From, To and a Matrix of sixteen numbers; correct the file",
                pose.from + "To" + pose.to);
  }
  pose.to_from = Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(numbers.data());
  pose.status = PoseStatus::kOk;
  return pose;
}

Result<void> read_volume(const pugi::xml_node& node, PlusConfig& config) {
  const auto spacing = numbers_of(node.attribute("OutputSpacing").value());
  if (spacing.size() == 3) {
    if (std::abs(spacing[0] - spacing[1]) + std::abs(spacing[0] - spacing[2]) > 1e-6) {
      return fail(ErrorCode::kUnsupportedFormat,
                  "OutputSpacing has three different values; only cubes are made, give one value");
    }
    config.volume_spacing_mm = spacing[0];
  }
  const auto origin = numbers_of(node.attribute("ClipRectangleOrigin").value());
  const auto size = numbers_of(node.attribute("ClipRectangleSize").value());
  if (origin.size() == 2 && size.size() == 2) {
    config.clip_px = cv::Rect(static_cast<int>(origin[0]), static_cast<int>(origin[1]),
                              static_cast<int>(size[0]), static_cast<int>(size[1]));
  }
  return {};
}

}  // namespace

Result<PlusConfig> read_plus_config(const std::string& path) {
  pugi::xml_document document;
  const auto parsed = document.load_file(path.c_str());
  if (parsed.status == pugi::status_file_not_found || parsed.status == pugi::status_io_error) {
    return fail(ErrorCode::kFileNotFound, "the configuration cannot be opened; check the name",
                path);
  }
  if (!parsed) {
    return fail(ErrorCode::kDamagedFile,
                std::string("no valid XML (") + parsed.description() + "); correct the file", path);
  }
  const auto root = document.child("PlusConfiguration");
  if (!root) {
    return fail(ErrorCode::kUnsupportedFormat,
                "no <PlusConfiguration> in it; give a configuration file of Plus", path);
  }
  PlusConfig config;
  for (const auto& node : root.child("CoordinateDefinitions").children("Transform")) {
    auto pose = transform_of(node);
    if (!pose) return tl::unexpected(pose.error().in(path));
    config.transforms.push_back(std::move(*pose));
  }
  if (auto read = read_volume(root.child("VolumeReconstruction"), config); !read) {
    return tl::unexpected(read.error().in(path));
  }
  return config;
}

}  // namespace echolance
