// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/describe_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "planner/plan_json.hpp"
#include "session/results_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kNewestLandmarks = 2, kNewestReconstruction = 1;

const ResultsKind& file_kind(ResultsInput kind) {
  if (kind == ResultsInput::kPlan) return kPlanResults;
  return kind == ResultsInput::kLandmarks ? kLandmarkResults : kReconstructResults;
}

Result<std::string> text_of(const fs::path& path) {
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::kFileNotFound, "the file cannot be opened", path.string());
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

Result<Json> json_of(const fs::path& path, ResultsInput kind, int newest) {
  const auto text = text_of(path);
  if (!text) return tl::unexpected<Error>(text.error());
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("schema", "") != file_kind(kind).schema) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("the file is no {}; make it again", file_kind(kind).summary),
                path.string());
  }
  if (json.value("schema_version", 0) > newest) {
    return fail(ErrorCode::kUnsupportedFormat,
                "the file is of a newer version of this program; use that one", path.string());
  }
  return json;
}

void add_warnings(const Json& json, ResultsDescription& description) {
  for (const auto& sentence : json.value("warnings", Json::array())) {
    description.warnings.push_back(sentence.get<std::string>());
  }
}

void describe_landmarks(const Json& json, ResultsDescription& description) {
  description.title = "Landmarks in space";
  auto& facts = description.facts;
  const Json input = json.value("input", Json::object());
  facts.emplace_back("Found in", fs::path(input.value("path", "")).filename().string());
  std::array<int, 3> counts{};
  for (const auto& mark : json.at("landmarks")) {
    const std::string state = mark.at("state");
    ++counts[state == "seen" ? 0 : state == "inferred" ? 1 : 2];
  }
  facts.emplace_back("Landmarks seen", fmt::to_string(counts[0]));
  facts.emplace_back("inferred by the model", fmt::to_string(counts[1]));
  facts.emplace_back("abstained", fmt::to_string(counts[2]));
  const Json fit = json.value("fit", Json::object());
  facts.emplace_back(
      "Fit", fmt::format("{}, median {:.1f} mm off {} points", json.value("verdict", "not told"),
                         fit.value("median_distance_mm", 0.0), fit.value("points", 0)));
  facts.emplace_back("Space", json.value("space", ""));
  if (!json.value("usable", true)) {
    description.warnings.push_back("The fit is not usable: " + json.value("reason", "not told"));
  }
  add_warnings(json, description);
}

void describe_reconstruction(const Json& json, ResultsDescription& description) {
  description.title = "Reconstructed volume";
  auto& facts = description.facts;
  const Json& volume = json.at("volume");
  const auto size = volume.at("size").get<std::array<int, 3>>();
  facts.emplace_back("Volume", fmt::format("{} x {} x {} voxels of {:.4g} mm", size[0], size[1],
                                           size[2], volume.at("spacing_mm").get<double>()));
  facts.emplace_back("Voxels seen, filled", fmt::format("{}, {}", volume.value("voxels_seen", 0LL),
                                                        volume.value("voxels_filled", 0LL)));
  facts.emplace_back("Pictures used", fmt::format("{} of {}", json.value("frames_used", 0LL),
                                                  json.value("frames", 0LL)));
  facts.emplace_back("Bone found", fmt::format("{} points", json.value("bone_points", 0LL)));
  facts.emplace_back("Space", json.value("space", ""));
  add_warnings(json, description);
}

void describe_plan(const Plan& plan, ResultsDescription& description) {
  description.title = "Plan";
  auto& facts = description.facts;
  facts.emplace_back("Procedure", plan.procedure);
  if (!plan.side.empty()) facts.emplace_back("Side", plan.side);
  facts.emplace_back("Target", target_words(plan));
  facts.emplace_back("Made on", plan.space == PlanSpace::kImage
                                    ? fmt::format("one picture of {}",
                                                  fs::path(plan.input_path).filename().string())
                                    : fs::path(plan.input_path).filename().string());
  facts.emplace_back("Ways", plan.best
                                 ? fmt::format("the best and {} others", plan.alternatives.size())
                                 : "none keeps all limits");
  if (plan.best) {
    const double length_mm = (end_mm(plan.best->way) - entry_mm(plan.best->way)).norm();
    facts.emplace_back("Best way",
                       fmt::format("{:.0f} mm, score {:.2f}", length_mm, plan.best->score));
  }
  description.warnings = plan.warnings;
}

}  // namespace

std::optional<KnownResults> results_at(const std::string& path) {
  std::error_code ignored;
  const fs::path given(path);
  if (fs::is_directory(given, ignored)) {
    for (const auto kind :
         {ResultsInput::kPlan, ResultsInput::kLandmarks, ResultsInput::kReconstruction}) {
      const fs::path summary = given / file_kind(kind).summary;
      if (!fs::exists(summary, ignored)) continue;
      return KnownResults{kind, kind == ResultsInput::kPlan ? summary.string() : path};
    }
    return std::nullopt;
  }
  const std::string name = given.filename().string();
  const fs::path folder = given.has_parent_path() ? given.parent_path() : fs::path(".");
  if (name == kLandmarkResults.summary) {
    return KnownResults{ResultsInput::kLandmarks, folder.string()};
  }
  const bool volume = name == result_name::kVolume || name == result_name::kVolumeOrigin;
  if (name == kReconstructResults.summary ||
      (volume && fs::exists(folder / kReconstructResults.summary, ignored))) {
    return KnownResults{ResultsInput::kReconstruction, folder.string()};
  }
  if (given.extension() == ".json") return KnownResults{ResultsInput::kPlan, path};
  return std::nullopt;
}

const char* to_string(ResultsInput kind) {
  if (kind == ResultsInput::kPlan) return "plan";
  return kind == ResultsInput::kLandmarks ? "landmarks" : "reconstruction";
}

Result<ResultsDescription> describe_results(const KnownResults& results) try {
  ResultsDescription description;
  description.results = results;
  if (results.kind == ResultsInput::kPlan) {
    const auto text = text_of(results.path);
    if (!text) return tl::unexpected<Error>(text.error());
    const auto plan = parse_plan(*text);
    if (!plan) return tl::unexpected<Error>(plan.error().in(results.path));
    describe_plan(*plan, description);
    return description;
  }
  const bool landmarks = results.kind == ResultsInput::kLandmarks;
  const auto json = json_of(fs::path(results.path) / file_kind(results.kind).summary, results.kind,
                            landmarks ? kNewestLandmarks : kNewestReconstruction);
  if (!json) return tl::unexpected<Error>(json.error());
  landmarks ? describe_landmarks(*json, description) : describe_reconstruction(*json, description);
  return description;
} catch (const Json::exception&) {
  return fail(ErrorCode::kDamagedFile, "a value is missing or wrong; make it again", results.path);
}

}  // namespace echolance
