// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/case_file.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "session/input_hash.hpp"
#include "session/output_file.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "echolance.case";
constexpr const char* kFileName = "case.json";

fs::path whole_path(const fs::path& path) {
  std::error_code problem;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path, problem), problem);
  return problem ? path : whole;
}

// Relative where it lies in the folder or beside it.
std::string stored_path(const std::string& recording, const std::string& folder) {
  if (recording.empty()) return {};
  const fs::path path = whole_path(recording), base = whole_path(folder);
  const fs::path inside = path.lexically_relative(base);
  const bool is_inside = !inside.empty() && *inside.begin() != "..";
  const bool is_beside = path.parent_path() == base.parent_path();
  return is_inside || is_beside ? inside.generic_string() : path.generic_string();
}

std::string path_from_here(const std::string& stored, const std::string& folder) {
  if (stored.empty() || fs::path(stored).is_absolute()) return stored;
  return whole_path(fs::path(folder) / stored).string();
}

Json json_of(const std::optional<Eigen::Vector3d>& place) {
  if (!place) return nullptr;
  return {place->x(), place->y(), place->z()};
}

template <class T>
Json json_of(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json json_of(const std::vector<LandmarkChoice>& choices) {
  Json list = Json::array();
  for (const auto& choice : choices) {
    list.push_back({{"name", choice.name}, {"place_mm", json_of(choice.place_mm)}});
  }
  return list;
}

Json json_of(const PlanEdit& plan) {
  return {{"procedure", plan.procedure},
          {"side", plan.side},
          {"level", plan.level},
          {"needle", plan.needle},
          {"injectate", plan.injectate},
          {"frame_index", json_of(plan.frame)},
          {"landmarks", json_of(plan.landmarks)},
          {"target_mm", json_of(plan.target_mm)},
          {"entry_mm", json_of(plan.entry_mm)},
          {"chosen", plan.chosen}};
}

// Takes one key of an object; whatever is wrong is thrown with the key's name.
template <class T>
void take(const Json& object, const char* key, T& value) {
  const auto found = object.find(key);
  if (found == object.end()) throw std::invalid_argument(fmt::format("'{}' is missing", key));
  try {
    value = found->get<T>();
  } catch (const std::exception&) {
    throw std::invalid_argument(fmt::format("'{}' is not of the right kind", key));
  }
}

template <class T>
void take(const Json& object, const char* key, std::optional<T>& value) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return;
  T given{};
  take(object, key, given);
  value = given;
}

void take(const Json& object, const char* key, std::optional<Eigen::Vector3d>& value) {
  std::optional<std::array<double, 3>> numbers;
  take(object, key, numbers);
  if (numbers) value = Eigen::Vector3d((*numbers)[0], (*numbers)[1], (*numbers)[2]);
}

std::vector<LandmarkChoice> choices_of(const Json& list) {
  if (!list.is_array()) throw std::invalid_argument("'landmarks' is not of the right kind");
  std::vector<LandmarkChoice> choices;
  for (const auto& object : list) {
    LandmarkChoice choice;
    take(object, "name", choice.name);
    take(object, "place_mm", choice.place_mm);
    choices.push_back(std::move(choice));
  }
  return choices;
}

PlanEdit plan_of(const Json& object) {
  PlanEdit plan;
  take(object, "procedure", plan.procedure);
  take(object, "side", plan.side);
  take(object, "level", plan.level);
  take(object, "needle", plan.needle);
  take(object, "injectate", plan.injectate);
  take(object, "frame_index", plan.frame);
  if (object.contains("landmarks")) plan.landmarks = choices_of(object["landmarks"]);
  take(object, "target_mm", plan.target_mm);
  take(object, "entry_mm", plan.entry_mm);
  take(object, "chosen", plan.chosen);
  return plan;
}

CaseFile case_of(const Json& object, const std::string& folder) {
  CaseFile file;
  take(object, "recording", file.recording);
  file.recording = path_from_here(file.recording, folder);
  take(object, "recording_sha256", file.recording_sha256);
  take(object, "mm_per_px", file.mm_per_px);
  take(object, "patient_seed", file.patient);
  take(object, "frame_index", file.frame);
  take(object, "program_version", file.program_version);
  Json plan;
  take(object, "plan", plan);
  file.plan = plan_of(plan);
  if (file.recording.empty() == !file.patient.has_value()) {
    throw std::invalid_argument("it must name either a 'recording' or a 'patient_seed'");
  }
  return file;
}

