// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/suite_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "session/output_file.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kSchema = "echolance.suite";

ordered_json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  ordered_json object = ordered_json::object();
  for (const auto& [key, value] : pairs) object[key] = value;
  return object;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const ordered_json& object) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [key, value] : object.items()) {
    pairs.emplace_back(key, value.get<std::string>());
  }
  return pairs;
}

// A name with a folder in it would make evaluate read and write outside the suite.
std::string plain_name(const ordered_json& row, const char* key) {
  const auto name = row.at(key).get<std::string>();
  if (name.empty() || name.find('/') != std::string::npos || name == "..") {
    throw std::invalid_argument(fmt::format("\"{}\" is not a plain name", key));
  }
  return name;
}

SuiteSequence sequence_of(const ordered_json& row) {
  SuiteSequence sequence;
  sequence.name = plain_name(row, "name");
  sequence.recording = plain_name(row, "recording");
  sequence.truth = plain_name(row, "truth");
  sequence.frames = row.at("frames").get<std::int64_t>();
  sequence.seed = row.at("seed").get<std::uint64_t>();
  sequence.patient_seed = row.at("patient_seed").get<std::uint64_t>();
  sequence.strata = pairs_of(row.at("strata"));
  return sequence;
}

SuiteFile suite_of(const ordered_json& file) {
  if (file.at("schema").get<std::string>() != kSchema) {
    throw std::invalid_argument("\"schema\" is another");
  }
  SuiteFile suite;
  suite.program_version = file.at("program_version").get<std::string>();
  suite.options = pairs_of(file.at("options"));
  suite.sequences_wanted = file.at("sequences_wanted").get<std::size_t>();
  for (const auto& row : file.at("sequences")) suite.sequences.push_back(sequence_of(row));
  return suite;
}

}  // namespace

std::string SuiteSequence::stratum(const std::string& key) const {
  for (const auto& [stratum_key, value] : strata) {
    if (stratum_key == key) return value;
  }
  return {};
}

std::string suite_path_of(const std::string& folder) {
  return (std::filesystem::path(folder) / "suite.json").string();
}

Result<SuiteFile> read_suite(const std::string& folder) {
  const std::string path = suite_path_of(folder);
  std::ifstream stream(path);
  if (!stream) {
    return fail(ErrorCode::kFileNotFound,
                "there is no accuracy suite in this folder; make one with 'echolance suite FOLDER'",
                path);
  }
  SuiteFile suite;
  try {
    suite = suite_of(ordered_json::parse(stream));
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("this is not a suite as in docs/files.md ({}); make it again",
                            exception.what()),
                path);
  }
  if (suite.sequences.empty()) {
    return fail(ErrorCode::kNoData, "the suite has no sequence yet; make it again", path);
  }
  return suite;
}

Result<void> write_suite(const std::string& folder, const SuiteFile& suite) {
  ordered_json file = {{"schema", kSchema},
                       {"schema_version", 1},
                       {"notice", kNotAMedicalDevice},
                       {"program_version", suite.program_version},
                       {"options", object_of(suite.options)},
                       {"sequences_wanted", suite.sequences_wanted},
                       {"sequences", ordered_json::array()}};
  for (const auto& sequence : suite.sequences) {
    file["sequences"].push_back({{"name", sequence.name},
                                 {"recording", sequence.recording},
                                 {"truth", sequence.truth},
                                 {"frames", sequence.frames},
                                 {"seed", sequence.seed},
                                 {"patient_seed", sequence.patient_seed},
                                 {"strata", object_of(sequence.strata)}});
  }
  return write_file_atomically(
      suite_path_of(folder),
      file.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace echolance
