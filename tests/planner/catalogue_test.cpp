// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numbers>
#include <set>
#include <sstream>

#include "planner/landmark_words.hpp"
#include "planner/procedure_text.hpp"
#include "planner/source_list.hpp"
#include "simulation/patient.hpp"

// The built-in procedures, as CLINICAL 1 has them.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr double kDegree_rad = std::numbers::pi / 180.0;

const ProcedureCatalogue& catalogue() {
  static const ProcedureCatalogue loaded = ProcedureCatalogue::load().value();
  return loaded;
}

const Procedure& named(const std::string& name) {
  const Procedure* procedure = catalogue().find(name);
  if (procedure == nullptr) throw std::invalid_argument(name);
  return *procedure;
}

// Numbers, and keys of facts, that stand where no tag says where they are from.
void collect_untagged(const json& node, bool tagged, const std::string& key,
                      std::vector<std::string>& untagged) {
  if (node.is_number() && !tagged) untagged.push_back(key);
  if (!node.is_structured()) return;
  const bool now = tagged || (node.is_object() && node.contains("tag"));
  for (const auto& [name, member] : node.items()) {
    collect_untagged(member, now, key + "/" + name, untagged);
  }
}

std::vector<std::string> untagged_numbers(const Procedure& procedure) {
  std::vector<std::string> untagged;
  collect_untagged(json::parse(procedure.document), false, procedure.id, untagged);
  return untagged;
}

TEST(Catalogue, HoldsEveryProcedureOnceAndFindsThemByShortId) {
  std::vector<std::string> ids;
  for (const auto& procedure : catalogue().procedures()) ids.push_back(procedure.id);
  EXPECT_THAT(
      ids, testing::UnorderedElementsAre(
               "psis-infiltration", "piis-infiltration", "sacroiliac-joint-upper",
               "sacroiliac-joint-lower", "lateral-branches", "facet-joint", "medial-branch-block",
               "medial-branch-radiofrequency", "nerve-root", "interlaminar-epidural",
               "caudal-epidural", "multifidus-lead", "spinal-cord-stimulation-lead",
               "intrathecal-catheter", "iliolumbar-ligament"));
  for (const char* alias : {"psis_infil", "piis_infil", "sij_ia", "sacral_lb", "facet_ia", "mbb",
                            "mb_rfa", "nerve_root", "il_epidural", "caudal", "rn_lead", "scs_lead",
                            "it_catheter", "iliolumbar"}) {
    EXPECT_NE(catalogue().find(alias), nullptr) << alias;
  }
  EXPECT_EQ(catalogue().find("nonsense"), nullptr);
}

TEST(Catalogue, EveryNumberHasATagButTheSchemaVersion) {
  for (const auto& procedure : catalogue().procedures()) {
    EXPECT_THAT(untagged_numbers(procedure),
                testing::ElementsAre(procedure.id + "/schema_version"));
  }
  // The test itself sees one.
  Procedure bare;
  bare.id = "x";
  bare.document = R"({"depth": {"value": 3}, "angle": {"value": 3, "tag": "derived"}})";
  EXPECT_THAT(untagged_numbers(bare), testing::ElementsAre("x/depth/value"));
}

TEST(Catalogue, DefaultsAreThoseOfTheMatrix) {
  const auto rules = approach_rules(named("psis-infiltration"));
  EXPECT_NEAR(rules.usual_angle_rad, 30 * kDegree_rad, 1e-12);
  EXPECT_NEAR(rules.angle_to_face_rad.low, 15 * kDegree_rad, 1e-12);
  EXPECT_NEAR(rules.angle_to_face_rad.high, 60 * kDegree_rad, 1e-12);
  EXPECT_EQ(rules.depth_mm, (Range{8, 45}));
  EXPECT_EQ(rules.usual_depth_mm, 15);
  EXPECT_EQ(rules.ends_at, EndsAt::kBone);
  EXPECT_EQ(named("caudal").guidance, GuidanceClass::kUltrasoundWithFluoroscopy);
  EXPECT_EQ(named("mb_rfa").guidance, GuidanceClass::kFluoroscopyOnly);
  EXPECT_EQ(named("iliolumbar").guidance, GuidanceClass::kUltrasound);
  EXPECT_EQ(named("sij_ia").injectate.capacity->high, 2.5);
}

TEST(Catalogue, RadiofrequencyAngleIsThatOfBothMeanAnglesTogether) {
  // R29: 29 to 47 deg lateral, 34 to 49 deg caudal; to the face asin(cos lateral * cos caudal).
  const auto to_face = [](double lateral_deg, double caudal_deg) {
    return std::asin(std::cos(lateral_deg * kDegree_rad) * std::cos(caudal_deg * kDegree_rad));
  };
  const RangeFact& angle = named("mb_rfa").angle;
  EXPECT_NEAR(*angle.low, to_face(47, 49), 1.0 * kDegree_rad);
  EXPECT_NEAR(*angle.high, to_face(29, 34), 1.0 * kDegree_rad);
  EXPECT_NEAR(*angle.usual, to_face(38, 41.5), 1.0 * kDegree_rad);
  EXPECT_EQ(angle.from.tag, FactTag::kDerived);
}

