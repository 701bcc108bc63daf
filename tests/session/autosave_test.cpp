// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/autosave.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/session/worker_help.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

CaseFile edited(int chosen) {
  CaseFile file;
  file.patient = 3;
  file.plan.chosen = chosen;
  return file;
}

TEST(Autosave, TheNewestEditsOfASessionThatEndedAreFound) {
  const TemporaryFolder folder;
  {
    Autosave autosave(folder.path("recovery"));
    for (int i = 0; i < 50; ++i) autosave.keep(edited(i), "/cases/one");
    EXPECT_TRUE(wait_until([&] { return fs::exists(autosave.path()); }));
    EXPECT_THAT(find_recoveries(folder.path("recovery")), testing::IsEmpty()) << "it still runs";
    autosave.keep(edited(77), "/cases/one");
  }
  const auto found = find_recoveries(folder.path("recovery"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].file, edited(77));
  EXPECT_EQ(found[0].case_folder, "/cases/one");
  remove_recovery(found[0]);
  EXPECT_TRUE(fs::is_empty(folder.path("recovery")));
}

TEST(Autosave, ASessionThatIsKilledLeavesItsEdits) {
  const TemporaryFolder folder;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Autosave autosave(folder.path());
    autosave.keep(edited(5), "");
    static_cast<void>(wait_until([&] { return fs::exists(autosave.path()); }));
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto found = find_recoveries(folder.path());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].file, edited(5));
}

TEST(Autosave, WhatIsDiscardedLeavesNothing) {
  const TemporaryFolder folder;
  {
    Autosave autosave(folder.path());
    autosave.keep(edited(1), "");
    EXPECT_TRUE(wait_until([&] { return fs::exists(autosave.path()); }));
    autosave.keep(edited(2), "");
    autosave.discard();
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Autosave, AFullDiskIsASentenceAndTheEditsComeLater) {
  const TemporaryFolder folder;
  Autosave autosave(folder.path());
  // A limit on the size of files stands in for the full disk.
  struct rlimit unlimited = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit limited = unlimited;
  limited.rlim_cur = 16;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limited), 0);
  autosave.keep(edited(1), "");
  const bool told = wait_until([&] { return !autosave.problem().empty(); });
  setrlimit(RLIMIT_FSIZE, &unlimited);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_TRUE(told);
  EXPECT_TRUE(wait_until([&] { return autosave.problem().empty(); }));
  EXPECT_TRUE(fs::exists(autosave.path()));
}

TEST(FindRecoveries, LeavesOutWhatIsNone) {
  const TemporaryFolder folder;
  write_text(folder.path("a.json"), "{}");
  write_text(folder.path("b.json"), "no json");
  EXPECT_THAT(find_recoveries(folder.path()), testing::IsEmpty());
  EXPECT_THAT(find_recoveries(folder.path("nowhere")), testing::IsEmpty());
  EXPECT_THAT(find_recoveries(""), testing::IsEmpty());
}

}  // namespace
}  // namespace echolance
