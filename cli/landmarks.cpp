// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "imaging/bone_landmarks.hpp"
#include "session/read_surface.hpp"

namespace echolance {
namespace {

struct LandmarksFlags {
  std::string surface;
};

int run(const LandmarksFlags& flags) {
  const auto surface = read_surface(flags.surface);
  if (!surface) return report_error(surface.error());
  const auto found = find_bone_landmarks(*surface);
  std::string text = fmt::format("verdict {} points {}\n", to_string(found.verdict), found.points);
  for (const auto& mark : found.landmarks) {
    text += fmt::format("{} {:.2f} {:.2f} {:.2f} {:.2f}\n", mark.name, mark.point_mm.x(),
                        mark.point_mm.y(), mark.point_mm.z(), mark.std_mm);
  }
  return print_result(text);
}

}  // namespace

void add_landmarks(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<LandmarksFlags>();
  auto* command = app.add_subcommand("landmarks", "Find the landmarks of pelvis and lumbar spine");
  command->add_option("--surface", flags->surface, "bone surface made elsewhere");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
