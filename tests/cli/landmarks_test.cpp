// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "session/landmark_trials.hpp"
#include "tests/support/program.hpp"

// `echolance landmarks` on surfaces, through the real program.
namespace echolance {
namespace {

namespace fs = std::filesystem;
using Eigen::Vector3d;
using nlohmann::json;
using testing::HasSubstr;

class Landmarks : public testing::Test {
 protected:
  Outcome run(const std::string& arguments) const {
    return run_program(folder_, "landmarks " + arguments);
  }
  std::string written(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path(name)) << text;
    return quoted(folder_.path(name));
  }
  std::string out() const { return " --out " + quoted(folder_.path("out")); }
  json result(const std::string& name) const {
    return json::parse(read_text(folder_.path("out/" + name)));
  }

  TemporaryFolder folder_;
};

std::string xyz_of(const SurfacePoints& points, int step = 1) {
  std::string text;
  for (int i = 0; i < points.count(); i += step) {
    const Eigen::Vector3f point = points.points_mm.col(i);
    text += fmt::format("{:.3f} {:.3f} {:.3f}\n", point.x(), point.y(), point.z());
  }
  return text;
}

// Points all over a ball.
std::string ball_xyz(double radius_mm, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const double z = 1.0 - 2.0 * (i + 0.5) / count, turn = 2.399963 * i;
    const double r = std::sqrt(1.0 - z * z);
    text += fmt::format("{:.3f} {:.3f} {:.3f}\n", radius_mm * r * std::cos(turn),
                        radius_mm * r * std::sin(turn), radius_mm * z);
  }
  return text;
}

Vector3d point_of(const json& landmarks, const std::string& name) {
  for (const auto& landmark : landmarks) {
    if (landmark.at("name") != name || landmark.at("point_mm").is_null()) continue;
    const auto& at = landmark.at("point_mm");
    return {at[0].get<double>(), at[1].get<double>(), at[2].get<double>()};
  }
  ADD_FAILURE() << name << " is not given";
  return Vector3d::Constant(1e9);
}

TEST_F(Landmarks, OfAPointCloudOfAPelvisLieWhereTheyAre) {
  TrialOptions options;
  options.data = TrialData::kPelvis;
  const auto surface = trial_surface(options, 52);
  ASSERT_TRUE(surface.has_value());
  const auto outcome = run("--surface " + written("back.xyz", xyz_of(surface->points)) + out());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json results = result("landmarks.json");
  EXPECT_TRUE(results.at("usable"));
  for (const auto& truth : surface->truth) {
    if (truth.name != "psis_left" && truth.name != "psis_right") continue;
    EXPECT_LT((point_of(results.at("landmarks"), truth.name) - truth.point.mm).norm(), 6.0)
        << truth.name;
  }
  EXPECT_EQ(result("landmarks.mrk.json").at("markups").at(0).at("coordinateSystem"), "LPS");
  EXPECT_GT(fs::file_size(folder_.path("out/bones.stl")), 100000U);
  EXPECT_TRUE(fs::exists(folder_.path("out/bones.vtp")));
}

TEST_F(Landmarks, ABallHasNoneAndSaysWhy) {
  const auto outcome = run("--surface " + written("ball.xyz", ball_xyz(60.0, 6000)) + out());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json results = result("landmarks.json");
  EXPECT_FALSE(results.at("usable"));
  EXPECT_NE(results.at("reason"), "");
  for (const auto& landmark : results.at("landmarks")) {
    EXPECT_EQ(landmark.at("state"), "abstained");
  }
  EXPECT_FALSE(fs::exists(folder_.path("out/bones.stl")));
}

TEST_F(Landmarks, WrongInputIsOneSentence) {
  const std::string good = written("ball.xyz", ball_xyz(60.0, 600));
  const struct {
    std::string arguments, word;
  } cases[] = {
      {"", "--surface"},
      {"--surface /nowhere/pelvis.stl", "/nowhere/pelvis.stl"},
      {"--surface " + written("half.stl", "solid x\nfacet normal 0 0"), "half.stl"},
      {"--surface " + written("words.xyz", "one two three\n"), "words.xyz"},
      {"--surface " + written("odd.doc", "1 2 3\n"), "odd.doc"},
      {"--surface " + good + " --click 1,2", "--click"},
      {"--surface " + good + " --click 1,2,3,elbow", "elbow"},
      {"--surface " + good + " sample_data/psis.igs.mha", "either"},
      {"sample_data/psis.igs.mha --space Nowhere", "Nowhere"},
      {"sample_data/psis.igs.mha --config /nowhere/plus.xml", "/nowhere/plus.xml"},
  };
  for (const auto& wrong : cases) {
    SCOPED_TRACE(wrong.arguments);
    const auto outcome = run(wrong.arguments + out());
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr(wrong.word));
    EXPECT_FALSE(fs::exists(folder_.path("out/landmarks.json")));
  }
}

TEST_F(Landmarks, AFolderOfTheUsersIsLeftAlone) {
  fs::create_directory(folder_.path("out"));
  std::ofstream(folder_.path("out/thesis.txt")) << "mine";
  const auto outcome = run("--surface " + written("ball.xyz", ball_xyz(60.0, 100)) + out());
  expect_one_sentence(outcome);
  EXPECT_EQ(read_text(folder_.path("out/thesis.txt")), "mine");
}

}  // namespace
}  // namespace echolance
