// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/seekable_source.hpp"
#include "imaging/metaimage_header.hpp"
#include "imaging/metaimage_info.hpp"
#include "imaging/open_options.hpp"
#include "imaging/orientation.hpp"
#include "imaging/pixel_stream.hpp"

namespace echolance {
namespace {

class MetaImageSource final : public FrameSource, public SeekableSource {
 public:
  MetaImageSource(const std::string& path, const OpenOptions& options, MetaImageHeader header);

  /// Opens the pixels, where there are any.
  Result<void> open_pixels();
  const SequenceInfo& info() const override { return info_; }
  Result<std::optional<Frame>> next() override;
  bool go_to(std::int64_t index, Timestamp time) override;

 private:
  void describe(const OpenOptions& options);
  void note_pixels();
  [[nodiscard]] bool is_at_end() const;
  [[nodiscard]] Frame frame_without_image();
  void anchor_before(std::int64_t index);
  Result<bool> read_frame_bytes();
  cv::Mat picture();
  [[nodiscard]] PixelMapping mapping_for(double smallest, double largest) const;
  void settle_mapping();
  Error cut_short(std::size_t bytes_read) const;
  Error missing_fields() const;
  Result<std::optional<Frame>> finish();

  SequenceInfo info_;
  MetaImageHeader header_;
  OrientationChange turn_;
  std::optional<PixelStream> pixels_;
  std::vector<std::uint8_t> bytes_;  ///< one frame as stored
  std::optional<PixelMapping> mapping_;
  std::int64_t index_ = 0;
  Timestamp anchor_time_;          ///< of the last frame that had a time, or 0
  std::int64_t anchor_index_ = 0;  ///< its index
  bool ended_ = false;
};

MetaImageSource::MetaImageSource(const std::string& path, const OpenOptions& options,
                                 MetaImageHeader header)
    : header_(std::move(header)) {
  info_.path = path;
  info_.format = "metaimage";
  describe(options);
}

void MetaImageSource::describe(const OpenOptions& options) {
  info_.notes = header_.notes;
  const auto turn = orientation_change(header_.orientation);
  turn_ = turn.value_or(OrientationChange{});
  info_.width_px = turn_.transpose ? header_.layout.height_px : header_.layout.width_px;
  info_.height_px = turn_.transpose ? header_.layout.width_px : header_.layout.height_px;
  info_.frame_count = header_.layout.frame_count;
  if (header_.layout.has_pixels() && !turn) {
    info_.notes.push_back(
        header_.orientation.empty()
            ? "the file gives no orientation: taken as MF (x to the marked side, y away)"
            : "orientation '" + header_.orientation + "' does not say: taken as MF");
  }
  if (header_.image_type.starts_with("RF")) {
    info_.notes.push_back("the pixels are radio-frequency data (" + header_.image_type +
                          "), not a brightness picture");
  }
  const auto rate_hz = nominal_rate_hz(header_);
  info_.frame_rate_hz = rate_hz.value_or(options.frame_rate_hz.value_or(kDefaultFrameRate_hz));
  if (!rate_hz && header_.layout.frame_count != 1) {
    info_.notes.push_back(fmt::format("the file gives no times: {:g} frames a second {}",
                                      info_.frame_rate_hz,
                                      options.frame_rate_hz ? "as asked" : "assumed"));
  }
  note_timing(header_, info_.notes);
  take_spacing(header_, info_);
  override_spacing(options, info_);
}

Result<void> MetaImageSource::open_pixels() {
  if (!header_.layout.has_pixels()) return {};
  auto stream = PixelStream::open(
      header_.data_path, header_.data_offset,
      header_.is_compressed ? PixelStream::Packing::kZlib : PixelStream::Packing::kRaw);
  if (!stream) return tl::unexpected(stream.error());
  pixels_.emplace(std::move(*stream));
  note_pixels();
  return {};
}

void MetaImageSource::note_pixels() {
  const std::uint64_t frame_bytes = header_.bytes_per_frame();
  if (!header_.is_compressed && header_.layout.frame_count) {
    const auto in_file = pixels_->size_in_file() / frame_bytes;
    if (in_file < static_cast<std::uint64_t>(*header_.layout.frame_count)) {
      info_.notes.push_back(fmt::format("the file is cut short: it holds {} of {} frames", in_file,
                                        *header_.layout.frame_count));
    } else if (in_file > static_cast<std::uint64_t>(*header_.layout.frame_count)) {
      info_.notes.push_back("the file holds more pixels than DimSize says; the rest is not read");
    }
  }
  if (!header_.layout.frame_count) {
    info_.notes.push_back(
        "DimSize gives no frame count (an interrupted recording): frames are "
        "read to the end of the file");
  }
  if (header_.element_type == ElementType::kUint8) {
    mapping_ = PixelMapping{};
  } else if (header_.element_range) {
    const auto [smallest, largest] = *header_.element_range;
    mapping_ = mapping_for(smallest, largest);
    info_.notes.push_back(
        fmt::format("values {:g} to {:g} (ElementMin, ElementMax) are shown as "
                    "0 to 255",
                    smallest, largest));
  } else {
    info_.notes.push_back(
        "values are not 8-bit: they are shown as 0 to 255 by the range of the "
        "first frame that is not empty");
  }
}

bool MetaImageSource::is_at_end() const {
  return header_.layout.frame_count && index_ >= *header_.layout.frame_count;
}

Frame MetaImageSource::frame_without_image() {
  Frame frame;
  frame.index = index_;
  frame.spacing = info_.spacing;
  std::optional<Timestamp> time;
  if (const auto found = header_.frames.find(index_); found != header_.frames.end()) {
    time = found->second.time ? found->second.time : found->second.unfiltered_time;
    for (const auto& collected : found->second.poses)
      frame.poses.push_back(finished_pose(collected));
  }
  for (const auto& pose : header_.poses) {
    const auto same = [&](const NamedPose& p) { return p.from == pose.from && p.to == pose.to; };
    if (std::none_of(frame.poses.begin(), frame.poses.end(), same)) frame.poses.push_back(pose);
  }
  if (time) {
    anchor_time_ = *time;
    anchor_index_ = index_;
  }
  const double since_s = static_cast<double>(index_ - anchor_index_) / info_.frame_rate_hz;
  frame.time = {anchor_time_.nanoseconds + Timestamp::from_seconds(since_s).nanoseconds};
  return frame;
}

/// True when the frame is whole, false at the clean end of a recording without a frame count.
Result<bool> MetaImageSource::read_frame_bytes() {
  if (!pixels_->can_hold(header_.bytes_per_frame())) {
    const bool clean_end = !header_.layout.frame_count && pixels_->size_in_file() > 0 &&
                           index_ > 0 && pixels_->bytes_left() == 0;
    if (clean_end) return false;
    return tl::unexpected(cut_short(0));
  }
  bytes_.resize(header_.bytes_per_frame());
  const std::size_t count = pixels_->read(bytes_);
  if (count == bytes_.size()) return true;
  if (!header_.layout.frame_count && count == 0 && index_ > 0 && !pixels_->is_corrupt()) {
    return false;
  }
  return tl::unexpected(cut_short(count));
}

PixelMapping MetaImageSource::mapping_for(double smallest, double largest) const {
  return is_real(header_.element_type) ? PixelMapping::for_real_range(smallest, largest)
                                       : PixelMapping::for_range(smallest, largest);
}

/// The mapping is fixed by the first frame with any contrast, so that it never changes after.
void MetaImageSource::settle_mapping() {
  const auto range = value_range(bytes_, header_.element_type);
  if (!range || !(range->second > range->first)) return;
  mapping_ = mapping_for(range->first, range->second);
  info_.notes.push_back(
      mapping_->keeps_values()
          ? fmt::format("values of the first frame lie in 0 to 255 and are kept")
          : fmt::format("values {:g} to {:g} (by the range of frame {}) are shown as 0 to 255",
                        mapping_->black, mapping_->black + 255.0 / mapping_->scale, index_));
}

cv::Mat MetaImageSource::picture() {
  const auto& layout = header_.layout;
  cv::Mat stored(layout.height_px, layout.width_px, CV_8UC(layout.channels));
  const std::span<std::uint8_t> grey(stored.data, stored.total() * stored.elemSize());
  if (header_.element_type == ElementType::kUint8) {
    std::copy(bytes_.begin(), bytes_.end(), grey.begin());
  } else {
    if (header_.is_big_endian) swap_bytes(bytes_, header_.element_type);
    if (!mapping_) settle_mapping();
    map_to_bytes(bytes_, header_.element_type, mapping_.value_or(PixelMapping{}), grey);
  }
  if (layout.channels == 3) cv::cvtColor(stored, stored, cv::COLOR_RGB2BGR);
  if (layout.channels == 4) cv::cvtColor(stored, stored, cv::COLOR_RGBA2BGR);
  return turned_to_mf(stored, turn_);
}

Error MetaImageSource::cut_short(std::size_t bytes_read) const {
  std::string why = pixels_->problem();
  if (why.empty()) {
    why = fmt::format("the file has only {} bytes of pixels", pixels_->size_in_file());
  }
  const std::string place = header_.layout.frame_count ? fmt::format("frame {} of {}", index_ + 1,
                                                                     *header_.layout.frame_count)
                                                       : fmt::format("frame {}", index_ + 1);
  const std::string lost = header_.layout.frame_count
                               ? fmt::format(", {} are lost", *header_.layout.frame_count - index_)
                               : std::string();
  return {ErrorCode::kDamagedFile,
          fmt::format("{} after {} of {} bytes of {}: {} whole frames before the damage are "
                      "usable{}; copy the file again from its source",
                      why, bytes_read, header_.bytes_per_frame(), place, index_, lost),
          header_.data_path};
}

Error MetaImageSource::missing_fields() const {
  return {ErrorCode::kDamagedFile,
          fmt::format("DimSize says {} frames but the header has fields for {} only: these are "
                      "usable; repair DimSize in the header",
                      *header_.layout.frame_count, index_),
          info_.path};
}

/// After the last frame: the checksum of packed pixels covers all of them.
Result<std::optional<Frame>> MetaImageSource::finish() {
  ended_ = true;
  if (!pixels_ || !header_.is_compressed) return std::nullopt;
  std::uint8_t beyond = 0;
  const std::size_t count = pixels_->read({&beyond, 1});
  if (count > 0) {
    info_.notes.push_back("the file holds more pixels than DimSize says; the rest is not read");
  } else if (pixels_->is_corrupt()) {
    return fail(
        ErrorCode::kDamagedFile,
        fmt::format("{}, after the last frame: the checksum says that pixels of one or more "
                    "of the {} frames are not as recorded; copy the file again from its "
                    "source",
                    pixels_->problem(), index_),
        header_.data_path);
  }
  return std::nullopt;
}

Result<std::optional<Frame>> MetaImageSource::next() {
  if (ended_) return std::nullopt;
  if (is_at_end()) return finish();
  if (!pixels_ && (header_.frames.empty() || index_ > header_.frames.rbegin()->first)) {
    ended_ = true;
    return tl::unexpected(missing_fields());
  }
  try {
    Frame frame = frame_without_image();
    if (pixels_) {
      const auto whole = read_frame_bytes();
      if (!whole || !*whole) ended_ = true;
      if (!whole) return tl::unexpected(whole.error());
      if (!*whole) return std::nullopt;
      const auto fields = header_.frames.find(index_);
      const bool is_valid = fields == header_.frames.end() || fields->second.image_is_valid;
      if (is_valid) frame.image = picture();
    }
    ++index_;
    return std::optional<Frame>(std::move(frame));
  } catch (const std::exception& problem) {
    ended_ = true;
    return fail(ErrorCode::kDamagedFile,
                fmt::format("frame {} cannot be read ({}); the {} frames before it are usable",
                            index_ + 1, problem.what(), index_),
                info_.path);
  }
}

/// The last frame before this one that has a time.
void MetaImageSource::anchor_before(std::int64_t index) {
  anchor_time_ = {};
  anchor_index_ = 0;
  for (auto at = header_.frames.lower_bound(index); at != header_.frames.begin();) {
    --at;
    const auto& time = at->second.time ? at->second.time : at->second.unfiltered_time;
    if (!time) continue;
    anchor_time_ = *time;
    anchor_index_ = at->first;
    return;
  }
}

bool MetaImageSource::go_to(std::int64_t index, Timestamp /*time*/) {
  const auto& count = header_.layout.frame_count;
  if (index < 0 || (count && index >= *count)) return false;
  if (pixels_) {
    const auto byte = static_cast<std::uint64_t>(index) * header_.bytes_per_frame();
    // The mapping comes from the first frame with any contrast.
    if (!mapping_ || !pixels_->go_to(byte)) return false;
  }
  index_ = index;
  anchor_before(index);
  ended_ = false;
  return true;
}

}  // namespace

Result<std::unique_ptr<FrameSource>> open_metaimage(const std::string& path,
                                                    const OpenOptions& options) {
  auto header = read_metaimage_header(path);
  if (!header) return tl::unexpected(header.error());
  auto source = std::make_unique<MetaImageSource>(path, options, std::move(*header));
  if (auto done = source->open_pixels(); !done) return tl::unexpected(done.error());
  return source;
}

}  // namespace echolance
