// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "imaging/open_recording.hpp"

namespace echolance {

/// A video file (mp4, mov, avi, mkv and what else FFmpeg decodes from one local file), frame by
/// frame in display order. Frame.index counts decoded pictures; Frame.time is the time stamp the
/// container gives that picture, so variable rates come out as they are. Pictures are BGR (grey
/// formats: 1 channel), rotated as players show them.
///
/// FFmpeg is used directly: OpenCV 4.6 reports time 0 for the last pictures of a file with
/// B-frames and hides damaged ones.
/// Errors: kDamagedFile (also from next(), at the first picture that is not whole or where the
/// data end before the length the file states), kNoData (no video stream), kUnsupportedFormat (no
/// decoder). Deterministic: decodes in one thread.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_video(const std::string& path,
                                                              const OpenOptions& options);

}  // namespace echolance
