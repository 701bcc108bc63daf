// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "session/picture_cache.hpp"

namespace echolance {

/// Opens a recording at its begin.
using OpenSource = std::function<Result<std::unique_ptr<FrameSource>>()>;

/// Reads the pictures of a recording around the frame that is wanted, on a thread of its own.
/// Recordings are read front to back: a frame behind the last one read is reached by opening anew.
/// All members may be called from any thread and never wait for reading; the destructor waits for
/// the one frame that is being read.
class PictureReader {
 public:
  PictureReader(OpenSource open, std::size_t most_bytes);
  ~PictureReader();
  PictureReader(const PictureReader&) = delete;
  PictureReader& operator=(const PictureReader&) = delete;

  void want(std::int64_t frame);
  /// Empty where it has not been read yet, or again.
  [[nodiscard]] std::shared_ptr<const Frame> picture(std::int64_t frame) const;
  /// Why the last frame wanted cannot be read, as a sentence; empty: it can.
  [[nodiscard]] std::string error() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  void run();
  [[nodiscard]] std::optional<std::int64_t> next_to_read() const;
  void read_towards(std::int64_t frame);
  void keep(Frame frame);
  void note_end(const std::string& why);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  PictureCache cache_;               // under the mutex, as all down to stop_
  std::optional<std::int64_t> end_;  ///< first frame that cannot be had
  std::string end_error_;            ///< why; empty: the recording ends there
  std::string error_;                ///< of the frame that is wanted
  bool rest_ = false;                ///< nothing more can be done for the frame that is wanted
  bool stop_ = false;

  OpenSource open_;  // of the thread, as all that follows
  std::unique_ptr<FrameSource> source_;
  std::int64_t next_ = 0;  ///< frame that the source gives next
  std::thread thread_;
};

}  // namespace echolance
