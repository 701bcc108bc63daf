// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/frame_landmarks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/shadow_cap.hpp"
#include "imaging/skin_line.hpp"

namespace echolance {
namespace {

constexpr double kNoneOfThem = 0.4;  // fit of "another view", against which all others stand
constexpr double kSureRow = 0.5;     // three parts in a row or more
constexpr double kSpineToMidline_mm = 26.0;  // CLINICAL 2.2: 28 to 52
constexpr double kLeastShown = 0.15;         // surer ones are given

// Why a kind of landmark is not in a picture of this view.
std::string_view why_not(LandmarkKind kind, PlanarView view) {
  if (kind == LandmarkKind::kSkin) return "no echo below the probe's face stands out";
  if (kind == LandmarkKind::kPiis) {
    return "one picture cannot tell it from the ilium's edge beside it";
  }
  if (view == PlanarView::kUnknown) return "the surface fits none of the known views";
  return "nothing in this view looks like it";
}

PlanarLandmarks abstain(std::string_view reason) {
  PlanarLandmarks nothing;
  nothing.probabilities[0] = 1.0;
  nothing.reason = reason;
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    PlanarLandmark missing;
    missing.kind = static_cast<LandmarkKind>(i);
    missing.reason = reason;
    nothing.landmarks.push_back(missing);
  }
  return nothing;
}

// What the sacrum's reading sees beside an iliac spine belongs to the same picture.
void join_sacrum(LayoutTable& table) {
  Layout& psis = table.best(PlanarView::kTransversePsis);
  if (psis.fit <= 0.0) return;
  const double psis_x_mm = psis.points.front().x_mm;
  for (const auto& point : table.best(PlanarView::kTransverseSacrum).points) {
    const bool too_near = point.kind == LandmarkKind::kMedianSacralCrest &&
                          std::abs(point.x_mm - psis_x_mm) < kSpineToMidline_mm;
    if (!too_near) psis.points.push_back(point);
  }
}

constexpr std::array kRowViews = {PlanarView::kParasagittalTransverse,
                                  PlanarView::kParasagittalLamina, PlanarView::kMedianSagittal,
                                  PlanarView::kParasagittalSacrum};

// One row is read as several parts of the vertebrae: the better reading takes from the others.
double sharpen_rows(LayoutTable& table) {
  const auto fit_of = [&](PlanarView view) { return table.best(view).fit; };
  const PlanarView best =
      *std::max_element(kRowViews.begin(), kRowViews.end(),
                        [&](PlanarView a, PlanarView b) { return fit_of(a) < fit_of(b); });
  for (const auto view : kRowViews) {
    if (view != best) table.best(view).fit *= 1.0 - fit_of(best);
  }
  return fit_of(best);
}

// What repeats from vertebra to vertebra is seen along the spine, not across it.
void prefer_rows(LayoutTable& table) {
  const double row = sharpen_rows(table);
  if (row < kSureRow) return;
  for (const auto view : {PlanarView::kTransversePsis, PlanarView::kTransverseSacrum,
                          PlanarView::kTransverseSpinous, PlanarView::kTransverseInterlaminar}) {
    table.best(view).fit *= 1.0 - row;
  }
}

// The fit as an iliac spine is a probability by itself; the other views share what it leaves.
void weigh_views(const LayoutTable& table, PlanarLandmarks& found) {
  constexpr auto kPsis = static_cast<std::size_t>(PlanarView::kTransversePsis);
  double sum = kNoneOfThem;
  for (std::size_t i = 1; i < kPlanarViewCount; ++i) {
    if (i != kPsis) sum += table.best(static_cast<PlanarView>(i)).fit;
  }
  const double psis = table.best(PlanarView::kTransversePsis).fit;
  found.probabilities[0] = (1.0 - psis) * kNoneOfThem / sum;
  for (std::size_t i = 1; i < kPlanarViewCount; ++i) {
    found.probabilities[i] = (1.0 - psis) * table.best(static_cast<PlanarView>(i)).fit / sum;
  }
  found.probabilities[kPsis] = psis;
  const auto most = std::max_element(found.probabilities.begin(), found.probabilities.end());
  found.view = static_cast<PlanarView>(most - found.probabilities.begin());
}

void add(const LayoutPoint& point, double view, const SurfaceProfile& surface,
         PlanarLandmarks& found) {
  const double confidence = view * point.confidence;
  if (confidence < kLeastShown) return;
  PlanarLandmark landmark;
  landmark.kind = point.kind;
  landmark.position = surface.pixel(point.x_mm, point.y_mm);
  landmark.in_image.mm = {point.x_mm, point.y_mm, 0.0};
  landmark.std_mm = point.std_mm;
  landmark.confidence = confidence;
  found.landmarks.push_back(landmark);
}

void sort_and_explain(PlanarLandmarks& found) {
  std::stable_sort(found.landmarks.begin(), found.landmarks.end(),
                   [](const PlanarLandmark& a, const PlanarLandmark& b) {
                     return a.in_image.mm.x() < b.in_image.mm.x();
                   });
  for (std::size_t i = 0; i < kLandmarkKindCount; ++i) {
    const auto kind = static_cast<LandmarkKind>(i);
    if (found.find(kind) != nullptr) continue;
    PlanarLandmark missing;
    missing.kind = kind;
    missing.reason = why_not(kind, found.view);
    found.landmarks.push_back(missing);
  }
}

}  // namespace

PlanarLandmarks FrameLandmarkFinder::find(const LandmarkScene& scene) {
  if (!scene.spacing) return abstain("the pixel size is not known");
  if (scene.bone.points.empty()) return abstain("no bone is seen");
  surface_.build(scene.bone, scene.region, *scene.spacing);
  const LandmarkPicture picture{scene.grey, surface_};
  complete_caps(picture, surface_);
  table_.clear();
  read_ilium(picture, table_);
  read_sacrum(picture, table_);
  read_transverse_spine(picture, table_);
  read_sagittal_spine(picture, table_);
  prefer_rows(table_);
  join_sacrum(table_);
  PlanarLandmarks found;
  weigh_views(table_, found);
  const double view = found.probabilities[static_cast<std::size_t>(found.view)];
  if (found.view != PlanarView::kUnknown) {
    for (const auto& point : table_.best(found.view).points) add(point, view, surface_, found);
  }
  const auto skin = find_skin(picture, scene.region.bounds_px.width * scene.spacing->x_mm_per_px);
  if (skin)
    add({LandmarkKind::kSkin, skin->x_mm, skin->y_mm, skin->std_mm, 0.9}, 1.0, surface_, found);
  sort_and_explain(found);
  return found;
}

}  // namespace echolance
