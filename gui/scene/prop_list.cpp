// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/prop_list.hpp"

#include <vtkProp.h>
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

void PropList::set_visible(bool visible) {
  for (const auto& prop : members_->props) prop->SetVisibility(visible ? 1 : 0);
}

}  // namespace echolance
