// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/legend.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "gui/scene/chosen_way.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr double kRow_px = 18.0, kSwatch_px = 26.0, kWords_px = 12.0;

enum class Swatch { kLine, kThinLine, kDashes, kBands, kDisc, kRing, kDots };

struct Row {
  Swatch swatch = Swatch::kLine;
  look::Colour colour = look::kText;
  std::string words;
};

bool has(const Plan& plan, ClearanceKind kind) {
  return std::any_of(plan.structures.begin(), plan.structures.end(),
                     [&](const NoGo& one) { return one.kind == kind; });
}

void add_plan(const SpaceSceneContent& content, std::vector<Row>& rows) {
  const Plan& plan = *content.plan;
  if (content.own_way && !content.own_way->allowed) {
    rows.push_back({Swatch::kDashes, look::kForbidden, "your way: must not be used"});
  } else if (content.own_way) {
    rows.push_back({Swatch::kLine, look::kWay, "your way"});
  } else if (chosen_way(content) != nullptr) {
    rows.push_back({Swatch::kLine, look::kWay, "planned way"});
    if (!plan.alternatives.empty()) {
      rows.push_back({Swatch::kThinLine, look::kOtherWay, "other ways"});
    }
  } else if (plan.nearest) {
    rows.push_back({Swatch::kDashes, look::kForbidden, "not feasible: must not be used"});
  }
  rows.push_back({Swatch::kRing, look::kWay, "target with tolerance"});
  if (has(plan, ClearanceKind::kForbidden)) {
    rows.push_back({Swatch::kBands, look::kForbidden, "forbidden"});
  }
  if (has(plan, ClearanceKind::kWarn)) {
    rows.push_back({Swatch::kLine, look::kWarn, "keep clear where possible"});
  }
}

void add_landmarks(const std::vector<SceneLandmark>& landmarks, std::vector<Row>& rows) {
  const auto inferred = [](const SceneLandmark& mark) { return mark.inferred; };
  if (!std::all_of(landmarks.begin(), landmarks.end(), inferred)) {
    rows.push_back({Swatch::kDisc, look::kLandmark, "landmark"});
  }
  if (std::any_of(landmarks.begin(), landmarks.end(), inferred)) {
    rows.push_back({Swatch::kRing, look::kLandmark, "landmark, inferred"});
  }
}

std::vector<Row> rows_of(const SpaceSceneContent& content) {
  std::vector<Row> rows;
  if (content.needle && content.needle->state == NeedleState::kSeen) {
    rows.push_back({Swatch::kLine, look::kNeedleSeen, "needle, seen"});
  }
  if (content.needle && content.needle->state == NeedleState::kPredicted) {
    rows.push_back({Swatch::kDashes, look::kNeedlePredicted, "needle, PREDICTED"});
  }
  if (content.plan) add_plan(content, rows);
  if (!content.landmarks.empty()) add_landmarks(content.landmarks, rows);
  if (!content.points_mm.empty())
    rows.push_back({Swatch::kDots, look::kMeasured, "bone, measured"});
  if (!content.bone.triangles.empty()) {
    const bool model = content.bone_kind == SceneBone::kShapeModel;
    rows.push_back({Swatch::kDisc, model ? look::kModelBone : look::kBone,
                    model ? "bone, shape model" : "bone"});
  }
  if (!content.skin.triangles.empty()) {
    rows.push_back({Swatch::kThinLine, look::kSkin, "edge of the skin shown"});
  }
  return rows;
}

void draw_dashes(Overlay& overlay, const Row& row, const Vector2d& from, double length) {
  for (int dash = 0; dash < 3; ++dash) {
    const double x = from.x() + length * dash / 3.0;
    overlay.line({x, from.y()}, {x + 0.2 * length, from.y()}, 3.0, row.colour);
  }
}

void draw_bands(Overlay& overlay, const Row& row, const Vector2d& from, double length) {
  overlay.line(from, from + Vector2d(length, 0.0), 6.0, row.colour);
  for (int band = 0; band < 3; ++band) {
    const double x = from.x() + length * (band + 0.35) / 3.0;
    overlay.line({x, from.y()}, {x + 0.11 * length, from.y()}, 6.0, look::kForbiddenBand);
  }
}

void draw_swatch(Overlay& overlay, const Row& row, const Vector2d& from) {
  const double scale = overlay.size().scale, length = 0.8 * kSwatch_px * scale;
  const Vector2d to = from + Vector2d(length, 0.0), middle = 0.5 * (from + to);
  switch (row.swatch) {
    case Swatch::kLine:
      return overlay.line(from, to, 4.0, row.colour);
    case Swatch::kThinLine:
      return overlay.line(from, to, 1.6, row.colour);
    case Swatch::kDashes:
      return draw_dashes(overlay, row, from, length);
    case Swatch::kBands:
      return draw_bands(overlay, row, from, length);
    case Swatch::kDisc:
      return overlay.disc(middle, 5.0, row.colour);
    case Swatch::kRing:
      return overlay.ring(middle, 5.0 * scale, 1.6, row.colour);
    case Swatch::kDots:
      for (const double share : {0.2, 0.5, 0.8}) {
        overlay.disc(from + Vector2d(share * length, 0.0), 2.0, row.colour);
      }
  }
}

}  // namespace

Eigen::AlignedBox2d draw_legend(Overlay& overlay, const SpaceSceneContent& content,
                                const Vector2d& at) {
  const double scale = overlay.size().scale;
  Eigen::AlignedBox2d taken(at, at);
  Vector2d place = at;
  for (const auto& row : rows_of(content)) {
    draw_swatch(overlay, row, place);
    taken.extend(overlay.text(place + Vector2d(kSwatch_px * scale, 0.0), row.words,
                              {kWords_px, look::kQuietText}));
    place.y() += kRow_px * scale;
  }
  return taken;
}

}  // namespace echolance
