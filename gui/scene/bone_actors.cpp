// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/bone_actors.hpp"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkCleanPolyData.h>
#include <vtkFeatureEdges.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkPolyDataNormals.h>
#include <vtkProperty.h>
#include <vtkQuadricDecimation.h>
#include <vtkTriangleFilter.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>

#include "gui/scene/forms.hpp"

namespace echolance {
namespace {

constexpr std::size_t kMostTriangles = 200'000;
constexpr int kHollowPasses = 14;      // of smoothing: how wide a hollow is seen
constexpr float kHollowScale = 9.0F;   // of the mean rise of neighbours
constexpr double kHollowShade = 0.62;  // of the light that the deepest hollow loses

vtkNew<vtkPolyData> poly_data_of(const SceneMesh& mesh) {
  vtkNew<vtkPoints> points;
  points->SetNumberOfPoints(static_cast<vtkIdType>(mesh.points_mm.size()));
  for (std::size_t i = 0; i < mesh.points_mm.size(); ++i) {
    const auto& p = mesh.points_mm[i];
    points->SetPoint(static_cast<vtkIdType>(i), p.x(), p.y(), p.z());
  }
  vtkNew<vtkCellArray> cells;
  cells->AllocateExact(static_cast<vtkIdType>(mesh.triangles.size()),
                       static_cast<vtkIdType>(3 * mesh.triangles.size()));
  for (const auto& t : mesh.triangles) cells->InsertNextCell({t.x(), t.y(), t.z()});
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetPolys(cells);
  return data;
}

SceneMesh mesh_of(vtkPolyData& data) {
  SceneMesh mesh;
  for (vtkIdType i = 0; i < data.GetNumberOfPoints(); ++i) {
    mesh.points_mm.emplace_back(Eigen::Map<const Eigen::Vector3d>(data.GetPoint(i)).cast<float>());
  }
  vtkIdType count = 0;
  const vtkIdType* corners = nullptr;
  for (data.GetPolys()->InitTraversal(); data.GetPolys()->GetNextCell(count, corners) != 0;) {
    if (count != 3) continue;
    mesh.triangles.emplace_back(static_cast<int>(corners[0]), static_cast<int>(corners[1]),
                                static_cast<int>(corners[2]));
  }
  return mesh;
}

Eigen::Vector3f area_normal(const SceneMesh& mesh, const Eigen::Vector3i& triangle) {
  const auto corner = [&](int i) { return mesh.points_mm[static_cast<std::size_t>(triangle[i])]; };
  return (corner(1) - corner(0)).cross(corner(2) - corner(0));
}

// Calls `what(from, to)` along every side of every triangle.
template <class What>
void for_each_side(const SceneMesh& mesh, What what) {
  for (const auto& t : mesh.triangles) {
    for (int i = 0; i < 3; ++i) {
      what(static_cast<std::size_t>(t[i]), static_cast<std::size_t>(t[(i + 1) % 3]));
    }
  }
}

std::vector<Eigen::Vector3f> point_normals(const SceneMesh& mesh) {
  std::vector<Eigen::Vector3f> normals(mesh.points_mm.size(), Eigen::Vector3f::Zero());
  for (const auto& triangle : mesh.triangles) {
    const Eigen::Vector3f normal = area_normal(mesh, triangle);
    for (int i = 0; i < 3; ++i) normals[static_cast<std::size_t>(triangle[i])] += normal;
  }
  for (auto& normal : normals) normal.normalize();
  return normals;
}

void smooth(const SceneMesh& mesh, std::vector<float>& values) {
  std::vector<float> sums(values.size(), 0.0F), counts(values.size(), 0.0F);
  for_each_side(mesh, [&](std::size_t a, std::size_t b) {
    sums[a] += values[b];
    sums[b] += values[a];
    counts[a] += 1.0F;
    counts[b] += 1.0F;
  });
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (counts[i] > 0.0F) values[i] = 0.3F * values[i] + 0.7F * sums[i] / counts[i];
  }
}

// Weighted by area: slivers left by decimation do not disturb them.
void add_normals(const SceneMesh& mesh, vtkPolyData& data) {
  vtkNew<vtkFloatArray> normals;
  normals->SetNumberOfComponents(3);
  normals->SetNumberOfTuples(static_cast<vtkIdType>(mesh.points_mm.size()));
  const auto found = point_normals(mesh);
  for (std::size_t i = 0; i < found.size(); ++i) {
    normals->SetTypedTuple(static_cast<vtkIdType>(i), found[i].data());
  }
  data.GetPointData()->SetNormals(normals);
}

void colour_by_hollows(const SceneMesh& mesh, const look::Colour& colour, vtkPolyData& data) {
  vtkNew<vtkUnsignedCharArray> colours;
  colours->SetNumberOfComponents(3);
  colours->SetNumberOfTuples(static_cast<vtkIdType>(mesh.points_mm.size()));
  const std::vector<float> hollow = hollowness(mesh);
  for (std::size_t i = 0; i < hollow.size(); ++i) {
    const double light = 1.0 - kHollowShade * static_cast<double>(hollow[i]);
    for (int c = 0; c < 3; ++c) {
      // Light between walls of bone gets warmer as it gets less.
      const double warm = std::pow(light, 1.0 + 0.25 * c);
      const double value = 255.0 * colour[static_cast<std::size_t>(c)] * warm;
      colours->SetTypedComponent(static_cast<vtkIdType>(i), c, static_cast<unsigned char>(value));
    }
  }
  data.GetPointData()->SetScalars(colours);
}

}  // namespace

