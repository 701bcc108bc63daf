// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "session/process_frame.hpp"

namespace echolance {

/// One line of landmarks.jsonl (docs/files.md), with its line end.
[[nodiscard]] std::string landmarks_jsonl_line(const FrameReport& report);

}  // namespace echolance
