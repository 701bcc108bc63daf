// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <optional>

#include "tests/support/program.hpp"

namespace echolance {
namespace {

using testing::HasSubstr;

class Variable {  // of the environment, put back at the end
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(RenderCommand, WritesAPictureOfATrackedFrame) {
  const TemporaryFolder folder;
  const Outcome outcome = run_program(
      folder, "render sample_data/psis.igs.mha --frame 2 --view oblique --size 400x300 --out " +
                  quoted(folder.path("a.png")));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("a.png"));
  const cv::Mat picture = cv::imread(folder.path("a.png"));
  ASSERT_EQ(picture.size(), cv::Size(400, 300));
  double brightest = 0.0;
  cv::minMaxLoc(picture.reshape(1), nullptr, &brightest);
  EXPECT_GT(brightest, 150.0);
}

TEST(RenderCommand, MissingDisplayIsOneSentence) {
  const TemporaryFolder folder;
  for (const char* display : {static_cast<const char*>(nullptr), ":9917"}) {
    const Variable variable("DISPLAY", display);
    const Outcome outcome = run_program(
        folder, "render sample_data/psis.igs.mha --out " + quoted(folder.path("a.png")));
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("there is no X display; start it under xvfb-run"));
  }
}

TEST(RenderCommand, BadRequestsAreOneSentence) {
  const TemporaryFolder folder;
  const std::string out = " --out " + quoted(folder.path("a.png"));
  for (const std::string& arguments :
       {"render" + out, "render no_such_file" + out,
        "render sample_data/psis.igs.mha --size 10x10" + out,
        "render sample_data/psis.igs.mha --size 400" + out,
        "render sample_data/psis.igs.mha --view sideways" + out,
        "render sample_data/psis.igs.mha --frame 999999" + out,
        std::string("render sample_data/psis.igs.mha --out a.jpg"),
        "render sample_data/psis.igs.mha --out " + quoted(folder.path("no/folder/a.png"))}) {
    SCOPED_TRACE(arguments);
    expect_one_sentence(run_program(folder, arguments));
  }
}

}  // namespace
}  // namespace echolance
