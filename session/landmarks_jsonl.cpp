// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/landmarks_jsonl.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace echolance {

namespace {

using nlohmann::ordered_json;

double rounded(double value, double scale) {
  return std::round(value * scale) / scale;
}

ordered_json landmark_object(const PlanarLandmark& landmark) {
  ordered_json object = {{"name", to_string(landmark.kind)}};
  if (!landmark.position) {
    object["reason"] = landmark.reason;
    return object;
  }
  object["px"] = {rounded(landmark.position->x_px, 100.0), rounded(landmark.position->y_px, 100.0)};
  object["mm"] = {rounded(landmark.in_image.mm.x(), 1000.0),
                  rounded(landmark.in_image.mm.y(), 1000.0)};
  object["std_mm"] = rounded(landmark.std_mm, 100.0);
  object["confidence"] = rounded(landmark.confidence, 1000.0);
  object["snomed"] = nullptr;
  if (const auto code = snomed_code(landmark.kind)) object["snomed"] = *code;
  if (landmark.lumbar_level) object["lumbar_level"] = *landmark.lumbar_level;
  return object;
}

}  // namespace

std::string landmarks_jsonl_line(const FrameReport& report) {
  const PlanarLandmarks& landmarks = report.landmarks;
  ordered_json object = {{"frame_index", report.frame_index},
                         {"view", to_string(landmarks.view)},
                         {"view_probabilities", ordered_json::object()},
                         {"reason", landmarks.reason},
                         {"landmarks", ordered_json::array()},
                         {"levels", ordered_json::array()}};
  for (std::size_t i = 0; i < kPlanarViewCount; ++i) {
    const double probability = landmarks.probabilities[i];
    if (probability < 0.0005) continue;
    object["view_probabilities"][to_string(static_cast<PlanarView>(i))] =
        rounded(probability, 1000.0);
  }
  for (const auto& landmark : landmarks.landmarks) {
    object["landmarks"].push_back(landmark_object(landmark));
  }
  for (const auto& level : landmarks.levels) {
    object["levels"].push_back(
        {{"lumbar_level", level.lumbar_level},
         {"px", {rounded(level.position.x_px, 100.0), rounded(level.position.y_px, 100.0)}},
         {"confidence", rounded(level.confidence, 1000.0)}});
  }
  return object.dump() + "\n";
}

}  // namespace echolance
