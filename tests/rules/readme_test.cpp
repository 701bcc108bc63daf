// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/temporary_folder.hpp"

// Whoever copies a line of the documentation must get what it says.
namespace echolance {
namespace {

const std::vector<std::string>& pages() {
  static const std::vector<std::string> names = {"README.md", "docs/files.md", "docs/procedures.md",
                                                 "docs/scenario.md"};
  return names;
}

// Lines of code blocks that start with the program's name, without a prompt.
std::vector<std::string> program_lines(const std::string& page) {
  std::istringstream text(read_text(std::string(ECHOLANCE_SOURCE_DIR) + "/" + page));
  std::vector<std::string> lines;
  bool in_code = false;
  for (std::string line; std::getline(text, line);) {
    if (line.rfind("```", 0) == 0) in_code = !in_code;
    line = std::regex_replace(line, std::regex("^(\\$ )?(build/release/bin/)?"), "");
    if (in_code && line.rfind("echolance ", 0) == 0) lines.push_back(line);
  }
  return lines;
}

int exit_code(const std::string& command) {
  const int status = std::system((command + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Flags that the help of the line's subcommand does not name.
std::vector<std::string> unknown_flags(const std::string& line) {
  std::istringstream words(line);
  std::string program, command;
  words >> program >> command;
  const TemporaryFolder folder;
  const std::string help = folder.path("help");
  if (std::system(("'" ECHOLANCE_BINARY "' " + command + " --help >'" + help + "' 2>&1").c_str())) {
    return {command};
  }
  std::vector<std::string> unknown;
  const std::string text = read_text(help);
  for (std::string word; words >> word;) {
    if (word.rfind("--", 0) != 0) continue;
    const std::string flag = word.substr(0, word.find('='));
    const bool named = text.find(flag + " ") != std::string::npos ||
                       text.find(flag + ",") != std::string::npos;  // another name follows
    if (!named) unknown.push_back(word);
  }
  return unknown;
}

TEST(Readme, ProgramLinesUseCommandsAndFlagsThatExist) {
  std::size_t lines_checked = 0;
  for (const auto& page : pages()) {
    for (const auto& line : program_lines(page)) {
      EXPECT_THAT(unknown_flags(line), testing::IsEmpty()) << page << ": " << line;
      ++lines_checked;
    }
  }
  EXPECT_GE(lines_checked, 3U);
  EXPECT_THAT(unknown_flags("echolance track x --wrong"), testing::ElementsAre("--wrong"));
}

TEST(Readme, DevKnowsTheCommandsThatAreNamed) {
  const std::string dev = read_text(ECHOLANCE_SOURCE_DIR "/dev");
  const std::string readme = read_text(ECHOLANCE_SOURCE_DIR "/README.md");
  const std::regex pattern("\\./dev ([a-z]+)");
  std::set<std::string> commands;
  for (auto it = std::sregex_iterator(readme.begin(), readme.end(), pattern);
       it != std::sregex_iterator(); ++it) {
    commands.insert((*it)[1].str());
  }
  EXPECT_THAT(commands, testing::IsSupersetOf({"demo", "test"}));
  for (const auto& command : commands) {
    EXPECT_THAT(dev, testing::HasSubstr("\n  " + command + ")")) << "./dev " << command;
  }
  EXPECT_EQ(exit_code("'" ECHOLANCE_SOURCE_DIR "/dev' help"), 0);
}

TEST(Readme, FilesThatAreLinkedExist) {
  for (const auto& page : pages()) {
    const std::filesystem::path path = std::filesystem::path(ECHOLANCE_SOURCE_DIR) / page;
    const std::string text = read_text(path.string());
    ASSERT_FALSE(text.empty()) << page;
    const std::regex pattern("\\]\\(([^)#:]+)\\)");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern);
         it != std::sregex_iterator(); ++it) {
      EXPECT_TRUE(std::filesystem::exists(path.parent_path() / (*it)[1].str()))
          << page << " links " << (*it)[1].str();
    }
  }
}

}  // namespace
}  // namespace echolance
