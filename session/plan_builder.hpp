// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "planner/catalogue.hpp"
#include "session/measured_anatomy.hpp"
#include "session/plan_desk.hpp"

namespace echolance {

/// Answers edits of one subject, and remembers what it can use again: catalogue, patient, the last
/// search, the recording's hash. One thread.
class PlanBuilder {
 public:
  explicit PlanBuilder(PlanSubject subject) : subject_(std::move(subject)) {}

  [[nodiscard]] std::shared_ptr<const PlanAnswer> answer(const PlanEdit& edit);
  /// The errors of write_plan and sha256_of_input; kNoData without a plan.
  [[nodiscard]] Result<void> write(const PlanAnswer& answer, const std::string& folder);

 private:
  [[nodiscard]] Result<PlanTask> task_of(const PlanEdit& edit);
  [[nodiscard]] Result<PlanCase> case_of(const PlanEdit& edit, const PlanTask& task,
                                         PlanAnswer& answer);
  [[nodiscard]] Result<PlanCase> case_of_patient(const PlanTask& task);
  [[nodiscard]] Result<PlanCase> case_of_landmarks(const PlanTask& task);
  [[nodiscard]] std::string input_path() const;
  [[nodiscard]] Result<PlanCase> case_of_replay(const PlanEdit& edit, const PlanTask& task,
                                                PlanAnswer& answer) const;
  [[nodiscard]] Result<void> search(const PlanEdit& edit, PlanAnswer& answer);
  [[nodiscard]] bool is_known(const PlanEdit& edit) const;

  PlanSubject subject_;
  std::optional<ProcedureCatalogue> catalogue_;
  std::optional<Patient> patient_;
  std::optional<MeasuredAnatomy> anatomy_;
  std::string input_sha256_;
  std::shared_ptr<const PlanAnswer> last_;
  bool last_is_final_ = false;  ///< asking again would give the same
};

}  // namespace echolance
