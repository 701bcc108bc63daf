// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/image_folder_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "core/seekable_source.hpp"
#include "imaging/open_options.hpp"
#include "imaging/parse_text.hpp"
#include "imaging/read_image.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits at the start of `text`, without leading zeros.
std::string_view take_number(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  std::string_view number = text.substr(0, length);
  text.remove_prefix(length);
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return number;
}

/// <0, 0, >0 by natural order, equal where only zeros or case differ.
int compare_naturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto number_a = take_number(a);
      const auto number_b = take_number(b);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size() ? -1 : 1;
      if (const int order = number_a.compare(number_b); order != 0) return order;
      continue;
    }
    const int order = to_lower(a.substr(0, 1)).compare(to_lower(b.substr(0, 1)));
    if (order != 0) return order;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return (a.empty() ? 0 : 1) - (b.empty() ? 0 : 1);
}

struct Listing {
  std::vector<std::string> pictures;
  std::int64_t ignored = 0;
};

Result<Listing> list_folder(const std::string& path) {
  std::error_code problem;
  fs::directory_iterator entries(path, problem);
  if (problem) {
    return fail(ErrorCode::kFileNotFound, "the folder cannot be read; check name and rights", path);
  }
  Listing listing;
  for (; entries != fs::directory_iterator(); entries.increment(problem)) {
    if (problem) break;
    const std::string name = entries->path().filename().string();
    std::error_code ignored;
    if (entries->is_regular_file(ignored) && !name.starts_with('.') && has_image_name(name)) {
      listing.pictures.push_back(name);
    } else {
      ++listing.ignored;
    }
  }
  std::sort(listing.pictures.begin(), listing.pictures.end(), comes_before_naturally);
  return listing;
}

class ImageFolderSource final : public FrameSource, public SeekableSource {
 public:
  ImageFolderSource(SequenceInfo info, std::vector<std::string> files)
      : info_(std::move(info)), files_(std::move(files)) {}

  /// Decodes the first picture, for the size.
  Result<void> open_first();
  const SequenceInfo& info() const override { return info_; }
  Result<std::optional<Frame>> next() override;
  bool go_to(std::int64_t index, Timestamp time) override;

 private:
  void note_size(const cv::Mat& picture);

  SequenceInfo info_;
  std::vector<std::string> files_;
  cv::Mat first_;  ///< decoded at opening, kept until delivered
  PixelMapping mapping_;
  std::size_t index_ = 0;
  bool other_size_noted_ = false;
};

Result<void> ImageFolderSource::open_first() {
  auto picture = read_image(files_.front());
  if (!picture) return tl::unexpected(picture.error());
  first_ = *picture;
  info_.width_px = first_.cols;
  info_.height_px = first_.rows;
  mapping_ = mapping_for(first_);
  if (first_.depth() != CV_8U) {
    info_.notes.push_back(
        fmt::format("the pictures are not 8-bit: values {:g} to {:g} are shown as 0 to 255, by the "
                    "first picture",
                    mapping_.black, mapping_.black + 255.0 / mapping_.scale));
  }
  return {};
}

void ImageFolderSource::note_size(const cv::Mat& picture) {
  if (other_size_noted_ || (picture.cols == info_.width_px && picture.rows == info_.height_px)) {
    return;
  }
  other_size_noted_ = true;
  info_.notes.push_back(
      fmt::format("pictures differ in size: frame {} is {} x {} px, the first {} "
                  "x {} px",
                  index_, picture.cols, picture.rows, info_.width_px, info_.height_px));
}

Result<std::optional<Frame>> ImageFolderSource::next() {
  if (index_ >= files_.size()) return std::nullopt;
  auto picture = first_.empty() ? read_image(files_[index_]) : Result<cv::Mat>(first_);
  first_.release();
  if (!picture) {
    const std::size_t usable = std::exchange(index_, files_.size());
    Error error = picture.error();
    error.code = ErrorCode::kDamagedFile;
    error.message += fmt::format(" ({} whole frames before it are usable, {} are not read)", usable,
                                 files_.size() - usable);
    return tl::unexpected(error);
  }
  note_size(*picture);
  Frame frame;
  frame.index = static_cast<std::int64_t>(index_);
  frame.time = Timestamp::from_seconds(static_cast<double>(index_) / info_.frame_rate_hz);
  frame.image = to_8_bit(*picture, mapping_);
  frame.spacing = info_.spacing;
  ++index_;
  return std::optional<Frame>(std::move(frame));
}

bool ImageFolderSource::go_to(std::int64_t index, Timestamp /*time*/) {
  if (index < 0 || index >= static_cast<std::int64_t>(files_.size())) return false;
  index_ = static_cast<std::size_t>(index);
  first_.release();
  return true;
}

Result<std::unique_ptr<FrameSource>> open_files(SequenceInfo info, std::vector<std::string> files,
                                                const OpenOptions& options) {
  info.frame_count = static_cast<std::int64_t>(files.size());
  info.frame_rate_hz = options.frame_rate_hz.value_or(kDefaultFrameRate_hz);
  override_spacing(options, info);
  auto source = std::make_unique<ImageFolderSource>(std::move(info), std::move(files));
  if (auto done = source->open_first(); !done) return tl::unexpected(done.error());
  return source;
}

}  // namespace

bool comes_before_naturally(std::string_view a, std::string_view b) {
  const int order = compare_naturally(a, b);
  return order != 0 ? order < 0 : a < b;
}

bool has_image_name(std::string_view name) {
  constexpr std::array<std::string_view, 7> kEndings{".png", ".jpg",  ".jpeg", ".bmp",
                                                     ".tif", ".tiff", ".pgm"};
  const std::string lower = to_lower(name);
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

Result<std::unique_ptr<FrameSource>> open_image_folder(const std::string& path,
                                                       const OpenOptions& options) {
  auto listing = list_folder(path);
  if (!listing) return tl::unexpected(listing.error());
  if (listing->pictures.empty()) {
    return fail(ErrorCode::kNoData,
                "the folder holds no pictures (.png .jpg .bmp .tif .pgm); give a folder of "
                "pictures, or the file of the recording itself",
                path);
  }
  SequenceInfo info;
  info.path = path;
  info.format = "image_folder";
  if (!options.frame_rate_hz) {
    info.notes.push_back(
        fmt::format("pictures have no times: {:g} frames a second assumed, as no rate is given",
                    kDefaultFrameRate_hz));
  }
  if (listing->ignored > 0) {
    info.notes.push_back(
        fmt::format("{} other files or folders in it are ignored", listing->ignored));
  }
  std::vector<std::string> files;
  for (const auto& name : listing->pictures) files.push_back((fs::path(path) / name).string());
  return open_files(std::move(info), std::move(files), options);
}

Result<std::unique_ptr<FrameSource>> open_image(const std::string& path,
                                                const OpenOptions& options) {
  SequenceInfo info;
  info.path = path;
  info.format = "image";
  return open_files(std::move(info), {path}, options);
}

}  // namespace echolance
