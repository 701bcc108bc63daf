// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/gl_window.hpp"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFXAAOptions.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkLight.h>
#include <vtkNew.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkTextureObject.h>
#include <vtkUnsignedCharArray.h>

#include <Eigen/Core>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "gui/scene/display.hpp"
#include "gui/scene/look.hpp"

namespace echolance {
namespace {

constexpr unsigned kFramebuffer = 0x8D40;  // GL_FRAMEBUFFER
constexpr int kPeels = 8;
constexpr const char* kNoOpenGl =
    "OpenGL 3.2 is missing, so nothing can be drawn in space; LIBGL_ALWAYS_SOFTWARE=1 draws "
    "without a graphics card";

void add_light(vtkRenderer& renderer, const Eigen::Vector3d& from, double intensity,
               const look::Colour& colour) {
  vtkNew<vtkLight> light;
  light->SetLightTypeToCameraLight();
  light->SetPosition(from.x(), from.y(), from.z());
  light->SetFocalPoint(0.0, 0.0, 0.0);
  light->SetIntensity(intensity);
  light->SetColor(colour[0], colour[1], colour[2]);
  renderer.AddLight(light);
}

// In a borrowed context VTK 9.1 draws words only after a translucent pass: a point that nobody
// sees, in the middle of the view, keeps that pass.
vtkSmartPointer<vtkActor> unseen_point() {
  vtkNew<vtkPoints> points;
  points->InsertNextPoint(0.0, 0.0, 0.0);
  vtkNew<vtkCellArray> cells;
  cells->InsertNextCell({0});
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetVerts(cells);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  const auto actor = vtkSmartPointer<vtkActor>::New();
  actor->SetMapper(mapper);
  actor->GetProperty()->SetOpacity(0.004);
  actor->PickableOff();
  actor->UseBoundsOff();
  return actor;
}

}  // namespace

struct GlWindow::Parts {
  std::optional<DisplayConnection> display;  // first: it goes last
  vtkSmartPointer<vtkOpenGLRenderWindow> window;
  vtkSmartPointer<vtkRenderer> renderer;
  vtkSmartPointer<vtkActor> unseen;
  bool borrowed = false;  // the context is another's
  bool rendered = false;
};

namespace {

vtkSmartPointer<vtkRenderer> make_renderer(DrawQuality quality) {
  auto renderer = vtkSmartPointer<vtkRenderer>::New();
  renderer->SetBackground(look::kGround[0], look::kGround[1], look::kGround[2]);
  renderer->SetBackgroundAlpha(1.0);
  renderer->AutomaticLightCreationOff();
  add_light(*renderer, {-0.45, 0.65, 1.0}, 0.96, {1.0, 0.985, 0.955});
  add_light(*renderer, {0.9, -0.5, 0.55}, 0.28, {0.80, 0.88, 1.0});
  if (quality == DrawQuality::kBest) {
    renderer->UseDepthPeelingOn();
    renderer->SetMaximumNumberOfPeels(kPeels);
    renderer->SetOcclusionRatio(0.0);
  } else {
    renderer->UseFXAAOn();
  }
  return renderer;
}

}  // namespace

GlWindow::GlWindow(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  parts_->window->SetMultiSamples(0);
  parts_->window->SetAlphaBitPlanes(1);
  parts_->window->AddRenderer(parts_->renderer);
}

GlWindow::~GlWindow() {
  if (parts_->rendered) parts_->window->Finalize();
}

Result<std::unique_ptr<GlWindow>> GlWindow::off_screen() {
  auto display = DisplayConnection::open();
  if (!display) return tl::unexpected(display.error());
  vtkObject::GlobalWarningDisplayOff();  // failures reach the user as our own sentences
  auto parts = std::make_unique<Parts>();
  parts->display = std::move(*display);
  const auto window = vtkSmartPointer<vtkRenderWindow>::New();
  parts->window = vtkOpenGLRenderWindow::SafeDownCast(window);
  if (parts->window == nullptr || parts->window->SupportsOpenGL() == 0) {
    return fail(ErrorCode::kNoData, kNoOpenGl);
  }
  parts->window->SetOffScreenRendering(1);
  parts->window->SetShowWindow(false);
  parts->renderer = make_renderer(DrawQuality::kBest);
  return std::unique_ptr<GlWindow>(new GlWindow(std::move(parts)));
}

// The size is set before anything of VTK touches OpenGL, and the first render sets it up: the
// other way round the window stays black.
Result<std::unique_ptr<GlWindow>> GlWindow::in_current_context() {
  vtkObject::GlobalWarningDisplayOff();
  auto parts = std::make_unique<Parts>();
  const auto window = vtkSmartPointer<vtkGenericOpenGLRenderWindow>::New();
  window->SetIsCurrent(true);
  window->SetSupportsOpenGL(1);
  window->SetIsDirect(1);
  window->SetFrameBlitModeToNoBlit();
  parts->window = window;
  parts->borrowed = true;
  parts->renderer = make_renderer(DrawQuality::kQuick);
  parts->unseen = unseen_point();
  parts->renderer->AddActor(parts->unseen);
  return std::unique_ptr<GlWindow>(new GlWindow(std::move(parts)));
}

vtkRenderer& GlWindow::renderer() {
  return *parts_->renderer;
}

void GlWindow::render(int width_px, int height_px) {
  vtkOpenGLRenderWindow& window = *parts_->window;
  window.SetSize(width_px, height_px);
  if (parts_->unseen != nullptr) {
    parts_->unseen->SetPosition(parts_->renderer->GetActiveCamera()->GetFocalPoint());
  }
  // Others draw in the same context: what VTK believes of its state is not so any more.
  if (parts_->borrowed && parts_->rendered) window.GetState()->Reset();
  window.Render();
  parts_->rendered = true;
  if (parts_->borrowed) window.GetState()->vtkglBindFramebuffer(kFramebuffer, 0);
}

unsigned GlWindow::texture() const {
  if (!parts_->borrowed || !parts_->rendered) return 0;
  return parts_->window->GetDisplayFramebuffer()->GetColorAttachmentAsTextureObject(0)->GetHandle();
}

cv::Mat GlWindow::pixels() {
  const int* size = parts_->window->GetSize();
  vtkNew<vtkUnsignedCharArray> values;
  parts_->window->GetPixelData(0, 0, size[0] - 1, size[1] - 1, 0, values, 0);
  const cv::Mat upside_down(size[1], size[0], CV_8UC3, values->GetPointer(0));
  cv::Mat picture;
  cv::flip(upside_down, picture, 0);
  cv::cvtColor(picture, picture, cv::COLOR_RGB2BGR);
  if (parts_->borrowed) parts_->window->GetState()->vtkglBindFramebuffer(kFramebuffer, 0);
  return picture;
}

}  // namespace echolance
