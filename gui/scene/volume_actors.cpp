// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/volume_actors.hpp"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkColorTransferFunction.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkImageProperty.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkLookupTable.h>
#include <vtkNew.h>
#include <vtkOpenGLGPUVolumeRayCastMapper.h>
#include <vtkOutlineSource.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTexture.h>
#include <vtkTriangleFilter.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "gui/scene/forms.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kRayStep_mm = 1.5;  // quick
constexpr double kFineStep = 0.6;    // best, of a voxel
constexpr double kEdge = 0.0009;     // radius, of the edge's length

vtkNew<vtkImageData> image_of(const SpaceSceneContent& content) {
  const VolumeGrid& grid = content.volume_grid;
  vtkNew<vtkImageData> image;
  image->SetDimensions(grid.size.x(), grid.size.y(), grid.size.z());
  image->SetOrigin(grid.origin_mm.x(), grid.origin_mm.y(), grid.origin_mm.z());
  image->SetSpacing(grid.spacing_mm, grid.spacing_mm, grid.spacing_mm);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  std::memcpy(image->GetScalarPointer(), content.volume.data(), content.volume.size());
  return image;
}

// The middle of the voxels that hold something.
Vector3d middle_of(const SpaceSceneContent& content) {
  const VolumeGrid& grid = content.volume_grid;
  Eigen::AlignedBox3d seen;
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        if (content.volume[grid.index(x, y, z)] > 0) seen.extend(Vector3d(x, y, z));
      }
    }
  }
  return seen.isEmpty() ? Vector3d(0.5 * grid.size.cast<double>()) : Vector3d(seen.center());
}

// Voxels of the slices' crossing: needle tip or target, else the middle of what there is.
Eigen::Vector3i crossing_of(const SpaceSceneContent& content) {
  const VolumeGrid& grid = content.volume_grid;
  Vector3d place = middle_of(content);
  const auto in_voxels = [&](const Vector3d& mm) {
    return Vector3d((mm - grid.origin_mm) / grid.spacing_mm);
  };
  if (content.needle) {
    place = in_voxels(content.needle->tip_mm);
  } else if (content.plan) {
    place = in_voxels(content.plan->target_mm);
  }
  const Vector3d last = (grid.size.cast<double>().array() - 1.0).matrix();
  return place.cwiseMax(0.0).cwiseMin(last).array().round().cast<int>();
}

// Grey as it is; 0 is clear.
vtkNew<vtkLookupTable> grey_table() {
  vtkNew<vtkLookupTable> table;
  table->SetNumberOfTableValues(256);
  table->SetRange(0.0, 255.0);
  for (int i = 0; i < 256; ++i) {
    const double grey = i / 255.0;
    table->SetTableValue(i, grey, grey, grey, i == 0 ? 0.0 : 1.0);
  }
  return table;
}

void add_slices(PropList& to, vtkImageData& image, const Eigen::Vector3i& crossing) {
  for (int axis = 0; axis < 3; ++axis) {
    vtkNew<vtkImageSliceMapper> mapper;
    mapper->SetInputData(&image);
    mapper->SetOrientation(axis);
    mapper->SetSliceNumber(crossing[axis]);
    mapper->StreamingOff();
    vtkNew<vtkImageSlice> slice;
    slice->SetMapper(mapper);
    slice->GetProperty()->SetLookupTable(grey_table());
    slice->GetProperty()->UseLookupTableScalarRangeOn();
    slice->GetProperty()->SetInterpolationTypeToNearest();
    to.add(slice);
  }
}

void add_glow(PropList& to, vtkImageData& image, DrawQuality quality) {
  vtkNew<vtkPiecewiseFunction> opacity;  // per mm; tissue is a haze, bone and fascia stand out
  opacity->AddPoint(0.0, 0.0);
  opacity->AddPoint(45.0, 0.0);
  opacity->AddPoint(110.0, 0.012);
  opacity->AddPoint(170.0, 0.10);
  opacity->AddPoint(255.0, 0.45);
  vtkNew<vtkColorTransferFunction> colour;
  colour->AddRGBPoint(0.0, 0.05, 0.05, 0.07);
  colour->AddRGBPoint(110.0, 0.45, 0.42, 0.40);
  colour->AddRGBPoint(255.0, 1.0, 0.96, 0.88);
  vtkNew<vtkOpenGLGPUVolumeRayCastMapper> mapper;
  mapper->SetInputData(&image);
  mapper->SetAutoAdjustSampleDistances(0);
  const bool quick = quality == DrawQuality::kQuick;
  mapper->SetSampleDistance(
      static_cast<float>(quick ? kRayStep_mm : kFineStep * image.GetSpacing()[0]));
  mapper->SetImageSampleDistance(quick ? 2.0F : 1.0F);
  mapper->SetUseJittering(quick ? 1 : 0);  // grain instead of steps
  vtkNew<vtkVolume> volume;
  volume->SetMapper(mapper);
  volume->GetProperty()->SetScalarOpacity(opacity);
  volume->GetProperty()->SetScalarOpacityUnitDistance(1.0);
  volume->GetProperty()->SetColor(colour);
  volume->GetProperty()->SetInterpolationTypeToLinear();
  volume->GetProperty()->ShadeOff();
  volume->PickableOff();
  to.add(volume);
}

