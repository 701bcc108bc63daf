// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/table_reporter.hpp"

#include <fmt/format.h>

#include <ostream>

namespace echolance {

bool TableReporter::ReportContext(const Context& context) {
  PrintBasicContext(&GetErrorStream(), context);
  return true;
}

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const auto& run : runs) {
    const bool single = run.run_type == Run::RT_Iteration && run.repetitions <= 1;
    if (!single && run.aggregate_name != "median") continue;
    const std::string& name = run.run_name.function_name;
    const auto slash = name.find('/');
    const std::string group = name.substr(0, slash);
    if (group != group_) {
      group_ = group;
      GetOutputStream() << fmt::format(
          "\n{}\n\n| stage | p50 ms | p99 ms | budget ms | CPU ms, mean | seen % "
          "|\n|---|--:|--:|--:|--:|--:|\n",
          group);
    }
    const auto counter = [&](const char* key) {
      const auto found = run.counters.find(key);
      return found == run.counters.end() ? std::string()
                                         : fmt::format("{:.3g}", found->second.value);
    };
    GetOutputStream() << fmt::format("| {} | {} | {} | {} | {:.3g} | {} |\n",
                                     name.substr(slash + 1),
                                     run.error_occurred ? run.error_message : counter("p50_ms"),
                                     counter("p99_ms"), run.report_label, run.GetAdjustedCPUTime(),
                                     counter("seen_percent"))
                      << std::flush;
  }
}

}  // namespace echolance
