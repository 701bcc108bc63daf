// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

namespace echolance {

/// Writes a video of 820 x 616 px with 30 frames/s: ninety generated frames again and again, as a
/// scanner of this size gives them. False where OpenCV cannot write MPEG-4.
[[nodiscard]] bool write_generated_video(const std::string& path, std::int64_t frames);

}  // namespace echolance
