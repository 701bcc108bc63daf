// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "planner/data/evidence/questions.json.hpp"
#include "planner/evidence.hpp"
#include "planner/read_fact.hpp"

namespace echolance {
namespace {

constexpr double kChronic_months = 3.0;  // R129

Provenance sourced(std::vector<std::string> sources) {
  return {FactTag::kSourced, std::move(sources), ""};
}

void say(SelectionReading& reading, std::string text, Provenance from = {}) {
  reading.sentences.push_back({"", std::move(text), std::move(from)});
}

SelectionReading red_flag_reading() {
  SelectionReading reading;
  reading.status = SelectionStatus::kRedFlag;
  say(reading,
      "a red flag: it is to be cleared up first; nothing on this card is about such a patient, and "
      "the recommendation leaves cancer, inflammatory disease and fracture out",
      sourced({"R129"}));
  return reading;
}

SelectionReading unanswered_reading(const SelectionAnswers& answers) {
  SelectionReading reading;
  if (answers.red_flag == Answer::kNotSaid) say(reading, "red flags are not answered: ask first");
  if (!answers.pain_months) {
    say(reading, "how long the pain lasts is not answered: the statements differ with it");
  }
  return reading;
}

SelectionReading acute_reading(double months) {
  SelectionReading reading;
  reading.status = SelectionStatus::kAcute;
  say(reading,
      fmt::format("{:g} month(s): under 3, so the statements on chronic pain are not about this "
                  "patient",
                  months),
      sourced({"R129"}));
  say(reading, "NICE: consider epidural local anaesthetic and steroid in acute severe sciatica",
      sourced({"R131", "R131a"}));
  return reading;
}

void say_pain_kind(const SelectionAnswers& answers, SelectionReading& reading) {
  if (!answers.pain_kind) {
    say(reading, "axial or radicular is not answered: the recommendations differ with it",
        sourced({"R129"}));
  } else if (*answers.pain_kind == PainKind::kAxial) {
    say(reading, "axial pain: what is said of radicular pain is not about this patient",
        sourced({"R129"}));
  } else {
    say(reading,
        "radicular pain: what is said of axial pain is not about this patient; the figures of the "
        "2025 recommendation for radicular pain were not read",
        sourced({"R129"}));
  }
}

void say_care(const SelectionAnswers& answers, const EvidenceCard& card,
              SelectionReading& reading) {
  switch (answers.conservative_care_failed) {
    case Answer::kNotSaid:
      say(reading, "prior conservative care is not answered");
      break;
    case Answer::kNo:
      say(reading, card.criteria.empty()
                       ? "conservative care has not failed: it comes first"
                       : "conservative care has not failed: the criteria of this card are not met");
      break;
    case Answer::kYes:
      say(reading, card.criteria.empty()
                       ? "conservative care has failed"
                       : "conservative care has failed: check the other criteria");
      break;
  }
}

}  // namespace

const std::vector<SelectionQuestion>& selection_questions() {
  static const std::vector<SelectionQuestion> list = [] {
    std::vector<SelectionQuestion> questions;
    for (const auto& node : DataNode::parse(kSelectionQuestionsJson).at("questions").items()) {
      node.allow({"id", "question", "tag", "source", "note"});
      questions.push_back(
          {node.at("id").text(), node.at("question").text(), read_provenance(node)});
    }
    return questions;
  }();
  return list;
}

SelectionReading read_answers(const EvidenceCard& card, const SelectionAnswers& answers) {
  if (answers.red_flag == Answer::kYes) return red_flag_reading();
  if (answers.red_flag == Answer::kNotSaid || !answers.pain_months) {
    return unanswered_reading(answers);
  }
  if (*answers.pain_months < kChronic_months) return acute_reading(*answers.pain_months);
  SelectionReading reading;
  reading.status = SelectionStatus::kChronic;
  say(reading, "3 months or more: the statements on chronic pain are about this patient",
      sourced({"R129"}));
  say_pain_kind(answers, reading);
  say_care(answers, card, reading);
  return reading;
}

}  // namespace echolance
