// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/plan_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace echolance {
namespace {

using Json = nlohmann::ordered_json;
using Eigen::Vector3d;

// To a thousandth: of mm a micrometre, of rad a twentieth of a degree.
double rounded(double value) {
  return std::round(1000.0 * value) / 1000.0;
}

Json numbers(const Vector3d& point) {
  return {rounded(point.x()), rounded(point.y()), rounded(point.z())};
}

Json probability_json(const Probability& probability) {
  return {{"value", rounded(probability.value)},
          {"low_95", rounded(probability.low)},
          {"high_95", rounded(probability.high)}};
}

Json robustness_json(const PathRobustness& robustness) {
  Json object = {{"draws", robustness.draws},
                 {"seed", robustness.seed},
                 {"on_target", probability_json(robustness.on_target)},
                 {"all_clear", probability_json(robustness.all_clear)},
                 {"no_bone_before_target", probability_json(robustness.bone_free)},
                 {"structures", Json::array()}};
  for (const auto& structure : robustness.structures) {
    Json entry = {{"structure", structure.structure}};
    entry.update(probability_json(structure.clear));
    object["structures"].push_back(entry);
  }
  object["if_seen"] = nullptr;
  if (robustness.if_seen) {
    object["if_seen"] = {{"on_target", probability_json(robustness.if_seen->on_target)},
                         {"all_clear", probability_json(robustness.if_seen->all_clear)}};
  }
  return object;
}

Json path_json(const PlannedPath& path) {
  Json terms = Json::object();
  for (const auto& term : path_term_names()) terms[term.name] = rounded(path.terms.*term.member);
  const double length = (end_mm(path.way) - entry_mm(path.way)).norm();
  Json object = {{"entry_mm", numbers(entry_mm(path.way))},
                 {"end_mm", numbers(end_mm(path.way))},
                 {"length_mm", rounded(length)},
                 {"angle_to_face_rad", rounded(path.angle_to_face_rad)},
                 {"out_of_plane_rad", rounded(path.out_of_plane_rad)},
                 {"bone_distance_mm", rounded(path.bone_distance_mm)},
                 {"shadowed_share", rounded(path.shadowed_share)},
                 {"expected_bending_mm", rounded(path.expected_bending_mm)},
                 {"score", rounded(path.score)},
                 {"terms", terms},
                 {"clearances", Json::array()}};
  for (const auto& clearance : path.clearances) {
    object["clearances"].push_back({{"structure", clearance.structure},
                                    {"distance_mm", rounded(clearance.distance_mm)},
                                    {"least_mm", rounded(clearance.least_mm)},
                                    {"kind", to_string(clearance.kind)}});
  }
  object["robustness"] = path.robustness ? robustness_json(*path.robustness) : Json(nullptr);
  return object;
}

Json structure_json(const NoGo& structure) {
  Json points = Json::array();
  for (const auto& point : structure.points_mm) points.push_back(numbers(point));
  Json radii = Json::array();
  for (const double radius : structure.radii_mm) radii.push_back(rounded(radius));
  return {{"name", structure.name},
          {"least_mm", structure.least_mm},
          {"kind", to_string(structure.kind)},
          {"shape", to_string(structure.shape)},
          {"points_mm", points},
          {"radii_mm", radii}};
}

Json probe_json(const PlanProbe& probe) {
  return {{"stance", probe.stance},
          {"origin_mm", numbers(probe.origin_mm)},
          {"right", numbers(probe.right)},
          {"beam", numbers(probe.beam)}};
}

Json place_json(const std::optional<Vector3d>& place) {
  return place ? numbers(*place) : Json(nullptr);
}

Json landmark_json(const PlanLandmark& mark) {
  Json object = {{"name", mark.name},
                 {"use", to_string(mark.use)},
                 {"standing", to_string(mark.standing)},
                 {"point_mm", place_json(mark.place_mm)},
                 {"std_mm", rounded(mark.std_mm)},
                 {"confidence", nullptr},
                 {"found_mm", place_json(mark.found_mm)},
                 {"found_confidence", nullptr}};
  if (mark.confidence) object["confidence"] = rounded(*mark.confidence);
  if (mark.found_confidence) object["found_confidence"] = rounded(*mark.found_confidence);
  return object;
}

Json head_json(const Plan& plan, const PlanNotes& notes) {
  Json object = {{"schema", "echolance.plan"},
                 {"schema_version", Plan::kSchemaVersion},
                 {"notice", notes.notice},
                 {"program_version", plan.program_version},
                 {"input", {{"path", plan.input_path}, {"sha256", plan.input_sha256}}}};
  object["frame_index"] = plan.frame_index ? Json(*plan.frame_index) : Json(nullptr);
  object["procedure"] = plan.procedure;
  object["side"] = plan.side;
  object["guidance"] = plan.guidance;
  object["space"] = to_string(plan.space);
  if (!plan.axes.empty()) object["axes"] = plan.axes;
  object["target"] = {{"name", plan.target_name},
                      {"point_mm", numbers(plan.target_mm)},
                      {"std_mm", rounded(plan.target_std_mm)},
                      {"tolerance_mm", rounded(plan.tolerance_mm)}};
  object["landmarks"] = Json::array();
  for (const auto& mark : plan.landmarks) object["landmarks"].push_back(landmark_json(mark));
  object["needle"] = {
      {"gauge", plan.needle.model.gauge},
      {"outer_diameter_mm", plan.needle.model.outer_diameter_mm},
      {"length_mm", plan.needle.length_mm},
      {"tip", to_string(plan.needle.tip)},
      {"chosen_by", plan.needle_from == PlanNeedleFrom::kProcedure ? "procedure" : "user"}};
  return object;
}

// Reading. Errors are exceptions in here and one Error outside.

Vector3d point_of(const Json& value) {
  if (!value.is_array() || value.size() != 3) throw std::invalid_argument("three numbers wanted");
  return {value[0].get<double>(), value[1].get<double>(), value[2].get<double>()};
}

Probability probability_of(const Json& value) {
  return {value.at("value").get<double>(), value.at("low_95").get<double>(),
          value.at("high_95").get<double>()};
}

ClearanceKind kind_of(const Json& value) {
  return value.at("kind").get<std::string>() == "warn" ? ClearanceKind::kWarn
                                                       : ClearanceKind::kForbidden;
}

PathRobustness robustness_of(const Json& value) {
  PathRobustness robustness{value.at("draws").get<int>(),
                            value.at("seed").get<std::uint64_t>(),
                            probability_of(value.at("on_target")),
                            probability_of(value.at("all_clear")),
                            probability_of(value.at("no_bone_before_target")),
                            {}};
  for (const auto& entry : value.at("structures")) {
    robustness.structures.push_back(
        {entry.at("structure").get<std::string>(), probability_of(entry)});
  }
  if (value.contains("if_seen") && !value["if_seen"].is_null()) {
    robustness.if_seen = SeenRobustness{probability_of(value["if_seen"].at("on_target")),
                                        probability_of(value["if_seen"].at("all_clear"))};
  }
  return robustness;
}

PlannedPath path_of(const Json& value, PlanSpace space) {
  PlannedPath path;
  path.way = make_trajectory(space, point_of(value.at("entry_mm")), point_of(value.at("end_mm")));
  if ((end_mm(path.way) - entry_mm(path.way)).norm() < 1.0) {
    throw std::invalid_argument("a way is shorter than 1 mm");
  }
  path.angle_to_face_rad = value.at("angle_to_face_rad").get<double>();
  path.out_of_plane_rad = value.at("out_of_plane_rad").get<double>();
  path.bone_distance_mm = value.at("bone_distance_mm").get<double>();
  path.shadowed_share = value.at("shadowed_share").get<double>();
  path.expected_bending_mm = value.at("expected_bending_mm").get<double>();
  path.score = value.at("score").get<double>();
  for (const auto& term : path_term_names()) {
    // Files of earlier versions know nothing of a usual view.
    const bool later =
        term.member == &PathTerms::usual_view && !value.at("terms").contains(term.name);
    path.terms.*term.member = later ? 0.0 : value.at("terms").at(term.name).get<double>();
  }
  for (const auto& entry : value.at("clearances")) {
    path.clearances.push_back({entry.at("structure").get<std::string>(),
                               entry.at("distance_mm").get<double>(),
                               entry.at("least_mm").get<double>(), kind_of(entry)});
  }
  if (!value.at("robustness").is_null()) path.robustness = robustness_of(value["robustness"]);
  return path;
}

NoGo structure_of(const Json& value) {
  NoGo structure;
  structure.name = value.at("name").get<std::string>();
  structure.least_mm = value.at("least_mm").get<double>();
  structure.kind = kind_of(value);
  const auto name = value.at("shape").get<std::string>();
  const auto shape = no_go_shape_from(name);
  if (!shape) throw std::invalid_argument("shape " + name);
  structure.shape = *shape;
  for (const auto& point : value.at("points_mm")) structure.points_mm.push_back(point_of(point));
  structure.radii_mm = value.at("radii_mm").get<std::vector<double>>();
  return structure;
}

PlanNeedle needle_of(const Json& value) {
  PlanNeedle needle;
  needle.model.gauge = value.at("gauge").get<int>();
  needle.model.outer_diameter_mm = value.at("outer_diameter_mm").get<double>();
  needle.length_mm = value.at("length_mm").get<double>();
  const auto name = value.at("tip").get<std::string>();
  const auto tip = needle_tip_from(name);
  if (!tip) throw std::invalid_argument("tip " + name);
  needle.tip = *tip;
  return needle;
}

std::optional<Vector3d> place_of(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return point_of(value);
}

PlanLandmark landmark_of(const Json& value) {
  PlanLandmark mark;
  mark.name = value.at("name").get<std::string>();
  mark.use = value.at("use") == "avoid" ? LandmarkUse::kAvoid : LandmarkUse::kTarget;
  const auto name = value.at("standing").get<std::string>();
  const auto standing = landmark_standing_from(name);
  if (!standing) throw std::invalid_argument("standing " + name);
  mark.standing = *standing;
  mark.place_mm = place_of(value.at("point_mm"));
  mark.std_mm = value.at("std_mm").get<double>();
  if (!value.at("confidence").is_null()) mark.confidence = value["confidence"].get<double>();
  mark.found_mm = place_of(value.at("found_mm"));
  const Json& of_found = value.at("found_confidence");
  if (!of_found.is_null()) mark.found_confidence = of_found.get<double>();
  return mark;
}

PlanProbe probe_of(const Json& value) {
  return {value.at("stance").get<std::string>(), point_of(value.at("origin_mm")),
          point_of(value.at("right")), point_of(value.at("beam"))};
}

Plan plan_of(const Json& value) {
  Plan plan;
  const auto space = value.at("space").get<std::string>();
  if (space != "Image" && space != "Reference") throw std::invalid_argument("space " + space);
  plan.space = space == "Image" ? PlanSpace::kImage : PlanSpace::kReference;
  plan.axes = value.value("axes", "");
  plan.procedure = value.at("procedure").get<std::string>();
  plan.side = value.at("side").get<std::string>();
  plan.guidance = value.at("guidance").get<std::string>();
  plan.program_version = value.at("program_version").get<std::string>();
  plan.input_path = value.at("input").at("path").get<std::string>();
  plan.input_sha256 = value.at("input").at("sha256").get<std::string>();
  const Json& frame = value.at("frame_index");
  if (!frame.is_null()) plan.frame_index = frame.get<std::int64_t>();
  const Json& target = value.at("target");
  plan.target_name = target.at("name").get<std::string>();
  plan.target_mm = point_of(target.at("point_mm"));
  plan.target_std_mm = target.at("std_mm").get<double>();
  plan.tolerance_mm = target.at("tolerance_mm").get<double>();
  // Not in files of earlier versions.
  for (const auto& mark : value.value("landmarks", Json::array())) {
    plan.landmarks.push_back(landmark_of(mark));
  }
  plan.needle = needle_of(value.at("needle"));
  if (value["needle"].value("chosen_by", "user") == "procedure") {
    plan.needle_from = PlanNeedleFrom::kProcedure;
  }
  if (value.contains("probe") && !value["probe"].is_null()) {
    plan.probe = probe_of(value["probe"]);
  }
  if (!value.at("best").is_null()) plan.best = path_of(value["best"], plan.space);
  if (!value.at("nearest").is_null()) plan.nearest = path_of(value["nearest"], plan.space);
  for (const auto& path : value.at("alternatives")) {
    plan.alternatives.push_back(path_of(path, plan.space));
  }
  for (const auto& structure : value.at("structures")) {
    plan.structures.push_back(structure_of(structure));
  }
  for (const auto& region : value.at("regions")) {
    plan.regions.push_back({region.at("region").get<std::string>(),
                            region.at("candidates").get<int>(), region.at("feasible").get<int>(),
                            region.at("reason").get<std::string>()});
  }
  plan.remedies = value.at("remedies").get<std::vector<std::string>>();
  plan.warnings = value.at("warnings").get<std::vector<std::string>>();
  return plan;
}

Result<Json> checked_json(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded() || !value.is_object()) {
    return fail(ErrorCode::kDamagedFile, "this is no JSON object; give a plan.json");
  }
  const Json schema = value.value("schema", Json());
  if (schema != "echolance.plan") {
    return fail(ErrorCode::kUnsupportedFormat,
                "this is no plan; give the plan.json that echolance plan wrote");
  }
  const Json version = value.value("schema_version", Json());
  if (!version.is_number_integer() || version.get<int>() > Plan::kSchemaVersion) {
    return fail(ErrorCode::kUnsupportedFormat,
                "the plan is of a newer version of the program; update it");
  }
  return value;
}

}  // namespace

