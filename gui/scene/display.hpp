// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "core/error.hpp"

namespace echolance {

/// A connection to the X display, kept while something is drawn. VTK ends the program where there
/// is no display, so it is asked before; and a server whose last client goes (a check, say) starts
/// anew and turns away whoever comes meanwhile, so the connection stays.
class DisplayConnection {
 public:
  /// kNoData where no X display can be reached.
  [[nodiscard]] static Result<DisplayConnection> open();

 private:
  explicit DisplayConnection(std::shared_ptr<void> display) : display_(std::move(display)) {}
  std::shared_ptr<void> display_;
};

}  // namespace echolance
