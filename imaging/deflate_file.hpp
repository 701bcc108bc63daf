// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct z_stream_s;

namespace echolance {

/// A file that is written front to back, packed with zlib (RFC 1950) or as it is.
class DeflateFile {
 public:
  enum class Packing { kRaw, kZlib, kZlibSmall };  ///< small: packs longer

  /// is_good() says whether the file could be created.
  DeflateFile(const std::string& path, Packing packing);

  /// Both return false when the disk refuses.
  [[nodiscard]] bool write(std::span<const std::uint8_t> bytes);
  [[nodiscard]] bool finish();
  [[nodiscard]] bool is_good() const { return file_.good(); }
  /// Bytes in the file so far.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  struct EndDeflate {
    void operator()(z_stream_s* stream) const;
  };
  bool run(int flush);

  std::ofstream file_;
  std::unique_ptr<z_stream_s, EndDeflate> deflate_;
  std::vector<std::uint8_t> packed_;
  std::uint64_t size_ = 0;
};

}  // namespace echolance
