// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "gui/scene/space_scene.hpp"
#include "imaging/plus_config.hpp"
#include "session/output_file.hpp"
#include "session/space_content.hpp"

namespace echolance {
namespace {

constexpr int kSmallest_px = 64, kLargest_px = 8192;

struct RenderFlags {
  SpaceCase space_case;
  std::string view = "oblique";
  std::string size = "1280x800";
  std::string volume = "slices";
  std::string calibration_path;
  std::string out_path;
  double zoom = 1.0;
  double turn_deg = 0.0;
  double tilt_deg = 0.0;
  double scale = 1.0;
};

Result<cv::Size> size_of(const std::string& text) {
  cv::Size size;
  const char* const end = text.data() + text.size();
  const auto width = std::from_chars(text.data(), end, size.width);
  const bool split = width.ec == std::errc() && width.ptr != end && *width.ptr == 'x';
  const auto height = split ? std::from_chars(width.ptr + 1, end, size.height) : width;
  const auto fits = [](int px) { return px >= kSmallest_px && px <= kLargest_px; };
  if (split && height.ec == std::errc() && height.ptr == end && fits(size.width) &&
      fits(size.height)) {
    return size;
  }
  return fail(ErrorCode::kInvalidOption,
              fmt::format("'{}' is no size of {} to {} px; give WIDTHxHEIGHT, for example 1280x800",
                          text, kSmallest_px, kLargest_px),
              "--size");
}

SceneView view_of(const std::string& name) {
  for (int i = 0; i < kSceneViewCount; ++i) {
    if (name == to_string(static_cast<SceneView>(i))) return static_cast<SceneView>(i);
  }
  return SceneView::kOblique;  // the parser lets no other name through
}

Result<void> write_png(const cv::Mat& picture, const std::string& path) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", picture, bytes);
  return write_file_atomically(path, std::string(bytes.begin(), bytes.end()));
}

Result<void> render(RenderFlags& flags) {
  const auto size = size_of(flags.size);
  if (!size) return tl::unexpected<Error>(size.error());
  if (std::filesystem::path(flags.out_path).extension() != ".png") {
    return fail(ErrorCode::kInvalidOption, "the picture's name ends in .png; give such a name",
                flags.out_path);
  }
  const auto scene = SpaceScene::off_screen();
  if (!scene) return tl::unexpected<Error>(scene.error());
  if (!flags.calibration_path.empty()) {
    auto config = read_plus_config(flags.calibration_path);
    if (!config) return tl::unexpected<Error>(config.error());
    flags.space_case.calibration = std::move(config->transforms);
  }
  auto content = open_space_case(flags.space_case);
  if (!content) return tl::unexpected<Error>(content.error());
  constexpr double kRad = 3.14159265358979323846 / 180.0;
  SpaceScene& view = **scene;
  view.set_scale(flags.scale);
  view.set_volume_style(flags.volume == "rendered" ? VolumeStyle::kRendered : VolumeStyle::kSlices);
  view.set_content(std::move(*content));
  view.look(view_of(flags.view));
  if (flags.turn_deg != 0.0 || flags.tilt_deg != 0.0) {
    view.turn(flags.turn_deg * kRad, flags.tilt_deg * kRad);
  }
  view.zoom(flags.zoom);
  return write_png(view.picture(size->width, size->height), flags.out_path);
}

int run(RenderFlags& flags) {
  if (const auto done = render(flags); !done) return report_error(done.error());
  return print_result(fmt::format("{:<18}{}\n", "picture", flags.out_path));
}

void add_view_flags(CLI::App& command, RenderFlags& flags) {
  command.add_option("--view", flags.view, "posterior, left, cranial, oblique (default) or needle")
      ->check(CLI::IsMember({"posterior", "left", "cranial", "oblique", "needle"}));
  command.add_option("--turn-deg", flags.turn_deg, "... then to the side")
      ->check(CLI::Range(-360.0, 360.0));
  command.add_option("--tilt-deg", flags.tilt_deg, "... and upwards")
      ->check(CLI::Range(-360.0, 360.0));
  command.add_option("--zoom", flags.zoom, "above 1: nearer")->check(CLI::Range(0.05, 50.0));
  command.add_option("--volume", flags.volume, "of a reconstruction: slices (default), rendered")
      ->check(CLI::IsMember({"slices", "rendered"}));
  command.add_option("--size", flags.size, "WIDTHxHEIGHT in px (default 1280x800)");
  command.add_option("--scale", flags.scale, "of words and lines (default 1)")
      ->check(CLI::Range(0.5, 4.0));
}

}  // namespace

void add_render(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<RenderFlags>();
  auto* command = app.add_subcommand("render", "Draw a case in space as a picture");
  SpaceCase& space_case = flags->space_case;
  command->add_option("CASE", space_case.path,
                      "plan.json or its folder, landmarks or reconstruction folder, or a tracked "
                      "recording");
  command->add_option("--patient", space_case.patient,
                      "seed of a virtual patient: its bones, alone or with CASE");
  command
      ->add_option("--frame", space_case.frame,
                   "of a recording (default: the first with a good pose)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--calibration,--config", flags->calibration_path,
                      "Plus configuration (XML) with ImageToProbe, where the recording has none");
  command->add_option("--space", space_case.space, "of a recording's picture (default Reference)");
  add_view_flags(*command, *flags);
  command->add_option("--out", flags->out_path, "the picture, NAME.png")->required();
  command->footer("Needs an X display; on machines without one: xvfb-run -a echolance render ...");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
