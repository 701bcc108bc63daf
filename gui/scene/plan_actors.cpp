// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/plan_actors.hpp"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkDoubleArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTexture.h>
#include <vtkTubeFilter.h>

#include <algorithm>

#include "gui/scene/chosen_way.hpp"
#include "gui/scene/forms.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kWay_mm = 0.9, kOtherWay_mm = 0.3;  // radii
constexpr double kDash_mm = 3.0;
constexpr double kNear_mm = 12.0, kFar_mm = 45.0;  // of structures from the way
constexpr double kThinnest_mm = 0.5;               // radius a structure is drawn with at least
constexpr double kBand_mm = 5.0;                   // from band to band
constexpr int kTubeSides = 20;

// Along u: one dark band, the rest clear.
vtkNew<vtkTexture> bands() {
  constexpr int kWidth = 32, kDark = 11;
  vtkNew<vtkImageData> image;
  image->SetDimensions(kWidth, 2, 1);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 3);
  for (int y = 0; y < 2; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const auto& colour = x < kDark ? look::kForbiddenBand : look::kForbidden;
      for (int c = 0; c < 3; ++c) {
        image->SetScalarComponentFromDouble(x, y, 0, c,
                                            255.0 * colour[static_cast<std::size_t>(c)]);
      }
    }
  }
  vtkNew<vtkTexture> texture;
  texture->SetInputData(image);
  texture->RepeatOn();
  texture->InterpolateOn();
  texture->MipmapOn();
  return texture;
}

vtkNew<vtkPolyData> chain_of(const NoGo& structure) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> lines;
  vtkNew<vtkDoubleArray> radii;
  lines->InsertNextCell(static_cast<int>(structure.points_mm.size()));
  for (std::size_t i = 0; i < structure.points_mm.size(); ++i) {
    lines->InsertCellPoint(points->InsertNextPoint(structure.points_mm[i].data()));
    radii->InsertNextValue(std::max(structure.radii_mm[i], kThinnest_mm));
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetLines(lines);
  data->GetPointData()->SetScalars(radii);
  return data;
}

// Dimmed by its distance to the way: what is near stands out.
double strength_of(const NoGo& structure, const PlannedPath* way) {
  if (way == nullptr) return 1.0;
  const double far_mm = distance_mm(structure, entry_mm(way->way), end_mm(way->way));
  return std::clamp(1.15 - 0.6 * (far_mm - kNear_mm) / (kFar_mm - kNear_mm), 0.5, 1.0);
}

FormStyle style_of(const NoGo& structure, double strength) {
  FormStyle style{structure.kind == ClearanceKind::kForbidden ? look::kForbidden : look::kWarn, 1.0,
                  0.25};
  for (auto& part : style.colour) part *= strength;
  return style;
}

void add_chain(PropList& to, const NoGo& structure, double strength) {
  vtkNew<vtkTubeFilter> tube;
  tube->SetInputData(chain_of(structure));
  tube->SetVaryRadiusToVaryRadiusByAbsoluteScalar();
  tube->SetNumberOfSides(kTubeSides);
  tube->CappingOn();
  vtkNew<vtkPolyDataMapper> mapper;
  vtkNew<vtkActor> actor;
  apply(style_of(structure, strength), *actor);
  if (structure.kind == ClearanceKind::kForbidden) {
    tube->SetGenerateTCoordsToUseLength();
    tube->SetTextureLength(kBand_mm);
    actor->SetTexture(bands());
    actor->GetProperty()->SetColor(strength, strength, strength);
  }
  mapper->SetInputConnection(tube->GetOutputPort());
  mapper->ScalarVisibilityOff();
  actor->SetMapper(mapper);
  to.add(actor);
}

void add_structure(PropList& to, const NoGo& structure, const PlannedPath* way) {
  if (structure.points_mm.empty()) return;
  const double strength = strength_of(structure, way);
  const FormStyle style = style_of(structure, strength);
  if (structure.shape == NoGoShape::kPolygon) {
    std::vector<Vector3d> corners = structure.points_mm;
    corners.push_back(corners.front());
    if (structure.kind == ClearanceKind::kForbidden) {
      for (std::size_t i = 1; i < corners.size(); ++i) {
        add_dashed_tube(to, {corners[i - 1], corners[i]}, 0.4, 1.0, style);
      }
    } else {
      add_tube(to, corners, 0.3, style);
    }
  } else if (structure.points_mm.size() == 1) {
    const double radius_mm = std::max(structure.radii_mm.front(), 2.0 * kThinnest_mm);
    add_hollow_ball(to, structure.points_mm.front(), radius_mm, style);
  } else {
    add_chain(to, structure, strength);
  }
}

std::vector<Vector3d> ends_of(const PlannedPath& path) {
  return {entry_mm(path.way), end_mm(path.way)};
}

// Pictures are looked at from nearer than bodies.
double size_of(const Plan& plan) {
  return plan.space == PlanSpace::kImage ? 0.35 : 1.0;
}

void add_target(PropList& to, const Plan& plan) {
  const double radius_mm = plan.tolerance_mm;
  add_ball(to, plan.target_mm, std::min(0.7 * size_of(plan), 0.4 * radius_mm),
           {look::kText, 1.0, 0.6});
  add_ball(to, plan.target_mm, radius_mm, {look::kWay, 0.30, 0.4});
  if (plan.target_std_mm > 0.0) {
    add_ball(to, plan.target_mm, plan.target_std_mm, {look::kText, 0.14, 0.5});
  }
}

void add_chosen(PropList& to, const std::vector<Vector3d>& ends, double size, WayLook look) {
  if (look == WayLook::kGlass) {
    add_hollow_ball(to, ends.front(), 1.9 * kWay_mm * size, {look::kWay, 0.8, 0.5});
    return;  // the way itself is a point now
  }
  add_tube(to, ends, kWay_mm * size, {look::kWay, 1.0, 0.4});
  add_ball(to, ends.front(), 1.9 * kWay_mm * size, {look::kWay, 1.0, 0.4});
}

void add_own(PropList& to, const SceneOwnWay& own, double size, WayLook look) {
  if (own.allowed) return add_chosen(to, {own.entry_mm, own.end_mm}, size, look);
  add_dashed_tube(to, {own.entry_mm, own.end_mm}, kWay_mm * size, kDash_mm * size,
                  {look::kForbidden, 1.0, 0.5});
}

}  // namespace

void add_structures(PropList& to, const SpaceSceneContent& content) {
  if (!content.plan) return;
  const PlannedPath* way = chosen_way(content);
  for (const auto& structure : content.plan->structures) add_structure(to, structure, way);
}

void add_ways(PropList& to, const SpaceSceneContent& content, WayLook look) {
  if (!content.plan) return;
  const Plan& plan = *content.plan;
  const double size = size_of(plan);
  add_target(to, plan);
  if (content.own_way) add_own(to, *content.own_way, size, look);
  const PlannedPath* chosen = content.own_way ? nullptr : chosen_way(content);
  if (!plan.best) {
    if (plan.nearest && !content.own_way) {
      add_dashed_tube(to, ends_of(*plan.nearest), kWay_mm * size, kDash_mm * size,
                      {look::kForbidden, 1.0, 0.5});
    }
    return;
  }
  if (chosen != nullptr) add_chosen(to, ends_of(*chosen), size, look);
  const auto add_other = [&](const PlannedPath& path) {
    if (&path == chosen) return;
    add_tube(to, ends_of(path), kOtherWay_mm * size, {look::kOtherWay, 1.0, 0.5});
  };
  add_other(*plan.best);
  for (const auto& path : plan.alternatives) add_other(path);
}

}  // namespace echolance
