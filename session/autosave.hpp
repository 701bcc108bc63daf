// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "session/case_file.hpp"
#include "session/user_folders.hpp"

namespace echolance {

/// Edits of a session that ended without closing.
struct Recovery {
  std::filesystem::path path;  ///< of the recovery file
  CaseFile file;
  std::string case_folder;  ///< where it was saved before; empty: nowhere
};

/// Keeps the edits of one session in a recovery file of the user's state folder, by a thread of its
/// own: at most every second, the newest edits only. A session that is killed loses what was edited
/// in its last second. All members may be called from the window's thread and never wait for the
/// disk, but discard() and the destructor for a write that is going on.
class Autosave {
 public:
  explicit Autosave(std::filesystem::path folder = recovery_folder());
  /// Writes what is still to be written; the file stays unless discard() was called.
  ~Autosave();
  Autosave(const Autosave&) = delete;
  Autosave& operator=(const Autosave&) = delete;

  void keep(const CaseFile& file, const std::string& case_folder);
  /// Forgets the edits and removes the file: they were saved, or the case was closed.
  void discard();
  /// Why the last edits are not on the disk, as a sentence (a full disk); empty: they are, or soon
  /// will be. It is tried again every second.
  [[nodiscard]] std::string problem() const;
  /// The recovery file.
  [[nodiscard]] std::filesystem::path path() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

/// Of sessions that are over: those still running hold a lock, which dies with them. The newest
/// first. Files that cannot be read are left alone and left out.
[[nodiscard]] std::vector<Recovery> find_recoveries(
    const std::filesystem::path& folder = recovery_folder());
/// After its edits were taken over, or were not wanted.
void remove_recovery(const Recovery& recovery);

}  // namespace echolance
