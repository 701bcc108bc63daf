// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <tl/expected.hpp>

namespace echolance {

/// Why something could not be done. One test per code shows how it is reached.
enum class ErrorCode {
  kFileNotFound,       ///< the path names nothing that can be opened
  kUnsupportedFormat,  ///< a file we understand to be something we do not read
  kDamagedFile,        ///< truncated, contradicting itself or undecodable
  kInvalidOption,      ///< a value outside its range, or options that exclude each other
  kInvalidGeometry,    ///< a matrix that is no rotation, a spacing that is not positive
  kNoData,             ///< readable, but nothing in it to work on
  kCannotWrite,        ///< output folder or disk refuses
};

/// The code's stable name, as written to JSON ("damaged_file").
[[nodiscard]] const char* to_string(ErrorCode code);

/// One sentence for a person: what, where, what to do. `context` grows from inside to outside as
/// the error rises ("frame 17", "scan.mha").
struct Error {
  ErrorCode code = ErrorCode::kNoData;
  std::string message;
  std::string context;

  /// The same error with an outer place added to its context.
  [[nodiscard]] Error in(const std::string& place) const;
  /// "context: message", ready to print.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for returning a failure from a function that returns Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                std::string context = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

}  // namespace echolance
