// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/outcome.hpp"
#include "cli/plan_places.hpp"
#include "cli/plan_space.hpp"
#include "imaging/open_recording.hpp"
#include "planner/usual_needle.hpp"
#include "session/case_file.hpp"
#include "session/describe_procedure.hpp"
#include "session/describe_results.hpp"
#include "session/input_hash.hpp"
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
  PlaceFlags places;
  std::string needle;  // empty: the procedure's usual one
  std::string probe;
  std::string injectate;
  std::optional<std::int64_t> frame;
  std::optional<double> target_std_mm;
  std::optional<double> tolerance_mm;
  OpenOptions open;
  SpaceFlags space;
  std::string out_dir;
  int threads = 0;  // 0: as many as the machine has
  bool save_case = false;
  bool explain = false;
  bool json = false;
};

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
  const auto needle = choose_needle(flags.needle, task.procedure);
  if (!needle) return tl::unexpected<Error>(needle.error().in("--needle"));
  task.needle = needle->needle;
  task.needle_from = needle->from;
  return task;
}

// The viewer searches a case anew: what a case does not keep would be lost without a word.
Result<void> check_case_keeps(const PlanFlags& flags) {
  const std::array<std::pair<const char*, bool>, 7> lost = {
      {{"--avoid", !flags.places.avoid.empty()},
       {"--avoid-from", !flags.places.avoid_files.empty()},
       {"--probe", !flags.probe.empty()},
       {"--tolerance-mm", flags.tolerance_mm.has_value()},
       {"--target-std-mm", flags.target_std_mm.has_value()},
       {"--procedures", !flags.procedures_folder.empty()},
       {"--skin-depth-mm", flags.space.skin_depth_mm.has_value()}}};
  for (const auto& [name, given] : lost) {
    if (!given) continue;
    return fail(ErrorCode::kInvalidOption,
                fmt::format("a case does not keep {}, and the viewer would search without it; "
                            "leave out {} or --save-case",
                            name, name));
  }
  return {};
}

Result<PlanInput> input_of(const PlanFlags& flags, const PlanTask& task) {
  const InputWishes wishes{flags.frame.has_value(), !flags.places.target_file.empty(),
                           numbers_of_places(flags.places)};
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
    if (auto placed = add_places(flags.places, 3, task); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
    const auto parameters = draw_patient(*flags.patient);
    if (!parameters) return tl::unexpected<Error>(parameters.error());
    run.input_path = fmt::format("virtual patient {}", *flags.patient);
    return plan_case_of_patient(make_patient(*parameters), task);
  }
  const auto input = input_of(flags, task);
  if (!input) return tl::unexpected<Error>(input.error());
  if (flags.save_case && (*input == PlanInput::kSweep || *input == PlanInput::kReconstruction)) {
    return fail(ErrorCode::kInvalidOption,
                "cases are plans on a picture, in a virtual patient or on what 'echolance "
                "landmarks' wrote; plan on one of them, or leave --save-case out");
  }
  if (auto placed = add_places(flags.places, *input == PlanInput::kPicture ? 2 : 3, task);
      !placed) {
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

// What the viewer opens: the plan's folder with what was decided.
Result<void> save_case(const PlanFlags& flags, const PlanRun& run, const PlanCase& plan_case) {
  CaseFile file;
  file.recording = flags.recording;
  file.recording_sha256 = run.input_sha256;
  // The viewer names results by their folder, also where their landmarks.json was given.
  const auto results = plan_case.picture ? std::nullopt : results_at(flags.recording);
  if (results && results->path != flags.recording) {
    const auto hash = sha256_of_input(results->path);
    if (!hash) return tl::unexpected<Error>(hash.error());
    file.recording = results->path;
    file.recording_sha256 = *hash;
  }
  file.mm_per_px = flags.open.mm_per_px;
  file.patient = flags.patient;
  file.frame = plan_case.frame_index.value_or(0);
  file.program_version = run.program_version;
  PlanEdit& edit = file.plan;
  edit.procedure = run.task.procedure.id;
  edit.side = to_string(run.task.site.side);
  edit.level = flags.level;
  edit.needle = flags.needle;
  edit.injectate = flags.injectate;
  edit.frame = plan_case.frame_index;
  edit.landmarks = run.task.landmarks;
  edit.target_mm = run.task.target_mm;
  return write_case(flags.out_dir, file);
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
  if (flags.save_case) {
    if (auto kept = check_case_keeps(flags); !kept) return report_error(kept.error());
  }
  auto task = task_of(flags);
  if (!task) return report_error(task.error());
  PlanRun request;
  request.task = std::move(*task);
  request.out_dir = flags.out_dir;
  request.program_version = ECHOLANCE_VERSION;
  request.injectate = flags.injectate;
  request.target_std_mm = flags.target_std_mm;
  if (flags.tolerance_mm) request.tolerance_mm = *flags.tolerance_mm;
  const auto plan_case = case_of(flags, request);
  if (!plan_case) return report_error(plan_case.error());
  const auto results = run_plan(*plan_case, request);
  if (!results) return report_error(results.error());
  if (flags.save_case) {
    if (auto saved = save_case(flags, request, *plan_case); !saved) {
      return report_error(saved.error());
    }
  }
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
  add_place_flags(command, flags.places);
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
      "gauge:length in mm[:tip], as in 22G:90:quincke (default: the procedure's usual one); tips: "
      "short_bevel, quincke, chiba, tuohy, pencil_point");
  command->add_option("--probe", flags->probe, "of a virtual patient's scan (default: by depth)");
  command
      ->add_option("--tolerance-mm", flags->tolerance_mm,
                   "ends this near to the target will do (default 2)")
      ->check(CLI::Range(0.5, 20.0));
  command
      ->add_option("--target-std-mm", flags->target_std_mm,
                   "how far the target and bone may be off, for the robustness")
      ->check(CLI::Range(0.0, 50.0));
  command->add_option("--injectate", flags->injectate,
                      "check a mixture, \"lidocaine 1% 3 mL + triamcinolone 40 mg\"");
  command->add_option("--out", flags->out_dir, "folder for plan.json, plan.mrk.json and plan.png")
      ->required();
  command->add_flag("--save-case", flags->save_case,
                    "write case.json too, for the viewer to open the folder as a case; not with "
                    "what a case does not keep (docs/files.md)");
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
