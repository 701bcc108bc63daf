// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <opencv2/imgproc.hpp>

#include "imaging/deflate_file.hpp"
#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

const char* status_name(PoseStatus status) {
  switch (status) {
    case PoseStatus::kOk:
      return "OK";
    case PoseStatus::kOutOfView:
      return "OUT_OF_VIEW";
    case PoseStatus::kMissing:
      return "MISSING";
    case PoseStatus::kInvalid:
      break;
  }
  return "INVALID";
}

std::string matrix_text(const Eigen::Matrix4d& matrix) {
  std::string text;
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      text += fmt::format("{}{:.16g}", text.empty() ? "" : " ", matrix(row, column));
    }
  }
  return text;
}

/// Nanoseconds, exactly.
std::string time_text(Timestamp time) {
  constexpr std::uint64_t kPerSecond = 1'000'000'000;
  const bool negative = time.nanoseconds < 0;
  const auto size = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(time.nanoseconds)
                             : static_cast<std::uint64_t>(time.nanoseconds);
  return fmt::format("{}{}.{:09}", negative ? "-" : "", size / kPerSecond, size % kPerSecond);
}

std::string frame_text(const Frame& frame, std::int64_t index) {
  const std::string prefix = fmt::format("Seq_Frame{:04}_", index);
  std::string text;
  for (const auto& pose : frame.poses) {
    const std::string name = fmt::format("{}{}To{}Transform", prefix, pose.from, pose.to);
    text += fmt::format("{} = {}\n", name, matrix_text(pose.to_from));
    text += fmt::format("{}Status = {}\n", name, status_name(pose.status));
  }
  text += fmt::format("{}Timestamp = {}\n", prefix, time_text(frame.time));
  return text + fmt::format("{}ImageStatus = {}\n", prefix, frame.has_image() ? "OK" : "INVALID");
}

std::string recording_text(const MetaImageFormat& format, std::int64_t frames,
                           std::uint64_t packed_bytes) {
  const PixelSpacing spacing = format.spacing.value_or(PixelSpacing{});
  const bool pictures = !format.size_px.empty();
  const bool packed = pictures && format.compression != MetaImageCompression::kNone;
  std::string text = "ObjectType = Image\nNDims = 3\nAnatomicalOrientation = RAI\n";
  text += "BinaryData = True\nBinaryDataByteOrderMSB = False\nCenterOfRotation = 0 0 0\n";
  text += fmt::format("CompressedData = {}\n", packed ? "True" : "False");
  if (packed) text += fmt::format("CompressedDataSize = {}\n", packed_bytes);
  text += fmt::format("DimSize = {} {} {}\n", format.size_px.width, format.size_px.height, frames);
  text += "Kinds = domain domain list\n";
  text += fmt::format("ElementNumberOfChannels = {}\n", format.channels);
  text +=
      fmt::format("ElementSpacing = {:.16g} {:.16g} 1\n", spacing.x_mm_per_px, spacing.y_mm_per_px);
  text += fmt::format("ElementType = {}\n", pictures ? "MET_UCHAR" : "MET_OTHER");
  text += "Offset = 0 0 0\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n";
  text += fmt::format("UltrasoundImageOrientation = {}\n", pictures ? "MFA" : "XX");
  const char* const type = format.channels == 3 ? "RGB_COLOR" : "BRIGHTNESS";
  text += fmt::format("UltrasoundImageType = {}\n", pictures ? type : "XX");
  for (const auto& [name, value] : format.fields) text += fmt::format("{} = {}\n", name, value);
  return text;
}

DeflateFile::Packing packing_of(MetaImageCompression compression) {
  switch (compression) {
    case MetaImageCompression::kZlib:
      return DeflateFile::Packing::kZlib;
    case MetaImageCompression::kZlibSmall:
      return DeflateFile::Packing::kZlibSmall;
    case MetaImageCompression::kNone:
      break;
  }
  return DeflateFile::Packing::kRaw;
}

}  // namespace

