// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "session/evaluate.hpp"
#include "session/evaluate_landmarks.hpp"
#include "session/frames_csv.hpp"
#include "session/landmarks_jsonl.hpp"
#include "session/overlay.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using nlohmann::json;

PlanarLandmark found(LandmarkKind kind, double x_px, double y_px, double confidence) {
  PlanarLandmark landmark;
  landmark.kind = kind;
  landmark.position = PixelPoint{x_px, y_px};
  landmark.in_image.mm = {0.1 * x_px, 0.1 * y_px, 0.0};
  landmark.std_mm = 2.0;
  landmark.confidence = confidence;
  return landmark;
}

FrameReport report_with(std::int64_t frame, std::vector<PlanarLandmark> landmarks) {
  FrameReport report;
  report.frame_index = frame;
  report.spacing = PixelSpacing{0.1, 0.1};
  report.landmarks.view = PlanarView::kTransversePsis;
  report.landmarks.probabilities[1] = 0.75;
  report.landmarks.probabilities[0] = 0.25;
  report.landmarks.landmarks = std::move(landmarks);
  return report;
}

TEST(LandmarksJsonl, SaysPlaceUncertaintyConfidenceAndCode) {
  PlanarLandmark lamina = found(LandmarkKind::kLamina, 30.0, 40.0, 0.6);
  lamina.lumbar_level = 4;
  const std::string line = landmarks_jsonl_line(
      report_with(7, {found(LandmarkKind::kPsis, 200.0, 120.0, 0.71234), lamina}));
  EXPECT_EQ(line.back(), '\n');
  const json object = json::parse(line);
  EXPECT_EQ(object["frame_index"], 7);
  EXPECT_EQ(object["view"], "transverse_psis");
  EXPECT_EQ(object["view_probabilities"]["transverse_psis"], 0.75);
  EXPECT_FALSE(object["view_probabilities"].contains("median_sagittal"));
  const json& psis = object["landmarks"][0];
  EXPECT_EQ(psis["name"], "psis");
  EXPECT_EQ(psis["px"], json::array({200.0, 120.0}));
  EXPECT_EQ(psis["mm"], json::array({20.0, 12.0}));
  EXPECT_EQ(psis["std_mm"], 2.0);
  EXPECT_EQ(psis["confidence"], 0.712);
  EXPECT_EQ(psis["snomed"], "22356005");
  EXPECT_FALSE(psis.contains("lumbar_level"));
  EXPECT_EQ(object["landmarks"][1]["lumbar_level"], 4);
  EXPECT_TRUE(object["landmarks"][1]["snomed"].is_null());
}

TEST(LandmarksJsonl, AnAbstentionHasAReasonAndNoPlace) {
  PlanarLandmark missing;
  missing.kind = LandmarkKind::kPiis;
  missing.reason = "not to be told apart";
  const json object = json::parse(landmarks_jsonl_line(report_with(0, {missing})));
  EXPECT_EQ(object["landmarks"][0]["reason"], "not to be told apart");
  EXPECT_FALSE(object["landmarks"][0].contains("px"));
}

class EvaluateLandmarks : public testing::Test {
 protected:
  EvaluateLandmarks() { std::filesystem::create_directory(folder_.path("out")); }

  void add_frame(std::vector<PlanarLandmark> landmarks) {
    const FrameReport report = report_with(frames_++, std::move(landmarks));
    csv_ += frames_csv_row(report, 1.0);
    bone_ += bone_jsonl_line(report);
    landmarks_ += landmarks_jsonl_line(report);
  }

  // Truth of the frames so far: what stands between the brackets of "landmarks" of each.
  std::map<std::string, std::optional<double>> metrics(const std::vector<std::string>& truth,
                                                       const std::string& bone = "") {
    std::string frames;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      frames += (i == 0 ? "" : ",") + std::string("{\"frame\":") + std::to_string(i) + bone +
                ",\"landmarks\":[" + truth[i] + "]}";
    }
    write_text(folder_.path("out/frames.csv"), frames_csv_header() + csv_);
    write_text(folder_.path("out/bone.jsonl"), bone_);
    write_text(folder_.path("out/landmarks.jsonl"), landmarks_);
    write_text(folder_.path("truth.json"), "{\"mm_per_px\":0.1,\"frames\":[" + frames + "]}");
    const auto evaluation = evaluate({folder_.path("out"), folder_.path("truth.json"), "9.9"});
    std::map<std::string, std::optional<double>> values;
    if (!evaluation) {
      ADD_FAILURE() << evaluation.error().text();
      return values;
    }
    for (const auto& metric : evaluation->metrics) values[metric.name] = metric.value;
    return values;
  }

  TemporaryFolder folder_;
  std::int64_t frames_ = 0;
  std::string csv_, bone_, landmarks_;
};

