// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/usual_needle.hpp"

#include <gtest/gtest.h>

#include "planner/catalogue.hpp"

namespace echolance {
namespace {

TEST(UsualNeedle, IsThatOfTheCatalogueWhereNoneWasChosen) {
  const auto catalogue = *ProcedureCatalogue::load();
  const auto text = [&](const char* id) { return needle_text(usual_needle(*catalogue.find(id))); };
  EXPECT_EQ(text("psis-infiltration"), "22G:50:quincke") << "thickest and longest of its ranges";
  EXPECT_EQ(text("interlaminar-epidural"), "20G:89:tuohy");
  EXPECT_EQ(text("lateral-branches"), "22G:90:quincke") << "no length is stated";
  const auto usual = choose_needle("", *catalogue.find("interlaminar-epidural"));
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->from, PlanNeedleFrom::kProcedure);
  EXPECT_EQ(usual->needle.model.gauge, 20);
  const auto own = choose_needle("25G:38", *catalogue.find("interlaminar-epidural"));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->from, PlanNeedleFrom::kUser);
  EXPECT_EQ(own->needle.length_mm, 38.0);
  EXPECT_FALSE(choose_needle("3G", *catalogue.find("psis-infiltration")));
}

TEST(UsualNeedle, OfEveryProcedureIsANeedle) {
  const auto catalogue = *ProcedureCatalogue::load();
  for (const auto& procedure : catalogue.procedures()) {
    const PlanNeedle needle = usual_needle(procedure);
    const auto again = plan_needle_from_text(needle_text(needle));
    ASSERT_TRUE(again) << procedure.id << ": " << again.error().text();
    EXPECT_EQ(*again, needle) << procedure.id;
  }
}

}  // namespace
}  // namespace echolance
