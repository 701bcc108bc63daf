// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numbers>

#include "session/evaluate_bone.hpp"
#include "session/evaluate_needle.hpp"
#include "session/frames_csv.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

constexpr double kMmPerPx = 0.1;

// A shaft along y = 100 from x = 200 to its tip at x = 300, marked in every frame.
FrameTruth straight_truth() {
  FrameTruth truth;
  truth.frame_index = 0;
  truth.mm_per_px = kMmPerPx;
  truth.needle = NeedleMark::kPresent;
  truth.shaft = {PixelPoint{200, 100}, PixelPoint{300, 100}};
  truth.clear_tip = PixelPoint{300, 100};
  return truth;
}

NeedleLine line_through(double x_px, double y_px, double angle_deg) {
  const double angle_rad = angle_deg * std::numbers::pi / 180.0;
  return {{x_px, y_px}, {x_px - 50.0 * std::cos(angle_rad), y_px - 50.0 * std::sin(angle_rad)}};
}

TEST(CompareNeedle, AcceptsTheTruthFromEitherEnd) {
  for (const double angle_deg : {0.0, 180.0}) {
    const auto result = compare_needle(line_through(300, 100, angle_deg), straight_truth(), 0.1);
    EXPECT_TRUE(result.shaft_right);
    EXPECT_NEAR(result.angle_error_rad, 0.0, 1e-9);
    EXPECT_NEAR(result.tip_error_mm.value(), 0.0, 1e-9);
  }
}

TEST(CompareNeedle, CountsAParallelLineBesideTheNeedleAsWrong) {
  EXPECT_TRUE(compare_needle(line_through(300, 109, 0), straight_truth(), kMmPerPx).shaft_right);
  EXPECT_FALSE(compare_needle(line_through(300, 111, 0), straight_truth(), kMmPerPx).shaft_right);
}

TEST(CompareNeedle, CountsATurnedLineAsWrong) {
  // Through the middle of the marked part, so that only the angle can be wrong.
  EXPECT_TRUE(compare_needle(line_through(250, 100, 2.9), straight_truth(), kMmPerPx).shaft_right);
  EXPECT_FALSE(compare_needle(line_through(250, 100, 3.1), straight_truth(), kMmPerPx).shaft_right);
  EXPECT_FALSE(compare_needle(line_through(250, 100, 90), straight_truth(), kMmPerPx).shaft_right);
}

TEST(CompareNeedle, MeasuresTheTipInMillimetres) {
  const auto near = compare_needle(line_through(319, 100, 0), straight_truth(), kMmPerPx);
  EXPECT_NEAR(near.tip_error_mm.value(), 1.9, 1e-9);
  EXPECT_TRUE(near.tip_right);
  EXPECT_FALSE(compare_needle(line_through(321, 100, 0), straight_truth(), kMmPerPx).tip_right);
}

TEST(CompareNeedle, RefusesALineWithoutLength) {
  const NeedleLine point{{250, 100}, {250, 100}};
  EXPECT_FALSE(compare_needle(point, straight_truth(), kMmPerPx).shaft_right);
}

TEST(SurfaceRow, InterpolatesInsideRunsOnly) {
  const std::vector<PixelPoint> surface = {{10, 50}, {12, 54}, {40, 80}};
  EXPECT_NEAR(surface_row_px(surface, 11, 5).value(), 52.0, 1e-9);
  EXPECT_FALSE(surface_row_px(surface, 20, 5).has_value()) << "a gap is a gap";
  EXPECT_FALSE(surface_row_px(surface, 9, 5).has_value());
  EXPECT_NEAR(surface_row_px(surface, 40, 5).value(), 80.0, 1e-9);
  EXPECT_FALSE(surface_row_px({}, 40, 5).has_value());
}

class Evaluate : public testing::Test {
 protected:
  Evaluate() { std::filesystem::create_directory(folder_.path("out")); }

  void add_frame(FrameReport report) {
    csv_ += frames_csv_row(report, 1.0);
    bone_ += bone_jsonl_line(report);
  }

  static FrameReport needle(std::int64_t index, NeedleState state, double confidence,
                            const NeedleLine& line) {
    FrameReport report;
    report.frame_index = index;
    report.needle.state = state;
    report.needle.confidence = confidence;
    report.needle.line = line;
    return report;
  }

  Result<Evaluation> run(const std::string& truth) {
    write_text(folder_.path("out/frames.csv"), frames_csv_header() + csv_);
    write_text(folder_.path("out/bone.jsonl"), bone_);
    write_text(folder_.path("truth.json"), truth);
    return evaluate({folder_.path("out"), folder_.path("truth.json"), "9.9"});
  }

