// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"

struct z_stream_s;

namespace echolance {

/// The pixel bytes of a file in order, from an offset on, unpacked on the way (zlib, RFC 1950/1951;
/// gzip is recognised too). Needs 64 KiB, however long the file is.
class PixelStream {
 public:
  enum class Packing { kRaw, kZlib };

  /// kFileNotFound where the file cannot be opened, kDamagedFile where it ends before `offset`.
  [[nodiscard]] static Result<PixelStream> open(const std::string& path, std::uint64_t offset,
                                                Packing packing);

  /// Fills `to` from its start and says how many bytes it got. Fewer than asked for: the whole
  /// data end there, and problem() says why.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> to);

  /// Goes to this byte of what read() gives; false where it is packed.
  [[nodiscard]] bool go_to(std::uint64_t byte);

  /// In words, after a short read: "the file ends", "the compressed data are damaged at byte 812".
  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// The bytes contradict themselves (a bad checksum, say), as opposed to just ending.
  [[nodiscard]] bool is_corrupt() const { return corrupt_; }

  /// False where the rest of the file cannot hold that many unpacked bytes, whatever they are: to
  /// be asked before memory is allocated on the word of a header.
  [[nodiscard]] bool can_hold(std::uint64_t bytes) const;
  /// Bytes of the file from the offset on.
  [[nodiscard]] std::uint64_t size_in_file() const { return size_in_file_; }
  /// Of these, not taken from the file yet.
  [[nodiscard]] std::uint64_t bytes_left() const {
    return size_in_file_ - (taken_ < size_in_file_ ? taken_ : size_in_file_);
  }

 private:
  struct EndInflate {
    void operator()(z_stream_s* stream) const;
  };

  PixelStream() = default;
  std::size_t read_raw(std::span<std::uint8_t> to);
  std::size_t read_zlib(std::span<std::uint8_t> to);
  [[nodiscard]] bool refill();

  std::ifstream file_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_in_file_ = 0;
  std::uint64_t taken_ = 0;  ///< bytes of the file read so far
  std::unique_ptr<z_stream_s, EndInflate> inflate_;
  std::vector<std::uint8_t> packed_;
  bool ended_ = false;
  bool corrupt_ = false;
  std::string problem_;
};

}  // namespace echolance
