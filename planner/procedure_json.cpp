// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json.hpp>

#include "planner/procedure_text.hpp"

namespace echolance {
namespace {

using nlohmann::ordered_json;

// A path may hold bytes that are no UTF-8.
constexpr auto kReplaceBadText = ordered_json::error_handler_t::replace;

const char* guidance_key(GuidanceClass guidance) {
  static constexpr const char* kKeys[] = {"ultrasound", "ultrasound_with_fluoroscopy",
                                          "fluoroscopy_only"};
  return kKeys[static_cast<std::size_t>(guidance)];
}

ordered_json clearances_json(const std::vector<Clearance>& clearances) {
  ordered_json list = ordered_json::array();
  for (const auto& clearance : clearances) {
    list.push_back({{"structure", clearance.structure},
                    {"least_mm", clearance.least_mm},
                    {"kind", clearance.kind == ClearanceKind::kForbidden ? "forbidden" : "warn"}});
  }
  return list;
}

ordered_json rules_json(const Procedure& procedure) {
  const ProcedureSite site{BodySide::kLeft, procedure.target.usual_level};
  const ApproachRules rules = approach_rules(procedure, site);
  static constexpr const char* kPlanes[] = {"in_plane", "out_of_plane", "either"};
  static constexpr const char* kViews[] = {"either", "transverse", "longitudinal"};
  return {{"side", to_string(site.side)},
          {"level", site.level},
          {"angle_to_face_rad", {rules.angle_to_face_rad.low, rules.angle_to_face_rad.high}},
          {"usual_angle_rad", rules.usual_angle_rad},
          {"depth_mm", {rules.depth_mm.low, rules.depth_mm.high}},
          {"usual_depth_mm", rules.usual_depth_mm},
          {"ends_at", rules.ends_at == EndsAt::kBone ? "bone" : "free"},
          {"plane", kPlanes[static_cast<std::size_t>(rules.plane)]},
          {"view", kViews[static_cast<std::size_t>(rules.view)]},
          {"from", rules.from},
          {"clearances", clearances_json(rules.clearances)}};
}

ordered_json head_json(const Procedure& procedure) {
  ordered_json head = {{"id", procedure.id},
                       {"name", procedure.name},
                       {"aliases", procedure.aliases},
                       {"origin", procedure.path.empty() ? "built_in" : procedure.path},
                       {"guidance", guidance_key(procedure.guidance)}};
  head["rehearsal_only"] = procedure.guidance == GuidanceClass::kFluoroscopyOnly;
  head["approach_rules"] = rules_json(procedure);
  return head;
}

}  // namespace

std::string catalogue_json(const ProcedureCatalogue& catalogue) {
  ordered_json list = ordered_json::array();
  for (const auto& procedure : catalogue.procedures()) list.push_back(head_json(procedure));
  return ordered_json{{"procedures", list}}.dump(2, ' ', false, kReplaceBadText) + "\n";
}

std::string procedure_json(const Procedure& procedure) {
  ordered_json json = head_json(procedure);
  json["procedure"] = ordered_json::parse(procedure.document);
  return json.dump(2, ' ', false, kReplaceBadText) + "\n";
}

}  // namespace echolance