  static std::optional<double> value(const Evaluation& evaluation, const std::string& name) {
    for (const auto& metric : evaluation.metrics) {
      if (metric.name == name) return metric.value;
    }
    ADD_FAILURE() << "no metric " << name;
    return std::nullopt;
  }

  TemporaryFolder folder_;
  std::string csv_;
  std::string bone_;
};

std::string marked(int frame) {
  return "{\"frame\":" + std::to_string(frame) +
         ",\"shaft_px\":[[200,100],[300,100]],\"tip_px\":[300,100],\"tip_clear\":true}";
}

TEST_F(Evaluate, CountsRightWrongMissedPredictedAndFalseAlarms) {
  add_frame(needle(0, NeedleState::kSeen, 0.9, line_through(310, 100, 0)));  // right, tip 1 mm
  add_frame(needle(1, NeedleState::kSeen, 0.7, line_through(300, 160, 0)));  // elsewhere
  add_frame(needle(2, NeedleState::kPredicted, 0.6, line_through(300, 100, 0)));
  add_frame(needle(3, NeedleState::kNotSeen, 0.0, {}));
  add_frame(needle(4, NeedleState::kSeen, 0.5, line_through(300, 100, 0)));  // false alarm
  add_frame(needle(5, NeedleState::kNotSeen, 0.0, {}));
  add_frame(needle(6, NeedleState::kSeen, 0.5, line_through(300, 100, 0)));  // not marked at all
  const auto result =
      run("{\"mm_per_px\":0.1,\"frames\":[" + marked(0) + "," + marked(1) + "," + marked(2) + "," +
          marked(3) + ",{\"frame\":5,\"needle\":\"absent\"}],\"needle_free_frames\":[4]}");
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(value(*result, "needle_marked_frames"), 4.0);
  EXPECT_EQ(value(*result, "needle_shaft_right_frames"), 1.0);
  EXPECT_EQ(value(*result, "needle_shaft_wrong_frames"), 1.0);
  EXPECT_EQ(value(*result, "needle_missed_frames"), 2.0);
  EXPECT_EQ(value(*result, "needle_predicted_right_frames"), 1.0);
  EXPECT_EQ(value(*result, "needle_shaft_right_fraction"), 0.25);
  EXPECT_EQ(value(*result, "needle_tip_right_fraction"), 0.25);
  EXPECT_NEAR(value(*result, "needle_tip_error_median_mm").value(), 1.0, 1e-9);
  EXPECT_NEAR(value(*result, "needle_tip_error_p95_mm").value(), 6.0, 1e-9);
  EXPECT_EQ(value(*result, "needle_free_frames"), 2.0);
  EXPECT_EQ(value(*result, "needle_false_alarm_fraction"), 0.5);
  const double brier = (0.1 * 0.1 + 0.7 * 0.7 + 0.5 * 0.5) / 3.0;
  EXPECT_NEAR(value(*result, "needle_brier_score").value(), brier, 1e-9);
  EXPECT_EQ(value(*result, "needle_confidence_80_to_100_percent_right_fraction"), 1.0);
  EXPECT_EQ(value(*result, "needle_confidence_60_to_80_percent_right_fraction"), 0.0);
  EXPECT_EQ(value(*result, "needle_confidence_0_to_20_percent_right_fraction"), std::nullopt);
}

TEST_F(Evaluate, MeasuresBoneAgainstTheTruthsColumnsOnly) {
  FrameReport report;
  for (int x = 0; x < 10; ++x) {  // 1 mm deep of the truth in columns 0 to 4, 3 mm in 5 to 9
    report.bone.points.push_back({{1.0 * x, x < 5 ? 60.0 : 80.0}, {0, -1}, 0.9});
  }
  report.bone.points.push_back({{500.0, 10.0}, {0, -1}, 0.9});  // where the truth says nothing
  add_frame(report);
  std::string columns;
  for (int x = 0; x < 20; ++x) columns += (x ? ",[" : "[") + std::to_string(x) + ",50]";
  const auto result =
      run("[{\"image\":\"a.png\",\"mm_per_px\":0.1,\"bone_px\":[" + columns + "]}]");
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(value(*result, "bone_truth_columns"), 20.0);
  EXPECT_EQ(value(*result, "bone_completeness_fraction"), 0.5);
  EXPECT_EQ(value(*result, "bone_found_within_2mm_fraction"), 0.25);
  EXPECT_NEAR(value(*result, "bone_vertical_median_mm").value(), 1.0, 1e-9);
  EXPECT_NEAR(value(*result, "bone_vertical_p95_mm").value(), 3.0, 1e-9);
  EXPECT_NEAR(value(*result, "bone_nearest_median_mm").value(), 1.08, 0.15);
}

