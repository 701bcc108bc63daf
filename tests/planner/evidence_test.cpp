// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "planner/catalogue.hpp"
#include "planner/source_list.hpp"

namespace echolance {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const std::string& procedure, const SelectionAnswers& answers = {}) {
  const auto card = evidence_card(procedure);
  return evidence_text(card, read_answers(card, answers));
}

std::string sentences(const SelectionReading& reading) {
  std::string all;
  for (const auto& sentence : reading.sentences) all += sentence.value + "\n";
  return all;
}

TEST(Evidence, EveryProcedureHasACardWithTheBmjRecommendationDated) {
  const auto catalogue = ProcedureCatalogue::load().value();
  for (const auto& procedure : catalogue.procedures()) {
    const auto card = evidence_card(procedure.id);
    EXPECT_FALSE(card.statements.empty()) << procedure.id;
    EXPECT_FALSE(card.dissent.empty()) << procedure.id;
    EXPECT_THAT(text_of(procedure.id), HasSubstr("2025-02-19")) << procedure.id;
  }
}

TEST(Evidence, EveryPointHasASourceOrSaysThatItHasNone) {
  const auto catalogue = ProcedureCatalogue::load().value();
  for (const auto& procedure : catalogue.procedures()) {
    auto card = evidence_card(procedure.id);
    auto statements = card.statements;
    statements.insert(statements.end(), card.dissent.begin(), card.dissent.end());
    for (const auto& statement : statements) {
      EXPECT_FALSE(statement.points.empty()) << statement.id;
      for (const auto& point : statement.points) {
        EXPECT_FALSE(point.what.empty()) << statement.id;
        EXPECT_TRUE(point.from.tag == FactTag::kUnverified || !point.from.sources.empty());
        for (const auto& id : point.from.sources) EXPECT_EQ(source_list().count(id), 1U) << id;
      }
    }
  }
}

TEST(Evidence, LeadShowsTheFiveYearFiguresAsUncontrolled) {
  const std::string text = text_of("multifidus-lead");
  EXPECT_THAT(text, HasSubstr("VAS 7.3 to 2.4"));
  EXPECT_THAT(text, HasSubstr("126 complete"));
  EXPECT_THAT(text, HasSubstr("none: uncontrolled"));
  EXPECT_THAT(text, HasSubstr("inconclusive"));
}

TEST(Evidence, PiisStudyIsShownAsWhatItIs) {
  const std::string text = text_of("piis-infiltration");
  EXPECT_THAT(text, HasSubstr("retrospective"));
  EXPECT_THAT(text, HasSubstr("no control group"));
  EXPECT_THAT(text, HasSubstr("cannot be attributed to the injection alone"));
}

TEST(Evidence, UnreadFiguresAreSaidToBeUnread) {
  EXPECT_THAT(text_of("nerve-root"), HasSubstr("not read [not source-verified; see R129]"));
  EXPECT_THAT(text_of("medial-branch-radiofrequency"), HasSubstr("the figure was not read"));
}

TEST(Evidence, BmjAndSocietiesStandSideBySide) {
  const std::string text = text_of("facet-joint");
  EXPECT_THAT(text, HasSubstr("strongly against"));
  EXPECT_THAT(text, HasSubstr("asks for retraction"));
  EXPECT_THAT(text, HasSubstr("stand by the work"));
}

TEST(Evidence, UnknownProcedureHasACardThatSaysSo) {
  const auto card = evidence_card("my-target");
  EXPECT_TRUE(card.statements.empty());
  EXPECT_THAT(text_of("my-target"), HasSubstr("no evidence was collected"));
}

TEST(Selection, RedFlagsComeFirstInTheQuestionsAndInTheirMeaning) {
  EXPECT_EQ(selection_questions().front().id, "red_flags");
  SelectionAnswers answers;
  answers.red_flag = Answer::kYes;
  answers.pain_months = 8;
  answers.conservative_care_failed = Answer::kYes;
  const auto reading = read_answers(evidence_card("facet-joint"), answers);
  EXPECT_EQ(reading.status, SelectionStatus::kRedFlag);
  EXPECT_THAT(sentences(reading), HasSubstr("cleared up first"));
}

TEST(Selection, NothingIsSaidWithoutRedFlagsAndDuration) {
  const auto card = evidence_card("facet-joint");
  EXPECT_EQ(read_answers(card, {}).status, SelectionStatus::kUnanswered);
  SelectionAnswers answers;
  answers.pain_months = 8;
  EXPECT_EQ(read_answers(card, answers).status, SelectionStatus::kUnanswered);
  answers.red_flag = Answer::kNo;
  EXPECT_EQ(read_answers(card, answers).status, SelectionStatus::kChronic);
}

TEST(Selection, UnderThreeMonthsTheChronicStatementsAreLeftOut) {
  SelectionAnswers answers;
  answers.red_flag = Answer::kNo;
  answers.pain_months = 2.9;
  const std::string text = text_of("caudal-epidural", answers);
  EXPECT_THAT(text, Not(HasSubstr("strongly against")));
  EXPECT_THAT(text, HasSubstr("are not shown"));
  EXPECT_THAT(text, HasSubstr("acute severe sciatica"));
  answers.pain_months = 3.0;
  EXPECT_THAT(text_of("caudal-epidural", answers), HasSubstr("strongly against"));
}

TEST(Selection, CareAndKindOfPainAreRead) {
  SelectionAnswers answers;
  answers.red_flag = Answer::kNo;
  answers.pain_months = 12;
  answers.pain_kind = PainKind::kRadicular;
  answers.conservative_care_failed = Answer::kNo;
  const auto reading = read_answers(evidence_card("multifidus-lead"), answers);
  EXPECT_THAT(sentences(reading), HasSubstr("criteria of this card are not met"));
  EXPECT_THAT(sentences(reading), HasSubstr("were not read"));
}

TEST(Evidence, JsonHoldsStatementsDatesAndReading) {
  const auto card = evidence_card("multifidus-lead");
  const auto json = nlohmann::json::parse(evidence_json(card, read_answers(card, {})));
  EXPECT_EQ(json.at("statements").size(), card.statements.size());
  EXPECT_EQ(json.at("selection").at("status"), "unanswered");
  EXPECT_EQ(json.at("statements").at(0).at("date"), "2025-02-19");
}

}  // namespace
}  // namespace echolance
