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

/// What to do about an error, where that is said differently to who types commands and to who looks
/// at the viewer.
enum class Remedy {
  kNone,              ///< the message says all
  kPixelSize,         ///< say how large a pixel is
  kTarget,            ///< show the target in the picture
  kLandmark,          ///< show the landmark in the picture, or take another picture
  kAcceptLandmark,    ///< accept the faint one, show it, or take another picture
  kFrameOfAccepted,   ///< say in which picture it was accepted
  kLandmarkInSpace,   ///< say where target or landmark lies in space
  kOtherFrame,        ///< take another picture
  kSkin,              ///< take something that knows the skin, or say how deep the target lies
  kOwnTargetOrMarks,  ///< leave the own target out, or the landmarks
};
inline constexpr int kRemedyCount = 10;

/// Who reads a sentence.
enum class Reader { kCommandLine, kViewer };

/// A clause, "give --mm-per-px"; empty for kNone. Only that for the command line names flags.
[[nodiscard]] const char* remedy_words(Remedy remedy, Reader reader);

/// One sentence for a person: what, where, what to do. `context` grows from inside to outside as
/// the error rises ("frame 17", "scan.mha").
struct Error {
  ErrorCode code = ErrorCode::kNoData;
  std::string message;
  std::string context;
  Remedy remedy = Remedy::kNone;

  /// The same error with an outer place added to its context.
  [[nodiscard]] Error in(const std::string& place) const;
  /// "context: message; remedy", ready to print.
  [[nodiscard]] std::string text(Reader reader = Reader::kCommandLine) const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for returning a failure from a function that returns Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                std::string context = {},
                                                Remedy remedy = Remedy::kNone) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(context), remedy});
}

}  // namespace echolance
