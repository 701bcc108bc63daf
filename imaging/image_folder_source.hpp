// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "imaging/open_recording.hpp"

namespace echolance {

/// True when `a` comes before `b` for a person: runs of digits compare as numbers ("img2" before
/// "img10"), letters without regard to case; a strict order over all names.
[[nodiscard]] bool comes_before_naturally(std::string_view a, std::string_view b);

/// True for names that end in .png .jpg .jpeg .bmp .tif .tiff .pgm, in any case.
[[nodiscard]] bool has_image_name(std::string_view name);

/// The pictures directly in a folder, in natural order of their names, one at a time. Other files
/// and sub-folders are ignored and counted in the notes. 16-bit and float pictures are mapped to 8
/// bit in one way for the whole folder; alpha is dropped; grey stays grey. A picture that cannot be
/// decoded ends the recording with kDamagedFile.
/// Errors: kNoData (no picture in it), kDamagedFile (the first cannot be decoded), kFileNotFound.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_image_folder(const std::string& path,
                                                                     const OpenOptions& options);

/// One picture as a recording of one frame. Errors as above.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_image(const std::string& path,
                                                              const OpenOptions& options);

}  // namespace echolance
