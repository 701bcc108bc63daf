// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "session/user_folders.hpp"

namespace echolance {

/// What was opened, and what it is, for people ("case", "metaimage").
struct RecentCase {
  std::string path;
  std::string what;
  friend bool operator==(const RecentCase&, const RecentCase&) = default;
};

/// What the viewer keeps for its user.
struct ViewerSettings {
  static constexpr int kSchemaVersion = 1;
  static constexpr std::size_t kMostRecent = 12;

  double font_px = 17.0;
  int window_width_px = 1280, window_height_px = 800;
  bool sound = false;
  std::vector<RecentCase> recent;  ///< the last one first

  /// Puts it first; the same path is not kept twice. The path is made absolute.
  void remember(const std::string& path, const std::string& what);
  friend bool operator==(const ViewerSettings&, const ViewerSettings&) = default;
};

/// Reads FOLDER/viewer.json; defaults where there is none. Values that make no sense become the
/// default's. kDamagedFile where the file is none of ours: the defaults hold then, and the damaged
/// file is kept as viewer.json.damaged when new settings are saved. No such folder is no error.
[[nodiscard]] Result<ViewerSettings> load_settings(
    const std::filesystem::path& folder = user_config_folder());
/// Atomically; makes the folder. kCannotWrite.
[[nodiscard]] Result<void> save_settings(
    const ViewerSettings& settings, const std::filesystem::path& folder = user_config_folder());

}  // namespace echolance