TEST(Catalogue, RulesFitTheirRangesAndFillInSideAndLevel) {
  for (const auto& procedure : catalogue().procedures()) {
    const auto rules = approach_rules(procedure, {BodySide::kRight, ""});
    EXPECT_TRUE(rules.angle_to_face_rad.holds(rules.usual_angle_rad)) << procedure.id;
    EXPECT_TRUE(rules.depth_mm.holds(rules.usual_depth_mm)) << procedure.id;
    EXPECT_GT(rules.usual_depth_mm, 0.0) << procedure.id;
    EXPECT_LE(rules.angle_to_face_rad.high, std::numbers::pi / 2 + 1e-9) << procedure.id;
    for (const auto& clearance : rules.clearances) {
      EXPECT_EQ(clearance.structure.find('{'), std::string::npos) << clearance.structure;
    }
  }
  const auto points = target_points(named("facet-joint"), {BodySide::kRight, "l3_l4"});
  ASSERT_TRUE(points);
  EXPECT_THAT(points->front().landmarks, testing::ElementsAre("l3_l4_facet_right"));
}

TEST(Catalogue, UnknownLevelIsRefusedWithThoseThereAre) {
  const auto points = target_points(named("facet-joint"), {BodySide::kLeft, "l4"});
  ASSERT_FALSE(points);
  EXPECT_EQ(points.error().code, ErrorCode::kInvalidOption);
  EXPECT_THAT(points.error().text(), HasSubstr("l4_l5"));
  EXPECT_FALSE(target_points(named("psis-infiltration"), {BodySide::kLeft, "l4"}));
}

class CatalogueAnatomy : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Patient patient = make_patient(draw_patient(3).value(), SkeletonOptions{3.0});
    for (const auto& landmark : patient.landmarks) landmarks_.insert(landmark.name);
    for (const auto& tube : patient.tubes) tubes_.insert(tube.name);
  }
  static std::set<std::string> landmarks_, tubes_;
};

std::set<std::string> CatalogueAnatomy::landmarks_;
std::set<std::string> CatalogueAnatomy::tubes_;

TEST_F(CatalogueAnatomy, TargetsAreLandmarksOfAPatient) {
  for (const auto& procedure : catalogue().procedures()) {
    auto levels = procedure.target.levels;
    if (levels.empty()) levels.emplace_back();
    for (const auto& level : levels) {
      for (const auto side : {BodySide::kLeft, BodySide::kRight}) {
        const auto points = target_points(procedure, {side, level}).value();
        for (const auto& point : points) {
          for (const auto& name : point.landmarks) EXPECT_EQ(landmarks_.count(name), 1U) << name;
        }
      }
    }
  }
}

TEST_F(CatalogueAnatomy, StructuresToAvoidAreTubesOrLandmarksOfAPatient) {
  for (const auto& procedure : catalogue().procedures()) {
    for (const auto& clearance : approach_rules(procedure).clearances) {
      EXPECT_EQ(tubes_.count(clearance.structure) + landmarks_.count(clearance.structure), 1U)
          << procedure.id << ": " << clearance.structure;
    }
  }
}

TEST_F(CatalogueAnatomy, EveryLandmarkOfAPatientIsAKnownName) {
  ASSERT_GT(landmarks_.size(), 100U);
  for (const auto& name : landmarks_) EXPECT_TRUE(is_landmark_name(name)) << name;
  EXPECT_FALSE(is_landmark_name("psis"));
  EXPECT_FALSE(is_landmark_name("l6_lamina_left"));
}

TEST(CatalogueText, ShowsTagsSourcesAndWhatIsNotStated) {
  const std::string text = procedure_text(named("psis-infiltration"), catalogue().common());
  EXPECT_THAT(text, HasSubstr("[R38]"));
  EXPECT_THAT(text, HasSubstr("15 mm (8 to 45) [not source-verified]"));
  EXPECT_THAT(text, HasSubstr("[derived from R64]"));
  EXPECT_THAT(text, HasSubstr("not stated"));
  EXPECT_THAT(text, HasSubstr(source_list().at("R60")));
}

TEST(CatalogueText, FluoroscopyOnlyIsSaidToBeRehearsalOnly) {
  std::size_t found = 0;
  for (const auto& procedure : catalogue().procedures()) {
    const bool only = procedure.guidance == GuidanceClass::kFluoroscopyOnly;
    const std::string text = procedure_text(procedure, catalogue().common());
    EXPECT_EQ(text.find("rehearsal only") != std::string::npos, only) << procedure.id;
    EXPECT_EQ(json::parse(procedure_json(procedure)).at("rehearsal_only"), only);
    found += only ? 1 : 0;
  }
  EXPECT_EQ(found, 5U);
}

TEST(CatalogueText, LinesFitATerminal) {
  for (const auto& procedure : catalogue().procedures()) {
    std::istringstream text(procedure_text(procedure, catalogue().common()));
    for (std::string line; std::getline(text, line);) {
      // An address cannot be broken.
      if (line.find('/') != std::string::npos) continue;
      EXPECT_LE(line.size(), 100U) << line;
    }
  }
}

TEST(CatalogueJson, HoldsTheFileAndTheRulesInRad) {
  const json report = json::parse(procedure_json(named("mbb")));
  EXPECT_EQ(report.at("procedure").at("id"), "medial-branch-block");
  EXPECT_NEAR(report.at("approach_rules").at("usual_angle_rad"), 55 * kDegree_rad, 1e-12);
  EXPECT_EQ(report.at("origin"), "built_in");
  EXPECT_EQ(json::parse(catalogue_json(catalogue())).at("procedures").size(), 15U);
}

}  // namespace
}  // namespace echolance
