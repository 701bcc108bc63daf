// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "imaging/open_recording.hpp"
#include "session/describe_recording.hpp"

namespace echolance {

namespace {

struct InfoFlags {
  std::string file;
  OpenOptions open;
  bool scan = false;
  bool json = false;
};

int run(const InfoFlags& flags) {
  auto source = open_recording(flags.file, flags.open);
  if (!source) return report_error(source.error());
  const auto description = describe_recording(
      **source, flags.scan ? DescribeDepth::kAllFrames : DescribeDepth::kFirstFrames);
  if (!description) return report_error(description.error());
  const int exit_code =
      print_result(flags.json ? description_json(*description) : description_text(*description));
  report_warnings(description->warnings);
  return exit_code;
}

}  // namespace

void add_info(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<InfoFlags>();
  auto* command = app.add_subcommand("info", "Say what a recording holds");
  command->add_option("FILE", flags->file, "recording: MetaImage, video, folder of images, image")
      ->required();
  command->add_option("--mm-per-px", flags->open.mm_per_px, "pixel size; overrides the file");
  command->add_option("--fps", flags->open.frame_rate_hz, "frame rate of a folder of images");
  command->add_flag("--scan", flags->scan, "read all frames, not only the first 20");
  command->add_flag("--json", flags->json, "print JSON");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
