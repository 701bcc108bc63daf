// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/viewer_settings.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "session/output_file.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "echolance.viewer";
constexpr const char* kFileName = "viewer.json";
constexpr double kSmallestFont_px = 8.0, kLargestFont_px = 72.0;
constexpr int kSmallestWindow_px = 320, kLargestWindow_px = 32768;

// The value of the right kind and in the range, or the default.
template <class T>
void take(const Json& object, const char* key, T low, T high, T& value) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return;
  const auto given = found->get<double>();
  if (given >= static_cast<double>(low) && given <= static_cast<double>(high)) {
    value = static_cast<T>(given);
  }
}

ViewerSettings settings_of(const Json& object) {
  ViewerSettings settings;
  take(object, "font_px", kSmallestFont_px, kLargestFont_px, settings.font_px);
  take(object, "window_width_px", kSmallestWindow_px, kLargestWindow_px, settings.window_width_px);
  take(object, "window_height_px", kSmallestWindow_px, kLargestWindow_px,
       settings.window_height_px);
  if (const auto sound = object.find("sound"); sound != object.end() && sound->is_boolean()) {
    settings.sound = sound->get<bool>();
  }
  const Json recent = object.value("recent", Json::array());
  for (const auto& entry : recent) {
    if (settings.recent.size() == ViewerSettings::kMostRecent) break;
    const bool usable = entry.is_object() && entry.value("path", Json()).is_string() &&
                        entry.value("what", Json()).is_string();
    if (usable) settings.recent.push_back({entry["path"], entry["what"]});
  }
  return settings;
}

bool is_ours(const fs::path& path) {
  std::ifstream file(path);
  const Json object = Json::parse(file, nullptr, false);
  return object.is_object() && object.value("schema", Json()) == kSchema;
}

}  // namespace

void ViewerSettings::remember(const std::string& path, const std::string& what) {
  std::error_code problem;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path, problem), problem);
  const std::string kept = problem ? path : whole.string();
  std::erase_if(recent, [&](const RecentCase& known) { return known.path == kept; });
  recent.insert(recent.begin(), {kept, what});
  if (recent.size() > kMostRecent) recent.resize(kMostRecent);
}

Result<ViewerSettings> load_settings(const fs::path& folder) {
  const fs::path path = folder / kFileName;
  std::error_code problem;
  if (folder.empty() || !fs::exists(path, problem)) return ViewerSettings{};
  if (!is_ours(path)) {
    return fail(ErrorCode::kDamagedFile,
                "the settings cannot be read; the usual ones are used, and the file is kept as "
                "viewer.json.damaged",
                path.string());
  }
  std::ifstream file(path);
  return settings_of(Json::parse(file, nullptr, false));
}

Result<void> save_settings(const ViewerSettings& settings, const fs::path& folder) {
  if (folder.empty()) {
    return fail(ErrorCode::kCannotWrite,
                "there is no folder for settings; set HOME or XDG_CONFIG_HOME");
  }
  std::error_code problem;
  fs::create_directories(folder, problem);
  const fs::path path = folder / kFileName;
  if (fs::exists(path, problem) && !is_ours(path)) {
    fs::rename(path, fs::path(path) += ".damaged", problem);
  }
  Json recent = Json::array();
  for (const auto& entry : settings.recent) {
    recent.push_back({{"path", entry.path}, {"what", entry.what}});
  }
  const Json object = {{"schema", kSchema},
                       {"schema_version", ViewerSettings::kSchemaVersion},
                       {"font_px", settings.font_px},
                       {"window_width_px", settings.window_width_px},
                       {"window_height_px", settings.window_height_px},
                       {"sound", settings.sound},
                       {"recent", recent}};
  return write_file_atomically(path,
                               object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace echolance
