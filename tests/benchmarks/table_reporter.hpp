// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace echolance {

/// Prints a Markdown table of the medians over the repetitions: one row per benchmark, whose name
/// is "group/stage", with the counters p50_ms, p99_ms (wall) and
/// seen_percent, the label, which says the budget, and the processor time of all threads.
class TableReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  std::string group_;
};

}  // namespace echolance
