// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/prop_list.hpp"

#include <vtkActor.h>
#include <vtkProp.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>

#include <vector>

namespace echolance {

struct PropList::Members {
  vtkSmartPointer<vtkRenderer> renderer;
  std::vector<vtkSmartPointer<vtkProp>> props;
};

PropList::PropList(vtkRenderer& renderer)
    : members_(std::make_unique<Members>(Members{&renderer, {}})) {}

PropList::~PropList() {
  clear();
}

void PropList::add(vtkProp* prop) {
  members_->renderer->AddViewProp(prop);
  members_->props.emplace_back(prop);
}

void PropList::clear() {
  for (const auto& prop : members_->props) members_->renderer->RemoveViewProp(prop);
  members_->props.clear();
}

void PropList::set_dot_size(double size_px) {
  for (const auto& prop : members_->props) {
    if (auto* actor = vtkActor::SafeDownCast(prop)) {
      actor->GetProperty()->SetPointSize(static_cast<float>(size_px));
    }
  }
}

}  // namespace echolance