Result<std::string> text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kFileNotFound,
                "there is no case here that can be read; choose a folder with a case.json",
                path.string());
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The same recording may lie elsewhere by now; its hash tells.
bool same_subject(const CaseFile& a, const CaseFile& b) {
  if (a.patient || b.patient) return a.patient == b.patient;
  const bool known = !a.recording_sha256.empty() && !b.recording_sha256.empty();
  if (known && a.recording_sha256 == b.recording_sha256) return true;
  std::error_code problem;
  return fs::weakly_canonical(a.recording, problem) == fs::weakly_canonical(b.recording, problem);
}

// What stands in the way of writing over an older file; empty: nothing.
std::string obstacle(const fs::path& path, const CaseFile& file) {
  std::error_code problem;
  if (!fs::exists(path, problem)) return {};
  const auto text = text_of(path);
  if (!text) return "a file of this name is there and cannot be read";
  const Json old = Json::parse(*text, nullptr, false);
  if (!old.is_object() || old.value("schema", Json()) != kSchema) {
    return "a file of this name is there and is no case";
  }
  const Json version = old.value("schema_version", Json());
  const bool newer = !version.is_number_integer() || version.get<int>() > CaseFile::kSchemaVersion;
  if (newer) return "a newer version of this program wrote the case that is there";
  const auto there = parse_case(*text, path.parent_path().string());
  const bool other = there && !same_subject(*there, file);
  return other ? "the case of another recording or patient is there" : "";
}

}  // namespace

std::string case_json(const CaseFile& file, const std::string& folder) {
  const Json object = {{"schema", kSchema},
                       {"schema_version", CaseFile::kSchemaVersion},
                       {"program_version", file.program_version},
                       {"recording", stored_path(file.recording, folder)},
                       {"recording_sha256", file.recording_sha256},
                       {"mm_per_px", json_of(file.mm_per_px)},
                       {"patient_seed", json_of(file.patient)},
                       {"frame_index", file.frame},
                       {"plan", json_of(file.plan)}};
  // What is no UTF-8 in a path is replaced: better a path to be corrected than no file.
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<CaseFile> parse_case(const std::string& text, const std::string& folder) {
  const Json object = Json::parse(text, nullptr, false);
  if (object.is_discarded()) {
    return fail(ErrorCode::kDamagedFile, "is no JSON any more; take an earlier copy of the case");
  }
  if (!object.is_object() || object.value("schema", Json()) != kSchema) {
    return fail(ErrorCode::kUnsupportedFormat,
                "is no case of this program; choose a folder that it saved");
  }
  const Json version = object.value("schema_version", Json());
  if (version.is_number_integer() && version.get<std::int64_t>() > CaseFile::kSchemaVersion) {
    return fail(ErrorCode::kUnsupportedFormat,
                fmt::format("was saved by a newer version of this program (schema {}, here {}); "
                            "open it with that one",
                            version.get<std::int64_t>(), CaseFile::kSchemaVersion));
  }
  try {
    if (!version.is_number_integer() || version.get<std::int64_t>() < 1) {
      throw std::invalid_argument("'schema_version' is not of the right kind");
    }
    return case_of(object, folder);
  } catch (const std::exception& problem) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("{}; correct it, or take an earlier copy of the case", problem.what()));
  }
}

Result<CaseFile> read_case(const std::string& folder) {
  const fs::path given(folder);
  std::error_code problem;
  const bool is_file = given.filename() == kFileName && !fs::is_directory(given, problem);
  const fs::path path = is_file ? given : given / kFileName;
  const auto text = text_of(path);
  if (!text) return tl::unexpected(text.error());
  return parse_case(*text, path.parent_path().string()).map_error([&](const Error& error) {
    return error.in(path.string());
  });
}

Result<void> write_case(const std::string& folder, const CaseFile& file) {
  const fs::path path = fs::path(folder) / kFileName;
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) {
    return fail(ErrorCode::kCannotWrite,
                "the folder cannot be made (" + problem.message() + "); choose another", folder);
  }
  if (!file.recording.empty() && fs::equivalent(folder, file.recording, problem)) {
    return fail(ErrorCode::kCannotWrite,
                "a case cannot lie in the folder that it is about; choose another", folder);
  }
  if (const auto why = obstacle(path, file); !why.empty()) {
    return fail(ErrorCode::kCannotWrite, why + "; choose another folder", path.string());
  }
  return write_file_atomically(path, case_json(file, folder));
}

std::string changed_since(const CaseFile& file) {
  if (file.recording.empty()) return {};
  std::error_code problem;
  if (!fs::exists(file.recording, problem)) {
    return file.recording + " is not there any more; put it back, or open it where it is now";
  }
  if (file.recording_sha256.empty()) return {};
  const auto hash = sha256_of_input(file.recording);
  if (!hash) return hash.error().text();
  if (*hash == file.recording_sha256) return {};
  return file.recording + " has changed since the case was saved: look at the plan anew";
}

}  // namespace echolance
