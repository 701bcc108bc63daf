// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/landmark_layouts.hpp"

namespace echolance {
namespace {

// Along the spine its parts repeat from vertebra to vertebra, 25 to 45 mm apart [R50], with gaps:
//
//    __        __        __        transverse processes: round, narrow, wide gaps
//   (  )      (  )      (  )
//   \___    \____    \____         laminae: long, sloping, narrow gaps
//  |----|  |-----|  |----|         spinous processes: flat, near the skin, deep gaps
struct RowShape {
  PlanarView view;
  LandmarkKind kind;
  SoftRange width_mm, gap_mm, depth_mm;
  double std_mm;
};

constexpr std::array<RowShape, 3> kRows = {{
    {PlanarView::kParasagittalTransverse,
     LandmarkKind::kTransverseProcess,
     {4.0, 5.0, 15.0, 18.0},
     {9.0, 14.0, 36.0, 44.0},
     {14.0, 22.0, 75.0, 90.0},
     2.5},
    {PlanarView::kParasagittalLamina,
     LandmarkKind::kLamina,
     {9.0, 13.5, 32.0, 40.0},
     {1.0, 3.0, 17.0, 24.0},
     {14.0, 20.0, 80.0, 95.0},
     4.0},
    {PlanarView::kMedianSagittal,
     LandmarkKind::kSpinousProcess,
     {5.0, 7.0, 26.0, 34.0},
     {5.0, 8.0, 28.0, 34.0},
     {1.0, 3.0, 24.0, 34.0},
     3.0},
}};

constexpr SoftRange kSpacing_mm{18.0, 23.0, 44.0, 52.0};
constexpr SoftRange kStep_mm{-1.0, 0.0, 8.0, 14.0};  // in depth, from one to the next
constexpr SoftRange kEven{-1.0, 0.0, 0.2, 0.4};      // difference of neighbouring spacings
constexpr SoftRange kSure{0.5, 0.75, 2.0, 3.0};
constexpr std::array<double, 5> kByCount = {0.0, 0.0, 0.35, 0.9, 1.0};
constexpr double kDeeper_mm = 3.0;
constexpr SoftRange kSacrumLength_mm{22.0, 30.0, 90.0, 120.0};
constexpr SoftRange kSacrumRise{-0.25, -0.05, 0.75, 1.0};  // towards its lower end, mm per mm
constexpr SoftRange kFromSacrum_mm{5.0, 9.0, 30.0, 40.0};
constexpr std::array<double, 3> kBesideSacrum = {0.15, 0.45, 0.8};  // by laminae seen

double shape_fit(const SurfaceProfile& surface, const RowShape& shape, const SurfacePiece& piece) {
  const double beam_mm = surface.beam_depth_mm(SurfaceProfile::x_mm(piece.top), piece.top_mm);
  return shape.width_mm.holds(piece.width_mm()) * shape.depth_mm.holds(beam_mm) *
         kSure.holds(piece.confidence);
}

// How well `next` follows `piece`; 0 where something shallower lies between.
double follows(const RowShape& shape, const std::vector<SurfacePiece>& pieces, std::size_t piece,
               std::size_t next) {
  const SurfacePiece& a = pieces[piece];
  const SurfacePiece& b = pieces[next];
  for (std::size_t between = piece + 1; between < next; ++between) {
    if (pieces[between].top_mm < std::max(a.top_mm, b.top_mm) + kDeeper_mm) return 0.0;
  }
  const double gap_mm = (b.begin - a.end) * SurfaceProfile::kStep_mm;
  return kSpacing_mm.holds(b.middle_mm() - a.middle_mm()) * shape.gap_mm.holds(gap_mm) *
         kStep_mm.holds(std::abs(b.top_mm - a.top_mm));
}

struct Row {
  std::vector<std::size_t> members;
  double fit = 0.0;  // worst of its links
};

// Goes on from the row's last member to the best next one, as long as there is one.
void extend(const SurfaceProfile& surface, const RowShape& shape, Row& row) {
  const auto& pieces = surface.mounds();
  while (true) {
    std::size_t best = pieces.size();
    double best_fit = 0.0;
    const std::size_t last = row.members.back();
    for (std::size_t next = last + 1; next < pieces.size(); ++next) {
      double fit = shape_fit(surface, shape, pieces[next]) * follows(shape, pieces, last, next);
      if (row.members.size() > 1) {
        const SurfacePiece& before = pieces[row.members[row.members.size() - 2]];
        const double first_mm = pieces[last].middle_mm() - before.middle_mm();
        const double second_mm = pieces[next].middle_mm() - pieces[last].middle_mm();
        fit *= kEven.holds(std::abs(first_mm - second_mm) / std::max(first_mm, second_mm));
      }
      if (fit <= best_fit) continue;
      best_fit = fit;
      best = next;
    }
    if (best_fit < 0.2) return;
    row.members.push_back(best);
    row.fit = std::min(row.fit, best_fit);
  }
}

void read_row(const LandmarkPicture& picture, const RowShape& shape, LayoutTable& table) {
  const auto& pieces = picture.surface.mounds();
  for (std::size_t first = 0; first < pieces.size(); ++first) {
    Row row{{first}, shape_fit(picture.surface, shape, pieces[first])};
    if (row.fit < 0.2) continue;
    extend(picture.surface, shape, row);
    Layout layout;
    layout.view = shape.view;
    layout.fit = kByCount[std::min<std::size_t>(row.members.size(), 4)] * row.fit;
    for (const std::size_t member : row.members) {
      const SurfacePiece& piece = pieces[member];
      const double x_mm = shape.kind == LandmarkKind::kTransverseProcess
                              ? SurfaceProfile::x_mm(piece.top)
                              : piece.middle_mm();
      const int column = SurfaceProfile::column_of(x_mm);
      const double y_mm =
          picture.surface.has(column) ? picture.surface.depth_mm(column) : piece.mean_mm;
      layout.points.push_back({shape.kind, x_mm, y_mm, shape.std_mm, 1.0});
    }
    table.offer(std::move(layout));
  }
}

// The sacrum: a long even stretch at one end of what is seen, the lowest laminae beside it.
// `towards`: where the head is.
void read_sacral_end(const LandmarkPicture& picture, double towards, LayoutTable& table) {
  const auto& pieces = picture.surface.pieces();
  if (pieces.empty()) return;
  const SurfacePiece& sacrum = towards > 0.0 ? pieces.front() : pieces.back();
  const double end_mm = SurfaceProfile::x_mm(towards > 0.0 ? sacrum.end - 1 : sacrum.begin);
  const double rise_mm = picture.surface.depth_mm(towards > 0.0 ? sacrum.end - 1 : sacrum.begin) -
                         picture.surface.depth_mm(towards > 0.0 ? sacrum.begin : sacrum.end - 1);
  Layout layout;
  layout.view = PlanarView::kParasagittalSacrum;
  layout.points.push_back({LandmarkKind::kSacrum, sacrum.middle_mm(), sacrum.mean_mm, 6.0, 1.0});
  const RowShape& lamina = kRows[1];
  double last_mm = end_mm;
  double last_depth_mm = picture.surface.depth_mm(towards > 0.0 ? sacrum.end - 1 : sacrum.begin);
  double worst = 1.0;
  const auto& mounds = picture.surface.mounds();
  for (std::size_t i = 0; i < mounds.size(); ++i) {
    const SurfacePiece& mound = mounds[towards > 0.0 ? i : mounds.size() - 1 - i];
    const double away = (mound.middle_mm() - last_mm) * towards;
    const SoftRange& wanted = layout.points.size() == 1 ? kFromSacrum_mm : kSpacing_mm;
    const double fit = shape_fit(picture.surface, lamina, mound) * wanted.holds(away) *
                       kStep_mm.holds(std::abs(mound.top_mm - last_depth_mm));
    if (fit < 0.3) continue;
    worst = std::min(worst, fit);
    last_mm = mound.middle_mm();
    last_depth_mm = mound.top_mm;
    layout.points.push_back({LandmarkKind::kLamina, last_mm, mound.top_mm, 4.0, 0.9});
  }
  const std::size_t laminae = std::min<std::size_t>(layout.points.size() - 1, 2);
  layout.fit = kSacrumLength_mm.holds(sacrum.width_mm()) * kSure.holds(sacrum.confidence) *
               kSacrumRise.holds(rise_mm / sacrum.width_mm()) * kBesideSacrum[laminae] * worst;
  table.offer(std::move(layout));
}

}  // namespace

void read_sagittal_spine(const LandmarkPicture& picture, LayoutTable& table) {
  for (const auto& shape : kRows) read_row(picture, shape, table);
  for (const double towards : {-1.0, 1.0}) read_sacral_end(picture, towards, table);
}

}  // namespace echolance
