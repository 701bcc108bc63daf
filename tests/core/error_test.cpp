// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace echolance {
namespace {

TEST(Error, GrowsItsContextFromInsideToOutside) {
  const Error error = fail(ErrorCode::kDamagedFile, "the pixels end early").value();
  EXPECT_EQ(error.text(), "the pixels end early");
  EXPECT_EQ(error.in("frame 17").in("scan.mha").text(), "scan.mha, frame 17: the pixels end early");
  EXPECT_EQ(error.in("frame 17").code, ErrorCode::kDamagedFile);
}

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string> names;
  for (const auto code :
       {ErrorCode::kFileNotFound, ErrorCode::kUnsupportedFormat, ErrorCode::kDamagedFile,
        ErrorCode::kInvalidOption, ErrorCode::kInvalidGeometry, ErrorCode::kNoData,
        ErrorCode::kCannotWrite}) {
    EXPECT_TRUE(names.insert(to_string(code)).second);
  }
  EXPECT_EQ(names.count("unknown"), 0U);
}

// Who looks at the viewer has no flags to give.
TEST(Error, RemediesSpeakToTheirReader) {
  for (int i = 1; i < kRemedyCount; ++i) {
    const auto remedy = static_cast<Remedy>(i);
    const std::string viewer = remedy_words(remedy, Reader::kViewer);
    const std::string typed = remedy_words(remedy, Reader::kCommandLine);
    EXPECT_GT(viewer.size(), 10U) << i;
    EXPECT_GT(typed.size(), 10U) << i;
    EXPECT_EQ(viewer.find("--"), std::string::npos) << viewer;
    const Error error = fail(ErrorCode::kNoData, "nothing", "here", remedy).value();
    EXPECT_EQ(error.in("there").text(), "there, here: nothing; " + typed);
    EXPECT_EQ(error.text(Reader::kViewer), "here: nothing; " + viewer);
  }
}

}  // namespace
}  // namespace echolance
