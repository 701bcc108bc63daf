// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "imaging/metaimage_layout.hpp"
#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestFrame_bytes = std::uint64_t{512} << 20;

std::string field(const MetaImageText& text, const std::string& name) {
  const auto found = text.fields.find(name);
  return found == text.fields.end() ? std::string() : found->second;
}

bool is_true(const MetaImageText& text, const std::string& name) {
  const std::string value = to_lower(field(text, name));
  return value == "true" || value == "1" || value == "yes";
}

bool is_false(const MetaImageText& text, const std::string& name) {
  const std::string value = to_lower(field(text, name));
  return value == "false" || value == "0" || value == "no";
}

Result<void> take_element_type(const MetaImageText& text, MetaImageHeader& header) {
  if (!header.layout.has_pixels()) return {};
  const std::string name = field(text, "ElementType");
  const auto type = element_type_from(name);
  if (!type) {
    return fail(ErrorCode::kUnsupportedFormat,
                fmt::format("ElementType is {}; convert it to MET_UCHAR, MET_SHORT or MET_FLOAT",
                            name.empty() ? "missing" : in_quotes(name)));
  }
  header.element_type = *type;
  if (header.bytes_per_frame() > kLargestFrame_bytes) {
    return fail(
        ErrorCode::kDamagedFile,
        fmt::format("DimSize says {} x {} pixels, more than 512 MiB a frame; repair DimSize "
                    "in the header",
                    header.layout.width_px, header.layout.height_px));
  }
  if (is_false(text, "BinaryData")) {
    return fail(ErrorCode::kUnsupportedFormat,
                "the pixels are written as text (BinaryData = False); save it with BinaryData = "
                "True");
  }
  header.is_compressed = is_true(text, "CompressedData");
  header.is_big_endian =
      is_true(text, "BinaryDataByteOrderMSB") || is_true(text, "ElementByteOrderMSB");
  return {};
}

void take_spacing(const MetaImageText& text, MetaImageHeader& header) {
  std::string value = field(text, "ElementSpacing");
  if (value.empty()) value = field(text, "ElementSize");
  if (value.empty()) return;
  const auto numbers = to_numbers(value);
  if (!numbers || numbers->size() < 2 ||
      !make_pixel_spacing((*numbers)[0], (*numbers)[1]).has_value()) {
    header.notes.push_back("ElementSpacing " + in_quotes(value) +
                           " makes no sense and is not used");
    return;
  }
  header.element_spacing = {(*numbers)[0], (*numbers)[1]};
}

void take_range(const MetaImageText& text, MetaImageHeader& header) {
  const auto smallest = to_number(field(text, "ElementMin"));
  const auto largest = to_number(field(text, "ElementMax"));
  if (smallest && largest && *largest > *smallest) header.element_range = {*smallest, *largest};
}

/// HeaderSize = n bytes before the pixels of a separate file; -1: the pixels are its end.
Result<void> take_header_size(const MetaImageText& text, MetaImageHeader& header) {
  const std::string value = field(text, "HeaderSize");
  if (value.empty()) return {};
  const auto size = to_integer(value);
  if (!size || *size < -1) {
    return fail(ErrorCode::kDamagedFile,
                "HeaderSize is " + in_quotes(value) + "; repair it in the header");
  }
  header.data_offset = static_cast<std::uint64_t>(std::max<std::int64_t>(*size, 0));
  if (*size != -1 || !header.layout.frame_count) return {};
  std::error_code problem;
  const std::uint64_t in_file = fs::file_size(header.data_path, problem);
  std::uint64_t needed = 0;
  const bool overflows = __builtin_mul_overflow(
      header.bytes_per_frame(), static_cast<std::uint64_t>(*header.layout.frame_count), &needed);
  if (!problem && !overflows && needed <= in_file) header.data_offset = in_file - needed;
  return {};
}

Result<void> take_data_file(const MetaImageText& text, const std::string& path,
                            MetaImageHeader& header) {
  const std::string name = field(text, "ElementDataFile");
  header.data_path = path;
  header.data_offset = text.data_offset;
  if (!header.layout.has_pixels() || to_lower(name) == "local") return {};
  if (name.empty()) {
    return fail(ErrorCode::kDamagedFile, "ElementDataFile names no file; repair it in the header");
  }
  if (name.starts_with("LIST") || name.find('%') != std::string::npos) {
    return fail(ErrorCode::kUnsupportedFormat,
                "the pixels lie in a list of files (ElementDataFile = " + in_quotes(name) +
                    "); save the recording as one .mha file");
  }
  header.data_path = (fs::path(path).parent_path() / name).string();
  header.data_offset = 0;
  std::error_code ignored;
  if (!fs::is_regular_file(header.data_path, ignored)) {
    return fail(ErrorCode::kFileNotFound, "the pixel file " + header.data_path +
                                              " is missing; put it beside the header or repair "
                                              "ElementDataFile");
  }
  return take_header_size(text, header);
}

void take_frames(MetaImageText& text, MetaImageHeader& header) {
  for (const auto& collected : text.poses) header.poses.push_back(finished_pose(collected));
  header.frames = std::move(text.frames);
  if (header.layout.frame_count) {
    const auto first_beyond = header.frames.lower_bound(*header.layout.frame_count);
    if (first_beyond != header.frames.end()) {
      header.notes.push_back(fmt::format("fields of {} frames beyond the last of {} are ignored",
                                         std::distance(first_beyond, header.frames.end()),
                                         *header.layout.frame_count));
    }
    header.frames.erase(first_beyond, header.frames.end());
  }
  if (text.unreadable_values > 0) {
    header.notes.push_back(fmt::format(
        "{} poses, times or counters cannot be read and are not used", text.unreadable_values));
  }
}

Result<MetaImageHeader> understood(MetaImageText text, const std::string& path) {
  MetaImageHeader header;
  const std::string object = field(text, "ObjectType");
  if (!object.empty() && object != "Image") {
    return fail(ErrorCode::kUnsupportedFormat,
                "ObjectType is " + in_quotes(object) + "; only Image is read");
  }
  auto layout = metaimage_layout(text.fields, header.notes);
  if (!layout) return tl::unexpected(layout.error());
  header.layout = *layout;
  if (auto done = take_element_type(text, header); !done) return tl::unexpected(done.error());
  if (auto done = take_data_file(text, path, header); !done) return tl::unexpected(done.error());
  header.orientation = field(text, "UltrasoundImageOrientation");
  header.image_type = field(text, "UltrasoundImageType");
  take_spacing(text, header);
  take_range(text, header);
  take_frames(text, header);
  return header;
}

}  // namespace

std::uint64_t MetaImageHeader::bytes_per_frame() const {
  // 32-bit factors: width x height fits, and the layout limits it far below an overflow.
  return static_cast<std::uint64_t>(layout.width_px) *
         static_cast<std::uint64_t>(layout.height_px) *
         static_cast<std::uint64_t>(layout.channels) * bytes_per_element(element_type);
}

Result<MetaImageHeader> read_metaimage_header(const std::string& path) {
  auto text = read_metaimage_text(path);
  if (!text) return tl::unexpected(text.error());
  auto header = understood(std::move(*text), path);
  if (!header) return tl::unexpected(header.error().in(path));
  return header;
}

}  // namespace echolance