std::string plan_json(const Plan& plan, const PlanNotes& notes) {
  Json object = head_json(plan, notes);
  object["probe"] = plan.probe ? probe_json(*plan.probe) : Json(nullptr);
  object["best"] = plan.best ? path_json(*plan.best) : Json(nullptr);
  object["alternatives"] = Json::array();
  for (const auto& path : plan.alternatives) object["alternatives"].push_back(path_json(path));
  object["nearest"] = plan.nearest ? path_json(*plan.nearest) : Json(nullptr);
  object["regions"] = Json::array();
  for (const auto& region : plan.regions) {
    object["regions"].push_back({{"region", region.region},
                                 {"candidates", region.candidates},
                                 {"feasible", region.feasible},
                                 {"reason", region.reason}});
  }
  object["remedies"] = plan.remedies;
  object["warnings"] = plan.warnings;
  object["injectate"] = notes.injectate;
  object["evidence"] = notes.evidence;
  object["structures"] = Json::array();
  for (const auto& structure : plan.structures) {
    object["structures"].push_back(structure_json(structure));
  }
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Plan> parse_plan(std::string_view text) {
  const auto value = checked_json(text);
  if (!value) return tl::unexpected<Error>(value.error());
  Plan plan;
  try {
    plan = plan_of(*value);
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kDamagedFile,
                std::string("the plan lacks something or has it wrong: ") + exception.what());
  }
  for (const auto& structure : plan.structures) {
    if (auto valid = validate(structure); !valid) return tl::unexpected(valid.error());
  }
  return plan;
}

}  // namespace echolance
