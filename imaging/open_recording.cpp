// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/open_recording.hpp"
namespace echolance {
Result<std::unique_ptr<FrameSource>> open_recording(const std::string&, const OpenOptions&) {
  return fail(ErrorCode::kUnsupportedFormat, "x");
}
}  // namespace echolance
