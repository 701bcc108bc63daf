// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"

namespace echolance {

/// kZlibSmall takes several times as long and makes files of few greys a quarter smaller.
enum class MetaImageCompression { kNone, kZlib, kZlibSmall };

/// What all frames of a written sequence have in common.
struct MetaImageFormat {
  cv::Size size_px;  ///< 0 x 0 writes poses only
  int channels = 1;  ///< 1 or 3 (frames are BGR, the file is RGB)
  std::optional<PixelSpacing> spacing;
  MetaImageCompression compression = MetaImageCompression::kZlib;
  /// Further header lines of the recording, name and value, as they are.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Writes a tracked sequence with the fields that Plus and Slicer read: Timestamp, ImageStatus,
/// <From>To<To>Transform and its status for each frame, orientation MFA, ElementSpacing. Pixels
/// stream to a temporary file beside the target; close() puts header and pixels together and
/// renames, so the target is never half written. Without close() nothing is left behind.
/// Memory: the header text, some 100 bytes a pose. Not thread-safe.
class MetaImageWriter {
 public:
  /// kInvalidOption (name does not end in .mha, size or channels make no sense), kCannotWrite.
  [[nodiscard]] static Result<MetaImageWriter> create(const std::string& path,
                                                      const MetaImageFormat& format);
  MetaImageWriter(MetaImageWriter&&) noexcept;
  MetaImageWriter& operator=(MetaImageWriter&&) noexcept;
  ~MetaImageWriter();

  /// Appends a frame: 8-bit picture of the format's size and channels, or none (then ImageStatus is
  /// INVALID and the pixels are 0). Frame.index is not written: frames are numbered as they come.
  /// kInvalidOption where the picture does not fit, kCannotWrite.
  [[nodiscard]] Result<void> write(const Frame& frame);

  /// Finishes the file. kCannotWrite; kNoData when no frame was written.
  [[nodiscard]] Result<void> close();

 private:
  struct State;
  explicit MetaImageWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace echolance