SceneMesh decimated(const SceneMesh& mesh, std::size_t most_triangles) {
  if (mesh.triangles.size() <= most_triangles) return mesh;
  // Triangles without an area would keep it from starting.
  vtkNew<vtkCleanPolyData> clean;
  clean->SetInputData(poly_data_of(mesh));
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputConnection(clean->GetOutputPort());
  triangles->PassLinesOff();
  triangles->PassVertsOff();
  vtkNew<vtkQuadricDecimation> fewer;
  fewer->SetInputConnection(triangles->GetOutputPort());
  fewer->SetTargetReduction(1.0 - static_cast<double>(most_triangles) /
                                      static_cast<double>(mesh.triangles.size()));
  fewer->VolumePreservationOn();
  fewer->Update();
  return mesh_of(*fewer->GetOutput());
}

std::vector<float> hollowness(const SceneMesh& mesh) {
  const auto normals = point_normals(mesh);
  std::vector<float> rise(mesh.points_mm.size(), 0.0F), counts(mesh.points_mm.size(), 0.0F);
  for_each_side(mesh, [&](std::size_t a, std::size_t b) {
    const Eigen::Vector3f side = mesh.points_mm[b] - mesh.points_mm[a];
    const float length = std::max(side.norm(), 1e-6F);
    rise[a] += normals[a].dot(side) / length;
    rise[b] -= normals[b].dot(side) / length;
    counts[a] += 1.0F;
    counts[b] += 1.0F;
  });
  for (std::size_t i = 0; i < rise.size(); ++i) {
    if (counts[i] > 0.0F) rise[i] /= counts[i];
  }
  for (int pass = 0; pass < kHollowPasses; ++pass) smooth(mesh, rise);
  for (auto& value : rise) value = std::clamp(kHollowScale * value, 0.0F, 1.0F);
  return rise;
}

void add_bone(PropList& to, const SceneMesh& mesh, SceneBone kind) {
  if (mesh.triangles.empty()) return;
  const SceneMesh drawn = decimated(mesh, kMostTriangles);
  const auto data = poly_data_of(drawn);
  colour_by_hollows(drawn, kind == SceneBone::kTrue ? look::kBone : look::kModelBone, *data);
  add_normals(drawn, *data);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  vtkProperty* property = actor->GetProperty();
  property->BackfaceCullingOn();  // bones are closed; slivers that lie upside down are not to show
  property->SetAmbient(0.08);
  property->SetDiffuse(0.88);
  property->SetSpecular(0.10);
  property->SetSpecularPower(14.0);
  property->SetInterpolationToPhong();
  to.add(actor);
}

void add_skin(PropList& to, const SceneMesh& mesh) {
  if (mesh.triangles.empty()) return;
  vtkNew<vtkPolyDataNormals> normals;
  normals->SetInputData(poly_data_of(mesh));
  normals->SplittingOff();
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(normals->GetOutputPort());
  vtkNew<vtkActor> veil;
  veil->SetMapper(mapper);
  veil->PickableOff();
  apply({look::kSkin, 0.11, 0.35}, *veil);
  to.add(veil);
  vtkNew<vtkFeatureEdges> edges;
  edges->SetInputConnection(normals->GetOutputPort());
  edges->FeatureEdgesOff();
  edges->NonManifoldEdgesOff();
  edges->ColoringOff();
  vtkNew<vtkPolyDataMapper> edge_mapper;
  edge_mapper->SetInputConnection(edges->GetOutputPort());
  edge_mapper->ScalarVisibilityOff();
  vtkNew<vtkActor> edge;
  edge->SetMapper(edge_mapper);
  edge->PickableOff();
  apply({look::kSkin, 0.7, 0.8}, *edge);
  edge->GetProperty()->LightingOff();
  to.add(edge);
}

void add_measured_bone(PropList& to, const std::vector<Eigen::Vector3f>& points_mm) {
  if (points_mm.empty()) return;
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> cells;
  for (const auto& point : points_mm) {
    const vtkIdType id = points->InsertNextPoint(point.x(), point.y(), point.z());
    cells->InsertNextCell({id});
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetVerts(cells);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->PickableOff();
  apply({look::kMeasured, 1.0, 0.5}, *actor);
  actor->GetProperty()->LightingOff();
  to.add(actor);
}

}  // namespace echolance
