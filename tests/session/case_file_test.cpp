// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/case_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "session/edit_history.hpp"
#include "session/input_hash.hpp"
#include "session/viewer_settings.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CaseFileTest : public testing::Test {
 protected:
  CaseFileTest() {
    fs::create_directories(folder_.path("cases/one"));
    write_text(folder_.path("cases/scan.mha"), "pixels");
    file_.recording = folder_.path("cases/scan.mha");
    file_.recording_sha256 = *sha256_of_input(file_.recording);
    file_.mm_per_px = 0.1;
    file_.frame = 17;
    file_.program_version = "9.9";
    file_.plan.side = "right";
    file_.plan.frame = 12;
    file_.plan.target_mm = Eigen::Vector3d(1.5, -2.0, 0.1);
    file_.plan.chosen = 2;
    file_.plan.landmarks = {{"psis", Eigen::Vector3d(3.0, 4.5, 0.0)}, {"piis", {}}};
  }
  [[nodiscard]] std::string one() const { return folder_.path("cases/one"); }
  [[nodiscard]] std::string text() const { return read_text(one() + "/case.json"); }

  TemporaryFolder folder_;
  CaseFile file_;
};

TEST_F(CaseFileTest, ComesBackAsItWasSaved) {
  ASSERT_TRUE(write_case(one(), file_));
  for (const auto& name : {one(), one() + "/case.json"}) {
    const auto again = read_case(name);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(*again, file_);
  }
  CaseFile patient;
  patient.patient = 7;
  patient.plan.entry_mm = Eigen::Vector3d(1.0, 2.0, 3.0);
  const std::string other = folder_.path("cases/made/anew");
  ASSERT_TRUE(write_case(other, patient));
  EXPECT_EQ(*read_case(other), patient);
}

TEST_F(CaseFileTest, ThoseOfTheFirstVersionAreRead) {
  file_.plan.landmarks.clear();
  ASSERT_TRUE(write_case(one(), file_));
  std::string old =
      std::regex_replace(text(), std::regex("\"schema_version\": 2"), "\"schema_version\": 1");
  old = std::regex_replace(old, std::regex("\"landmarks\": \\[\\],"), "");
  ASSERT_EQ(old.find("landmarks"), std::string::npos);
  write_text(one() + "/case.json", old);
  const auto again = read_case(one());
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, file_);
  ASSERT_TRUE(write_case(one(), file_)) << "an older one may be written over";
}

TEST_F(CaseFileTest, MovesWithTheRecordingBesideIt) {
  ASSERT_TRUE(write_case(one(), file_));
  EXPECT_THAT(text(), HasSubstr("\"../scan.mha\""));
  fs::rename(folder_.path("cases"), folder_.path("moved"));
  const auto again = read_case(folder_.path("moved/one"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->recording, folder_.path("moved/scan.mha"));
  EXPECT_EQ(changed_since(*again), "");
}

TEST_F(CaseFileTest, RecordingsElsewhereKeepTheirWholePath) {
  write_text(folder_.path("far.mha"), "x");
  file_.recording = folder_.path("far.mha");
  ASSERT_TRUE(write_case(one(), file_));
  EXPECT_THAT(text(), HasSubstr("\"" + folder_.path("far.mha") + "\""));
}

TEST_F(CaseFileTest, SaysWhatHasBecomeOfTheRecording) {
  EXPECT_EQ(changed_since(file_), "");
  write_text(file_.recording, "other pixels");
  EXPECT_THAT(changed_since(file_), HasSubstr("has changed"));
  fs::remove(file_.recording);
  EXPECT_THAT(changed_since(file_), HasSubstr("not there"));
  EXPECT_EQ(changed_since(CaseFile{}), "");
}

TEST_F(CaseFileTest, RefusesWhatItCannotKnowInOneSentence) {
  EXPECT_EQ(read_case(one()).error().code, ErrorCode::kFileNotFound);
  ASSERT_TRUE(write_case(one(), file_));
  const std::string good = text();
  const auto with = [&](const std::string& from, const std::string& to) {
    write_text(one() + "/case.json", std::regex_replace(good, std::regex(from), to));
    const auto again = read_case(one());
    return again ? Error{ErrorCode::kNoData, "accepted", ""} : again.error();
  };
  EXPECT_EQ(with("\"schema_version\": 2", "\"schema_version\": 3").code,
            ErrorCode::kUnsupportedFormat);
  EXPECT_THAT(with("\"schema_version\": 2", "\"schema_version\": 3").message, HasSubstr("newer"));
  EXPECT_EQ(with("echolance.case", "echolance.plan").code, ErrorCode::kUnsupportedFormat);
  EXPECT_THAT(with("\"procedure\"", "\"prosedure\"").message, HasSubstr("'procedure' is missing"));
  EXPECT_THAT(with("\"frame_index\": 17", "\"frame_index\": \"x\"").message,
              HasSubstr("'frame_index' is not of the right kind"));
  EXPECT_EQ(with("\"patient_seed\": null", "\"patient_seed\": 3").code, ErrorCode::kDamagedFile);
  EXPECT_EQ(with("\"plan\"", "plan").code, ErrorCode::kDamagedFile);
}

TEST_F(CaseFileTest, NeverReplacesWhatIsNoCaseOrNewer) {
  for (const char* old :
       {"my notes", R"({"schema": "echolance.case", "schema_version": 3})", R"({"a": 1})"}) {
    write_text(one() + "/case.json", old);
    const auto written = write_case(one(), file_);
    ASSERT_FALSE(written) << old;
    EXPECT_EQ(written.error().code, ErrorCode::kCannotWrite);
    EXPECT_EQ(text(), old);
  }
}

TEST_F(CaseFileTest, NeverReplacesTheCaseOfAnotherSubject) {
  ASSERT_TRUE(write_case(one(), file_));
  const std::string old = text();
  CaseFile patient;
  patient.patient = 7;
  CaseFile other = file_;
  other.recording = folder_.path("cases/other.mha");
  other.recording_sha256 = "another";
  for (const CaseFile& file : {patient, other}) {
    const auto written = write_case(one(), file);
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("another recording or patient"));
    EXPECT_EQ(text(), old);
  }
  CaseFile moved = other;
  moved.recording_sha256 = file_.recording_sha256;
  EXPECT_TRUE(write_case(one(), moved)) << "the same recording in another place";
}

