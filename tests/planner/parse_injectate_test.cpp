// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/parse_injectate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echolance {
namespace {

using testing::HasSubstr;

TEST(ParseInjectate, FillsInWhatFollows) {
  const auto parts = parse_injectate("lidocaine 1% 3 mL + triamcinolone 40 mg");
  ASSERT_TRUE(parts) << parts.error().text();
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(parts->at(0).drug->id, "lidocaine");
  EXPECT_NEAR(*parts->at(0).dose_mg, 30.0, 1e-9);  // 1 % is 10 mg/mL
  EXPECT_EQ(parts->at(1).dose_mg, 40.0);
  EXPECT_EQ(parts->at(1).volume_ml, std::nullopt);
}

TEST(ParseInjectate, ReadsUnitsApartOrTogetherInAnyCase) {
  for (const char* text : {"lidocaine 20 mg/mL 2 mL", "Lidocaine 2 % 2ml", "LIGNOCAINE 2% 40MG",
                           "lidocaine 2 mL 40 mg", "  lidocaine   2%  2  mL "}) {
    const auto parts = parse_injectate(text);
    ASSERT_TRUE(parts) << text << ": " << parts.error().text();
    EXPECT_NEAR(*parts->front().dose_mg, 40.0, 1e-9) << text;
    EXPECT_NEAR(*parts->front().volume_ml, 2.0, 1e-9) << text;
    EXPECT_NEAR(*parts->front().concentration_mg_per_ml, 20.0, 1e-9) << text;
  }
}

TEST(ParseInjectate, ReadsAdrenalineAndPreservative) {
  const auto parts = parse_injectate(
      "lidocaine 1% 5 mL with epinephrine 1:200000 preservative-free + saline 2 mL preserved");
  ASSERT_TRUE(parts) << parts.error().text();
  EXPECT_EQ(parts->at(0).adrenaline, Adrenaline::kWith);
  EXPECT_EQ(parts->at(0).preservative, Preservative::kFree);
  EXPECT_EQ(parts->at(1).preservative, Preservative::kPreserved);
}

struct Refusal {
  const char* text;
  const char* sentence;
};

class RefusedInjectate : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedInjectate, NamesThePartAndTheRemedy) {
  const auto parts = parse_injectate(GetParam().text);
  ASSERT_FALSE(parts) << GetParam().text;
  EXPECT_EQ(parts.error().code, ErrorCode::kInvalidOption);
  EXPECT_THAT(parts.error().text(), HasSubstr(GetParam().sentence)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RefusedInjectate,
    testing::Values(
        Refusal{"", "is empty"}, Refusal{"lidocaine 1% 3 mL +", "is empty"},
        Refusal{"lidocaine 1% 3 mL + + saline 1 mL", "is empty"},
        Refusal{"procaine 1% 3 mL", "no drug 'procaine'"},
        Refusal{"lidocaine 1 g", "unit 'g' is not known"},
        Refusal{"lidocaine 3 mg/kg", "unit 'mg/kg' is not known"},
        Refusal{"lidocaine 1% 3 cc", "unit 'cc' is not known"},
        Refusal{"lidocaine 40", "has no unit"}, Refusal{"lidocaine 1% 3 mL 50 mg", "are 30 mg"},
        Refusal{"lidocaine 1% 2% 3 mL", "twice"}, Refusal{"lidocaine 3 mL", "cannot be told"},
        Refusal{"triamcinolone 1 mL", "cannot be told"}, Refusal{"saline", "volume"},
        Refusal{"lidocaine 0% 3 mL", "not possible"}, Refusal{"lidocaine -1% 3 mL", "not possible"},
        Refusal{"lidocaine 20% 3 mL", "decimal point"},
        Refusal{"lidocaine 1% 300 mL", "300 mL is not possible"},
        Refusal{"dexamethasone 9000 mg", "9000 mg is not possible"},
        Refusal{"lidocaine 0,5% 3 mL", "write it with a point"},
        Refusal{"lidocaine 1% 3 mL please", "'please' is not understood"},
        Refusal{"lidocaine 1% 3 mL with", "'with' is not understood"},
        Refusal{"lidocaine 1% 3 mL with adrenaline 1:x", "'1:x'"},
        Refusal{"lidocaine 1:200000 3 mL", "'1:200000'"}));

}  // namespace
}  // namespace echolance