const char* const kPsisInPlane = R"({"name":"psis_left","px":[200,120],"out_of_plane_mm":-0.5})";
const char* const kPsisNear = R"({"name":"psis_left","px":[200,120],"out_of_plane_mm":3.5})";

TEST_F(EvaluateLandmarks, CountsFoundMissedAndFalse) {
  add_frame({found(LandmarkKind::kPsis, 230.0, 120.0, 0.8)});  // 3 mm off
  add_frame({found(LandmarkKind::kPsis, 200.0, 220.0, 0.8)});  // 10 mm off
  add_frame({found(LandmarkKind::kPsis, 200.0, 120.0, 0.4)});  // too unsure to be a claim
  add_frame({found(LandmarkKind::kPsis, 200.0, 120.0, 0.8)});  // there is none
  add_frame({});
  auto values = metrics({kPsisInPlane, kPsisInPlane, kPsisInPlane, "", ""});
  EXPECT_EQ(values["landmark_psis_shown_frames"], 3.0);
  EXPECT_NEAR(values["landmark_psis_found_fraction"].value(), 1.0 / 3.0, 1e-9);
  EXPECT_NEAR(values["landmark_psis_error_median_mm"].value(), 3.0, 1e-9);
  EXPECT_NEAR(values["landmark_psis_false_alarms_per_100_frames"].value(), 50.0, 1e-9);
}

TEST_F(EvaluateLandmarks, AFrameBesideTheLandmarkCountsNeitherWay) {
  add_frame({found(LandmarkKind::kPsis, 200.0, 120.0, 0.8)});
  add_frame({found(LandmarkKind::kPsis, 200.0, 120.0, 0.8)});
  auto values = metrics({kPsisInPlane, kPsisNear});
  EXPECT_EQ(values["landmark_psis_shown_frames"], 1.0);
  EXPECT_EQ(values["landmark_psis_false_alarms_per_100_frames"], std::nullopt);
}

TEST_F(EvaluateLandmarks, WhatBoneHidesIsNotShown) {
  add_frame({});
  auto values = metrics({kPsisInPlane}, R"(,"bone_px":[[200,60]])");
  EXPECT_FALSE(values.contains("landmark_psis_shown_frames"));
}

TEST_F(EvaluateLandmarks, ResultsOfEarlierVersionsHaveNone) {
  add_frame({found(LandmarkKind::kPsis, 200.0, 120.0, 0.8)});
  landmarks_.clear();
  auto values = metrics({kPsisInPlane});
  EXPECT_EQ(values["landmark_psis_found_fraction"], 0.0);
}

TEST(LandmarkTally, AddsUpOverSequences) {
  LandmarkTally one, both;
  auto& psis = one[static_cast<std::size_t>(LandmarkKind::kPsis)];
  psis.shown = 4.0;
  psis.found = 3.0;
  psis.error_mm = {1.0, 2.0, 3.0};
  add(one, both);
  add(one, both);
  EXPECT_EQ(both[static_cast<std::size_t>(LandmarkKind::kPsis)].shown, 8.0);
  EXPECT_EQ(both[static_cast<std::size_t>(LandmarkKind::kPsis)].error_mm.size(), 6U);
  EXPECT_THAT(landmark_table(both), testing::HasSubstr("75.0 %"));
  EXPECT_EQ(landmark_table(LandmarkTally{}), "");
}

// Brightest colour that is not grey.
int strongest_colour(const FrameReport& report) {
  OverlayPainter painter({700, 700});
  const cv::Mat canvas = painter.paint(cv::Mat(700, 700, CV_8UC1, cv::Scalar(0)), report);
  int strongest = 0;
  for (int y = 0; y < 700; ++y) {
    for (int x = 0; x < 700; ++x) {
      const auto& pixel = canvas.at<cv::Vec3b>(y, x);
      if (pixel[2] - pixel[1] > 20) strongest = std::max<int>(strongest, pixel[2]);
    }
  }
  return strongest;
}

TEST(Overlay, DrawsLandmarksAndDimsUnsureOnes) {
  const int sure = strongest_colour(report_with(0, {found(LandmarkKind::kPsis, 350, 300, 0.9)}));
  const int unsure = strongest_colour(report_with(0, {found(LandmarkKind::kPsis, 350, 300, 0.3)}));
  EXPECT_GT(unsure, 30);
  EXPECT_GT(sure, 3 * unsure / 2);
  EXPECT_EQ(strongest_colour(report_with(0, {})), 0);
}

}  // namespace
}  // namespace echolance
