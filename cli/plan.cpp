// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "cli/plan_space.hpp"
#include "imaging/open_recording.hpp"
#include "imaging/parse_text.hpp"
#include "planner/plan_markups.hpp"
#include "session/describe_procedure.hpp"
#include "session/input_hash.hpp"
#include "session/no_go_body.hpp"
#include "session/procedure_folders.hpp"
#include "session/results_folder.hpp"
#include "session/run_plan.hpp"

namespace echolance {
namespace {

struct PlanFlags {
  std::string recording;
  std::optional<std::uint64_t> patient;
  std::string procedure;
  std::string procedures_folder;
  std::string side = "left";
  std::string level;
  std::string target;
  std::string target_file;
  std::string needle = "22G:90";
  std::string probe;
  std::vector<std::string> avoid;
  std::vector<std::string> avoid_files;
  std::string injectate;
  double avoid_least_mm = 1.0;
  std::optional<std::int64_t> frame;
  std::optional<double> target_std_mm;
  double tolerance_mm = 2.0;
  OpenOptions open;
  SpaceFlags space;
  std::string out_dir;
  int threads = 0;  // 0: as many as the machine has
  bool explain = false;
  bool json = false;
};

Result<std::vector<double>> numbers_of(const std::string& text, const char* flag) {
  std::vector<double> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto number = to_number(trim(text.substr(at, comma - at)));
    if (!number) {
      return fail(ErrorCode::kInvalidOption,
                  fmt::format("{} takes numbers in mm, as in 12,30.5", flag), text);
    }
    numbers.push_back(*number);
    at = comma + 1;
  }
  return numbers;
}

// "NAME:x,y,radius" in a picture, "NAME:x,y,z,radius" in space; one number more: least distance.
Result<NoGo> avoid_of(const std::string& text, std::size_t dimensions) {
  const auto colon = text.find(':');
  const auto numbers =
      numbers_of(colon == std::string::npos ? "" : text.substr(colon + 1), "--avoid NAME:");
  if (!numbers) return tl::unexpected<Error>(numbers.error());
  const std::size_t count = numbers->size();
  if (colon == 0 || count < dimensions + 1 || count > dimensions + 2) {
    return fail(
        ErrorCode::kInvalidOption,
        "--avoid takes NAME:x,y,radius[,least] in a picture and NAME:x,y,z,radius[,least] in "
        "space, mm",
        text);
  }
  NoGo structure{text.substr(0, colon), 0.0, ClearanceKind::kForbidden, NoGoShape::kChain, {}, {}};
  const auto& n = *numbers;
  structure.points_mm = {{n[0], n[1], dimensions == 3 ? n[2] : 0.0}};
  structure.radii_mm = {n[dimensions]};
  if (count == dimensions + 2) structure.least_mm = n.back();
  if (auto valid = validate(structure); !valid) return tl::unexpected<Error>(valid.error());
  return structure;
}

Result<Eigen::Vector3d> target_from_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::kFileNotFound, "the markups cannot be opened; check the name", path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto markups = parse_markups(text);
  if (!markups) return tl::unexpected<Error>(markups.error().in(path));
  for (const auto& markup : *markups) {
    // A line is a path: its second end is the target.
    if (!markup.points_mm.empty()) {
      return markup.type == "Line" ? markup.points_mm.back() : markup.points_mm.front();
    }
  }
  return fail(ErrorCode::kNoData, "the file has no placed point", path);
}

Result<std::optional<Eigen::Vector3d>> target_of(const PlanFlags& flags, std::size_t dimensions) {
  if (!flags.target_file.empty()) {
    const auto target = target_from_file(flags.target_file);
    if (!target) return tl::unexpected<Error>(target.error());
    return *target;
  }
  if (flags.target.empty()) return std::optional<Eigen::Vector3d>{};
  const auto numbers = numbers_of(flags.target, "--target");
  if (!numbers) return tl::unexpected<Error>(numbers.error());
  if (numbers->size() != dimensions) {
    return fail(ErrorCode::kInvalidOption,
                dimensions == 3 ? "--target takes x,y,z here, in Reference, mm"
                                : "--target takes x,y here, in mm from the picture's top left",
                flags.target);
  }
  return Eigen::Vector3d((*numbers)[0], (*numbers)[1], dimensions == 3 ? (*numbers)[2] : 0.0);
}

