// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/forms.hpp"

#include <vtkActor.h>
#include <vtkAppendPolyData.h>
#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkSphereSource.h>
#include <vtkTubeFilter.h>

#include <cmath>
#include <numbers>

namespace echolance {
namespace {

constexpr int kTubeSides = 18, kBallSteps = 28, kRingSteps = 48;

vtkNew<vtkPolyData> polyline(const std::vector<Eigen::Vector3d>& points_mm) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> lines;
  lines->InsertNextCell(static_cast<int>(points_mm.size()));
  for (const auto& point : points_mm) {
    lines->InsertCellPoint(points->InsertNextPoint(point.data()));
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetLines(lines);
  return data;
}

void add_poly_data(PropList& to, vtkAlgorithm& source, const FormStyle& style) {
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(source.GetOutputPort());
  mapper->ScalarVisibilityOff();
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->PickableOff();
  apply(style, *actor);
  to.add(actor);
}

std::vector<Eigen::Vector3d> ring(const Eigen::Vector3d& centre_mm, double radius_mm, int axis) {
  std::vector<Eigen::Vector3d> points;
  for (int step = 0; step <= kRingSteps; ++step) {
    const double angle = 2.0 * std::numbers::pi * step / kRingSteps;
    Eigen::Vector3d off = Eigen::Vector3d::Zero();
    off[(axis + 1) % 3] = radius_mm * std::cos(angle);
    off[(axis + 2) % 3] = radius_mm * std::sin(angle);
    points.emplace_back(centre_mm + off);
  }
  return points;
}

}  // namespace

void apply(const FormStyle& style, vtkActor& actor) {
  vtkProperty* property = actor.GetProperty();
  property->SetColor(style.colour[0], style.colour[1], style.colour[2]);
  property->SetOpacity(style.opacity);
  property->SetAmbient(style.ambient);
  property->SetDiffuse(1.0 - 0.8 * style.ambient);
  property->SetSpecular(0.12);
  property->SetSpecularPower(24.0);
  property->SetInterpolationToPhong();
}

void add_ball(PropList& to, const Eigen::Vector3d& centre_mm, double radius_mm,
              const FormStyle& style) {
  vtkNew<vtkSphereSource> ball;
  ball->SetCenter(centre_mm.x(), centre_mm.y(), centre_mm.z());
  ball->SetRadius(radius_mm);
  ball->SetThetaResolution(kBallSteps);
  ball->SetPhiResolution(kBallSteps);
  add_poly_data(to, *ball, style);
}

void add_hollow_ball(PropList& to, const Eigen::Vector3d& centre_mm, double radius_mm,
                     const FormStyle& style) {
  for (int axis = 0; axis < 3; ++axis) {
    add_tube(to, ring(centre_mm, radius_mm, axis), 0.07 * radius_mm, style);
  }
}

void add_tube(PropList& to, const std::vector<Eigen::Vector3d>& points_mm, double radius_mm,
              const FormStyle& style) {
  vtkNew<vtkTubeFilter> tube;
  tube->SetInputData(polyline(points_mm));
  tube->SetRadius(radius_mm);
  tube->SetNumberOfSides(kTubeSides);
  tube->CappingOn();
  add_poly_data(to, *tube, style);
}

void add_dashed_tube(PropList& to, const std::vector<Eigen::Vector3d>& ends_mm, double radius_mm,
                     double dash_mm, const FormStyle& style) {
  const Eigen::Vector3d way = ends_mm.back() - ends_mm.front();
  const int pieces = std::max(1, static_cast<int>(std::ceil(way.norm() / (2.0 * dash_mm))));
  vtkNew<vtkAppendPolyData> all;
  for (int piece = 0; piece < pieces; ++piece) {
    const double from = static_cast<double>(piece) / pieces;
    all->AddInputData(
        polyline({ends_mm.front() + from * way, ends_mm.front() + (from + 0.5 / pieces) * way}));
  }
  vtkNew<vtkTubeFilter> tube;
  tube->SetInputConnection(all->GetOutputPort());
  tube->SetRadius(radius_mm);
  tube->SetNumberOfSides(kTubeSides);
  tube->CappingOn();
  add_poly_data(to, *tube, style);
}

}  // namespace echolance
