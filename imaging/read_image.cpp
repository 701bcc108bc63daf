// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/read_image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string_view>

namespace echolance {
namespace {

std::string last_bytes(const std::string& path, std::streamoff count) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - count));
  std::string bytes(static_cast<std::size_t>(std::min(size, count)), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

/// A JPEG that has a start but no end marker.
bool is_cut_jpeg(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 2> start{};
  if (!file.read(start.data(), start.size()) || start[0] != '\xff' || start[1] != '\xd8') {
    return false;
  }
  constexpr std::streamoff kPadding = 64 * 1024;  // some writers add bytes after the end marker
  return last_bytes(path, kPadding).find("\xff\xd9") == std::string::npos;
}

tl::unexpected<Error> undecodable(const std::string& path) {
  return fail(ErrorCode::kDamagedFile,
              "is no picture that can be decoded whole; copy it again from its source or take it "
              "out of the folder",
              path);
}

}  // namespace

Result<cv::Mat> read_image(const std::string& path) {
  if (!std::ifstream(path, std::ios::binary)) {
    return fail(ErrorCode::kFileNotFound, "cannot be opened; check name and rights", path);
  }
  try {
    const cv::Mat picture = cv::imread(path, cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH);
    if (picture.empty() || (picture.channels() != 1 && picture.channels() != 3) ||
        is_cut_jpeg(path)) {
      return undecodable(path);
    }
    return picture;
  } catch (const std::exception&) {
    return undecodable(path);
  }
}

PixelMapping mapping_for(const cv::Mat& picture) {
  if (picture.depth() == CV_8U) return {};
  double smallest = 0.0;
  double largest = 0.0;
  cv::minMaxLoc(picture.reshape(1), &smallest, &largest);
  if (picture.depth() != CV_16U) return PixelMapping::for_range(smallest, largest);
  for (const double full : {255.0, 1023.0, 4095.0, 16383.0}) {
    if (largest <= full) return PixelMapping::for_range(0.0, full);
  }
  return PixelMapping::for_range(0.0, 65535.0);
}

cv::Mat to_8_bit(const cv::Mat& picture, const PixelMapping& mapping) {
  if (picture.depth() == CV_8U) return picture;
  cv::Mat grey;
  picture.convertTo(grey, CV_8U, mapping.scale, -mapping.black * mapping.scale);
  return grey;
}

}  // namespace echolance
