// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/program_facts.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace echolance {
namespace {

// proc(5): the start time is the 20th number after the name, which may hold spaces itself.
constexpr int kStartTimeAfterName = 20;

double started_s_after_boot() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return -1.0;
  std::istringstream rest(line.substr(name_end + 1));
  std::string word;
  for (int i = 0; i < kStartTimeAfterName; ++i) rest >> word;
  return rest ? std::stod(word) / static_cast<double>(::sysconf(_SC_CLK_TCK)) : -1.0;
}

}  // namespace

double program_age_s() {
  double up_s = 0.0;
  std::ifstream("/proc/uptime") >> up_s;
  const double started_s = started_s_after_boot();
  return started_s < 0.0 ? 0.0 : std::max(0.0, up_s - started_s);
}

double resident_mb() {
  double whole_pages = 0.0, resident_pages = 0.0;
  std::ifstream("/proc/self/statm") >> whole_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1048576.0;
}

}  // namespace echolance
