// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <iostream>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/progress.hpp"
#include "cli/simulate_flags.hpp"
#include "session/live_commands.hpp"
#include "session/run_simulate.hpp"
#include "session/track_summary.hpp"
#include "simulation/write_patient.hpp"

namespace echolance {

namespace {

Result<SimulateSummary> record_all(SimulationSource& source, const SimulateRequest& request) {
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                         [] { return interrupted(); }};
  auto summary = run_simulate(source, request, hooks);
  bar.finish();
  return summary;
}

Result<SimulateSummary> record(Scenario scenario, const SimulateRequest& request) {
  auto source = ScenarioSource::create(std::move(scenario));
  if (!source) return tl::unexpected(source.error());
  return record_all(*source, request);
}

Result<SimulateSummary> record_live(const SimulateFlags& flags, Scenario scenario,
                                    const SimulateRequest& request) {
  make_live(flags, scenario);
  auto live = LiveSimulation::create(std::move(scenario));
  if (!live) return tl::unexpected(live.error());
  LiveCommands commands(*live, std::cin);
  return record_all(commands, request).map_error([](const Error& error) {
    return error.context.starts_with("line ") ? error.in("standard input") : error;
  });
}

int run(const SimulateFlags& flags, SimulateRequest request) {
  if (flags.threads > 0) cv::setNumThreads(flags.threads);
  catch_interrupts();
  auto scenario = scenario_of(flags);
  if (!scenario) return report_error(scenario.error());
  if (!flags.patient_dir.empty()) {
    WriteOptions form;
    form.notice = kNotAMedicalDevice;
    if (auto written = write_patient(*scenario->patient, flags.patient_dir, form); !written) {
      return report_error(written.error());
    }
  }
  request.out_path = flags.out_path;
  request.grey_levels = flags.grey_levels;
  request.program_version = ECHOLANCE_VERSION;
  const auto summary = flags.live ? record_live(flags, std::move(*scenario), request)
                                  : record(std::move(*scenario), request);
  if (!summary) return report_error(summary.error());
  return print_result(flags.json ? summary_json(*summary) : summary_text(*summary));
}

}  // namespace

void add_simulate(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<SimulateFlags>();
  auto* command = app.add_subcommand("simulate", "Make a recording of a virtual patient");
  add_simulate_flags(*command, *flags);
  command->footer(
      "Writes NAME.igs.mha (Plus, Slicer, and 'echolance track' read it) and NAME.truth.json for\n"
      "'echolance evaluate --truth'. Ctrl-C ends with the frames done so far.");
  command->callback([flags, command, &chosen] {
    chosen = [flags, command] {
      SimulateRequest request;
      request.options = given_flags(*command);
      return run(*flags, request);
    };
  });
}

}  // namespace echolance
