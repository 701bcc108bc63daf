// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/overlay.hpp"

#include <vtkActor2D.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper2D.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkTextActor.h>
#include <vtkTextProperty.h>
#include <vtkTextRenderer.h>
#include <vtkUnsignedCharArray.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <vector>

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr int kDotsPerInch = 72;  // a point is a pixel
constexpr int kRoundSteps = 24;
constexpr const char* kFonts[] = {
    "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"};

void choose_font(vtkTextProperty& property) {
  for (const char* font : kFonts) {
    if (!std::filesystem::exists(font)) continue;
    property.SetFontFamily(VTK_FONT_FILE);
    property.SetFontFile(font);
    return;
  }
  property.SetFontFamilyToArial();  // comes with VTK
}

}  // namespace

struct Overlay::Drawn {
  vtkSmartPointer<vtkRenderer> renderer;
  vtkNew<vtkActor2D> forms;
  vtkNew<vtkPolyData> data;
  vtkNew<vtkTextProperty> measure;
  std::vector<vtkSmartPointer<vtkTextActor>> texts;  // kept: their pictures are dear
  std::size_t used_texts = 0;
  vtkSmartPointer<vtkPoints> points;
  vtkSmartPointer<vtkCellArray> polygons;
  vtkSmartPointer<vtkUnsignedCharArray> colours;

  void polygon(const std::vector<Vector2d>& corners, const OverlaySize& size,
               const look::Colour& colour, double opacity) {
    polygons->InsertNextCell(static_cast<int>(corners.size()));
    for (const auto& corner : corners) {
      const double x = (corner.x() + 0.5) * size.device_per_px;
      const double y = (size.height_px - 0.5 - corner.y()) * size.device_per_px;
      polygons->InsertCellPoint(points->InsertNextPoint(x, y, 0.0));
    }
    std::array<unsigned char, 4> rgba{};
    for (std::size_t c = 0; c < 3; ++c) rgba[c] = static_cast<unsigned char>(255.0 * colour[c]);
    rgba[3] = static_cast<unsigned char>(255.0 * opacity);
    colours->InsertNextTypedTuple(rgba.data());
  }

  vtkTextActor& next_text() {
    if (used_texts == texts.size()) {
      const auto actor = vtkSmartPointer<vtkTextActor>::New();
      choose_font(*actor->GetTextProperty());
      actor->SetTextScaleModeToNone();
      actor->SetLayerNumber(1);
      renderer->AddActor2D(actor);
      texts.push_back(actor);
    }
    return *texts[used_texts++];
  }
};

Overlay::Overlay(vtkRenderer& renderer) : drawn_(std::make_unique<Drawn>()) {
  drawn_->renderer = &renderer;
  choose_font(*drawn_->measure);
  vtkNew<vtkPolyDataMapper2D> mapper;
  mapper->SetInputData(drawn_->data);
  mapper->SetScalarModeToUseCellData();
  mapper->ScalarVisibilityOn();
  drawn_->forms->SetMapper(mapper);
  renderer.AddActor2D(drawn_->forms);
}

Overlay::~Overlay() = default;

void Overlay::begin(const OverlaySize& size) {
  size_ = size;
  drawn_->used_texts = 0;
  drawn_->points = vtkSmartPointer<vtkPoints>::New();
  drawn_->polygons = vtkSmartPointer<vtkCellArray>::New();
  drawn_->colours = vtkSmartPointer<vtkUnsignedCharArray>::New();
  drawn_->colours->SetNumberOfComponents(4);
}

void Overlay::line(const Vector2d& from, const Vector2d& to, double width_px,
                   const look::Colour& colour) {
  const Vector2d along = (to - from).normalized();
  const Vector2d side = 0.5 * width_px * size_.scale * Vector2d(-along.y(), along.x());
  drawn_->polygon({from + side, to + side, to - side, from - side}, size_, colour, 1.0);
}

void Overlay::disc(const Vector2d& centre, double radius_px, const look::Colour& colour) {
  std::vector<Vector2d> corners;
  for (int step = 0; step < kRoundSteps; ++step) {
    const double angle = 2.0 * std::numbers::pi * step / kRoundSteps;
    corners.emplace_back(centre +
                         radius_px * size_.scale * Vector2d(std::cos(angle), std::sin(angle)));
  }
  drawn_->polygon(corners, size_, colour, 1.0);
}

void Overlay::ring(const Vector2d& centre, double radius_px, double width_px,
                   const look::Colour& colour) {
  const auto on_ring = [&](int step) {
    const double angle = 2.0 * std::numbers::pi * step / (2 * kRoundSteps);
    return Vector2d(centre + radius_px * Vector2d(std::cos(angle), std::sin(angle)));
  };
  for (int step = 0; step < 2 * kRoundSteps; ++step) {
    line(on_ring(step), on_ring(step + 1), width_px, colour);
  }
}

void Overlay::box(const Eigen::AlignedBox2d& box, const look::Colour& colour, double opacity) {
  const Vector2d low = box.min(), high = box.max();
  drawn_->polygon({low, {high.x(), low.y()}, high, {low.x(), high.y()}}, size_, colour, opacity);
}

Vector2d Overlay::size_of(const std::string& words, double size_px) const {
  drawn_->measure->SetFontSize(static_cast<int>(std::lround(size_px * size_.scale * 2.0)));
  std::array<int, 4> bounds{};
  vtkTextRenderer::GetInstance()->GetBoundingBox(drawn_->measure, words, bounds.data(),
                                                 kDotsPerInch);
  return {0.5 * (bounds[1] - bounds[0] + 1), size_px * size_.scale * 1.25};
}

Eigen::AlignedBox2d Overlay::text(const Vector2d& at, const std::string& words,
                                  const TextStyle& style) {
  vtkTextActor& actor = drawn_->next_text();
  vtkTextProperty& property = *actor.GetTextProperty();
  const double size = style.size_px * size_.scale * size_.device_per_px;
  property.SetFontSize(static_cast<int>(std::lround(size)));
  property.SetColor(style.colour[0], style.colour[1], style.colour[2]);
  property.SetJustificationToLeft();
  property.SetVerticalJustificationToCentered();
  actor.SetInput(words.c_str());
  actor.SetVisibility(1);
  const Vector2d extent = size_of(words, style.size_px);
  Vector2d low = at - Vector2d(0.0, 0.5 * extent.y());
  if (style.side == TextSide::kRight) low.x() -= extent.x();
  if (style.side == TextSide::kMiddle) low.x() -= 0.5 * extent.x();
  const Vector2d margin(3.0 * size_.scale, 0.0);
  if (style.backing > 0.0) {
    box({low - margin, Vector2d(low + extent + margin)}, look::kGround, style.backing);
  }
  const double y = size_.height_px - 0.5 - at.y();
  actor.SetPosition(std::round((low.x() + 0.5) * size_.device_per_px),
                    std::round(y * size_.device_per_px));
  return {low, Vector2d(low + extent)};
}

void Overlay::end() {
  for (std::size_t i = drawn_->used_texts; i < drawn_->texts.size(); ++i) {
    drawn_->texts[i]->SetVisibility(0);
  }
  drawn_->data->SetPoints(drawn_->points);
  drawn_->data->SetPolys(drawn_->polygons);
  drawn_->data->GetCellData()->SetScalars(drawn_->colours);
  drawn_->data->Modified();
}

}  // namespace echolance
