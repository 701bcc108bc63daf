// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "session/process_frame.hpp"

namespace echolance {

/// The heading of frames.csv, with its line end. docs/files.md describes the columns.
[[nodiscard]] std::string frames_csv_header();

/// One row of frames.csv, with its line end. A value that is not known is empty: tip, shaft and
/// angle when the needle is not seen, mm values without spacing. Numbers never depend on the
/// locale. mm are in Image space; process_ms is how long process_frame took.
[[nodiscard]] std::string frames_csv_row(const FrameReport& report, double process_ms);

/// One line of bone.jsonl, with its line end:
/// {"frame_index":0,"bone_px":[[x,y],...],"confidence":[...]}
[[nodiscard]] std::string bone_jsonl_line(const FrameReport& report);

}  // namespace echolance
