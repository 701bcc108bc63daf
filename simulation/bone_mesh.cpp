// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/bone_mesh.hpp"

#include <fmt/format.h>
#include <vtkCellArray.h>
#include <vtkCleanPolyData.h>
#include <vtkFloatArray.h>
#include <vtkFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkImageStencilData.h>
#include <vtkNew.h>
#include <vtkOBJReader.h>
#include <vtkObject.h>
#include <vtkPLYReader.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataConnectivityFilter.h>
#include <vtkPolyDataToImageStencil.h>
#include <vtkQuadricDecimation.h>
#include <vtkSTLReader.h>
#include <vtkSmartPointer.h>
#include <vtkTriangleFilter.h>
#include <vtkWindowedSincPolyDataFilter.h>
#include <vtkXMLPolyDataReader.h>
#include <vtkXMLPolyDataWriter.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace echolance {
namespace {

vtkNew<vtkImageData> image_of(const DistanceField& field) {
  const VolumeGrid& grid = field.grid();
  vtkNew<vtkImageData> image;
  image->SetDimensions(grid.size.x(), grid.size.y(), grid.size.z());
  image->SetOrigin(grid.origin_mm.x(), grid.origin_mm.y(), grid.origin_mm.z());
  image->SetSpacing(grid.spacing_mm, grid.spacing_mm, grid.spacing_mm);
  vtkNew<vtkFloatArray> values;
  values->SetName("distance_mm");
  values->SetNumberOfValues(static_cast<vtkIdType>(grid.count()));
  std::memcpy(values->GetPointer(0), field.values_mm().data(), grid.count() * sizeof(float));
  image->GetPointData()->SetScalars(values);
  return image;
}

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

vtkNew<vtkPolyData> poly_data(const TriangleMesh& mesh) {
  vtkNew<vtkPoints> points;
  for (const auto& point : mesh.points_mm) points->InsertNextPoint(point.x(), point.y(), point.z());
  vtkNew<vtkCellArray> cells;
  for (const auto& triangle : mesh.triangles) {
    const vtkIdType corners[3] = {triangle[0], triangle[1], triangle[2]};
    cells->InsertNextCell(3, corners);
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetPolys(cells);
  return data;
}

template <class Reader>
vtkSmartPointer<vtkPolyData> triangles_of(const std::string& path) {
  vtkNew<Reader> reader;
  reader->SetFileName(path.c_str());
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputConnection(reader->GetOutputPort());
  triangles->PassLinesOff();
  triangles->PassVertsOff();
  vtkNew<vtkCleanPolyData> clean;
  clean->SetInputConnection(triangles->GetOutputPort());
  clean->Update();
  return clean->GetOutput();
}

}  // namespace

bool TriangleMesh::closed() const {
  // Directed edges as one number; an edge and its opposite must both be there exactly once.
  std::vector<std::uint64_t> edges, opposites;
  edges.reserve(3 * triangles.size());
  opposites.reserve(3 * triangles.size());
  for (const auto& triangle : triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto from = static_cast<std::uint64_t>(triangle[i]);
      const auto to = static_cast<std::uint64_t>(triangle[(i + 1) % 3]);
      edges.push_back(from << 32U | to);
      opposites.push_back(to << 32U | from);
    }
  }
  std::sort(edges.begin(), edges.end());
  std::sort(opposites.begin(), opposites.end());
  const bool once = std::adjacent_find(edges.begin(), edges.end()) == edges.end();
  return once && !triangles.empty() && edges == opposites;
}

double TriangleMesh::volume_mm3() const {
  double sum = 0.0;
  for (const auto& triangle : triangles) {
    const auto corner = [&](std::size_t i) {
      return points_mm[static_cast<std::size_t>(triangle[i])].cast<double>().eval();
    };
    sum += corner(0).dot(corner(1).cross(corner(2)));
  }
  return sum / 6.0;
}

Result<TriangleMesh> make_mesh(const DistanceField& field, const MeshOptions& options) {
  if (options.smoothing_passes < 0 || options.kept <= 0.0 || options.kept > 1.0) {
    return fail(ErrorCode::kInvalidOption,
                "smoothing passes must be 0 or more and the share of triangles kept 0 to 1");
  }
  vtkNew<vtkFlyingEdges3D> edges;
  const vtkNew<vtkImageData> image = image_of(field);
  edges->SetInputData(image);
  edges->SetValue(0, 0.0);
  edges->ComputeNormalsOff();
  edges->ComputeScalarsOff();
  vtkNew<vtkPolyDataConnectivityFilter> largest;
  largest->SetInputConnection(edges->GetOutputPort());
  largest->SetExtractionModeToLargestRegion();
  largest->Update();
  if (largest->GetOutput()->GetNumberOfPolys() == 0) {
    return fail(ErrorCode::kNoData, "the distance field has no surface; check its grid");
  }
  vtkNew<vtkWindowedSincPolyDataFilter> smooth;
  smooth->SetInputConnection(largest->GetOutputPort());
  smooth->SetNumberOfIterations(options.smoothing_passes);
  smooth->SetPassBand(0.25);
  smooth->NormalizeCoordinatesOn();
  smooth->BoundarySmoothingOff();
  smooth->FeatureEdgeSmoothingOff();
  vtkNew<vtkQuadricDecimation> fewer;
  fewer->SetTargetReduction(1.0 - options.kept);
  vtkAlgorithm* last = largest;
  if (options.smoothing_passes > 0) last = smooth;
  if (options.kept < 1.0) {
    fewer->SetInputConnection(last->GetOutputPort());
    last = fewer;
  }
  last->Update();
  TriangleMesh mesh = mesh_of(*vtkPolyData::SafeDownCast(last->GetOutputDataObject(0)));
  if (!mesh.closed()) {
    return fail(ErrorCode::kInvalidGeometry,
                "the surface is not closed; give the grid a margin round the bone or keep more "
                "triangles");
  }
  return mesh;
}

