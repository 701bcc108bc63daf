// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/space_landmark.hpp"

namespace echolance {

const char* to_string(LandmarkState state) {
  switch (state) {
    case LandmarkState::kSeen:
      return "seen";
    case LandmarkState::kInferred:
      return "inferred";
    case LandmarkState::kAbstained:
      return "abstained";
  }
  return "abstained";
}

}  // namespace echolance
