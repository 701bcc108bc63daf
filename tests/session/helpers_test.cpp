// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "session/input_hash.hpp"
#include "session/natural_order.hpp"
#include "session/nearest_word.hpp"
#include "session/pipeline_option_list.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

TEST(NearestWord, FindsTheWordMeant) {
  const std::vector<std::string> words = {"info", "track", "evaluate"};
  EXPECT_EQ(nearest_word("trakc", words), "track");
  EXPECT_EQ(nearest_word("evalute", words), "evaluate");
  EXPECT_EQ(nearest_word("frobnicate", words), std::nullopt);
}

TEST(NaturalOrder, CountsNumbersAsNumbers) {
  EXPECT_TRUE(natural_less("2.png", "10.png"));
  EXPECT_FALSE(natural_less("10.png", "2.png"));
  EXPECT_TRUE(natural_less("a9b1", "a10b0"));
  EXPECT_TRUE(natural_less("img", "img1"));
  EXPECT_FALSE(natural_less("7", "7"));
  EXPECT_NE(natural_less("007", "7"), natural_less("7", "007"));
}

TEST(InputHash, IsTheSha256OfTheFile) {
  const TemporaryFolder folder;
  write_text(folder.path("a"), "abc");
  EXPECT_EQ(sha256_of_input(folder.path("a")).value(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_input(folder.path("none")).error().code, ErrorCode::kFileNotFound);
}

TEST(InputHash, OfAFolderChangesWithNamesAndContents) {
  const TemporaryFolder folder;
  write_text(folder.path("a.png"), "abc");
  const auto first = sha256_of_input(folder.path()).value();
  EXPECT_EQ(sha256_of_input(folder.path()).value(), first);
  std::filesystem::rename(folder.path("a.png"), folder.path("b.png"));
  const auto renamed = sha256_of_input(folder.path()).value();
  EXPECT_NE(renamed, first);
  write_text(folder.path("b.png"), "abd");
  EXPECT_NE(sha256_of_input(folder.path()).value(), renamed);
}

TEST(InputHash, OfAnMhdIncludesItsDataFile) {
  const TemporaryFolder folder;
  write_text(folder.path("a.mhd"), "ObjectType = Image\nElementDataFile = a.raw\r\n");
  write_text(folder.path("a.raw"), "1");
  const auto first = sha256_of_input(folder.path("a.mhd")).value();
  write_text(folder.path("a.raw"), "2");
  EXPECT_NE(sha256_of_input(folder.path("a.mhd")).value(), first);
}

TEST(PipelineOptions, EveryOptionIsInRangeByDefaultAndSetsWhatItGets) {
  const auto list = pipeline_option_list();
  ASSERT_FALSE(list.empty());
  for (const auto& option : list) {
    PipelineOptions options;
    EXPECT_GE(option.get(options), option.min) << option.key();
    EXPECT_LE(option.get(options), option.max) << option.key();
    option.set(options, option.max);
    EXPECT_EQ(option.get(options), option.max) << option.key();
    EXPECT_TRUE(validate(options).has_value()) << option.key();
    EXPECT_STRNE(option.help.c_str(), "") << option.key();
  }
}

TEST(PipelineConfig, SetsNamedOptions) {
  PipelineOptions options;
  const auto applied = apply_config("{\"needle\": {\"minimum_confidence\": 0.25}}", options);
  ASSERT_TRUE(applied.has_value()) << applied.error().text();
  EXPECT_EQ(options.needle.minimum_confidence, 0.25);
}

TEST(PipelineConfig, RefusesWhatItDoesNotKnowAndSuggests) {
  for (const char* text :
       {"", "[]", "{\"needle\": 1}", "{\"needle\": {\"minimum_confidense\": 0.5}}",
        "{\"needle\": {\"minimum_confidence\": \"high\"}}",
        "{\"needle\": {\"minimum_confidence\": 4}}",
        "{\"nedle\": {\"minimum_confidence\": 0.4}}"}) {
    PipelineOptions options;
    const auto applied = apply_config(text, options);
    ASSERT_FALSE(applied.has_value()) << text;
    EXPECT_EQ(applied.error().code, ErrorCode::kInvalidOption) << text;
  }
  PipelineOptions options;
  EXPECT_THAT(apply_config("{\"needle\": {\"minimum_confidense\": 0.5}}", options).error().message,
              testing::HasSubstr("did you mean 'needle.minimum_confidence'"));
}

TEST(OptionsPage, IsTheOneInDocs) {
  EXPECT_EQ(read_text(ECHOLANCE_SOURCE_DIR "/docs/options.md"), options_page())
      << "run: build/release/bin/echolance docs-options > docs/options.md";
}

}  // namespace
}  // namespace echolance
