// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/error.hpp"

namespace echolance {

const char* to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kFileNotFound:
      return "file_not_found";
    case ErrorCode::kUnsupportedFormat:
      return "unsupported_format";
    case ErrorCode::kDamagedFile:
      return "damaged_file";
    case ErrorCode::kInvalidOption:
      return "invalid_option";
    case ErrorCode::kInvalidGeometry:
      return "invalid_geometry";
    case ErrorCode::kNoData:
      return "no_data";
    case ErrorCode::kCannotWrite:
      return "cannot_write";
  }
  return "unknown";
}

Error Error::in(const std::string& place) const {
  return {code, message, context.empty() ? place : place + ", " + context};
}

std::string Error::text() const {
  return context.empty() ? message : context + ": " + message;
}

}  // namespace echolance