void add_box(PropList& to, vtkImageData& image) {
  vtkNew<vtkOutlineSource> box;
  box->SetBounds(image.GetBounds());
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(box->GetOutputPort());
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->PickableOff();
  actor->GetProperty()->SetColor(0.45, 0.47, 0.5);
  actor->GetProperty()->LightingOff();
  to.add(actor);
}

std::vector<Eigen::Vector2d> outline_of(const ScenePicture& picture) {
  if (picture.outline_px.size() > 2) return picture.outline_px;
  const double right = picture.grey.cols - 0.5, low = picture.grey.rows - 0.5;
  return {{-0.5, -0.5}, {right, -0.5}, {right, low}, {-0.5, low}};
}

Vector3d place_of(const ScenePicture& picture, const Eigen::Vector2d& px) {
  const Eigen::Vector4d place = picture.scene_from_px * Eigen::Vector4d(px.x(), px.y(), 0.0, 1.0);
  return place.head<3>();
}

vtkNew<vtkTexture> texture_of(const cv::Mat& grey) {
  vtkNew<vtkImageData> image;
  image->SetDimensions(grey.cols, grey.rows, 1);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  for (int y = 0; y < grey.rows; ++y) {
    std::memcpy(image->GetScalarPointer(0, y, 0), grey.ptr(y), static_cast<std::size_t>(grey.cols));
  }
  vtkNew<vtkTexture> texture;
  texture->SetInputData(image);
  texture->SetColorModeToDirectScalars();
  texture->InterpolateOn();
  texture->RepeatOff();
  texture->EdgeClampOn();
  return texture;
}

// One polygon along the outline; row 0 of the texture is the picture's first row.
vtkNew<vtkPolyData> sheet_of(const ScenePicture& picture) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> cells;
  vtkNew<vtkFloatArray> places;
  places->SetNumberOfComponents(2);
  const auto outline = outline_of(picture);
  cells->InsertNextCell(static_cast<int>(outline.size()));
  for (const auto& corner : outline) {
    cells->InsertCellPoint(points->InsertNextPoint(place_of(picture, corner).data()));
    places->InsertNextTuple2((corner.x() + 0.5) / picture.grey.cols,
                             (corner.y() + 0.5) / picture.grey.rows);
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetPolys(cells);
  data->GetPointData()->SetTCoords(places);
  return data;
}

}  // namespace

void add_picture(PropList& to, const ScenePicture& picture) {
  if (picture.grey.empty()) return;
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputData(sheet_of(picture));
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(triangles->GetOutputPort());
  // What lies in the picture's plane is to be seen on it.
  mapper->SetResolveCoincidentTopologyToPolygonOffset();
  mapper->SetRelativeCoincidentTopologyPolygonOffsetParameters(2.0, 40.0);
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->SetTexture(texture_of(picture.grey));
  actor->GetProperty()->LightingOff();
  to.add(actor);
  std::vector<Vector3d> edge;
  for (const auto& corner : outline_of(picture)) edge.push_back(place_of(picture, corner));
  edge.push_back(edge.front());
  double length_mm = 0.0;
  for (std::size_t i = 1; i < edge.size(); ++i) length_mm += (edge[i] - edge[i - 1]).norm();
  add_tube(to, edge, kEdge * length_mm, {look::kFanEdge, 1.0, 0.7});
}

void add_volume(PropList& to, const SpaceSceneContent& content, const VolumeLook& look) {
  if (content.volume.empty() || content.volume.size() != content.volume_grid.count()) return;
  const auto image = image_of(content);
  if (look.style == VolumeStyle::kSlices) {
    add_slices(to, *image, crossing_of(content));
  } else {
    add_glow(to, *image, look.quality);
  }
  add_box(to, *image);
}

}  // namespace echolance
