// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <numbers>

#include "planner/catalogue.hpp"
#include "planner/read_procedure.hpp"
#include "tests/support/temporary_folder.hpp"

// Files of users: what is read, and how each wrong one is refused.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// The smallest procedure there can be.
json small_procedure() {
  return json::parse(R"({
    "schema": "echolance.procedure", "schema_version": 1, "id": "my-target", "name": "My target",
    "guidance": {"value": "ultrasound", "tag": "unverified"},
    "target": {"sides": "left_right",
               "points": [{"name": "cap", "landmarks": ["psis_{side}"], "tag": "unverified"}]},
    "approach": {"plane": {"value": "in_plane", "tag": "unverified"},
                 "ends_at": {"value": "bone", "tag": "unverified"}},
    "angle": {"value": {"low": 20, "usual": 30, "high": 45}, "unit": "deg", "tag": "unverified"},
    "depth": {"value": 18, "unit": "mm", "tag": "sourced", "source": ["Own1"]},
    "injectate": {"space": "soft_tissue"},
    "sources": {"Own1": "Our own measurements"}})");
}

TEST(ProcedureFile, SmallestOneIsRead) {
  const auto procedure = read_procedure(small_procedure().dump());
  ASSERT_TRUE(procedure) << procedure.error().text();
  EXPECT_NEAR(*procedure->angle.usual, std::numbers::pi / 6, 1e-12);
  EXPECT_EQ(procedure->depth.usual, 18.0);
  EXPECT_EQ(procedure->own_sources.at("Own1"), "Our own measurements");
}

TEST(ProcedureFile, RadAreReadAsTheyAre) {
  json file = small_procedure();
  file["angle"] = {{"value", 0.5}, {"unit", "rad"}, {"tag", "unverified"}};
  EXPECT_EQ(read_procedure(file.dump())->angle.usual, 0.5);
}

struct Damage {
  const char* name;
  const char* patch;     // JSON merge patch
  const char* key;       // that the message names
  const char* sentence;  // and what it says
};

class DamagedProcedureFile : public testing::TestWithParam<Damage> {};

TEST_P(DamagedProcedureFile, IsRefusedWithKeyAndRemedy) {
  json file = small_procedure();
  file.merge_patch(json::parse(GetParam().patch));
  const auto procedure = read_procedure(file.dump());
  ASSERT_FALSE(procedure);
  EXPECT_EQ(procedure.error().code, ErrorCode::kDamagedFile);
  EXPECT_THAT(procedure.error().message, testing::StartsWith(GetParam().key));
  EXPECT_THAT(procedure.error().message, HasSubstr(GetParam().sentence));
  EXPECT_EQ(procedure.error().message.find('\n'), std::string::npos);
}

