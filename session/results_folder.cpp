// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/results_folder.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

namespace echolance {

namespace {

namespace fs = std::filesystem;

bool holds_earlier_results(const fs::path& folder, const ResultsKind& kind) {
  std::ifstream file(folder / kind.summary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.find("\"schema\": \"" + std::string(kind.schema) + "\"") != std::string::npos;
}

// Leftovers of a run that was killed.
bool holds_only_part_files(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().find(".part") == std::string::npos) return false;
  }
  return true;
}

tl::unexpected<Error> refuse(const std::string& path, const std::string& reason) {
  return fail(ErrorCode::kCannotWrite, reason, path);
}

// A case keeps its plan beside itself (session/case_file.hpp).
bool plan_for_case(const fs::path& path, const ResultsKind& kind) {
  constexpr ResultsKind kCase = {"case.json", "echolance.case"};
  return std::string_view(kind.schema) == kPlanResults.schema && holds_earlier_results(path, kCase);
}

}  // namespace

Result<void> check_outside(const std::string& recording, const std::string& folder) {
  std::error_code error;
  const fs::path parent = fs::weakly_canonical(recording, error).parent_path();
  if (error || parent != fs::weakly_canonical(fs::path(folder) / "x", error).parent_path()) {
    return {};
  }
  return refuse(folder, "the recording lies in this folder; name another one for the results");
}

Result<ResultsFolder> ResultsFolder::prepare(const std::string& path, const ResultsKind& kind) try {
  ResultsFolder folder;
  folder.path_ = path;
  std::error_code error;
  if (!fs::exists(path, error)) {
    if (!fs::create_directories(path, error) || error) {
      return refuse(path, "the results folder cannot be made (" + error.message() +
                              "); name a place where you may write");
    }
    folder.origin_ = Origin::kCreated;
    return folder;
  }
  if (!fs::is_directory(path)) {
    return refuse(path, "is a file, not a folder; name a new folder for the results");
  }
  const bool ours = holds_earlier_results(path, kind) || plan_for_case(path, kind);
  if (!fs::is_empty(path) && !ours && !holds_only_part_files(path)) {
    return refuse(path,
                  "the folder already holds files that are not results of this program; "
                  "name a new or empty folder");
  }
  if (::access(path.c_str(), W_OK | X_OK) != 0) {
    return refuse(path, "the folder cannot be written to; check its permissions");
  }
  return folder;
} catch (const std::exception& exception) {
  return refuse(path, std::string("the results folder cannot be used (") + exception.what() +
                          "); name another one");
}

void ResultsFolder::remove_stale(const char* name) const {
  std::error_code ignored;
  fs::remove(file(name), ignored);
}

void ResultsFolder::remove_if_new_and_empty() const {
  std::error_code ignored;
  if (origin_ == Origin::kCreated) fs::remove(path_, ignored);
}

}  // namespace echolance
