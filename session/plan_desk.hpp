// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "session/case_file.hpp"
#include "session/own_way.hpp"
#include "session/replay.hpp"
#include "session/run_plan.hpp"

namespace echolance {

/// What is planned on: a recording that is looked at, a virtual patient, or what `echolance
/// landmarks` wrote.
struct PlanSubject {
  std::shared_ptr<const Replay> replay;
  std::optional<std::uint64_t> patient;  ///< seed
  std::string program_version;
  std::string procedures_folder;  ///< of the user's own procedures; may be empty
  std::string landmarks;          ///< folder; empty: another subject
};

/// What was found for one edit. Where `error` is not empty there is no more than it.
struct PlanAnswer {
  PlanEdit edit;
  std::shared_ptr<const PlanCase> plan_case;
  std::shared_ptr<const PlanResults> results;
  std::shared_ptr<const WayJudge> judge;
  std::optional<OwnWay> own;  ///< where the edit has an entry of the user's
  /// That the plan rests on, or would rest on if it could be made, in picture `frame`.
  std::vector<PlanLandmark> landmarks;
  std::optional<std::int64_t> frame;
  std::string error;  ///< a sentence
  double took_ms = 0.0;
};

/// Plans on a thread of its own; of several edits that wait only the newest is answered. The
/// numbers are those of `echolance plan` with the same procedure, side, level, needle, landmarks,
/// target and frame. All members may be called from the window's thread and never wait for work;
/// the destructor waits for the search that is going on.
class PlanDesk {
 public:
  PlanDesk();
  ~PlanDesk();
  PlanDesk(const PlanDesk&) = delete;
  PlanDesk& operator=(const PlanDesk&) = delete;

  /// Forgets all answers and edits.
  void open(const PlanSubject& subject);
  void close() { open({}); }

  /// An edit that only chooses another way, or moves the entry, is not searched anew. Without a
  /// frame: the one that shows the target's landmark most surely, among those found so far.
  void search(const PlanEdit& edit);
  /// An edit waits or is being answered, or a plan is being written.
  [[nodiscard]] bool busy() const;
  /// The newest; null: there is none.
  [[nodiscard]] std::shared_ptr<const PlanAnswer> newest() const;

  /// Writes the newest answer's plan as `echolance plan --out` does, with the recording's SHA-256.
  /// What came of it is told by take_written(), once: the folder, or why not.
  void write(const std::string& folder);
  [[nodiscard]] std::optional<Result<std::string>> take_written();

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace echolance
