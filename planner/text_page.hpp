// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/fact.hpp"

namespace echolance {

/// A page for terminals: a heading column and wrapped text beside it, each statement with the mark
/// of where it is from. Remembers the sources it named.
class TextPage {
 public:
  void heading(std::string_view title);
  /// One entry under a heading word; later entries of the same field leave the word out.
  void entry(std::string_view field, std::string_view text);
  void fact(std::string_view field, const TextFact& fact);
  void fact(std::string_view field, const RangeFact& fact);
  void facts(std::string_view field, const std::vector<TextFact>& facts);
  void facts(std::string_view field, const std::vector<RangeFact>& facts);
  /// "TEXT [R38] (note)".
  void marked(std::string_view field, const std::string& text, const Provenance& from);
  void line(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::set<std::string>& sources() const { return sources_; }

 private:
  std::string text_;
  std::string last_field_;
  std::set<std::string> sources_;
};

/// The sources the page named, in full: `own` ones of a file, and ours.
void show_sources(TextPage& page, const std::map<std::string, std::string>& own);

/// Words of `text` in lines of at most `width` characters.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace echolance