TEST_F(Evaluate, FramesThatAreNotInTheResultsCountAsMissed) {
  add_frame(needle(0, NeedleState::kSeen, 0.9, line_through(300, 100, 0)));
  const auto result = run("{\"mm_per_px\":0.1,\"frames\":[" + marked(0) + "," + marked(9) + "]}");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(value(*result, "needle_shaft_right_fraction"), 0.5);
  EXPECT_EQ(result->warnings.size(), 1U);
}

TEST_F(Evaluate, NumbersImagesInNaturalOrder) {
  std::vector<FrameTruth> truth(2);
  truth[0].image = "10.png";
  truth[1].image = "9.png";
  ASSERT_TRUE(number_frames_by_name(truth, {}, 2).has_value());
  EXPECT_EQ(truth[0].frame_index, 1);
  EXPECT_EQ(truth[1].frame_index, 0);
}

TEST_F(Evaluate, RefusesNamesThatCannotBeMatched) {
  std::vector<FrameTruth> truth(1);
  truth[0].image = "a.png";
  EXPECT_EQ(number_frames_by_name(truth, {}, 2).error().code, ErrorCode::kNoData);
  EXPECT_EQ(number_frames_by_name(truth, {"b.png"}, 1).error().code, ErrorCode::kNoData);
}

TEST_F(Evaluate, WritesTheSameNumbersAsJson) {
  add_frame(needle(0, NeedleState::kSeen, 0.9, line_through(300, 100, 0)));
  ASSERT_TRUE(run("{\"mm_per_px\":0.1,\"frames\":[" + marked(0) + "]}").has_value());
  const auto json = nlohmann::json::parse(read_text(folder_.path("out/evaluation.json")));
  EXPECT_EQ(json["metrics"]["needle_shaft_right_fraction"], 1.0);
  EXPECT_TRUE(json["metrics"]["needle_false_alarm_fraction"].is_null());
}

TEST_F(Evaluate, WrongInputsAreErrorsWithASentence) {
  add_frame(needle(0, NeedleState::kNotSeen, 0.0, {}));
  const std::pair<const char*, ErrorCode> cases[] = {
      {"nonsense", ErrorCode::kDamagedFile},
      {"{}", ErrorCode::kDamagedFile},
      {"[]", ErrorCode::kNoData},
      {"{\"mm_per_px\":0.1,\"frames\":[{\"shaft_px\":[[1,2],[3,4]]}]}", ErrorCode::kDamagedFile},
      {"{\"mm_per_px\":0.1,\"frames\":[{\"frame\":0,\"shaft_px\":[[1,2]]}]}",
       ErrorCode::kDamagedFile},
      {"{\"mm_per_px\":-1,\"frames\":[{\"frame\":0}]}", ErrorCode::kDamagedFile},
      {"{\"frames\":[{\"frame\":0,\"shaft_px\":[[1,2],[3,4]]}]}", ErrorCode::kNoData}};
  for (const auto& [truth, code] : cases) {
    const auto result = run(truth);
    ASSERT_FALSE(result.has_value()) << truth;
    EXPECT_EQ(result.error().code, code) << truth << " " << result.error().text();
    EXPECT_FALSE(result.error().message.empty());
  }
  EXPECT_EQ(evaluate({folder_.path("nowhere"), folder_.path("truth.json"), ""}).error().code,
            ErrorCode::kFileNotFound);
  EXPECT_EQ(evaluate({folder_.path("out"), folder_.path("nothing.json"), ""}).error().code,
            ErrorCode::kFileNotFound);
}

TEST_F(Evaluate, DamagedResultsNameTheLine) {
  csv_ = "0,0.0,maybe,0.5,,,,,,,,,0,1,0,,,\n";
  bone_ = "";
  const auto result = run("{\"mm_per_px\":0.1,\"frames\":[" + marked(0) + "]}");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kDamagedFile);
  EXPECT_THAT(result.error().text(), testing::HasSubstr("line 2"));
}

TEST(Target, IsReadAndCompared) {
  Evaluation evaluation;
  evaluation.metrics = {{"a_fraction", 0.9, ""}, {"b_mm", std::nullopt, ""}};
  EXPECT_TRUE(meets(evaluation, parse_target("a_fraction>=0.9").value()).value());
  EXPECT_FALSE(meets(evaluation, parse_target("a_fraction>=0.91").value()).value());
  EXPECT_TRUE(meets(evaluation, parse_target("a_fraction<=0.9").value()).value());
  EXPECT_FALSE(meets(evaluation, parse_target("b_mm<=9").value()).value()) << "not computed";
  EXPECT_EQ(meets(evaluation, parse_target("a_fractoin>=0").value()).error().code,
            ErrorCode::kInvalidOption);
  for (const char* text : {"a", "a>1", "a>=", "a>=x", "a=1"}) {
    EXPECT_EQ(parse_target(text).error().code, ErrorCode::kInvalidOption) << text;
  }
}

}  // namespace
}  // namespace echolance
