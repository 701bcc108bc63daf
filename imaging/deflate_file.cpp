// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/deflate_file.hpp"

#include <zlib.h>

#include <algorithm>

namespace echolance {

void DeflateFile::EndDeflate::operator()(z_stream_s* stream) const {
  deflateEnd(stream);
  delete stream;
}

DeflateFile::DeflateFile(const std::string& path, Packing packing)
    : file_(path, std::ios::binary | std::ios::trunc) {
  if (packing == Packing::kRaw) return;
  auto stream = std::make_unique<z_stream_s>();
  // The fastest level: speckle of all greys hardly packs better with more effort.
  const int level = packing == Packing::kZlib ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION;
  if (deflateInit(stream.get(), level) != Z_OK) {
    file_.setstate(std::ios::badbit);
    return;
  }
  deflate_.reset(stream.release());
  packed_.resize(64 * 1024);
}

bool DeflateFile::run(int flush) {
  do {
    deflate_->next_out = packed_.data();
    deflate_->avail_out = static_cast<uInt>(packed_.size());
    deflate(deflate_.get(), flush);
    const std::size_t count = packed_.size() - deflate_->avail_out;
    file_.write(reinterpret_cast<const char*>(packed_.data()), static_cast<std::streamsize>(count));
    size_ += count;
  } while (deflate_->avail_out == 0);
  return file_.good();
}

bool DeflateFile::write(std::span<const std::uint8_t> bytes) {
  if (!deflate_) {
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    size_ += bytes.size();
    return file_.good();
  }
  constexpr std::size_t kMostPerCall = std::size_t{1} << 30;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kMostPerCall));
    deflate_->next_in = const_cast<std::uint8_t*>(part.data());  // zlib reads only
    deflate_->avail_in = static_cast<uInt>(part.size());
    if (!run(Z_NO_FLUSH)) return false;
    bytes = bytes.subspan(part.size());
  }
  return true;
}

bool DeflateFile::finish() {
  if (deflate_ && !run(Z_FINISH)) return false;
  file_.close();
  return !file_.fail();
}

}  // namespace echolance
