// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/frame_source.hpp"
#include "imaging/open_recording.hpp"

namespace echolance::test {

/// A folder of its own for one test, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Full path of a name inside.
  [[nodiscard]] std::string operator/(const std::string& name) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void write_bytes(const std::string& path, const std::string& bytes);
[[nodiscard]] std::string read_bytes(const std::string& path);
[[nodiscard]] std::string zlib_packed(const std::string& bytes);

/// The bytes of numbers, as in memory.
template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// A MetaImage file in the making: fields in order, then the pixels.
struct MetaImageFile {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string pixels;
  std::string line_end = "\n";

  /// W x H x N grey frames: pixel p of frame f has the value f * 10 + p.
  [[nodiscard]] static MetaImageFile grey(int width, int height, int frames);
  /// Changes the field, or puts it before ElementDataFile.
  MetaImageFile& with(const std::string& name, const std::string& value);
  MetaImageFile& without(const std::string& name);
  MetaImageFile& packed();
  [[nodiscard]] std::string bytes() const;
};

/// All that a recording gave.
struct Replay {
  SequenceInfo info;
  std::vector<Frame> frames;
  std::optional<Error> error;  ///< of opening or of reading
};

[[nodiscard]] Replay replay(const std::string& path, const OpenOptions& options = {});

/// Writes the file as "clip.mha" and replays it.
[[nodiscard]] Replay replay(const MetaImageFile& file, const OpenOptions& options = {});

/// True when one of the notes contains the words.
[[nodiscard]] bool has_note(const SequenceInfo& info, const std::string& words);

/// A video of grey frames in which every frame has its own brightness, with B-frames, shown at
/// these times; ticks of 1 ms.
void write_video(const std::string& path, const std::vector<std::int64_t>& times_ms);

/// The folder of the real recordings; empty where ECHOLANCE_DATA is not set.
[[nodiscard]] std::string real_data();

}  // namespace echolance::test
