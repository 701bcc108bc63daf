// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/fact.hpp"

namespace echolance {

/// Which pain a statement speaks of.
enum class PainDuration : std::uint8_t { kAny, kAcute, kChronic };

/// What one body or trial says.
struct EvidenceStatement {
  std::string id;
  std::string title;
  std::string date;  ///< "2025-02-19", "2017", or "not stated"
  PainDuration pain = PainDuration::kAny;
  std::vector<TextFact> points;      ///< `what`: population, effect, certainty, recommendation, ...
  std::vector<std::string> dissent;  ///< statements that contradict it; shown beside it
};

/// What is known of one procedure, neutral: statements side by side, none ranked.
struct EvidenceCard {
  std::string procedure;
  std::vector<TextFact> scope;     ///< how far the statements are about this procedure
  std::vector<TextFact> criteria;  ///< who was selected for it
  std::vector<EvidenceStatement> statements;
  std::vector<EvidenceStatement> dissent;  ///< of all of them, each once
};

/// The card of a procedure; one without statements, which says so, where none was collected.
[[nodiscard]] EvidenceCard evidence_card(const std::string& procedure_id);

enum class PainKind : std::uint8_t { kAxial, kRadicular };
enum class Answer : std::uint8_t { kNotSaid, kYes, kNo };

struct SelectionQuestion {
  std::string id;
  std::string question;
  Provenance from;
};

/// In the order in which they are to be asked: red flags first.
[[nodiscard]] const std::vector<SelectionQuestion>& selection_questions();

struct SelectionAnswers {
  Answer red_flag = Answer::kNotSaid;
  std::optional<double> pain_months;
  std::optional<PainKind> pain_kind;
  Answer conservative_care_failed = Answer::kNotSaid;
};

enum class SelectionStatus : std::uint8_t {
  kRedFlag,     ///< another way first, whatever else is answered
  kUnanswered,  ///< red flags or duration are not known: nothing can be said
  kAcute,       ///< the statements on chronic pain do not speak of this patient
  kChronic,     ///< they do
};

/// What the answers mean for a card; never whether to inject.
struct SelectionReading {
  SelectionStatus status = SelectionStatus::kUnanswered;
  std::vector<TextFact> sentences;
};

/// 3 months or more is chronic (R129). Deterministic.
[[nodiscard]] SelectionReading read_answers(const EvidenceCard& card,
                                            const SelectionAnswers& answers);

/// For terminals: scope, statements with their dates, the contradicting ones, criteria, questions
/// with what the answers mean, sources. With an acute reading the statements on chronic pain alone
/// are left out, and that is said.
[[nodiscard]] std::string evidence_text(const EvidenceCard& card,
                                        const SelectionReading& reading = {});
/// The same without questions, as one JSON object.
[[nodiscard]] std::string evidence_json(const EvidenceCard& card,
                                        const SelectionReading& reading = {});

}  // namespace echolance