Result<void> add_bodies(const PlanFlags& flags, std::size_t dimensions, PlanTask& task) {
  if (!flags.avoid_files.empty() && dimensions == 2) {
    return fail(ErrorCode::kInvalidOption,
                "--avoid-from takes bodies in space; in a picture give --avoid NAME:x,y,radius",
                flags.avoid_files.front());
  }
  for (const auto& path : flags.avoid_files) {
    const auto body = no_go_of_surface(path, flags.avoid_least_mm);
    if (!body) return tl::unexpected<Error>(body.error());
    task.avoid.push_back(*body);
  }
  return {};
}

// All but the places, which depend on what is planned on.
Result<PlanTask> task_of(const PlanFlags& flags) {
  PlanTask task;
  const auto folders = procedure_folders(flags.procedures_folder);
  if (!folders) return tl::unexpected<Error>(folders.error());
  const auto catalogue = ProcedureCatalogue::load(*folders);
  if (!catalogue) return tl::unexpected<Error>(catalogue.error());
  auto procedure = procedure_named(*catalogue, flags.procedure);
  if (!procedure) return tl::unexpected<Error>(procedure.error());
  task.procedure = std::move(*procedure);
  task.site.side = flags.side == "right" ? BodySide::kRight : BodySide::kLeft;
  task.site.level = flags.level;
  task.probe = flags.probe;
  const auto needle = plan_needle_from_text(flags.needle);
  if (!needle) return tl::unexpected<Error>(needle.error().in("--needle"));
  task.needle = *needle;
  return task;
}

Result<void> add_places(const PlanFlags& flags, std::size_t dimensions, PlanTask& task) {
  const auto target = target_of(flags, dimensions);
  if (!target) return tl::unexpected<Error>(target.error());
  task.target_mm = *target;
  for (const auto& text : flags.avoid) {
    const auto structure = avoid_of(text, dimensions);
    if (!structure) return tl::unexpected<Error>(structure.error());
    task.avoid.push_back(*structure);
  }
  return add_bodies(flags, dimensions, task);
}

Result<PlanInput> input_of(const PlanFlags& flags, const PlanTask& task) {
  const auto commas = std::count(flags.target.begin(), flags.target.end(), ',');
  const InputWishes wishes{flags.frame.has_value(), !flags.target_file.empty(),
                           flags.target.empty() ? 0 : static_cast<std::size_t>(commas) + 1};
  return plan_input(flags.recording, flags.space, wishes, task);
}

