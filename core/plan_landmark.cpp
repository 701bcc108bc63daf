// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/plan_landmark.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/landmark.hpp"

namespace echolance {
namespace {

struct StandingName {
  const char* key;
  const char* words;
};

StandingName name_of(LandmarkStanding standing) {
  switch (standing) {
    case LandmarkStanding::kExact:
      return {"exact", "exact"};
    case LandmarkStanding::kFound:
      return {"found", "found"};
    case LandmarkStanding::kFaint:
      return {"faint", "found, too faint to be used by itself"};
    case LandmarkStanding::kAccepted:
      return {"accepted_by_user", "accepted by you"};
    case LandmarkStanding::kPlaced:
      return {"placed_by_user", "placed by you"};
    case LandmarkStanding::kMissing:
      break;
  }
  return {"not_found", "not found"};
}

std::string placed_warning(const PlanLandmark& mark) {
  std::string from = "; it was not found here";
  if (mark.found_mm) {
    const double moved_mm = (*mark.place_mm - *mark.found_mm).norm();
    from = mark.found_confidence
               ? fmt::format(", {:.1f} mm from where it was found with a confidence of {:.2f}",
                             moved_mm, *mark.found_confidence)
               : fmt::format(", {:.1f} mm from its true place, for rehearsal", moved_mm);
  }
  return fmt::format(
      "the landmark {} was PLACED BY YOU{}; nothing confirms it, and {:.1f} mm along each axis is "
      "assumed as its error",
      mark.name, from, mark.std_mm);
}

}  // namespace

const char* to_string(LandmarkStanding standing) {
  return name_of(standing).key;
}

std::optional<LandmarkStanding> landmark_standing_from(const std::string& name) {
  for (int i = 0; i < kLandmarkStandingCount; ++i) {
    const auto standing = static_cast<LandmarkStanding>(i);
    if (name == to_string(standing)) return standing;
  }
  return std::nullopt;
}

const char* standing_words(LandmarkStanding standing) {
  return name_of(standing).words;
}

const char* to_string(LandmarkUse use) {
  return use == LandmarkUse::kTarget ? "target" : "avoid";
}

std::string landmark_sentence(const PlanLandmark& mark) {
  std::string words = fmt::format("{}: {}", mark.name, standing_words(mark.standing));
  if (mark.standing == LandmarkStanding::kMissing) {
    return mark.reason.empty() ? words : fmt::format("{} ({})", words, mark.reason);
  }
  if (mark.standing == LandmarkStanding::kPlaced) {
    return fmt::format("{}, {:.1f} mm assumed as its error", words, mark.std_mm);
  }
  if (mark.confidence) words += fmt::format(", confidence {:.2f}", *mark.confidence);
  if (mark.std_mm > 0.0) words += fmt::format(", standard deviation {:.1f} mm", mark.std_mm);
  return words;
}

std::vector<std::string> landmark_warnings(const std::vector<PlanLandmark>& landmarks) {
  std::vector<std::string> sentences;
  for (const auto& mark : landmarks) {
    if (mark.standing == LandmarkStanding::kPlaced) sentences.push_back(placed_warning(mark));
    const bool faint = mark.by_itself == LandmarkStanding::kFaint && mark.confidence;
    if (mark.standing == LandmarkStanding::kAccepted && faint) {
      sentences.push_back(fmt::format(
          "the landmark {} was found with a confidence of {:.3f} only, where {:.2f} is a claim; it "
          "is used because you ACCEPTED it, which makes it no surer",
          mark.name, *mark.confidence, kLandmarkClaim));
    }
  }
  return sentences;
}

const LandmarkChoice* choice_for(const std::vector<LandmarkChoice>& choices,
                                 const std::string& name) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const LandmarkChoice& one) { return one.name == name; });
  return found == choices.end() ? nullptr : &*found;
}

void set_choice(std::vector<LandmarkChoice>& choices, LandmarkChoice choice) {
  drop_choice(choices, choice.name);
  choices.push_back(std::move(choice));
}

void drop_choice(std::vector<LandmarkChoice>& choices, const std::string& name) {
  std::erase_if(choices, [&](const LandmarkChoice& one) { return one.name == name; });
}

}  // namespace echolance
