// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/vtk_mesh.hpp"

#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>

#include <utility>

namespace echolance {

TriangleMesh mesh_of(vtkPolyData& surface) {
  TriangleMesh mesh;
  mesh.points_mm.reserve(static_cast<std::size_t>(surface.GetNumberOfPoints()));
  for (vtkIdType i = 0; i < surface.GetNumberOfPoints(); ++i) {
    double point[3];
    surface.GetPoint(i, point);
    mesh.points_mm.emplace_back(static_cast<float>(point[0]), static_cast<float>(point[1]),
                                static_cast<float>(point[2]));
  }
  vtkCellArray* cells = surface.GetPolys();
  vtkIdType count = 0;
  const vtkIdType* corners = nullptr;
  for (cells->InitTraversal(); cells->GetNextCell(count, corners) != 0;) {
    if (count != 3) continue;
    mesh.triangles.push_back(
        {static_cast<int>(corners[0]), static_cast<int>(corners[1]), static_cast<int>(corners[2])});
  }
  if (mesh.volume_mm3() < 0.0) {
    for (auto& triangle : mesh.triangles) std::swap(triangle[1], triangle[2]);
  }
  return mesh;
}

vtkSmartPointer<vtkPolyData> poly_data(const TriangleMesh& mesh) {
  vtkNew<vtkPoints> points;
  for (const auto& point : mesh.points_mm) points->InsertNextPoint(point.x(), point.y(), point.z());
  vtkNew<vtkCellArray> cells;
  for (const auto& triangle : mesh.triangles) {
    const vtkIdType corners[3] = {triangle[0], triangle[1], triangle[2]};
    cells->InsertNextCell(3, corners);
  }
  auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetPolys(cells);
  return data;
}

}  // namespace echolance
