// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/outside_patient.hpp"

#include <utility>

namespace echolance {
namespace {

// Gives the patient a landmark to aim at where there is none, and says so.
Result<bool> guess_target(const Patient& generated, Patient& patient, ProcedureRequest& request) {
  if (patient.skeleton.landmark(kBonesTarget)) {
    request.target = kBonesTarget;
    return false;
  }
  const auto name = procedure_target(request.procedure, request.side);
  if (!name) return tl::unexpected(name.error());
  if (patient.skeleton.landmark(*name)) return false;
  for (const auto& landmark : generated.landmarks) {
    if (landmark.name != *name) continue;
    const auto place = back_of_bones(patient.skeleton, landmark.point);
    if (!place) return tl::unexpected(place.error());
    patient.landmarks.push_back({kBonesTarget, *place});
    request.target = kBonesTarget;
    return true;
  }
  return false;  // an odd side: the procedure says so
}

}  // namespace

Result<Scenario> procedure_on_bones(const Patient& generated, const OutsideFiles& files,
                                    const ProcedureRequest& request) {
  auto skeleton = read_outside_bones(files, generated.skeleton);
  if (!skeleton) return tl::unexpected(skeleton.error());
  Patient patient = with_outside_bones(generated, std::move(*skeleton));
  ProcedureRequest wish = request;
  bool guessed = false;
  if (wish.target.empty()) {
    const auto target = guess_target(generated, patient, wish);
    if (!target) return tl::unexpected(target.error());
    guessed = *target;
  }
  return procedure_scenario(std::make_shared<const Patient>(std::move(patient)), wish)
      .map([&](Scenario&& scenario) {
        scenario.labels.emplace_back("bones", "outside");
        if (guessed) scenario.labels.emplace_back("target", "guessed");
        return std::move(scenario);
      });
}

}  // namespace echolance
