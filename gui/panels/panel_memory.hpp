// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/geometry.hpp"
#include "gui/panels/picture_mapping.hpp"
#include "gui/panels/view_choices.hpp"

namespace echolance {

/// What a folder is being asked for.
enum class AskFolder : std::uint8_t { kNone, kSave, kExport };

/// What is half done: a text being typed, a line being dragged. Owned by the program, one per
/// window; holds no data of the case and may be thrown away at any time.
struct PanelMemory {
  std::optional<std::string> subject;  ///< that the rest is about; see subject_words
  // Open
  std::string path_text;
  std::string filter_text;
  bool focus_path = false;  ///< the field is to take the keyboard
  std::string spacing_text;
  double ruler_mm = 10.0;
  std::optional<PixelPoint> ruler_from, ruler_to;
  // Replay
  std::optional<PixelPoint> measure_from;  ///< while it is dragged
  // Plan
  std::string injectate_text;
  bool typing_injectate = false;
  std::string moving_landmark;  ///< whose place is being typed
  std::string place_text;
  PlanHandle held = PlanHandle::kNone;
  bool moved = false;                ///< since it was taken hold of
  std::optional<PixelBox> held_box;  ///< the view does not move under a held handle
  // 3D
  Eigen::Vector2d held_beside_px = Eigen::Vector2d::Zero();  ///< of the handle from the mouse
  PointerPlace pointer = PointerPlace::kNowhere;             ///< told last
  std::optional<PixelPoint> pointer_px;
  AskFolder ask_folder = AskFolder::kNone;
  std::string folder_text;
  // Keyboard
  bool walking = false;  ///< arrows go from control to control, Space presses
};

}  // namespace echolance