TEST_F(CaseFileTest, IsNotWrittenIntoTheFolderThatItIsAbout) {
  file_.recording = folder_.path("cases");
  EXPECT_FALSE(write_case(folder_.path("cases/one/.."), file_));
  EXPECT_TRUE(write_case(one(), file_));
}

TEST(ViewerSettings, ComeBackAndRememberTwelveCases) {
  const TemporaryFolder folder;
  ViewerSettings settings;
  settings.font_px = 21.0;
  settings.sound = true;
  for (int i = 0; i < 15; ++i) settings.remember("/case/" + std::to_string(i), "case");
  settings.remember("/case/9", "case");
  ASSERT_EQ(settings.recent.size(), 12U);
  EXPECT_EQ(settings.recent[0].path, "/case/9");
  EXPECT_EQ(settings.recent[1].path, "/case/14");
  ASSERT_TRUE(save_settings(settings, folder.path("new")));
  const auto again = load_settings(folder.path("new"));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, settings);
}

TEST(ViewerSettings, DamagedOnesAreToldAndKept) {
  const TemporaryFolder folder;
  EXPECT_EQ(*load_settings(folder.path()), ViewerSettings{});
  write_text(folder.path("viewer.json"), "{\"schema\": ");
  EXPECT_EQ(load_settings(folder.path()).error().code, ErrorCode::kDamagedFile);
  ASSERT_TRUE(save_settings({}, folder.path()));
  EXPECT_EQ(read_text(folder.path("viewer.json.damaged")), "{\"schema\": ");
  EXPECT_TRUE(load_settings(folder.path()));
}

TEST(ViewerSettings, ValuesThatMakeNoSenseBecomeTheUsualOnes) {
  const TemporaryFolder folder;
  write_text(folder.path("viewer.json"),
             R"({"schema": "echolance.viewer", "font_px": -3, "window_width_px": "wide",
                 "sound": true, "recent": [3, {"path": "/a", "what": "case"}, {"path": 1}]})");
  const auto settings = load_settings(folder.path());
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->font_px, ViewerSettings{}.font_px);
  EXPECT_EQ(settings->window_width_px, ViewerSettings{}.window_width_px);
  EXPECT_TRUE(settings->sound);
  EXPECT_THAT(settings->recent, testing::ElementsAre(RecentCase{"/a", "case"}));
}

TEST(EditHistory, GoesBackAndForth) {
  EditHistory<int> history(1);
  EXPECT_FALSE(history.undo());
  history.change(2);
  history.change(3);
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.now(), 2);
  EXPECT_TRUE(history.redo());
  EXPECT_EQ(history.now(), 3);
  EXPECT_FALSE(history.redo());
  EXPECT_TRUE(history.undo());
  history.change(7);
  EXPECT_FALSE(history.can_redo());
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.now(), 2);
}

TEST(EditHistory, ADragIsOneStep) {
  EditHistory<int> history(1);
  history.change(2);
  history.change(3, EditStep::kSame);
  history.change(4, EditStep::kSame);
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.now(), 1);
  EXPECT_FALSE(history.can_undo());
  history.redo();
  history.change(5, EditStep::kSame);  // after a redo there is nothing to go on with
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.now(), 4);
}

TEST(EditHistory, AllValuesCanBeReworked) {
  EditHistory<int> history(1);
  history.change(2);
  history.change(3);
  history.undo();
  history.rework([](int& value) { value *= 10; });
  EXPECT_EQ(history.now(), 20);
  history.redo();
  EXPECT_EQ(history.now(), 30);
  history.undo();
  history.undo();
  EXPECT_EQ(history.now(), 10);
}

TEST(EditHistory, ForgetsTheOldestAndCountsNoStepsWithoutChange) {
  EditHistory<int> history(0);
  for (int i = 1; i <= 500; ++i) history.change(i);
  history.change(500);
  int steps = 0;
  while (history.undo()) ++steps;
  EXPECT_EQ(steps, 200);
  EXPECT_EQ(history.now(), 300);
}

}  // namespace
}  // namespace echolance
