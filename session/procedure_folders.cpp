// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/procedure_folders.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace echolance {
namespace {

namespace fs = std::filesystem;

// XDG base directories: an empty or relative value counts as none.
std::optional<fs::path> data_home() {
  const char* const data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && fs::path(data).is_absolute()) return fs::path(data);
  const char* const home = std::getenv("HOME");
  if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / ".local/share";
  return std::nullopt;
}

Result<void> check_given(const fs::path& folder) {
  std::error_code problem;
  const fs::directory_iterator entries(folder, problem);
  if (problem) {
    return fail(ErrorCode::kFileNotFound,
                "this folder of procedures cannot be read; check its name", folder.string());
  }
  const bool any = std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
    return entry.path().extension() == ".json";
  });
  if (any) return {};
  return fail(ErrorCode::kNoData, "holds no procedure; put .json files there (docs/procedures.md)",
              folder.string());
}

}  // namespace

Result<std::vector<fs::path>> procedure_folders(const std::string& given_folder) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  if (const auto home = data_home()) {
    const fs::path folder = *home / "echolance" / "procedures";
    if (fs::is_directory(folder, ignored)) folders.push_back(folder);
  }
  if (given_folder.empty()) return folders;
  if (auto good = check_given(given_folder); !good) return tl::unexpected(good.error());
  folders.emplace_back(given_folder);
  return folders;
}

}  // namespace echolance
