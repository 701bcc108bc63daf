// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_landmarks.hpp"

namespace echolance {

const char* to_string(FitVerdict verdict) {
  switch (verdict) {
    case FitVerdict::kUsable:
      return "usable";
    case FitVerdict::kTooLittle:
      return "too_little";
    case FitVerdict::kNotThisBone:
      return "not_this_bone";
    case FitVerdict::kAmbiguous:
      return "ambiguous";
  }
  return "too_little";
}

}  // namespace echolance
