// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"

// `echolance procedures` through the real program.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Procedures : public testing::Test {
 protected:
  // A home without procedures of its own, whoever runs the test.
  Outcome run(const std::string& arguments) {
    return run_program(folder_, "procedures " + arguments);
  }
  void SetUp() override {
    std::filesystem::create_directories(folder_.path("data"));
    ::setenv("XDG_DATA_HOME", folder_.path("data").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }

  // A built-in procedure under another name.
  std::string own_procedure(const std::string& id) {
    json file = json::parse(read_text(std::string(ECHOLANCE_SOURCE_DIR) +
                                      "/planner/data/procedures/psis-infiltration.json"));
    file["id"] = id;
    file["aliases"] = json::array();
    return file.dump();
  }

  TemporaryFolder folder_;
};

TEST_F(Procedures, AreListedWithGuidanceAndNotice) {
  const auto outcome = run("");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("psis-infiltration"));
  EXPECT_THAT(outcome.out, HasSubstr("15 mm (8 to 45) *"));
  EXPECT_THAT(outcome.out, HasSubstr("*: not source-verified"));
  EXPECT_THAT(outcome.out, HasSubstr("not a medical device"));
  EXPECT_EQ(json::parse(run("--json").out).at("procedures").size(), 15U);
}

TEST_F(Procedures, OneIsShownWithTagsAndItsEvidence) {
  for (const char* name : {"facet-joint", "facet_ia"}) {
    const auto outcome = run(name);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    for (const char* part : {"[R9]", "[not source-verified]", "2025-02-19", "Red flags first",
                             "asks for retraction", "not a medical device"}) {
      EXPECT_THAT(outcome.out, HasSubstr(part)) << name;
    }
  }
  const json report = json::parse(run("facet-joint --json").out);
  EXPECT_EQ(report.at("procedure").at("id"), "facet-joint");
  EXPECT_EQ(report.at("evidence").at("procedure"), "facet-joint");
  EXPECT_THAT(report.at("notice").get<std::string>(), HasSubstr("not a medical device"));
  EXPECT_EQ(report.count("injectate"), 0U);
}

TEST_F(Procedures, MisspeltNameGetsTheNearestOne) {
  const auto outcome = run("psis-infiltraton");
  expect_one_sentence(outcome);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'psis-infiltration'?"));
  expect_one_sentence(run("zzzzzzzzzzzzzzzzz"));
}

TEST_F(Procedures, InjectateIsChecked) {
  const std::string mixture = "--injectate 'lidocaine 1% 3 mL + triamcinolone 40 mg' ";
  const auto outcome = run("sij_ia " + mixture + "--weight-kg 70");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("lidocaine 30 mg of 300 mg"));
  EXPECT_THAT(outcome.out, HasSubstr("3 mL is more than the target holds"));
  EXPECT_THAT(outcome.out, HasSubstr("never recommends"));
  const json report = json::parse(run("sij_ia " + mixture + "--weight 70 --json").out);
  EXPECT_EQ(report.at("injectate").at("doses").at(0).at("dose_mg"), 30.0);
}

TEST_F(Procedures, WrongInjectatesAndFlagsAreOneSentence) {
  for (const char* arguments :
       {"sij_ia --injectate 'lidocaine 1 g'", "sij_ia --injectate ''",
        "sij_ia --injectate 'lidocaine 1% 3 mL' --weight-kg 7000",
        "sij_ia --injectate 'lidocaine 1% 3 mL' --condition diabtes", "sij_ia --weight-kg 70",
        "--injectate 'lidocaine 1% 3 mL'", "mbb --red-flag maybe", "mbb --pain-months -1"}) {
    SCOPED_TRACE(arguments);
    expect_one_sentence(run(arguments));
  }
  EXPECT_THAT(run("mbb --injectate 'lidocaine 1% 1 mL' --condition diabtes").err,
              HasSubstr("did you mean 'diabetes'?"));
}

TEST_F(Procedures, AnswersChangeWhatTheCardShows) {
  const auto flag = run("caudal --red-flag yes");
  EXPECT_THAT(flag.out, HasSubstr("cleared up first"));
  const auto acute = run("caudal --red-flag no --pain-months 1");
  EXPECT_THAT(acute.out, testing::Not(HasSubstr("strongly against")));
  EXPECT_THAT(acute.out, HasSubstr("acute severe sciatica"));
}

TEST_F(Procedures, OwnFolderIsListedAsYours) {
  write_text(folder_.path("mine.json"), own_procedure("my-target"));
  const auto outcome = run("--procedures " + quoted(folder_.path()));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("yours: " + folder_.path("mine.json")));
  EXPECT_THAT(run("my-target --procedures " + quoted(folder_.path())).out,
              HasSubstr("no evidence was collected"));
}

TEST_F(Procedures, FolderInTheDataHomeIsReadByItself) {
  std::filesystem::create_directories(folder_.path("data/echolance/procedures"));
  write_text(folder_.path("data/echolance/procedures/mine.json"), own_procedure("my-target"));
  EXPECT_THAT(run("").out, HasSubstr("my-target"));
  write_text(folder_.path("data/echolance/procedures/half.json"), "{");
  const auto outcome = run("");
  expect_one_sentence(outcome);
  EXPECT_THAT(outcome.err, HasSubstr("half.json"));
}

TEST_F(Procedures, WrongFolderOrFileIsOneSentenceWithTheKey) {
  expect_one_sentence(run("--procedures " + quoted(folder_.path("none"))));
  expect_one_sentence(run("--procedures " + quoted(folder_.path("data"))));  // empty
  json file = json::parse(own_procedure("my-target"));
  file["depth"]["unit"] = "cm";
  write_text(folder_.path("mine.json"), file.dump());
  const auto outcome = run("--procedures " + quoted(folder_.path()));
  expect_one_sentence(outcome);
  EXPECT_THAT(outcome.err, HasSubstr("mine.json: depth.unit: 'cm' is not known"));
}

}  // namespace
}  // namespace echolance
