// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/injectate.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "planner/catalogue.hpp"
#include "planner/source_list.hpp"

// Doses against CLINICAL 5, worked out by hand.
namespace echolance {
namespace {

using testing::HasSubstr;

const Procedure& procedure(const std::string& name) {
  static const ProcedureCatalogue catalogue = ProcedureCatalogue::load().value();
  return *catalogue.find(name);
}

InjectateCheck check(const std::string& text, const std::string& name,
                     const InjectateCase& patient = {}) {
  return check_injectate(parse_injectate(text).value(), procedure(name), patient).value();
}

InjectateCase weighing(double weight_kg) {
  InjectateCase patient;
  patient.weight_kg = weight_kg;
  return patient;
}

bool warns(const InjectateCheck& check, const std::string& of) {
  return std::any_of(check.warnings.begin(), check.warnings.end(), [&](const auto& warning) {
    return warning.text.find(of) != std::string::npos;
  });
}

struct HandComputed {
  const char* text;
  const char* procedure;
  double weight_kg;
  double limit_mg;
};

class LabelLimit : public testing::TestWithParam<HandComputed> {};

TEST_P(LabelLimit, IsTheSmallerOfWeightAndCap) {
  const auto& [text, name, weight_kg, limit_mg] = GetParam();
  const auto checked = check(text, name, weighing(weight_kg));
  double least_mg = std::numeric_limits<double>::infinity();
  for (const auto& line : checked.doses) {
    if (line.profile == LimitProfile::kLabel) least_mg = std::min(least_mg, line.limit_mg);
  }
  EXPECT_NEAR(least_mg, limit_mg, 1e-9) << text;
  EXPECT_NEAR(*checked.fraction_of_limit, *checked.components[0].dose_mg / limit_mg, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(
    Drugs, LabelLimit,
    testing::Values(HandComputed{"lidocaine 1% 3 mL", "mbb", 70, 300},  // min(315, 300)
                    HandComputed{"lidocaine 2% 3 mL", "mbb", 50, 225},  // 4.5 x 50
                    HandComputed{"lidocaine 1% 3 mL with adrenaline", "mbb", 60, 420},  // 7 x 60
                    HandComputed{"lidocaine 1% 3 mL with adrenaline", "mbb", 90, 500},  // cap
                    HandComputed{"bupivacaine 0.25% 3 mL", "mbb", 70, 140},             // 2 x 70
                    HandComputed{"bupivacaine 0.5% 3 mL", "mbb", 100, 175},             // cap
                    HandComputed{"bupivacaine 0.5% 3 mL with adrenaline", "mbb", 70, 210},
                    HandComputed{"bupivacaine 0.5% 3 mL with adrenaline", "mbb", 80, 225},
                    HandComputed{"ropivacaine 0.2% 3 mL", "mbb", 70, 210},
                    HandComputed{"ropivacaine 0.2% 10 mL", "caudal", 100, 250},  // epidural cap
                    HandComputed{"levobupivacaine 0.25% 3 mL", "mbb", 70, 175}));

TEST(Injectate, LimitsInVolumeAreThoseOfTheBook) {
  // 70 kg: lidocaine 1 % 30 mL, 2 % 15 mL, bupivacaine 0.25 % 56 mL.
  for (const auto& [drug, volume_ml] : std::vector<std::pair<std::string, double>>{
           {"lidocaine 1%", 30}, {"lidocaine 2%", 15}, {"bupivacaine 0.25%", 56}}) {
    const auto at = [&, name = drug](double volume) {
      return check(fmt::format("{} {} mL", name, volume), "psis", weighing(70));
    };
    EXPECT_FALSE(warns(at(volume_ml), "exceeds the limit")) << drug;
    EXPECT_TRUE(warns(at(volume_ml + 0.1), "exceeds the limit")) << drug;
  }
}

TEST(Injectate, StricterProfileIsShownBesideTheLabel) {
  const auto checked = check("lidocaine 1% 25 mL", "psis", weighing(70));  // 250 of 210 and 300
  EXPECT_TRUE(warns(checked, "exceeds a stricter limit of 210 mg"));
  EXPECT_FALSE(warns(checked, "exceeds the limit"));
}

TEST(Injectate, FractionsOfAllAnaestheticsAddUp) {
  const auto checked = check("lidocaine 1% 20 mL + bupivacaine 0.25% 30 mL", "psis", weighing(70));
  EXPECT_NEAR(*checked.fraction_of_limit, 200.0 / 300 + 75.0 / 140, 1e-9);
  EXPECT_TRUE(warns(checked, "together reach 120 %"));
  EXPECT_TRUE(warns(checked, "mixing bupivacaine"));
}

TEST(Injectate, SameDrugTwiceCountsTogetherAndByThePlainLimit) {
  const auto checked =
      check("lidocaine 1% 20 mL with adrenaline + lidocaine 2% 10 mL", "psis", weighing(70));
  EXPECT_NEAR(checked.doses.front().dose_mg, 400.0, 1e-9);
  EXPECT_NEAR(checked.doses.front().limit_mg, 300.0, 1e-9);
}

TEST(Injectate, WithoutWeightOnlyCapsAreCheckedAndThatIsSaid) {
  const auto capped = check("lidocaine 1% 31 mL", "psis");
  EXPECT_TRUE(warns(capped, "weight is missing"));
  EXPECT_TRUE(warns(capped, "exceeds the limit of 300 mg"));
  const auto uncapped = check("levobupivacaine 0.5% 80 mL", "psis");
  EXPECT_FALSE(uncapped.fraction_of_limit);
  EXPECT_TRUE(warns(uncapped, "weight is missing"));
}

TEST(Injectate, IdealWeightBoundsTheDose) {
  InjectateCase patient = weighing(120);
  patient.bmi_kg_per_m2 = 38;
  EXPECT_TRUE(warns(check("bupivacaine 0.25% 3 mL", "psis", patient), "BMI over 30"));
  patient.ideal_weight_kg = 65;
  const auto checked = check("bupivacaine 0.25% 3 mL", "psis", patient);
  EXPECT_NEAR(checked.doses.front().limit_mg, 130.0, 1e-9);
  EXPECT_TRUE(warns(checked, "above the ideal weight"));
}

TEST(Injectate, VolumeIsHeldAgainstTheTarget) {
  EXPECT_TRUE(warns(check("lidocaine 1% 3 mL", "sij_ia", weighing(70)), "more than the target"));
  EXPECT_FALSE(warns(check("lidocaine 1% 2.5 mL", "sij_ia", weighing(70)), "more than"));
  EXPECT_TRUE(
      warns(check("lidocaine 1% 2.1 mL", "facet_ia", weighing(70)), "more than the target"));
  EXPECT_TRUE(warns(check("lidocaine 1% 0.6 mL", "mbb", weighing(70)), "any volume stated"));
  const auto unknown = check("lidocaine 1% 1 mL + triamcinolone 40 mg", "sij_ia", weighing(70));
  EXPECT_EQ(unknown.unknown_volumes, 1U);
  EXPECT_TRUE(warns(unknown, "was not said"));
  EXPECT_TRUE(warns(check("saline 1 mL", "rn_lead"), "no volume for this target is stated"));
}

TEST(Injectate, SteroidsAreHeldAgainstTheTypicalAndParticulatesNamed) {
  const auto root = check("methylprednisolone 40 mg 1 mL", "nerve-root");
  EXPECT_TRUE(warns(root, "particulate"));
  EXPECT_TRUE(warns(root, "not FDA-approved"));
  EXPECT_FALSE(warns(check("dexamethasone 4 mg 1 mL", "nerve-root"), "particulate"));
  EXPECT_TRUE(warns(check("methylprednisolone 120 mg 3 mL", "caudal"), "more than is typical"));
  EXPECT_FALSE(warns(check("methylprednisolone 80 mg 2 mL", "caudal"), "more than is typical"));
  const auto two = check("methylprednisolone 40 mg + triamcinolone 40 mg", "sij_ia");
  EXPECT_EQ(two.steroid_mg, 80.0);
  EXPECT_TRUE(warns(two, "2 steroids in one mixture"));
  EXPECT_FALSE(warns(check("triamcinolone 40 mg 1 mL", "sij_ia"), "particulate"));
}

TEST(Injectate, PreservativesMatterNearNerves) {
  EXPECT_TRUE(warns(check("bupivacaine 0.25% 5 mL preserved", "caudal"), "is preserved"));
  EXPECT_TRUE(warns(check("bupivacaine 0.25% 5 mL", "caudal"), "was not said"));
  EXPECT_FALSE(warns(check("bupivacaine 0.25% 5 mL preservative-free", "caudal"), "preserv"));
  EXPECT_FALSE(warns(check("bupivacaine 0.25% 1 mL", "sij_ia"), "preserv"));
}

TEST(Injectate, FrequencyRulesHaveTheirLimits) {
  const auto with = [](auto change) {
    InjectateCase patient;
    change(patient);
    return check("triamcinolone 40 mg 1 mL", "sij_ia", patient);
  };
  EXPECT_TRUE(warns(with([](auto& p) { p.days_since_last_steroid = 13; }), "less than 14 days"));
  EXPECT_FALSE(warns(with([](auto& p) { p.days_since_last_steroid = 14; }), "less than 14 days"));
  EXPECT_TRUE(warns(with([](auto& p) { p.sessions_in_6_months = 4; }), "3 sessions"));
  EXPECT_FALSE(warns(with([](auto& p) { p.sessions_in_6_months = 3; }), "3 sessions"));
  EXPECT_TRUE(warns(with([](auto& p) { p.sessions_in_12_months = 5; }), "4 sessions"));
  EXPECT_FALSE(warns(with([](auto& p) { p.sessions_in_12_months = 4; }), "4 sessions"));
  EXPECT_TRUE(warns(with([](auto& p) { p.steroid_sites = 2; }), "2 sites"));
}

TEST(Injectate, PatientAndEarlierAnaestheticAreMinded) {
  InjectateCase patient = weighing(70);
  patient.age_years = 71;
  patient.hours_since_other_anaesthetic = 3.5;
  patient.conditions = {PatientCondition::kLiverDisease, PatientCondition::kPregnancy,
                        PatientCondition::kDiabetes, PatientCondition::kAnticoagulation};
  const auto checked = check("lidocaine 1% 2 mL + dexamethasone 4 mg 1 mL", "nerve-root", patient);
  for (const char* of : {"age over 70", "last 4 h", "liver", "pregnancy", "diabetes",
                         "steroid and anticoagulation", "bleeding class of this procedure is"}) {
    EXPECT_TRUE(warns(checked, of)) << of;
  }
  patient.age_years = 17;
  EXPECT_TRUE(warns(check("lidocaine 1% 2 mL", "mbb", patient), "under 18"));
}

TEST(Injectate, EverySourceOfAWarningIsExplained) {
  InjectateCase patient = weighing(70);
  patient.bmi_kg_per_m2 = 35;
  patient.age_years = 80;
  patient.days_since_last_steroid = 1;
  patient.conditions = {PatientCondition::kHeartDisease, PatientCondition::kDiabetes,
                        PatientCondition::kAnticoagulation};
  for (const char* name : {"sij_ia", "caudal", "nerve-root", "mbb", "psis"}) {
    const auto checked =
        check("lidocaine 2% 30 mL + bupivacaine 0.5% 40 mL preserved + methylprednisolone 200 mg",
              name, patient);
    EXPECT_GT(checked.warnings.size(), 8U);
    for (const auto& warning : checked.warnings) {
      EXPECT_TRUE(warning.from.tag == FactTag::kUnverified || !warning.from.sources.empty());
      for (const auto& id : warning.from.sources) EXPECT_EQ(source_list().count(id), 1U) << id;
    }
  }
}

TEST(Injectate, ImpossiblePatientsAreRefused) {
  const auto parts = parse_injectate("lidocaine 1% 3 mL").value();
  for (const double weight_kg : {0.0, -70.0, 7000.0, std::numeric_limits<double>::quiet_NaN()}) {
    const auto checked = check_injectate(parts, procedure("mbb"), weighing(weight_kg));
    ASSERT_FALSE(checked) << weight_kg;
    EXPECT_EQ(checked.error().code, ErrorCode::kInvalidOption);
    EXPECT_THAT(checked.error().text(), HasSubstr("weight"));
  }
  InjectateCase patient;
  patient.steroid_sites = 0;
  EXPECT_FALSE(check_injectate(parts, procedure("mbb"), patient));
}

TEST(Injectate, TextAndJsonWarnAndNeverRecommend) {
  const auto checked = check("lidocaine 1% 3 mL", "sij_ia", weighing(70));
  const std::string text = injectate_text(checked, procedure("sij_ia"));
  EXPECT_THAT(text, HasSubstr("never recommends"));
  EXPECT_THAT(text, HasSubstr("[R65]"));
  EXPECT_THAT(text, HasSubstr("systemic toxicity"));
  EXPECT_THAT(injectate_text(check("saline 1 mL", "sij_ia"), procedure("sij_ia")),
              testing::Not(HasSubstr("systemic toxicity")));
  const auto json = nlohmann::json::parse(injectate_json(checked, procedure("sij_ia")));
  EXPECT_EQ(json.at("volume_ml"), 3.0);
  EXPECT_EQ(json.at("doses").at(0).at("limit_mg"), 300.0);
  EXPECT_EQ(json.at("warnings").size(), checked.warnings.size());
}

}  // namespace
}  // namespace echolance
