// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outcome.hpp"
#include "cli/progress.hpp"
#include "session/learn_shape.hpp"
#include "session/output_file.hpp"

namespace echolance {
namespace {

struct LearnShapeFlags {
  std::string out;
  LearnShapeOptions options;
};

std::string summary_of(const LearnedShape& learned, std::size_t bytes) {
  const ShapeModel& model = learned.model;
  return fmt::format(
      "patients          {}\nvertices          {}, {:.2f} mm off the bones (root mean square)\n"
      "landmarks         {}\nmodes             {}, {:.2f} % of the variance\nfile              {} "
      "bytes\n",
      learned.patients, model.vertex_count(), learned.off_surface_mm, model.mark_count(),
      model.mode_count(), 100.0 * learned.explained, bytes);
}

int run(const LearnShapeFlags& flags) {
  catch_interrupts();
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); }, {}};
  const auto learned = learn_shape(flags.options, hooks);
  bar.finish();
  if (!learned) return report_error(learned.error());
  const auto bytes = encode_shape_model(learned->model);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (auto written = write_file_atomically(flags.out, text); !written) {
    return report_error(written.error());
  }
  return print_result(summary_of(*learned, bytes.size()));
}

}  // namespace

void add_learn_shape(CLI::App& app, Command& chosen) {
  auto flags = std::make_shared<LearnShapeFlags>();
  auto* command = app.add_subcommand(
      "learn-shape", "Learn the shape model of pelvis and lumbar spine from virtual patients");
  command->add_option("--out", flags->out, "file for the model")->required();
  command->add_option("--patients", flags->options.patients, "how many to grow (default 260)")
      ->check(CLI::Range(3, 5000));
  command->add_option("--modes", flags->options.modes, "ways to differ that are kept (default 60)")
      ->check(CLI::Range(1, 500));
  command->add_option("--seed", flags->options.seed, "of the first patient (default 100000)");
  command->footer(
      "The program carries imaging/data/shape_model.bin; ./dev shape-model makes that anew.");
  command->callback([flags, &chosen] { chosen = [flags] { return run(*flags); }; });
}

}  // namespace echolance
