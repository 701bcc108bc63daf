// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace echolance {

/// A result file that appears under its own name only when it is complete: text goes to
/// "NAME.part", and commit() makes it durable and renames it. Without commit the part file stays,
/// and an older file of that name stays as it was. Every failing write is reported
/// (kCannotWrite), a full disk at the latest by finish(); the part file then ends with a whole
/// line.
class OutputFile {
 public:
  /// kCannotWrite where the part file cannot be created.
  [[nodiscard]] static Result<OutputFile> create(const std::filesystem::path& path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;

  [[nodiscard]] Result<void> write(std::string_view text);
  /// Hands what is buffered to the system.
  [[nodiscard]] Result<void> flush();
  /// Flush, fsync, close; only commit() may follow.
  [[nodiscard]] Result<void> finish();
  /// Finishes where that has not been done and renames.
  [[nodiscard]] Result<void> commit();
  /// Closes and removes the part file.
  void discard();

 private:
  OutputFile() = default;
  void drop_broken_line(std::size_t written);
  [[nodiscard]] tl::unexpected<Error> failure() const;
  void close_file();

  std::filesystem::path path_;
  std::filesystem::path part_path_;
  std::string buffer_;
  std::size_t flushed_ = 0;  ///< bytes in the part file
  int descriptor_ = -1;
};

/// The whole text as one OutputFile.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path,
                                                 std::string_view text);

}  // namespace echolance
