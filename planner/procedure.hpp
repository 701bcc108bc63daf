// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "planner/approach_rules.hpp"
#include "planner/fact.hpp"

namespace echolance {

enum class BodySide : std::uint8_t { kLeft, kRight };
/// "left", "right".
[[nodiscard]] const char* to_string(BodySide side);

enum class TargetSides : std::uint8_t { kLeftRight, kMidline };

/// Shift in directions of the patient, mm; positive: as named.
struct AnatomicOffset {
  double lateral_mm = 0.0;  ///< away from the midline; of midline targets: to the patient's left
  double cranial_mm = 0.0;
  double deep_mm = 0.0;  ///< anterior

  friend bool operator==(const AnatomicOffset&, const AnatomicOffset&) = default;
};

/// One place the needle is to reach: the mean of the landmarks, shifted. Names as in
/// docs/landmark_names.md, with {side} and {level} to be filled in.
struct TargetPoint {
  std::string name;
  std::vector<std::string> landmarks;
  AnatomicOffset offset;
  Provenance offset_from;  ///< where the offset is from; of no meaning without one
  Provenance from;
};

struct ProcedureTarget {
  std::vector<TextFact> description;
  TargetSides sides = TargetSides::kLeftRight;
  std::vector<std::string> levels;  ///< "l4_l5", "l4"; empty: there is only one
  std::string usual_level;
  std::vector<TargetPoint> points;  ///< in turn
};

struct NeedleChoice {
  std::string what;
  std::optional<RangeFact> gauge;
  std::optional<RangeFact> length;
  std::optional<TextFact> tip;
};

/// Where an injectate goes; decides which cautions hold for it.
enum class InjectionSpace : std::uint8_t {
  kSoftTissue,
  kJoint,
  kNerve,
  kNerveRoot,
  kEpidural,
  kIntrathecal,
};

struct ProcedureInjectate {
  InjectionSpace space = InjectionSpace::kSoftTissue;
  std::vector<RangeFact> volumes;
  std::optional<RangeFact> capacity;
  std::vector<TextFact> drugs;
};

/// A structure to keep away from; `names` are tubes and landmarks of a virtual patient, empty where
/// it has none.
struct AvoidedStructure {
  std::string structure;
  ClearanceKind kind = ClearanceKind::kForbidden;
  std::optional<RangeFact> least;  ///< empty: not to be touched, no distance is stated
  std::vector<std::string> names;
  Provenance from;
};

/// A side the needle usually comes from: "lateral", "medial", "cranial", "caudal".
struct NeedleFrom {
  std::string side;
  Provenance from;
};

/// Bleeding classes of the ASRA grouping, lowest first.
enum class BleedingClass : std::uint8_t { kLow, kLowToIntermediate, kIntermediate, kHigh };
[[nodiscard]] const char* to_string(BleedingClass bleeding);

struct BleedingFact {
  BleedingClass bleeding = BleedingClass::kLow;
  std::string edition;  ///< "edition 2018"; may be empty
  Provenance from;
};

/// One procedure of the catalogue, as its file says (docs/procedures.md). Angles in rad.
struct Procedure {
  std::string id;
  std::vector<std::string> aliases;
  std::string name;
  std::vector<std::string> also_called;
  GuidanceClass guidance = GuidanceClass::kFluoroscopyOnly;
  Provenance guidance_from;
  std::vector<TextFact> position;
  std::vector<TextFact> probe;
  std::vector<TextFact> view;
  ProcedureTarget target;
  NeedlePlane plane = NeedlePlane::kInPlane;
  Provenance plane_from;
  EndsAt ends_at = EndsAt::kFree;
  Provenance ends_at_from;
  ProbeView probe_view = ProbeView::kEither;
  std::optional<Provenance> probe_view_from;  ///< empty: the file does not say
  std::vector<NeedleFrom> from;
  std::vector<TextFact> approach;
  RangeFact angle;  ///< needle to the probe's face
  RangeFact depth;  ///< skin to target along the beam
  std::vector<NeedleChoice> needles;
  ProcedureInjectate injectate;
  std::vector<AvoidedStructure> avoid;
  std::vector<BleedingFact> bleeding;
  std::vector<TextFact> errors;
  std::vector<TextFact> contraindications;
  std::vector<TextFact> cautions;
  std::vector<TextFact> accuracy;
  std::vector<TextFact> facts;
  std::map<std::string, std::string> own_sources;  ///< sources the file itself explains
  std::string document;                            ///< the file's text
  std::string path;                                ///< a user's file; empty: built in
};

/// What holds for every procedure beside its own file.
struct CommonFacts {
  std::vector<TextFact> contraindications;
  std::vector<TextFact> errors;
  std::vector<TextFact> facts;
};

/// "ultrasound alone", "ultrasound, with a check by fluoroscopy", "fluoroscopy only: rehearsal
/// only, ultrasound does not guide this procedure".
[[nodiscard]] const char* guidance_words(GuidanceClass guidance);

/// Which of a procedure's places is meant.
struct ProcedureSite {
  BodySide side = BodySide::kLeft;
  std::string level;  ///< empty: the usual one
};

/// The target's points with side and level filled in. kInvalidOption for a level the procedure
/// does not have.
[[nodiscard]] Result<std::vector<TargetPoint>> target_points(const Procedure& procedure,
                                                             const ProcedureSite& site);

/// What the search for a trajectory needs of it, for one site. Where no usual value is stated it is
/// the middle of the range; an end of a range that is not stated is 0, for the upper end of an
/// angle pi/2; a clearance without a distance is 0 mm. An unknown level counts as the usual one.
[[nodiscard]] ApproachRules approach_rules(const Procedure& procedure,
                                           const ProcedureSite& site = {});

}  // namespace echolance
