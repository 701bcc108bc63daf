// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/read_procedure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <regex>
#include <set>

#include "planner/data_node.hpp"
#include "planner/read_fact.hpp"
#include "planner/read_target.hpp"
#include "planner/source_list.hpp"

namespace echolance {
namespace {

constexpr double kAlongBeam_rad = 0.5 * std::numbers::pi;
constexpr std::size_t kLongestId = 64;
constexpr double kDeepest_mm = 300.0;
constexpr double kLongestNeedle_mm = 400.0;
constexpr double kThickestGauge = 10.0;
constexpr double kThinnestGauge = 34.0;
constexpr double kMostVolume_ml = 100.0;

// The reader of the version this file is written in.
class UnsupportedSchema : public DataProblem {
 public:
  using DataProblem::DataProblem;
};

void check_schema(const DataNode& root, const std::string& schema) {
  if (root.at("schema").text() != schema) {
    throw UnsupportedSchema(fmt::format("schema: is not {}; this is no such file", schema));
  }
  if (root.at("schema_version").number() != 1.0) {
    throw UnsupportedSchema("schema_version: only 1 is known; use a newer program or rewrite it");
  }
}

std::string read_id(const DataNode& node) {
  std::string id = node.text();
  static const std::regex pattern("[a-z0-9]+([-_][a-z0-9]+)*");
  if (id.size() > kLongestId || !std::regex_match(id, pattern)) {
    node.problem("'" + id.substr(0, kLongestId) +
                 "' is no id; use up to 64 small letters, digits and dashes");
  }
  return id;
}

void check_limits(const DataNode& node, const RangeFact& fact, double least, double most) {
  for (const auto& end : {fact.low, fact.usual, fact.high}) {
    if (end && (*end < least || *end > most)) {
      node.problem(fmt::format("{} is not possible; give {:.4g} to {:.4g} {}", range_text(fact),
                               least, most, to_string(fact.unit)));
    }
  }
}

RangeFact read_angle(const DataNode& node) {
  auto fact = read_range_fact(node, {"deg", "rad"});
  // A right angle in degrees is one in rad but for rounding.
  check_limits(node, fact, 0.0, kAlongBeam_rad + 1e-9);
  return fact;
}

RangeFact read_depth(const DataNode& node) {
  auto fact = read_range_fact(node, {"mm"});
  check_limits(node, fact, 0.0, kDeepest_mm);
  if (usual_value(fact) <= 0.0) node.problem("is 0; give the depth of the target under the skin");
  return fact;
}

// An end of an enumeration that carries its tag.
std::size_t read_choice(const DataNode& node, const std::vector<std::string>& words,
                        Provenance& from) {
  node.allow({"value", "tag", "source", "note"});
  from = read_provenance(node);
  return node.at("value").choice(words);
}

NeedleChoice read_needle(const DataNode& node) {
  node.allow({"what", "gauge", "length", "tip"});
  NeedleChoice needle;
  if (const auto what = node.find("what")) needle.what = what->text();
  if (const auto gauge = node.find("gauge")) {
    needle.gauge = read_range_fact(*gauge, {"G"});
    check_limits(*gauge, *needle.gauge, kThickestGauge, kThinnestGauge);
  }
  if (const auto length = node.find("length")) {
    needle.length = read_range_fact(*length, {"mm"});
    check_limits(*length, *needle.length, 1.0, kLongestNeedle_mm);
  }
  if (const auto tip = node.find("tip")) needle.tip = read_text_fact(*tip);
  return needle;
}

ProcedureInjectate read_injectate(const DataNode& node) {
  node.allow({"space", "volumes", "capacity", "drugs"});
  ProcedureInjectate injectate;
  injectate.space = static_cast<InjectionSpace>(node.at("space").choice(
      {"soft_tissue", "joint", "nerve", "nerve_root", "epidural", "intrathecal"}));
  injectate.volumes = read_range_facts(node, "volumes", {"mL"});
  for (const auto& volume : injectate.volumes) {
    check_limits(node.at("volumes"), volume, 0.0, kMostVolume_ml);
  }
  if (const auto capacity = node.find("capacity")) {
    injectate.capacity = read_range_fact(*capacity, {"mL"});
    check_limits(*capacity, *injectate.capacity, 0.0, kMostVolume_ml);
  }
  injectate.drugs = read_text_facts(node, "drugs");
  return injectate;
}

AvoidedStructure read_avoided(const DataNode& node) {
  node.allow({"structure", "kind", "names", "least", "tag", "source", "note"});
  AvoidedStructure avoided;
  avoided.structure = node.at("structure").text();
  avoided.kind = static_cast<ClearanceKind>(node.at("kind").choice({"forbidden", "warn"}));
  if (const auto names = node.find("names")) avoided.names = names->texts();
  if (const auto least = node.find("least")) {
    avoided.least = read_range_fact(*least, {"mm"});
    check_limits(*least, *avoided.least, 0.0, 100.0);
  }
  avoided.from = read_provenance(node);
  return avoided;
}

BleedingFact read_bleeding(const DataNode& node) {
  node.allow({"what", "value", "tag", "source", "note"});
  BleedingFact fact;
  fact.bleeding = static_cast<BleedingClass>(
      node.at("value").choice({"low", "low_to_intermediate", "intermediate", "high"}));
  if (const auto what = node.find("what")) fact.edition = what->text();
  fact.from = read_provenance(node);
  return fact;
}

void read_approach(const DataNode& node, Procedure& procedure) {
  node.allow({"plane", "ends_at", "probe_view", "from", "description"});
  procedure.plane = static_cast<NeedlePlane>(
      read_choice(node.at("plane"), {"in_plane", "out_of_plane", "either"}, procedure.plane_from));
  procedure.ends_at = static_cast<EndsAt>(
      read_choice(node.at("ends_at"), {"bone", "free"}, procedure.ends_at_from));
  if (const auto view = node.find("probe_view")) {
    procedure.probe_view = static_cast<ProbeView>(read_choice(
        *view, {"either", "transverse", "longitudinal"}, procedure.probe_view_from.emplace()));
  }
  if (const auto from = node.find("from")) {
    const std::vector<std::string> sides = {"lateral", "medial", "cranial", "caudal"};
    for (const auto& item : from->items()) {
      NeedleFrom& usual = procedure.from.emplace_back();
      usual.side = sides[read_choice(item, sides, usual.from)];
    }
  }
  procedure.approach = read_text_facts(node, "description");
}

void read_names(const DataNode& root, Procedure& procedure) {
  procedure.id = read_id(root.at("id"));
  procedure.name = root.at("name").text();
  if (const auto aliases = root.find("aliases")) {
    for (const auto& alias : aliases->items()) procedure.aliases.push_back(read_id(alias));
  }
  if (const auto also = root.find("also_called")) procedure.also_called = also->texts();
  if (const auto sources = root.find("sources")) {
    for (const auto& [id, text] : sources->members()) procedure.own_sources[id] = text.text();
  }
}

void read_lists(const DataNode& root, Procedure& procedure) {
  const std::vector<std::pair<const char*, std::vector<TextFact> Procedure::*>> lists = {
      {"position", &Procedure::position},
      {"probe", &Procedure::probe},
      {"view", &Procedure::view},
      {"errors", &Procedure::errors},
      {"contraindications", &Procedure::contraindications},
      {"cautions", &Procedure::cautions},
      {"accuracy", &Procedure::accuracy},
      {"facts", &Procedure::facts}};
  for (const auto& [key, member] : lists) procedure.*member = read_text_facts(root, key);
  const auto each = [&root](const char* key, auto read) {
    const auto list = root.find(key);
    if (!list) return;
    for (const auto& item : list->items()) read(item);
  };
  each("needles", [&](const DataNode& node) { procedure.needles.push_back(read_needle(node)); });
  each("avoid", [&](const DataNode& node) { procedure.avoid.push_back(read_avoided(node)); });
  each("bleeding",
       [&](const DataNode& node) { procedure.bleeding.push_back(read_bleeding(node)); });
}

// Every "source" below this place that neither we nor the file explain.
void check_sources(const DataNode& node, const Procedure& procedure) {
  if (node.is_list()) {
    for (const auto& item : node.items()) check_sources(item, procedure);
  }
  if (!node.is_object()) return;
  for (const auto& [key, member] : node.members()) {
    if (key != "source") {
      check_sources(member, procedure);
      continue;
    }
    for (const auto& id : member.texts()) {
      if (source_list().count(id) > 0 || procedure.own_sources.count(id) > 0) continue;
      member.problem("'" + id + "' is not explained; add it to \"sources\"");
    }
  }
}

Procedure procedure_from(const DataNode& root) {
  check_schema(root, "echolance.procedure");
  root.allow(procedure_keys());
  Procedure procedure;
  read_names(root, procedure);
  procedure.guidance = static_cast<GuidanceClass>(read_choice(
      root.at("guidance"), {"ultrasound", "ultrasound_with_fluoroscopy", "fluoroscopy_only"},
      procedure.guidance_from));
  procedure.target = read_target(root.at("target"));
  read_approach(root.at("approach"), procedure);
  procedure.angle = read_angle(root.at("angle"));
  procedure.depth = read_depth(root.at("depth"));
  read_lists(root, procedure);
  procedure.injectate = read_injectate(root.at("injectate"));
  check_structure_names(root, procedure);
  check_sources(root, procedure);
  return procedure;
}

template <class Read>
auto caught(Read read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const UnsupportedSchema& problem) {
    return fail(ErrorCode::kUnsupportedFormat, problem.what());
  } catch (const DataProblem& problem) {
    return fail(ErrorCode::kDamagedFile, problem.what());
  }
}

}  // namespace

const std::vector<std::string>& procedure_keys() {
  static const std::vector<std::string> keys = {"$schema",
                                                "schema",
                                                "schema_version",
                                                "id",
                                                "aliases",
                                                "name",
                                                "also_called",
                                                "sources",
                                                "guidance",
                                                "position",
                                                "probe",
                                                "view",
                                                "target",
                                                "approach",
                                                "angle",
                                                "depth",
                                                "needles",
                                                "injectate",
                                                "avoid",
                                                "bleeding",
                                                "errors",
                                                "cautions",
                                                "contraindications",
                                                "accuracy",
                                                "facts"};
  return keys;
}

Result<Procedure> read_procedure(std::string_view text) {
  return caught([&] {
    Procedure procedure = procedure_from(DataNode::parse(text));
    procedure.document = text;
    return procedure;
  });
}

Result<CommonFacts> read_common_facts(std::string_view text) {
  return caught([&] {
    const DataNode root = DataNode::parse(text);
    check_schema(root, "echolance.procedure_common");
    root.allow({"schema", "schema_version", "contraindications", "errors", "facts"});
    return CommonFacts{read_text_facts(root, "contraindications"), read_text_facts(root, "errors"),
                       read_text_facts(root, "facts")};
  });
}

}  // namespace echolance
