// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/folder_listing.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "session/natural_order.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

std::vector<OpenView::Known> samples_in(const fs::path& folder) {
  std::ifstream file(folder / "manifest.json");
  const auto manifest = nlohmann::json::parse(file, nullptr, false);
  std::vector<OpenView::Known> samples;
  if (!manifest.is_object() || !manifest.contains("cases")) return samples;
  for (const auto& sample : manifest["cases"]) {
    if (!sample.is_object()) continue;
    const fs::path path = folder / sample.value("recording", std::string());
    if (fs::is_regular_file(path)) {
      samples.push_back({path.string(), sample.value("shows", std::string())});
    }
  }
  for (const auto& plan : manifest.value("plans", nlohmann::json::array())) {
    if (!plan.is_object()) continue;
    const fs::path path = folder / plan.value("case", std::string());
    if (fs::is_regular_file(path / "case.json")) {
      samples.push_back({path.string(), plan.value("shows", std::string())});
    }
  }
  return samples;
}

}  // namespace

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  std::error_code problem;
  std::vector<FolderEntry> entries;
  for (fs::directory_iterator at(path, problem), end; !problem && at != end;
       at.increment(problem)) {
    std::error_code unreadable;
    FolderEntry entry;
    entry.name = at->path().filename().string();
    entry.folder = at->is_directory(unreadable);
    if (entry.name.starts_with('.')) continue;
    if (!entry.folder) entry.bytes = at->file_size(unreadable);
    if (!unreadable) entries.push_back(std::move(entry));
  }
  if (problem) {
    return fail(ErrorCode::kFileNotFound,
                "the folder cannot be read (" + problem.message() + "); choose another", path);
  }
  std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) {
    return a.folder != b.folder ? a.folder : natural_less(a.name, b.name);
  });
  return entries;
}

std::vector<OpenView::Known> sample_recordings(const std::string& program_path) {
  const fs::path program = fs::path(program_path).parent_path();
  for (const fs::path& folder : {program / ".." / "sample_data", fs::path("sample_data"),
                                 program / ".." / ".." / ".." / "sample_data"}) {
    std::error_code problem;
    const fs::path whole = fs::canonical(folder, problem);
    if (problem) continue;
    if (auto samples = samples_in(whole); !samples.empty()) return samples;
  }
  return {};
}

}  // namespace echolance