struct MetaImageWriter::State {
  State(std::string target, const MetaImageFormat& wanted)
      : path(std::move(target)),
        pixel_path(path + ".pixels.tmp"),
        format(wanted),
        pixels(pixel_path, packing_of(wanted.compression)) {}
  ~State() {
    std::error_code ignored;
    fs::remove(pixel_path, ignored);
    fs::remove(whole_path(), ignored);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] std::string whole_path() const { return path + ".tmp"; }
  [[nodiscard]] tl::unexpected<Error> refused() const {
    return fail(ErrorCode::kCannotWrite, "cannot be written; check rights and space of the folder",
                path);
  }
  [[nodiscard]] bool put_together() const;

  std::string path;
  std::string pixel_path;
  MetaImageFormat format;
  DeflateFile pixels;
  std::string frames_text;
  std::int64_t frames = 0;
};

bool MetaImageWriter::State::put_together() const {
  std::ofstream whole(whole_path(), std::ios::binary | std::ios::trunc);
  whole << recording_text(format, frames, pixels.size()) << frames_text
        << "ElementDataFile = LOCAL\n";
  if (pixels.size() > 0) whole << std::ifstream(pixel_path, std::ios::binary).rdbuf();
  whole.close();
  if (whole.fail()) return false;
  std::error_code problem;
  fs::rename(whole_path(), path, problem);
  return !problem;
}

MetaImageWriter::MetaImageWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
MetaImageWriter::MetaImageWriter(MetaImageWriter&&) noexcept = default;
MetaImageWriter& MetaImageWriter::operator=(MetaImageWriter&&) noexcept = default;
MetaImageWriter::~MetaImageWriter() = default;

Result<MetaImageWriter> MetaImageWriter::create(const std::string& path,
                                                const MetaImageFormat& format) {
  if (!to_lower(path).ends_with(".mha")) {
    return fail(ErrorCode::kInvalidOption, "a sequence is written as .mha; choose such a name",
                path);
  }
  const bool has_size = !format.size_px.empty();
  if ((format.channels != 1 && format.channels != 3) ||
      (!has_size && format.size_px != cv::Size())) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("{} x {} px with {} channels cannot be written; give 1 or 3 channels",
                            format.size_px.width, format.size_px.height, format.channels),
                path);
  }
  auto state = std::make_unique<State>(path, format);
  if (!state->pixels.is_good()) return state->refused();
  return MetaImageWriter(std::move(state));
}

Result<void> MetaImageWriter::write(const Frame& frame) {
  State& state = *state_;
  const MetaImageFormat& format = state.format;
  cv::Mat picture = frame.image;
  if (!format.size_px.empty() && picture.empty()) {
    picture = cv::Mat::zeros(format.size_px, CV_8UC(format.channels));
  }
  if (picture.size() != format.size_px ||
      (!picture.empty() && picture.type() != CV_8UC(format.channels))) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("the picture of frame {} is {} x {} px and does not fit the sequence; "
                            "write pictures of one size and kind",
                            state.frames, picture.cols, picture.rows),
                state.path);
  }
  if (format.channels == 3 && !picture.empty()) {
    cv::Mat rgb;
    cv::cvtColor(picture, rgb, cv::COLOR_BGR2RGB);
    picture = rgb;
  }
  for (int row = 0; row < picture.rows; ++row) {
    const std::span bytes(picture.ptr(row), static_cast<std::size_t>(picture.cols) *
                                                static_cast<std::size_t>(format.channels));
    if (!state.pixels.write(bytes)) return state.refused();
  }
  state.frames_text += frame_text(frame, state.frames);
  ++state.frames;
  return {};
}

Result<void> MetaImageWriter::close() {
  if (state_->frames == 0) {
    return fail(ErrorCode::kNoData, "no frame was written; there is no sequence", state_->path);
  }
  if (!state_->pixels.finish() || !state_->put_together()) return state_->refused();
  std::error_code ignored;
  fs::remove(state_->pixel_path, ignored);
  return {};
}

}  // namespace echolance
