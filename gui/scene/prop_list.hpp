// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

class vtkProp;
class vtkRenderer;

namespace echolance {

/// The things of one theme in a renderer, taken out together.
class PropList {
 public:
  explicit PropList(vtkRenderer& renderer);
  ~PropList();
  PropList(const PropList&) = delete;
  PropList& operator=(const PropList&) = delete;

  /// Shows it and shares its ownership.
  void add(vtkProp* prop);
  void clear();
  /// Of what is drawn as points, px of the window.
  void set_dot_size(double size_px);

 private:
  struct Members;
  std::unique_ptr<Members> members_;
};

}  // namespace echolance
