// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/landmark_track.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

constexpr double kMemory_s = 0.05;     // of views and confidences
constexpr double kPositionKept = 0.4;  // of the position at 20 frames a second
constexpr double kSame_mm = 6.0;
constexpr double kForgotten = 0.15;  // confidence below which a track ends
constexpr double kUsualStep_s = 0.05;
constexpr double kLongestStep_s = 0.5;
constexpr std::int64_t kShortestRun = 3;
constexpr std::int64_t kLongestHole = 10;

double distance_mm(const PlanarLandmark& a, const PlanarLandmark& b) {
  return (a.in_image.mm - b.in_image.mm).norm();
}

}  // namespace

void LandmarkTracker::restart() {
  views_.fill(0.0);
  tracks_.clear();
  levels_.restart();
  before_.reset();
}

PlanarLandmarks LandmarkTracker::update(const PlanarLandmarks& seen, const LandmarkMoment& moment) {
  if (moment.change == FrameChange::kRepeated) return last_;
  if (moment.change == FrameChange::kCut) restart();
  const double step_s =
      before_ ? std::clamp(elapsed_s(*before_, moment.time), 0.0, kLongestStep_s) : kLongestStep_s;
  const double keep = std::exp(-step_s / kMemory_s);
  before_ = moment.time;
  PlanarLandmarks out;
  out.reason = seen.reason;
  smooth_views(seen, keep, out);
  for (auto& track : tracks_) track.seen_now = false;
  for (const auto& landmark : seen.landmarks) {
    if (landmark.position) follow(landmark, keep);
  }
  age(keep);
  std::vector<PlanarLandmark*> rows;
  for (auto& track : tracks_) rows.push_back(&track.landmark);
  levels_.update(out.view, out.probabilities[static_cast<std::size_t>(out.view)], rows);
  for (auto& track : tracks_) {
    note(track.landmark, moment.frame_index);
    out.landmarks.push_back(track.landmark);
  }
  std::stable_sort(out.landmarks.begin(), out.landmarks.end(), [](const auto& a, const auto& b) {
    return a.in_image.mm.x() < b.in_image.mm.x();
  });
  for (const auto& landmark : seen.landmarks) {
    if (!landmark.position && out.find(landmark.kind) == nullptr) out.landmarks.push_back(landmark);
  }
  last_ = out;
  return out;
}

void LandmarkTracker::smooth_views(const PlanarLandmarks& seen, double keep, PlanarLandmarks& out) {
  for (std::size_t i = 0; i < kPlanarViewCount; ++i) {
    views_[i] = keep * views_[i] + (1.0 - keep) * seen.probabilities[i];
    out.probabilities[i] = views_[i];
  }
  double sum = 0.0;
  for (const double view : views_) sum += view;
  if (sum > 0.0) {
    for (double& probability : out.probabilities) probability /= sum;
  }
  const auto most = std::max_element(out.probabilities.begin(), out.probabilities.end());
  out.view = static_cast<PlanarView>(most - out.probabilities.begin());
}

// Into the nearest track of its kind, or a new one that is doubted at first.
void LandmarkTracker::follow(const PlanarLandmark& seen, double keep) {
  Track* nearest = nullptr;
  for (auto& track : tracks_) {
    if (track.landmark.kind != seen.kind || track.seen_now) continue;
    if (distance_mm(track.landmark, seen) > kSame_mm) continue;
    if (nearest != nullptr &&
        distance_mm(nearest->landmark, seen) < distance_mm(track.landmark, seen)) {
      continue;
    }
    nearest = &track;
  }
  if (nearest == nullptr) {
    Track track;
    track.landmark = seen;
    track.landmark.confidence = (1.0 - keep) * seen.confidence;
    track.seen_now = true;
    tracks_.push_back(track);
    return;
  }
  PlanarLandmark& kept = nearest->landmark;
  const double old = kPositionKept * std::min(1.0, keep / std::exp(-kUsualStep_s / kMemory_s));
  kept.in_image.mm = old * kept.in_image.mm + (1.0 - old) * seen.in_image.mm;
  kept.position->x_px = old * kept.position->x_px + (1.0 - old) * seen.position->x_px;
  kept.position->y_px = old * kept.position->y_px + (1.0 - old) * seen.position->y_px;
  kept.std_mm = seen.std_mm;
  kept.confidence = keep * kept.confidence + (1.0 - keep) * seen.confidence;
  nearest->seen_now = true;
}

void LandmarkTracker::age(double keep) {
  for (auto& track : tracks_) {
    if (!track.seen_now) track.landmark.confidence *= keep;
  }
  std::erase_if(tracks_, [](const Track& track) {
    return !track.seen_now && track.landmark.confidence < kForgotten;
  });
}

void LandmarkTracker::note(const PlanarLandmark& landmark, std::int64_t frame) {
  if (landmark.confidence < kLandmarkClaim || landmark.kind == LandmarkKind::kSkin) return;
  const auto same = std::find_if(places_.rbegin(), places_.rend(), [&](const SweepPlace& place) {
    return place.kind == landmark.kind && place.lumbar_level == landmark.lumbar_level &&
           frame - place.last_frame <= kLongestHole;
  });
  if (same == places_.rend()) {
    places_.push_back(
        {landmark.kind, landmark.lumbar_level, frame, frame, frame, landmark.confidence});
    return;
  }
  same->last_frame = frame;
  if (landmark.confidence > same->confidence) {
    same->confidence = landmark.confidence;
    same->best_frame = frame;
  }
}

std::vector<SweepPlace> LandmarkTracker::summary() const {
  std::vector<SweepPlace> places;
  for (const auto& place : places_) {
    if (place.last_frame - place.first_frame + 1 >= kShortestRun) places.push_back(place);
  }
  return places;
}

}  // namespace echolance
