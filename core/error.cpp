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

namespace {

struct RemedyWords {
  const char* command_line;
  const char* viewer;
};

RemedyWords words_of(Remedy remedy) {
  switch (remedy) {
    case Remedy::kNone:
      break;
    case Remedy::kPixelSize:
      return {"give --mm-per-px", "type it in Open, or draw a line over a ruler there"};
    case Remedy::kTarget:
      return {"give --target x,y in mm from the picture's top left",
              "click on the target in the picture"};
    case Remedy::kLandmark:
      return {
          "give --landmark NAME:x,y or --target x,y in mm from the picture's top left, or "
          "another --frame",
          "click on it in the picture, or choose another frame in Replay"};
    case Remedy::kAcceptLandmark:
      return {
          "look at the picture and give --landmark NAME:accept, --landmark NAME:x,y in mm from "
          "the picture's top left, or another --frame",
          "accept it in the list of landmarks, click on its place in the picture, or choose "
          "another frame in Replay"};
    case Remedy::kFrameOfAccepted:
      return {"give its --frame", "choose the frame in Replay"};
    case Remedy::kLandmarkInSpace:
      return {"give --landmark NAME:x,y,z or --target x,y,z in mm",
              "type its place where it is listed, or choose another procedure"};
    case Remedy::kOtherFrame:
      return {"give another --frame", "choose another frame in Replay"};
    case Remedy::kSkin:
      return {
          "plan on the tracked sweep or on what 'echolance landmarks' makes of it, or say with "
          "--skin-depth-mm how far a flat skin lies behind the target",
          "plan on the tracked sweep, or on what 'echolance landmarks' makes of it"};
    case Remedy::kOwnTargetOrMarks:
      return {"leave --target or --landmark out",
              "go back to the landmark's target, or leave the landmarks as they were found"};
  }
  return {"", ""};
}

}  // namespace

const char* remedy_words(Remedy remedy, Reader reader) {
  const RemedyWords words = words_of(remedy);
  return reader == Reader::kViewer ? words.viewer : words.command_line;
}

Error Error::in(const std::string& place) const {
  return {code, message, context.empty() ? place : place + ", " + context, remedy};
}

std::string Error::text(Reader reader) const {
  std::string words = context.empty() ? message : context + ": " + message;
  if (remedy != Remedy::kNone) words += std::string("; ") + remedy_words(remedy, reader);
  return words;
}

}  // namespace echolance
