// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/procedure_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "planner/text_page.hpp"

namespace echolance {
namespace {

const char* plane_words(NeedlePlane plane) {
  if (plane == NeedlePlane::kInPlane) return "in plane";
  return plane == NeedlePlane::kOutOfPlane ? "out of plane" : "in plane or out of plane";
}

const char* view_words(ProbeView view) {
  if (view == ProbeView::kTransverse) return "across the body";
  return view == ProbeView::kLongitudinal ? "along the body" : "across or along the body";
}

void show_names(const Procedure& procedure, TextPage& page) {
  page.line(procedure.id + ": " + procedure.name);
  if (!procedure.path.empty()) page.entry("file", "yours: " + procedure.path);
  if (!procedure.also_called.empty()) {
    page.entry("also called", fmt::format("{}", fmt::join(procedure.also_called, "; ")));
  }
  if (!procedure.aliases.empty()) {
    page.entry("short ids", fmt::format("{}", fmt::join(procedure.aliases, ", ")));
  }
  page.marked("guidance", guidance_words(procedure.guidance), procedure.guidance_from);
}

std::string offset_text(const AnatomicOffset& offset) {
  std::vector<std::string> parts;
  const auto add = [&parts](double amount_mm, const char* towards, const char* away) {
    if (amount_mm == 0.0) return;
    parts.push_back(
        fmt::format("{:g} mm {}", std::abs(amount_mm), amount_mm > 0.0 ? towards : away));
  };
  add(offset.lateral_mm, "lateral", "medial");
  add(offset.cranial_mm, "cranial", "caudal");
  add(offset.deep_mm, "deep", "superficial");
  return fmt::format("{}", fmt::join(parts, ", "));
}

void show_target(const ProcedureTarget& target, TextPage& page) {
  page.facts("target", target.description);
  for (const auto& point : target.points) {
    page.marked("target point",
                fmt::format("{}: {}{}", point.name, point.landmarks.size() > 1 ? "middle of " : "",
                            fmt::join(point.landmarks, " and ")),
                point.from);
    const std::string offset = offset_text(point.offset);
    if (!offset.empty()) page.marked("target point", "from there " + offset, point.offset_from);
  }
  if (!target.levels.empty()) {
    page.entry("levels",
               fmt::format("{} (usual: {})", fmt::join(target.levels, ", "), target.usual_level));
  }
}

void show_approach(const Procedure& procedure, TextPage& page) {
  page.marked("needle lies", plane_words(procedure.plane), procedure.plane_from);
  page.marked("ends", procedure.ends_at == EndsAt::kBone ? "on bone" : "in soft tissue or a cleft",
              procedure.ends_at_from);
  if (procedure.probe_view_from) {
    page.marked("probe stands", view_words(procedure.probe_view), *procedure.probe_view_from);
  }
  for (const auto& usual : procedure.from) page.marked("comes from", usual.side, usual.from);
  page.facts("approach", procedure.approach);
  page.fact("angle to the face", procedure.angle);
  page.fact("depth", procedure.depth);
}

void show_needles(const Procedure& procedure, TextPage& page) {
  for (const auto& needle : procedure.needles) {
    const auto part = [&](const auto& fact) {
      if (fact) page.fact("needle", *fact);
    };
    if (!needle.what.empty()) page.entry("needle", needle.what + ":");
    part(needle.gauge);
    part(needle.length);
    part(needle.tip);
  }
}

void show_injectate(const ProcedureInjectate& injectate, TextPage& page) {
  page.facts("volume", injectate.volumes);
  if (injectate.capacity) page.fact("capacity", *injectate.capacity);
  page.facts("injectate", injectate.drugs);
}

void show_avoided(const std::vector<AvoidedStructure>& structures, TextPage& page) {
  for (const auto& avoided : structures) {
    const bool forbidden = avoided.kind == ClearanceKind::kForbidden;
    page.marked("keep away from",
                fmt::format("{}: {}", forbidden ? "forbidden" : "warning", avoided.structure),
                avoided.from);
    if (avoided.least) {
      page.marked("keep away from", fmt::format("distance {:g} mm", usual_value(*avoided.least)),
                  avoided.least->from);
    } else {
      page.entry("keep away from", "distance: not stated");
    }
  }
}

void show_bleeding(const std::vector<BleedingFact>& facts, TextPage& page) {
  for (const auto& fact : facts) {
    page.marked("bleeding class",
                (fact.edition.empty() ? "" : fact.edition + ": ") + to_string(fact.bleeding),
                fact.from);
  }
}

std::string missing_fields(const Procedure& procedure) {
  std::vector<const char*> missing;
  const auto note = [&missing](bool empty, const char* field) {
    if (empty) missing.push_back(field);
  };
  note(procedure.position.empty(), "position");
  note(procedure.probe.empty(), "probe");
  note(procedure.view.empty(), "view");
  note(procedure.needles.empty(), "needle");
  note(procedure.injectate.volumes.empty(), "volume");
  note(!procedure.injectate.capacity, "capacity of the target");
  note(procedure.injectate.drugs.empty(), "injectate");
  note(procedure.avoid.empty(), "structures to keep away from");
  note(procedure.bleeding.empty(), "bleeding class");
  note(procedure.errors.empty(), "typical errors of this procedure");
  note(procedure.contraindications.empty(), "contraindications of this procedure");
  note(procedure.accuracy.empty(), "accuracy");
  return fmt::format("{}", fmt::join(missing, ", "));
}

void show_common(const CommonFacts& common, TextPage& page) {
  page.heading("For every procedure");
  page.facts("contraindications", common.contraindications);
  page.facts("typical errors", common.errors);
  page.facts("to know", common.facts);
}

// A short mark for tables; catalogue_text() explains it.
std::string with_short_mark(const RangeFact& fact) {
  static constexpr const char* kMarks[] = {"", " +", " *"};
  return range_text(fact) + kMarks[static_cast<std::size_t>(fact.from.tag)];
}

}  // namespace

std::string catalogue_text(const ProcedureCatalogue& catalogue) {
  constexpr const char* kRow = "{:<30}{:<10}{:<22}{:<27}{}{}\n";
  std::string text =
      fmt::format(kRow, "procedure", "guidance", "depth", "angle to the face", "name", "");
  static constexpr const char* kShortGuidance[] = {"US", "US + F", "F only"};
  for (const auto& procedure : catalogue.procedures()) {
    text += fmt::format(
        kRow, procedure.id, kShortGuidance[static_cast<std::size_t>(procedure.guidance)],
        with_short_mark(procedure.depth), with_short_mark(procedure.angle), procedure.name,
        procedure.path.empty() ? "" : " (yours: " + procedure.path + ")");
  }
  return text +
         "\nUS: ultrasound alone. US + F: ultrasound, with a check by fluoroscopy. F only: "
         "fluoroscopy only,\nhere for rehearsal only. *: not source-verified. +: derived from "
         "sources. 'echolance procedures NAME'\nshows one, with where each value is from.\n";
}

std::string procedure_text(const Procedure& procedure, const CommonFacts& common) {
  TextPage page;
  show_names(procedure, page);
  page.facts("position", procedure.position);
  page.facts("probe", procedure.probe);
  page.facts("view", procedure.view);
  show_target(procedure.target, page);
  show_approach(procedure, page);
  show_needles(procedure, page);
  show_injectate(procedure.injectate, page);
  show_avoided(procedure.avoid, page);
  show_bleeding(procedure.bleeding, page);
  page.facts("typical errors", procedure.errors);
  page.facts("contraindications", procedure.contraindications);
  page.facts("caution", procedure.cautions);
  page.facts("accuracy", procedure.accuracy);
  page.facts("to know", procedure.facts);
  const std::string missing = missing_fields(procedure);
  if (!missing.empty()) page.entry("not stated", missing);
  show_common(common, page);
  show_sources(page, procedure.own_sources);
  return page.text();
}

}  // namespace echolance