Result<TriangleMesh> read_mesh(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) {
    return fail(ErrorCode::kFileNotFound, "there is no such mesh file; check the path", path);
  }
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (!std::ifstream(path, std::ios::binary)) {
    return fail(ErrorCode::kFileNotFound, "the mesh file cannot be opened; check its rights", path);
  }
  vtkObject::GlobalWarningDisplayOff();
  vtkSmartPointer<vtkPolyData> surface;
  if (ending == ".stl") {
    surface = triangles_of<vtkSTLReader>(path);
  } else if (ending == ".ply") {
    surface = triangles_of<vtkPLYReader>(path);
  } else if (ending == ".vtp") {
    surface = triangles_of<vtkXMLPolyDataReader>(path);
  } else if (ending == ".obj") {
    surface = triangles_of<vtkOBJReader>(path);
  } else {
    return fail(ErrorCode::kUnsupportedFormat,
                "meshes are read from .stl, .ply, .vtp and .obj; export the mesh as one of them",
                path);
  }
  TriangleMesh mesh = mesh_of(*surface);
  if (mesh.triangles.empty()) {
    return fail(ErrorCode::kDamagedFile, "the file has no triangles; export the mesh again", path);
  }
  return mesh;
}

std::vector<std::uint8_t> points_inside(const TriangleMesh& mesh, const VolumeGrid& grid) {
  const auto surface = poly_data(mesh);
  vtkNew<vtkPolyDataToImageStencil> cutter;
  cutter->SetInputData(surface);
  cutter->SetOutputOrigin(grid.origin_mm.x(), grid.origin_mm.y(), grid.origin_mm.z());
  cutter->SetOutputSpacing(grid.spacing_mm, grid.spacing_mm, grid.spacing_mm);
  cutter->SetOutputWholeExtent(0, grid.size.x() - 1, 0, grid.size.y() - 1, 0, grid.size.z() - 1);
  cutter->SetTolerance(0.0);
  cutter->Update();
  std::vector<std::uint8_t> inside(grid.count(), 0);
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      int first = 0, last = 0, state = 0;
      while (cutter->GetOutput()->GetNextExtent(first, last, 0, grid.size.x() - 1, y, z, state) !=
             0) {
        for (int x = first; x <= last; ++x) inside[grid.index(x, y, z)] = 1;
      }
    }
  }
  return inside;
}

Result<void> write_stl(const TriangleMesh& mesh, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  char header[80] = "Echolance bone, mm, LPS";
  file.write(header, sizeof header);
  const auto count = static_cast<std::uint32_t>(mesh.triangles.size());
  file.write(reinterpret_cast<const char*>(&count), sizeof count);
  for (const auto& triangle : mesh.triangles) {
    Eigen::Vector3f rows[4];
    for (std::size_t i = 0; i < 3; ++i) {
      rows[i + 1] = mesh.points_mm[static_cast<std::size_t>(triangle[i])];
    }
    rows[0] = (rows[2] - rows[1]).cross(rows[3] - rows[1]).normalized();
    for (const auto& row : rows) file.write(reinterpret_cast<const char*>(row.data()), 12);
    file.write("\0\0", 2);
  }
  file.flush();
  if (!file) {
    return fail(ErrorCode::kCannotWrite,
                fmt::format("cannot write {}; check the folder and the disk", path));
  }
  return {};
}

Result<void> write_vtp(const TriangleMesh& mesh, const std::string& path) {
  // VTK would report a bad path by printing, so it is tried first.
  if (!std::ofstream(path, std::ios::binary)) {
    return fail(ErrorCode::kCannotWrite,
                fmt::format("cannot write {}; check the folder and the disk", path));
  }
  const vtkNew<vtkPolyData> data = poly_data(mesh);
  vtkNew<vtkXMLPolyDataWriter> writer;
  writer->SetFileName(path.c_str());
  writer->SetInputData(data);
  writer->SetCompressionLevel(1);  // the default costs more time than growing the bones
  if (writer->Write() == 0) {
    return fail(ErrorCode::kCannotWrite,
                fmt::format("cannot write {}; check the folder and the disk", path));
  }
  return {};
}

}  // namespace echolance
