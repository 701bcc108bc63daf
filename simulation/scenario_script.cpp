// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "simulation/needle_course.hpp"
#include "simulation/scenario.hpp"

namespace echolance {
namespace {

using nlohmann::json;

constexpr double kInjectAfter_s = 0.3, kInjectFor_s = 2.0;

// A key that nobody reads is a misspelling, and the recording would not be what was meant.
void allow_only(const json& object, const std::set<std::string>& keys, const std::string& where) {
  for (const auto& [key, value] : object.items()) {
    if (!keys.contains(key)) throw std::invalid_argument(where + " has no key \"" + key + "\"");
  }
}

template <class Options>
void read_table(const json& object, std::span<const OptionSpec<Options>> table, Options& options) {
  for (const auto& [key, value] : object.items()) {
    const auto row = std::find_if(table.begin(), table.end(),
                                  [&name = key](const auto& spec) { return name == spec.name; });
    if (row == table.end()) throw std::invalid_argument("there is no \"" + key + "\"");
    row->set(options, value.template get<double>());
  }
}

Eigen::Vector3d vector_of(const json& value) {
  return {value.at(0).get<double>(), value.at(1).get<double>(), value.at(2).get<double>()};
}

Result<std::shared_ptr<const Patient>> read_patient(const json& object) {
  auto parameters = draw_patient(object.value("seed", std::uint64_t{1}));
  if (!parameters) return tl::unexpected(parameters.error());
  json numbers = object;
  numbers.erase("seed");
  if (numbers.contains("sex")) {
    const auto sex = numbers["sex"].get<std::string>();
    if (sex != "female" && sex != "male") throw std::invalid_argument("sex is female or male");
    parameters->sex = sex == "male" ? Sex::kMale : Sex::kFemale;
    numbers.erase("sex");
  }
  read_table(numbers, patient_parameter_table(), *parameters);
  if (auto valid = validate(*parameters, patient_parameter_table()); !valid) {
    return tl::unexpected(valid.error());
  }
  return std::make_shared<const Patient>(make_patient(*parameters));
}

void read_scanner(const json& object, ProcedureRequest& wish) {
  allow_only(object,
             {"size_px", "depth_mm", "gain_db", "dynamic_range_db", "lines", "samples", "slices",
              "smoothing", "texture", "noise_db"},
             "scanner");
  ScannerSettings& scanner = wish.scanner;
  if (object.contains("size_px")) {
    scanner.size_px = {object["size_px"].at(0).get<int>(), object["size_px"].at(1).get<int>()};
  }
  if (object.contains("depth_mm")) wish.depth_mm = object["depth_mm"].get<double>();
  scanner.gain_db = object.value("gain_db", scanner.gain_db);
  scanner.dynamic_range_db = object.value("dynamic_range_db", scanner.dynamic_range_db);
  scanner.lines = object.value("lines", scanner.lines);
  scanner.samples = object.value("samples", scanner.samples);
  scanner.slices = object.value("slices", scanner.slices);
  scanner.smoothing = object.value("smoothing", scanner.smoothing);
  scanner.texture = object.value("texture", scanner.texture);
  scanner.noise_db = object.value("noise_db", scanner.noise_db);
}

Result<ProcedureRequest> read_wish(const json& file) {
  ProcedureRequest wish;
  wish.procedure = file.at("procedure").get<std::string>();
  wish.side = file.value("side", wish.side);
  wish.probe = file.value("probe", wish.probe);
  wish.frames = file.value("frames", wish.frames);
  wish.frame_rate_hz = file.value("frame_rate_hz", wish.frame_rate_hz);
  wish.seed = file.value("seed", wish.seed);
  if (file.contains("needle")) {
    const auto needle = parse_needle(file["needle"].get<std::string>());
    if (!needle) return tl::unexpected(needle.error());
    wish.needle = *needle;
  }
  if (file.contains("needle_angle_rad")) {
    wish.needle_angle_rad = file["needle_angle_rad"].get<double>();
  }
  wish.plane_offset_mm = file.value("plane_offset_mm", 0.0);
  wish.plane_angle_rad = file.value("plane_angle_rad", 0.0);
  if (file.contains("scanner")) read_scanner(file["scanner"], wish);
  return wish;
}

// Moves of the probe against its place over the target: shift in Probe, turn about its axes.
std::vector<ProbeKey> read_probe_moves(const json& moves, const ProbeKey& start) {
  std::vector<ProbeKey> keys;
  for (const auto& move : moves) {
    allow_only(move, {"time_s", "shift_mm", "turn_rad"}, "probe_moves");
    Eigen::Isometry3d offset = Eigen::Isometry3d::Identity();
    if (move.contains("shift_mm")) offset.translation() = vector_of(move["shift_mm"]);
    const Eigen::Vector3d turn =
        move.contains("turn_rad") ? vector_of(move["turn_rad"]) : Eigen::Vector3d::Zero();
    if (turn.norm() > 0.0) {
      offset.linear() = Eigen::AngleAxisd(turn.norm(), turn.normalized()).toRotationMatrix();
    }
    const auto step = Transform<space::Probe, space::Probe>::from_matrix(offset.matrix());
    if (!step) throw std::invalid_argument(step.error().text());
    keys.push_back({move.at("time_s").get<double>(), start.reference_from_probe * *step});
  }
  return keys;
}

// Depth as a part of the way to the target; a turn is a redirect about the entry, in the plane.
std::vector<NeedleKey> read_needle_moves(const json& moves, const NeedlePlacement& goal,
                                         const Eigen::Vector3d& out) {
  std::vector<NeedleKey> keys;
  for (const auto& move : moves) {
    allow_only(move, {"time_s", "depth_mm", "turn_rad"}, "needle_moves");
    NeedleKey key{move.at("time_s").get<double>(),
                  redirected(goal, out, move.value("turn_rad", 0.0))};
    key.placement.depth_mm = move.at("depth_mm").get<double>();
    keys.push_back(key);
  }
  return keys;
}

NeedlePlacement deepest(const std::vector<NeedleKey>& keys) {
  return std::max_element(keys.begin(), keys.end(),
                          [](const NeedleKey& a, const NeedleKey& b) {
                            return a.placement.depth_mm < b.placement.depth_mm;
                          })
      ->placement;
}

// The usual way of a hand, by its speed; the injection follows when the needle has arrived.
Result<void> apply_course(const json& object, const Eigen::Vector3d& out, Scenario& scenario) {
  allow_only(object, {"kind", "speed_mm_s", "start_s", "turn_rad"}, "needle_course");
  NeedleCourse course;
  course.kind = object.value("kind", course.kind);
  course.speed_mm_s = object.value("speed_mm_s", course.speed_mm_s);
  course.start_s = object.value("start_s", course.start_s);
  course.turn_rad = object.value("turn_rad", course.turn_rad);
  const auto goal = deepest(scenario.needle_keys);
  auto keys = needle_course(goal, out, course);
  if (!keys) return tl::unexpected(keys.error());
  scenario.needle_keys = std::move(*keys);
  const auto arrived =
      std::find_if(scenario.needle_keys.begin(), scenario.needle_keys.end(),
                   [&](const NeedleKey& key) { return key.placement.depth_mm >= goal.depth_mm; });
  for (auto& pool : scenario.pools) {
    pool.time_s = arrived->time_s + kInjectAfter_s;
    pool.duration_s = kInjectFor_s;
  }
  return {};
}

Result<void> apply_moves(const json& file, Scenario& scenario) {
  const Eigen::Vector3d out =
      scenario.probe_keys.front().reference_from_probe.matrix().block<3, 1>(0, 2);
  if (file.contains("needle_course")) {
    if (auto set = apply_course(file["needle_course"], out, scenario); !set) return set;
  }
  if (file.contains("probe_moves")) {
    scenario.probe_keys = read_probe_moves(file["probe_moves"], scenario.probe_keys.front());
  }
  if (file.contains("needle_moves")) {
    scenario.needle_keys =
        read_needle_moves(file["needle_moves"], scenario.needle_keys.front().placement, out);
    if (scenario.needle_keys.empty()) scenario.pools.clear();
  }
  if (file.contains("injections")) {
    const auto place =
        scenario.pools.empty() ? Point<space::Reference>{} : scenario.pools[0].centre;
    scenario.pools.clear();
    for (const auto& row : file["injections"]) {
      allow_only(row, {"time_s", "duration_s", "volume_ml"}, "injections");
      scenario.pools.push_back({row.at("time_s").get<double>(), row.value("duration_s", 3.0), place,
                                row.at("volume_ml").get<double>()});
    }
  }
  if (file.contains("hand")) read_table(file["hand"], hand_motion_table(), scenario.hand);
  if (file.contains("tracker")) {
    read_table(file["tracker"], tracker_model_table(), scenario.tracker);
  }
  scenario.name = file.value("name", scenario.name);
  scenario.tissue_spacing_mm = file.value("tissue_spacing_mm", scenario.tissue_spacing_mm);
  if (file.contains("labels")) {
    for (const auto& [name, value] : file["labels"].items()) {
      scenario.labels.emplace_back(name, value.get<std::string>());
    }
  }
  return {};
}

Result<Scenario> scenario_from(const json& file) {
  allow_only(file,
             {"about",
              "name",
              "patient",
              "procedure",
              "side",
              "probe",
              "needle",
              "needle_angle_rad",
              "plane_offset_mm",
              "plane_angle_rad",
              "frames",
              "frame_rate_hz",
              "seed",
              "scanner",
              "hand",
              "tracker",
              "labels",
              "tissue_spacing_mm",
              "probe_moves",
              "needle_course",
              "needle_moves",
              "injections"},
             "a scenario");
  const auto wish = read_wish(file);
  if (!wish) return tl::unexpected(wish.error());
  auto patient = read_patient(file.value("patient", json::object()));
  if (!patient) return tl::unexpected(patient.error());
  auto scenario = procedure_scenario(*patient, *wish);
  if (!scenario) return scenario;
  if (auto moved = apply_moves(file, *scenario); !moved) return tl::unexpected(moved.error());
  return scenario;
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text) {
  try {
    return scenario_from(json::parse(text));
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("this is not a scenario as in docs/scenario.md: {}; correct it",
                            exception.what()));
  }
}

Result<Scenario> read_scenario(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) {
    return fail(ErrorCode::kFileNotFound, "the scenario cannot be opened; check the name", path);
  }
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  return parse_scenario(text).map_error([&](const Error& error) { return error.in(path); });
}

}  // namespace echolance
