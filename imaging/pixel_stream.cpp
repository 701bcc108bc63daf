// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/pixel_stream.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

namespace echolance {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} * 1024;
// Deflate cannot pack better than 1032:1 (zlib technical details).
constexpr std::uint64_t kBestRatio = 1040;

}  // namespace

void PixelStream::EndInflate::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

Result<PixelStream> PixelStream::open(const std::string& path, std::uint64_t offset,
                                      Packing packing) {
  PixelStream stream;
  stream.file_.open(path, std::ios::binary);
  stream.file_.seekg(0, std::ios::end);
  const std::streamoff size = stream.file_.tellg();
  if (!stream.file_ || size < 0) {
    return fail(ErrorCode::kFileNotFound, "pixel data cannot be opened; check name and rights",
                path);
  }
  if (static_cast<std::uint64_t>(size) < offset) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("pixels should start at byte {} but the file has {} bytes; copy it "
                            "again from its source",
                            offset, size),
                path);
  }
  stream.file_.seekg(static_cast<std::streamoff>(offset));
  stream.offset_ = offset;
  stream.size_in_file_ = static_cast<std::uint64_t>(size) - offset;
  if (packing == Packing::kZlib) {
    stream.packed_.resize(kPackedBytes);
    auto inflate = std::make_unique<z_stream_s>();
    constexpr int kZlibOrGzip = 15 + 32;
    if (inflateInit2(inflate.get(), kZlibOrGzip) != Z_OK) {
      return fail(ErrorCode::kNoData, "no memory to unpack the pixels; close other programs", path);
    }
    stream.inflate_.reset(inflate.release());
  }
  return stream;
}

bool PixelStream::can_hold(std::uint64_t bytes) const {
  if (!inflate_) return bytes <= bytes_left();
  // What is inside the unpacker counts as well.
  return bytes / kBestRatio <= bytes_left() + packed_.size();
}

std::size_t PixelStream::read(std::span<std::uint8_t> to) {
  return inflate_ ? read_zlib(to) : read_raw(to);
}

bool PixelStream::go_to(std::uint64_t byte) {
  if (inflate_ || byte > size_in_file_) return false;
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset_ + byte));
  taken_ = byte;
  problem_.clear();
  return static_cast<bool>(file_);
}

std::size_t PixelStream::read_raw(std::span<std::uint8_t> to) {
  file_.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size()));
  const auto count = static_cast<std::size_t>(file_.gcount());
  taken_ += count;
  if (count < to.size()) problem_ = fmt::format("the file ends at byte {}", offset_ + taken_);
  return count;
}

bool PixelStream::refill() {
  file_.read(reinterpret_cast<char*>(packed_.data()), static_cast<std::streamsize>(kPackedBytes));
  inflate_->next_in = packed_.data();
  inflate_->avail_in = static_cast<uInt>(file_.gcount());
  taken_ += inflate_->avail_in;
  return inflate_->avail_in > 0;
}

std::size_t PixelStream::read_zlib(std::span<std::uint8_t> to) {
  constexpr std::size_t kMostPerCall = std::size_t{1} << 30;
  std::size_t done = 0;
  while (done < to.size() && !ended_) {
    if (inflate_->avail_in == 0 && !refill()) {
      problem_ = fmt::format("the file ends at byte {}", offset_ + taken_);
      ended_ = true;
      break;
    }
    const std::size_t wanted = std::min(to.size() - done, kMostPerCall);
    inflate_->next_out = to.data() + done;
    inflate_->avail_out = static_cast<uInt>(wanted);
    const int status = inflate(inflate_.get(), Z_NO_FLUSH);
    done += wanted - inflate_->avail_out;
    if (status == Z_OK || status == Z_BUF_ERROR) continue;
    ended_ = true;
    corrupt_ = status != Z_STREAM_END;
    problem_ = fmt::format("the compressed data {} byte {}", corrupt_ ? "are damaged at" : "end at",
                           offset_ + taken_ - inflate_->avail_in);
  }
  return done;
}

}  // namespace echolance
