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
constexpr double kThinnest_mm = 0.5;  // radius a structure is drawn with at least
constexpr double kBand_mm = 5.0;      // from band to band
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

FormStyle style_of(const NoGo& structure) {
  if (structure.kind == ClearanceKind::kForbidden) return {look::kForbidden, 1.0, 0.3};
  return {look::kWarn, 1.0, 0.3};
}

void add_chain(PropList& to, const NoGo& structure) {
  vtkNew<vtkTubeFilter> tube;
  tube->SetInputData(chain_of(structure));
  tube->SetVaryRadiusToVaryRadiusByAbsoluteScalar();
  tube->SetNumberOfSides(kTubeSides);
  tube->CappingOn();
  vtkNew<vtkPolyDataMapper> mapper;
  vtkNew<vtkActor> actor;
  apply(style_of(structure), *actor);
  if (structure.kind == ClearanceKind::kForbidden) {
    tube->SetGenerateTCoordsToUseLength();
    tube->SetTextureLength(kBand_mm);
    actor->SetTexture(bands());
    actor->GetProperty()->SetColor(1.0, 1.0, 1.0);
  }
  mapper->SetInputConnection(tube->GetOutputPort());
  mapper->ScalarVisibilityOff();
  actor->SetMapper(mapper);
  to.add(actor);
}

void add_structure(PropList& to, const NoGo& structure) {
  if (structure.points_mm.empty()) return;
  const FormStyle style = style_of(structure);
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
    add_chain(to, structure);
  }
}

std::vector<Vector3d> ends_of(const PlannedPath& path) {
  return {entry_mm(path.way), end_mm(path.way)};
}

void add_target(PropList& to, const Plan& plan) {
  add_ball(to, plan.target_mm, std::min(0.9, 0.45 * plan.tolerance_mm), {look::kText, 1.0, 0.6});
  add_ball(to, plan.target_mm, plan.tolerance_mm, {look::kWay, 0.38, 0.4});
  add_hollow_ball(to, plan.target_mm, plan.tolerance_mm, {look::kWay, 1.0, 0.5});
  if (plan.target_std_mm > 0.0) {
    add_ball(to, plan.target_mm, plan.target_std_mm, {look::kText, 0.18, 0.5});
  }
}

void add_ways(PropList& to, const SpaceSceneContent& content) {
  const Plan& plan = *content.plan;
  const PlannedPath* chosen = chosen_way(content);
  if (chosen == nullptr) {
    if (plan.nearest) {
      add_dashed_tube(to, ends_of(*plan.nearest), kWay_mm, kDash_mm, {look::kForbidden, 1.0, 0.5});
    }
    return;
  }
  add_tube(to, ends_of(*chosen), kWay_mm, {look::kWay, 1.0, 0.4});
  add_ball(to, entry_mm(chosen->way), 1.9 * kWay_mm, {look::kWay, 1.0, 0.4});
  const auto add_other = [&](const PlannedPath& path) {
    if (&path != chosen) add_tube(to, ends_of(path), kOtherWay_mm, {look::kOtherWay, 1.0, 0.5});
  };
  add_other(*plan.best);
  for (const auto& path : plan.alternatives) add_other(path);
}

}  // namespace

void add_plan(PropList& to, const SpaceSceneContent& content) {
  if (!content.plan) return;
  for (const auto& structure : content.plan->structures) add_structure(to, structure);
  add_ways(to, content);
  add_target(to, *content.plan);
}

}  // namespace echolance
