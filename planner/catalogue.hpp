// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "planner/procedure.hpp"

namespace echolance {

/// All procedures: those built into the program and the user's own.
class ProcedureCatalogue {
 public:
  /// The built-in ones, then every *.json of the folders, in that order and by name within each.
  /// A file whose id is there already replaces that procedure (and takes over its short ids).
  /// Nothing is skipped: kFileNotFound for a folder or file that cannot be read, what
  /// read_procedure() says, with the file's path, for one that is wrong, kDamagedFile for two of
  /// one folder with the same id or a short id that two procedures claim.
  [[nodiscard]] static Result<ProcedureCatalogue> load(
      const std::vector<std::filesystem::path>& user_folders = {});

  [[nodiscard]] const std::vector<Procedure>& procedures() const { return procedures_; }
  [[nodiscard]] const CommonFacts& common() const { return common_; }
  /// By id or short id; null where there is none.
  [[nodiscard]] const Procedure* find(const std::string& name) const;
  /// Ids, then short ids.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  [[nodiscard]] Result<void> add_folder(const std::filesystem::path& folder);
  [[nodiscard]] Result<void> add(Procedure procedure, const std::filesystem::path& folder);
  [[nodiscard]] Result<void> check_names() const;

  std::vector<Procedure> procedures_;
  CommonFacts common_;
};

}  // namespace echolance
