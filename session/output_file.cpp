// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace echolance {

namespace {
constexpr std::size_t kBufferBytes = 1U << 16U;
}

Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  OutputFile file;
  file.path_ = path;
  file.part_path_ = path;
  file.part_path_ += ".part";
  file.descriptor_ =
      ::open(file.part_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file.descriptor_ < 0) return file.failure();
  file.buffer_.reserve(kBufferBytes);
  return file;
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  // Left behind by an error: keep what was written so far, as well as it can be kept.
  static_cast<void>(flush());
  close_file();
}

OutputFile::OutputFile(OutputFile&& other) noexcept {
  *this = std::move(other);
}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(part_path_, other.part_path_);
  std::swap(buffer_, other.buffer_);
  std::swap(flushed_, other.flushed_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

tl::unexpected<Error> OutputFile::failure() const {
  return fail(ErrorCode::kCannotWrite,
              "cannot write (" + std::string(std::strerror(errno)) +
                  "); check permissions and free space, what was written so far is kept",
              part_path_.string());
}

void OutputFile::close_file() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

// Takes the part file back to the last whole line; the rest of the buffer starts with the next one.
void OutputFile::drop_broken_line(std::size_t written) {
  const std::size_t last_break = buffer_.substr(0, written).rfind('\n');
  const std::size_t whole = last_break == std::string::npos ? 0 : last_break + 1;
  flushed_ += whole;
  // Not every file can be cut (a device cannot); its error has been reported already.
  static_cast<void>(::ftruncate(descriptor_, static_cast<off_t>(flushed_)) == 0 &&
                    ::lseek(descriptor_, 0, SEEK_END) >= 0);
  buffer_.erase(0, whole);
}

Result<void> OutputFile::flush() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const auto written = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const auto error = failure();
      drop_broken_line(done);
      return error;
    }
    done += static_cast<std::size_t>(written);
  }
  flushed_ += done;
  buffer_.clear();
  return {};
}

Result<void> OutputFile::write(std::string_view text) {
  buffer_.append(text);
  return buffer_.size() >= kBufferBytes ? flush() : Result<void>{};
}

Result<void> OutputFile::finish() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (::fsync(descriptor_) != 0) return failure();
  close_file();
  return {};
}

Result<void> OutputFile::commit() {
  if (descriptor_ >= 0) {
    if (auto finished = finish(); !finished) return finished;
  }
  std::error_code error;
  std::filesystem::rename(part_path_, path_, error);
  if (error) {
    return fail(ErrorCode::kCannotWrite,
                "cannot put the finished file in place (" + error.message() + "); it is kept as " +
                    part_path_.filename().string(),
                path_.string());
  }
  return {};
}

void OutputFile::discard() {
  close_file();
  buffer_.clear();
  std::error_code ignored;
  std::filesystem::remove(part_path_, ignored);
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  auto file = OutputFile::create(path);
  if (!file) return tl::unexpected(file.error());
  if (auto written = file->write(text); !written) return written;
  return file->commit();
}

}  // namespace echolance
