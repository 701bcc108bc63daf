// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "planner/procedure_text.hpp"
#include "session/describe_procedure.hpp"
#include "session/nearest_word.hpp"
#include "session/procedure_folders.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

struct ProceduresFlags {
  ProcedureQuery query;
  std::string folder;
  std::vector<std::string> conditions;
  std::string red_flag;
  std::string pain;
  std::string conservative_care;
  bool json = false;
};

Result<void> read_conditions(const std::vector<std::string>& words, InjectateCase& patient) {
  const auto& names = patient_condition_names();
  for (const auto& word : words) {
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) {
      const std::string suggestion = did_you_mean(word, names);
      return fail(ErrorCode::kInvalidOption,
                  "--condition does not know '" + word + "'" +
                      (suggestion.empty() ? "; see 'echolance procedures --help'" : suggestion));
    }
    patient.conditions.insert(static_cast<PatientCondition>(found - names.begin()));
  }
  return {};
}

void read_words(const ProceduresFlags& flags, SelectionAnswers& answers) {
  if (!flags.red_flag.empty()) {
    answers.red_flag = flags.red_flag == "yes" ? Answer::kYes : Answer::kNo;
  }
  if (!flags.pain.empty()) {
    answers.pain_kind = flags.pain == "axial" ? PainKind::kAxial : PainKind::kRadicular;
  }
  if (!flags.conservative_care.empty()) {
    answers.conservative_care_failed =
        flags.conservative_care == "failed" ? Answer::kYes : Answer::kNo;
  }
}

int list_all(const ProcedureCatalogue& catalogue, const ProceduresFlags& flags) {
  if (flags.json) return print_result(catalogue_json(catalogue));
  return print_result(catalogue_text(catalogue) + kNotAMedicalDevice + ".\n");
}

int run(ProceduresFlags flags) {
  const auto folders = procedure_folders(flags.folder);
  if (!folders) return report_error(folders.error());
  const auto catalogue = ProcedureCatalogue::load(*folders);
  if (!catalogue) return report_error(catalogue.error());
  if (flags.query.name.empty()) return list_all(*catalogue, flags);
  if (auto read = read_conditions(flags.conditions, flags.query.patient); !read) {
    return report_error(read.error());
  }
  read_words(flags, flags.query.answers);
  const auto report = describe_procedure(*catalogue, flags.query);
  if (!report) return report_error(report.error());
  return print_result(flags.json ? procedure_report_json(*report) : procedure_report_text(*report));
}

void add_injectate_flags(CLI::App& command, CLI::Option* name, ProceduresFlags& flags) {
  InjectateCase& patient = flags.query.patient;
  auto* injectate = command
                        .add_option("--injectate", flags.query.injectate,
                                    "check a mixture, \"lidocaine 1% 3 mL + triamcinolone 40 mg\"")
                        ->needs(name);
  const auto add = [&](const char* flag, auto& value, const char* help) {
    command.add_option(flag, value, help)->needs(injectate)->group("With --injectate");
  };
  add("--weight,--weight-kg", patient.weight_kg, "of the patient, kg");
  add("--ideal-weight-kg", patient.ideal_weight_kg, "ideal body weight, kg");
  add("--bmi", patient.bmi_kg_per_m2, "body mass index, kg/m2");
  add("--age", patient.age_years, "years");
  add("--condition", flags.conditions,
      "liver-disease, heart-disease, pregnancy, diabetes, infection, recent-vaccine or "
      "anticoagulation; repeatable");
  add("--hours-since-anaesthetic", patient.hours_since_other_anaesthetic,
      "since another local anaesthetic");
  add("--days-since-steroid", patient.days_since_last_steroid, "since the last in this region");
  add("--sessions-6-months", patient.sessions_in_6_months, "in this region, this one included");
  add("--sessions-12-months", patient.sessions_in_12_months, "in this region, this one included");
  add("--steroid-sites", patient.steroid_sites, "at the same time (default 1)");
}

void add_answer_flags(CLI::App& command, CLI::Option* name, ProceduresFlags& flags) {
  const auto add = [&](const char* flag, auto& value, const char* help) {
    return command.add_option(flag, value, help)
        ->needs(name)
        ->group("Answers to the questions of the evidence card");
  };
  add("--red-flag", flags.red_flag, "yes or no")->check(CLI::IsMember({"yes", "no"}));
  add("--pain-months", flags.query.answers.pain_months, "how long the pain has lasted")
      ->check(CLI::Range(0., 1200.));
  add("--pain", flags.pain, "axial or radicular")->check(CLI::IsMember({"axial", "radicular"}));
  add("--conservative-care", flags.conservative_care, "failed or not-failed")
      ->check(CLI::IsMember({"failed", "not-failed"}));
}

}  // namespace

void add_procedures(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<ProceduresFlags>();
  auto* command = app.add_subcommand(
      "procedures", "List the procedures, or show one with its sources and evidence");
  auto* name = command->add_option("NAME", flags->query.name, "id or short id; none: list all");
  command->add_option("--procedures", flags->folder,
                      "folder with procedures of your own (docs/procedures.md)");
  command->add_flag("--json", flags->json, "print JSON");
  add_injectate_flags(*command, name, *flags);
  add_answer_flags(*command, name, *flags);
  command->footer(
      "Every value says where it is from: [R38] a source, listed at the end; [derived from ...];\n"
      "or [not source-verified]. The check of an injectate warns and never recommends.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
