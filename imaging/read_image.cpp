// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/read_image.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
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

std::uint32_t big_endian(const unsigned char* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

/// A PNG with a chunk that is cut or whose checksum is wrong, or without an end.
/// Source: PNG specification, 5.3 and 5.4.
bool is_damaged_png(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
  if (!bytes.starts_with(kSignature)) return false;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  constexpr std::size_t kAround = 12;  // length, type and checksum of a chunk
  std::size_t at = kSignature.size();
  while (at + kAround <= bytes.size()) {
    const std::size_t length = big_endian(data + at);
    if (length > bytes.size() - at - kAround) return true;
    const auto sum = ::crc32(0, data + at + 4, static_cast<uInt>(length + 4));
    if (sum != big_endian(data + at + 8 + length)) return true;
    if (bytes.compare(at + 4, 4, "IEND") == 0) return false;
    at += kAround + length;
  }
  return true;
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
    // Before decoding: the decoders print when they meet damage.
    if (is_cut_jpeg(path) || is_damaged_png(path)) return undecodable(path);
    const cv::Mat picture = cv::imread(path, cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH);
    if (picture.empty() || (picture.channels() != 1 && picture.channels() != 3)) {
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
  if (picture.depth() == CV_32F || picture.depth() == CV_64F) {
    return PixelMapping::for_real_range(smallest, largest);
  }
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