Result<PlanCase> case_of(const PlanFlags& flags, PlanRun& run) {
  PlanTask& task = run.task;
  if (flags.patient) {
    if (flags.frame || flags.space.given()) {
      return fail(ErrorCode::kInvalidOption,
                  "--frame, --in-space, --calibration, --space and --skin-depth-mm belong to "
                  "recordings; leave them out with --patient");
    }
    if (auto placed = add_places(flags, 3, task); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
    const auto parameters = draw_patient(*flags.patient);
    if (!parameters) return tl::unexpected<Error>(parameters.error());
    run.input_path = fmt::format("virtual patient {}", *flags.patient);
    return plan_case_of_patient(make_patient(*parameters), task);
  }
  const auto input = input_of(flags, task);
  if (!input) return tl::unexpected<Error>(input.error());
  if (auto placed = add_places(flags, *input == PlanInput::kPicture ? 2 : 3, task); !placed) {
    return tl::unexpected<Error>(placed.error());
  }
  if (auto outside = check_outside(flags.recording, flags.out_dir); !outside) {
    return tl::unexpected<Error>(outside.error());
  }
  if (*input != PlanInput::kPicture) {
    return case_in_space(flags.recording, *input, flags.space, run);
  }
  auto source = open_recording(flags.recording, flags.open);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto hash = sha256_of_input(flags.recording);
  if (!hash) return tl::unexpected<Error>(hash.error());
  run.input_path = flags.recording;
  run.input_sha256 = *hash;
  return plan_case_of_recording(**source, task, flags.frame).map_error([&](const Error& error) {
    return error.in(flags.recording);
  });
}

int run(const PlanFlags& flags) {
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  if (flags.patient.has_value() != flags.recording.empty()) {
    return report_error({ErrorCode::kInvalidOption,
                         "give either a recording, or a folder of 'landmarks' or 'reconstruct', or "
                         "a virtual patient "
                         "with --patient",
                         ""});
  }
  auto task = task_of(flags);
  if (!task) return report_error(task.error());
  PlanRun request;
  request.task = std::move(*task);
  request.out_dir = flags.out_dir;
  request.program_version = ECHOLANCE_VERSION;
  request.injectate = flags.injectate;
  request.target_std_mm = flags.target_std_mm;
  request.tolerance_mm = flags.tolerance_mm;
  const auto plan_case = case_of(flags, request);
  if (!plan_case) return report_error(plan_case.error());
  const auto results = run_plan(*plan_case, request);
  if (!results) return report_error(results.error());
  const auto detail = flags.explain ? PlanDetail::kExplain : PlanDetail::kShort;
  const int printed =
      print_result(flags.json ? plan_json(results->plan, results->notes)
                              : plan_text(*results, detail) +
                                    fmt::format("{:<22}{}\n", "results", flags.out_dir));
  report_warnings(results->plan.warnings);
  if (printed != kExitOk) return printed;
  return results->plan.best ? kExitOk : kExitTargetNotMet;
}

void add_case_flags(CLI::App& command, PlanFlags& flags) {
  command.add_option("CASE", flags.recording,
                     "recording, planned on one of its pictures or, tracked, in space; or what "
                     "'landmarks' or 'reconstruct' wrote");
  command.add_option("--patient", flags.patient, "instead: seed of a virtual patient, in space");
  command.add_option("--frame", flags.frame, "number of the picture to plan on");
  command.add_option("--mm-per-px", flags.open.mm_per_px, "pixel size; overrides the file");
  command.add_option("--target", flags.target,
                     "x,y in mm from the picture's top left; x,y,z in space");
  command.add_option("--target-from", flags.target_file,
                     "target, or path, from 3D Slicer (.mrk.json), in the case's space");
  command.add_option("--avoid", flags.avoid,
                     "NAME:x,y[,z],radius[,least distance]: a place of your own to avoid, mm; "
                     "repeatable");
  command.add_option("--avoid-from", flags.avoid_files,
                     "closed surface of a structure to avoid (STL, PLY, VTP, OBJ in mm, in the "
                     "case's space); repeatable");
  command
      .add_option("--avoid-least-mm", flags.avoid_least_mm,
                  "distance to keep from these (default 1)")
      ->check(CLI::Range(0.0, 50.0));
  add_space_flags(command, flags.space);
}

}  // namespace

void add_plan(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<PlanFlags>();
  auto* command = app.add_subcommand("plan", "Search a safe way for the needle");
  add_case_flags(*command, *flags);
  command->add_option("--procedure", flags->procedure, "id or short id; 'procedures' lists them")
      ->required();
  command->add_option("--procedures", flags->procedures_folder,
                      "folder with procedures of your own (docs/procedures.md)");
  command->add_option("--side", flags->side, "left (default) or right")
      ->check(CLI::IsMember({"left", "right"}));
  command->add_option("--level", flags->level,
                      "of the spine, as in l4_l5 (default: the usual one)");
  command->add_option(
      "--needle", flags->needle,
      "gauge:length in mm[:tip] (default 22G:90:quincke); tips: short_bevel, quincke, chiba, "
      "tuohy, pencil_point");
  command->add_option("--probe", flags->probe, "of a virtual patient's scan (default: by depth)");
  command->add_option("--tolerance-mm", flags->tolerance_mm, "ends this near to the target will do")
      ->check(CLI::Range(0.5, 20.0));
  command
      ->add_option("--target-std-mm", flags->target_std_mm,
                   "how far the target and bone may be off, for the robustness")
      ->check(CLI::Range(0.0, 50.0));
  command->add_option("--injectate", flags->injectate,
                      "check a mixture, \"lidocaine 1% 3 mL + triamcinolone 40 mg\"");
  command->add_option("--out", flags->out_dir, "folder for plan.json, plan.mrk.json and plan.png")
      ->required();
  command->add_option("--threads", flags->threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--explain", flags->explain, "say what stops the ways that are rejected");
  command->add_flag("--json", flags->json, "print plan.json");
  command->footer(
      "Exit code 1: no way keeps all limits; what to change is said. Nerves and vessels are known\n"
      "in virtual patients only (docs/files.md).");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
