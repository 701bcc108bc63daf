// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/level_count.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

constexpr int kSacrumAsLevel = 6;  // one below L5
constexpr int kHeldFrames = 3, kHeldSacrum = 6;
constexpr int kLostAfterFrames = 15;
constexpr double kNearest_mm = 18.0, kFarthest_mm = 52.0;  // from vertebra to vertebra

bool in_vertebra_row(LandmarkKind kind) {
  return kind == LandmarkKind::kLamina || kind == LandmarkKind::kTransverseProcess ||
         kind == LandmarkKind::kSpinousProcess;
}

bool is_along(PlanarView view) {
  return view == PlanarView::kParasagittalLamina || view == PlanarView::kParasagittalTransverse ||
         view == PlanarView::kMedianSagittal || view == PlanarView::kParasagittalSacrum;
}

double x_of(const PlanarLandmark* landmark) {
  return landmark->in_image.mm.x();
}

}  // namespace

void LevelCount::restart() {
  *this = LevelCount();
}

void LevelCount::update(PlanarView view, double view_probability,
                        std::vector<PlanarLandmark*>& landmarks) {
  if (view_probability < kLandmarkClaim) view = PlanarView::kUnknown;
  unknown_frames_ = view == PlanarView::kUnknown ? unknown_frames_ + 1 : 0;
  if (unknown_frames_ > kLostAfterFrames) {
    restart();
    for (auto* landmark : landmarks) landmark->lumbar_level.reset();
    return;
  }
  if (is_along(view)) {
    label_along(view, landmarks);
    return;
  }
  step_across(view);
  label_across(landmarks);
}

void LevelCount::step_across(PlanarView view) {
  Station here = Station::kNone;
  if (view == PlanarView::kTransversePsis || view == PlanarView::kTransverseSacrum) {
    here = Station::kSacrum;
  } else if (view == PlanarView::kTransverseInterlaminar) {
    here = Station::kWindow;
  } else if (view == PlanarView::kTransverseSpinous) {
    here = Station::kVertebra;
  } else {
    return;
  }
  coming_frames_ = here == coming_ ? coming_frames_ + 1 : 1;
  coming_ = here;
  const int held = here == Station::kSacrum ? kHeldSacrum : kHeldFrames;
  if (coming_frames_ >= held && here != station_) arrive(here);
}

// Sacrum, window, vertebra, window, vertebra ...: any other order means that something was missed.
void LevelCount::arrive(Station station) {
  const Station before = station_;
  station_ = station;
  switch (station) {
    case Station::kSacrum:
      // After a window it may as well be a lamina that looks like sacrum: not to be told.
      level_ = before == Station::kNone ? std::optional(kSacrumAsLevel) : std::nullopt;
      return;
    case Station::kWindow:
      return;
    case Station::kVertebra:
      if (before != Station::kWindow) level_.reset();
      if (level_) level_ = *level_ - 1;
      if (level_ && *level_ < 1) level_.reset();
      return;
    case Station::kNone:
      return;
  }
}

void LevelCount::label_across(std::vector<PlanarLandmark*>& landmarks) const {
  const bool on_vertebra = station_ == Station::kVertebra && level_ && *level_ < kSacrumAsLevel;
  for (auto* landmark : landmarks) {
    landmark->lumbar_level.reset();
    if (on_vertebra && in_vertebra_row(landmark->kind)) landmark->lumbar_level = level_;
  }
}

void LevelCount::label_along(PlanarView view, std::vector<PlanarLandmark*>& landmarks) {
  std::vector<PlanarLandmark*> row;
  const PlanarLandmark* sacrum = nullptr;
  for (auto* landmark : landmarks) {
    if (landmark->kind == LandmarkKind::kSacrum) sacrum = landmark;
    if (in_vertebra_row(landmark->kind)) row.push_back(landmark);
  }
  std::sort(row.begin(), row.end(), [](auto* a, auto* b) { return x_of(a) < x_of(b); });
  if (view == PlanarView::kParasagittalSacrum && sacrum != nullptr && !row.empty()) {
    start_along(row, x_of(sacrum));
  }
  spread_along(row);
}

void LevelCount::start_along(const std::vector<PlanarLandmark*>& row, double sacrum_x_mm) {
  cranial_ = x_of(row.front()) > sacrum_x_mm ? 1.0 : -1.0;
  for (auto* landmark : row) landmark->lumbar_level.reset();
  PlanarLandmark* nearest = *cranial_ > 0.0 ? row.front() : row.back();
  nearest->lumbar_level = kSacrumAsLevel - 1;
}

// From counted ones to their neighbours, both ways; a contradiction clears all.
void LevelCount::spread_along(std::vector<PlanarLandmark*>& row) const {
  if (!cranial_) {
    for (auto* landmark : row) landmark->lumbar_level.reset();
    return;
  }
  bool agrees = true;
  const auto pass = [&](PlanarLandmark* from, PlanarLandmark* to) {
    const double step_mm = x_of(to) - x_of(from);
    if (!from->lumbar_level || std::abs(step_mm) < kNearest_mm ||
        std::abs(step_mm) > kFarthest_mm) {
      return;
    }
    const int level = *from->lumbar_level - (step_mm * *cranial_ > 0.0 ? 1 : -1);
    if (to->lumbar_level && *to->lumbar_level != level) agrees = false;
    if (!to->lumbar_level && level >= 1 && level < kSacrumAsLevel) to->lumbar_level = level;
  };
  for (std::size_t i = 1; i < row.size(); ++i) pass(row[i - 1], row[i]);
  for (std::size_t i = row.size(); i-- > 1;) pass(row[i], row[i - 1]);
  if (agrees) return;
  for (auto* landmark : row) landmark->lumbar_level.reset();
}

}  // namespace echolance