const Damage kDamages[] = {
    {"MissingKey", R"({"depth": null})", "'depth'", "is missing; add it"},
    {"UnknownKey", R"({"dept": 1})", "'dept'", "is not a key here"},
    {"NoTag", R"({"depth": {"tag": null}})", "depth: 'tag'", "missing"},
    {"UnknownTag", R"({"depth": {"tag": "sure"}})", "depth.tag", "unverified"},
    {"NoSource", R"({"depth": {"source": []}})", "depth.tag", "no source is named"},
    {"UnknownSource", R"({"depth": {"source": ["R9999"]}})", "depth.source", "not explained"},
    {"NoUnit", R"({"depth": {"unit": null}})", "depth: 'unit'", "missing"},
    {"WrongUnit", R"({"depth": {"unit": "cm"}})", "depth.unit", "write one of mm"},
    {"Disorder", R"({"angle": {"value": {"low": 50}}})", "angle.value", "in disorder"},
    {"Negative", R"({"angle": {"value": {"low": -1}}})", "angle.value.low", "negative"},
    {"TooSteep", R"({"angle": {"value": {"high": 120}}})", "angle", "not possible"},
    {"TooDeep", R"({"depth": {"value": 1800}})", "depth", "not possible"},
    {"NoDepth", R"({"depth": {"value": 0}})", "depth", "is 0"},
    {"TextForNumber", R"({"depth": {"value": "18"}})", "depth.value", "must be an object"},
    {"NumberForText", R"({"name": 5})", "name", "must be text"},
    {"EmptyName", R"({"name": ""})", "name", "is empty"},
    {"BadId", R"({"id": "My Target"})", "id", "small letters"},
    {"Guidance", R"({"guidance": {"value": "mri"}})", "guidance.value", "fluoroscopy_only"},
    {"NoLandmark",
     R"({"target": {"points": [{"name": "x", "landmarks": ["pips_{side}"], "tag": "unverified"}]}})",
     "target.points[0].landmarks[0]", "no landmark 'pips_left'"},
    {"Level",
     R"({"target": {"points": [{"name": "x", "landmarks": ["{level}_lamina_{side}"],
         "tag": "unverified"}]}})",
     "target.points[0].landmarks[0]", "placeholder"},
    {"UsualLevel", R"({"target": {"levels": ["l4", "l5"]}})", "target", "'usual_level' is missing"},
    {"NoPoints", R"({"target": {"points": []}})", "target.points", "is empty"},
    {"Offset",
     R"({"target": {"points": [{"name": "x", "landmarks": ["psis_{side}"], "tag": "unverified",
         "offset": {"value": {"left": 3}, "unit": "mm", "tag": "unverified"}}]}})",
     "target.points[0].offset.value", "'left' is not a key here"},
    {"Gauge", R"({"needles": [{"gauge": {"value": 220, "unit": "G", "tag": "unverified"}}]})",
     "needles[0].gauge", "not possible"},
    {"Avoid", R"({"avoid": [{"structure": "sac", "kind": "never", "tag": "unverified"}]})",
     "avoid[0].kind", "forbidden, warn"},
    {"AvoidLevel",
     R"({"avoid": [{"structure": "root", "kind": "warn", "names": ["{level}_root_{side}"],
         "tag": "unverified"}]})",
     "avoid[0].names[0]", "placeholder"},
    {"Volume", R"({"injectate": {"volumes": [{"value": 500, "unit": "mL", "tag": "unverified"}]}})",
     "injectate.volumes", "not possible"},
    {"ListForObject", R"({"injectate": []})", "injectate", "must be an object"}};

INSTANTIATE_TEST_SUITE_P(Files, DamagedProcedureFile, testing::ValuesIn(kDamages),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProcedureFile, WhatIsNoJsonIsRefusedWithItsPlace) {
  const auto procedure = read_procedure("{\"schema\": \n \"echo");
  ASSERT_FALSE(procedure);
  EXPECT_EQ(procedure.error().code, ErrorCode::kDamagedFile);
  EXPECT_THAT(procedure.error().message, HasSubstr("line 2"));
  EXPECT_FALSE(read_procedure(""));
  EXPECT_FALSE(read_procedure("[]"));
  EXPECT_FALSE(read_procedure("3"));
}

