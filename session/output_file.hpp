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
/// (kCannotWrite), a full disk at the latest by commit().
class OutputFile {
 public:
  /// kCannotWrite where the part file cannot be created.
  [[nodiscard]] static Result<OutputFile> create(const std::filesystem::path& path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;

  [[nodiscard]] Result<void> write(std::string_view text);
  /// Writes what is buffered, fsync, rename.
  [[nodiscard]] Result<void> commit();
  /// Closes and removes the part file.
  void discard();

 private:
  OutputFile() = default;
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] tl::unexpected<Error> failure() const;
  void close_file();

  std::filesystem::path path_;
  std::filesystem::path part_path_;
  std::string buffer_;
  int descriptor_ = -1;
};

/// The whole text as one OutputFile.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path,
                                                 std::string_view text);

}  // namespace echolance
