// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "imaging/open_recording.hpp"

namespace echolance {

/// A MetaImage sequence (.mha, .igs.mha, .seq.mha, or .mhd with its pixel file) that holds one
/// frame at a time. Pictures come out 8-bit, grey or BGR, turned to MF; frames whose ImageStatus is
/// not OK come without a picture but with their poses and time. Poses of the whole recording
/// (ImageToProbe, say) are added to every frame. Notes may be added while frames are read.
/// Errors: as open_recording. Not thread-safe; deterministic.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_metaimage(const std::string& path,
                                                                  const OpenOptions& options);

}  // namespace echolance