TEST(ProcedureFile, EndlessIdIsRefused) {
  json file = small_procedure();
  file["id"] = std::string(500'000, 'a');
  const auto procedure = read_procedure(file.dump());
  ASSERT_FALSE(procedure);
  EXPECT_LT(procedure.error().message.size(), 200U);
}

TEST(ProcedureFile, MessageStaysOneLineWhateverTheFileHolds) {
  json file = small_procedure();
  file["id"] = "two\nlines";
  const auto procedure = read_procedure(file.dump());
  ASSERT_FALSE(procedure);
  EXPECT_EQ(procedure.error().message.find('\n'), std::string::npos);
}

TEST(ProcedureFile, KeyThatStandsTwiceIsRefused) {
  std::string text = small_procedure().dump();
  text.insert(1, "\"name\": \"Another\", ");
  const auto procedure = read_procedure(text);
  ASSERT_FALSE(procedure);
  EXPECT_THAT(procedure.error().message, HasSubstr("\"name\" stands twice"));
}

TEST(ProcedureFile, OtherSchemaAndVersionAreUnsupported) {
  json file = small_procedure();
  file["schema_version"] = 2;
  EXPECT_EQ(read_procedure(file.dump()).error().code, ErrorCode::kUnsupportedFormat);
  file["schema"] = "echolance.plan";
  EXPECT_EQ(read_procedure(file.dump()).error().code, ErrorCode::kUnsupportedFormat);
}

TEST(ProcedureFile, KeysAreThoseOfTheSchema) {
  const json schema = json::parse(
      read_text(std::string(ECHOLANCE_SOURCE_DIR) + "/planner/data/procedure.schema.json"));
  std::vector<std::string> keys;
  for (const auto& [key, value] : schema.at("properties").items()) keys.push_back(key);
  EXPECT_THAT(procedure_keys(), testing::UnorderedElementsAreArray(keys));
  for (const auto& key : schema.at("required")) {
    json file = small_procedure();
    file.erase(key.get<std::string>());
    EXPECT_FALSE(read_procedure(file.dump())) << key;
  }
}

class UserFolder : public testing::Test {
 protected:
  void write(const std::string& name, const json& file) {
    write_text(folder_.path(name), file.dump());
  }
  Result<ProcedureCatalogue> load() { return ProcedureCatalogue::load({folder_.path()}); }

  TemporaryFolder folder_;
};

TEST_F(UserFolder, AddsAProcedureAndSaysWhoseItIs) {
  write("mine.json", small_procedure());
  write_text(folder_.path("notes.txt"), "not a procedure");
  const auto catalogue = load();
  ASSERT_TRUE(catalogue) << catalogue.error().text();
  EXPECT_EQ(catalogue->procedures().size(), 16U);
  EXPECT_EQ(catalogue->find("my-target")->path, folder_.path("mine.json"));
}

TEST_F(UserFolder, SameIdReplacesTheBuiltInOneInItsPlace) {
  json file = small_procedure();
  file["id"] = "psis-infiltration";
  write("psis.json", file);
  const auto catalogue = load();
  ASSERT_TRUE(catalogue) << catalogue.error().text();
  EXPECT_EQ(catalogue->procedures().size(), 15U);
  EXPECT_EQ(catalogue->procedures().front().name, "My target");
  EXPECT_EQ(catalogue->find("psis_infil")->name, "My target");
}

TEST_F(UserFolder, DamagedFileIsAnErrorWithItsPath) {
  write("good.json", small_procedure());
  write_text(folder_.path("half.json"), "{\"schema\":");
  const auto catalogue = load();
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, ErrorCode::kDamagedFile);
  EXPECT_THAT(catalogue.error().text(), HasSubstr("half.json: is not JSON"));
}

TEST_F(UserFolder, TwoFilesWithOneNameAreAnError) {
  write("a.json", small_procedure());
  write("b.json", small_procedure());
  EXPECT_THAT(load().error().text(), testing::AllOf(HasSubstr("a.json"), HasSubstr("b.json: id")));
  json file = small_procedure();
  file["aliases"] = {"mbb"};
  write("b.json", file);
  std::filesystem::remove(folder_.path("a.json"));
  EXPECT_THAT(load().error().text(),
              testing::AllOf(HasSubstr("'mbb'"), HasSubstr("b.json"), HasSubstr("medial-branch")));
}

TEST_F(UserFolder, FolderOrFileThatCannotBeReadIsAnError) {
  EXPECT_EQ(ProcedureCatalogue::load({folder_.path("none")}).error().code,
            ErrorCode::kFileNotFound);
  std::filesystem::create_directory(folder_.path("folder.json"));
  EXPECT_EQ(load().error().code, ErrorCode::kFileNotFound);
}

TEST_F(UserFolder, HugeFileIsRefused) {
  write_text(folder_.path("huge.json"), std::string(1'500'000, ' '));
  EXPECT_THAT(load().error().text(), HasSubstr("larger than 1 MB"));
}

}  // namespace
}  // namespace echolance
