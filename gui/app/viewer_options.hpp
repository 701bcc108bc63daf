// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gui/app/tracked_space.hpp"
#include "gui/app/window.hpp"
#include "gui/panels/view_choices.hpp"
#include "imaging/open_options.hpp"

namespace echolance {

/// How `echolance gui` was started.
struct ViewerOptions {
  std::string path;                      ///< recording or case to open; empty: none
  std::optional<std::uint64_t> patient;  ///< virtual patient instead
  OpenOptions open;
  TrackedSpace tracked;  ///< of recordings, for their pictures in space
  std::optional<Workspace> workspace;
  std::string script;                     ///< file of steps; the program ends with it
  std::optional<WindowSize> window_size;  ///< empty: as its user left it
  std::string program_path;               ///< argv[0], made absolute: samples lie beside it
  std::string program_version;
};

}  // namespace echolance
