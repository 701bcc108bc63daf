// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/open_recording.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "imaging/image_folder_source.hpp"
#include "imaging/metaimage_source.hpp"
#include "imaging/open_options.hpp"
#include "imaging/parse_text.hpp"
#include "imaging/video_source.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

enum class Kind { kMetaImage, kVideo, kImage, kDicom, kNrrd, kUnknown };

bool contains_at(std::string_view bytes, std::size_t at, std::string_view magic) {
  return bytes.size() >= at + magic.size() && bytes.substr(at, magic.size()) == magic;
}

bool is_image(std::string_view start) {
  constexpr std::array kMagics{"\x89PNG"sv, "\xff\xd8\xff"sv, "BM"sv, "II*\0"sv,
                               "MM\0*"sv,   "P2"sv,           "P5"sv};
  return std::any_of(kMagics.begin(), kMagics.end(),
                     [&](std::string_view magic) { return start.starts_with(magic); });
}

bool is_video(std::string_view start) {
  return contains_at(start, 4, "ftyp") || contains_at(start, 4, "moov") ||
         contains_at(start, 4, "mdat") || contains_at(start, 4, "wide") ||
         (start.starts_with("RIFF") && contains_at(start, 8, "AVI ")) ||
         start.starts_with("\x1a\x45\xdf\xa3");
}

/// A first line "Name = Value" with one of the names that MetaImage headers begin with.
bool is_metaimage(std::string_view start) {
  const std::string_view name = trim(start.substr(0, start.find('=')));
  return name == "ObjectType" || name == "NDims" || name == "Comment" || name == "DimSize";
}

Kind kind_by_content(std::string_view start) {
  if (is_metaimage(start)) return Kind::kMetaImage;
  if (contains_at(start, 128, "DICM")) return Kind::kDicom;
  if (start.starts_with("NRRD000")) return Kind::kNrrd;
  if (is_video(start)) return Kind::kVideo;
  if (is_image(start)) return Kind::kImage;
  return Kind::kUnknown;
}

Kind kind_by_name(const std::string& path) {
  const std::string lower = to_lower(path);
  if (lower.ends_with(".mha") || lower.ends_with(".mhd")) return Kind::kMetaImage;
  if (lower.ends_with(".dcm")) return Kind::kDicom;
  if (lower.ends_with(".nrrd") || lower.ends_with(".nhdr")) return Kind::kNrrd;
  if (has_image_name(lower)) return Kind::kImage;
  constexpr std::array kVideoEndings{".mp4"sv,  ".m4v"sv, ".mov"sv, ".avi"sv, ".mkv"sv,
                                     ".webm"sv, ".wmv"sv, ".mpg"sv, ".mpeg"sv};
  const bool video = std::any_of(kVideoEndings.begin(), kVideoEndings.end(),
                                 [&](std::string_view ending) { return lower.ends_with(ending); });
  return video ? Kind::kVideo : Kind::kUnknown;
}

Result<std::string> first_bytes(const std::string& path) {
  constexpr std::size_t kEnough = 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "cannot be opened; check the rights of the file", path);
  }
  std::string start(kEnough, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (start.empty()) {
    return fail(ErrorCode::kDamagedFile, "is empty (0 bytes); copy it again from its source", path);
  }
  return start;
}

Result<std::unique_ptr<FrameSource>> open_file(const std::string& path,
                                               const OpenOptions& options) {
  const auto start = first_bytes(path);
  if (!start) return tl::unexpected(start.error());
  Kind kind = kind_by_content(*start);
  if (kind == Kind::kUnknown) kind = kind_by_name(path);
  switch (kind) {
    case Kind::kMetaImage:
      return open_metaimage(path, options);
    case Kind::kVideo:
      return open_video(path, options);
    case Kind::kImage:
      return open_image(path, options);
    case Kind::kDicom:
      return fail(ErrorCode::kUnsupportedFormat,
                  "DICOM is not read yet; export it as video or as pictures", path);
    case Kind::kNrrd:
      return fail(ErrorCode::kUnsupportedFormat,
                  "NRRD is not read yet; save it as MetaImage (.mha)", path);
    case Kind::kUnknown:
      break;
  }
  return fail(ErrorCode::kUnsupportedFormat,
              "is no recording that can be read; give a MetaImage sequence (.mha, .mhd), a video "
              "(.mp4, .avi, .mkv, .mov), a picture or a folder of pictures",
              path);
}

Result<std::unique_ptr<FrameSource>> open_path(const std::string& path,
                                               const OpenOptions& options) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (!fs::exists(status)) {
    return fail(ErrorCode::kFileNotFound, "there is no such file or folder; check the name", path);
  }
  if (fs::is_directory(status)) return open_image_folder(path, options);
  if (!fs::is_regular_file(status)) {
    return fail(ErrorCode::kUnsupportedFormat, "is neither a file nor a folder; give one of these",
                path);
  }
  return open_file(path, options);
}

}  // namespace

Result<std::unique_ptr<FrameSource>> open_recording(const std::string& path,
                                                    const OpenOptions& options) {
  if (auto checked = check_options(options); !checked) return tl::unexpected(checked.error());
  try {
    return open_path(path, options);
  } catch (const std::exception& problem) {
    return fail(
        ErrorCode::kDamagedFile,
        std::string("cannot be opened (") + problem.what() + "); copy it again from its source",
        path);
  }
}

}  // namespace echolance
