// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/text_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "planner/source_list.hpp"

namespace echolance {
namespace {

constexpr std::size_t kFieldWidth = 20;
constexpr std::size_t kTextWidth = 100 - kFieldWidth;
constexpr std::size_t kHanging = 2;

// R6 before R40, R40a after R40.
bool comes_first(const std::string& a, const std::string& b) {
  const auto number = [](const std::string& id) {
    const auto digits = std::find_if(id.begin(), id.end(),
                                     [](unsigned char sign) { return std::isdigit(sign) != 0; });
    return std::atol(id.substr(static_cast<std::size_t>(digits - id.begin())).c_str());
  };
  return number(a) != number(b) ? number(a) < number(b) : a < b;
}

std::string with_what(const std::string& what, const std::string& text) {
  return what.empty() ? text : what + ": " + text;
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    at = end + 1;
  }
  return lines;
}

void TextPage::heading(std::string_view title) {
  text_ += fmt::format("{}{}\n", text_.empty() ? "" : "\n", title);
  last_field_.clear();
}

void TextPage::line(std::string_view text) {
  for (const auto& part : wrapped(text, kFieldWidth + kTextWidth)) text_ += part + "\n";
  last_field_.clear();
}

void TextPage::entry(std::string_view field, std::string_view text) {
  const auto lines = wrapped(text, kTextWidth - kHanging);
  std::string start(last_field_ == field ? "" : field);
  if (start.size() >= kFieldWidth) {  // too long to stand beside its text
    text_ += start + "\n";
    start.clear();
  }
  text_ += fmt::format("{:<{}}{}\n", start, kFieldWidth, lines[0]);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    text_ += fmt::format("{:{}}{}\n", "", kFieldWidth + kHanging, lines[i]);
  }
  last_field_ = field;
}

void TextPage::marked(std::string_view field, const std::string& text, const Provenance& from) {
  sources_.insert(from.sources.begin(), from.sources.end());
  entry(field, text + " " + tag_mark(from) + (from.note.empty() ? "" : " (" + from.note + ")"));
}

void TextPage::fact(std::string_view field, const TextFact& fact) {
  marked(field, with_what(fact.what, fact.value), fact.from);
}

void TextPage::fact(std::string_view field, const RangeFact& fact) {
  marked(field, with_what(fact.what, range_text(fact)), fact.from);
}

void TextPage::facts(std::string_view field, const std::vector<TextFact>& facts) {
  for (const auto& each : facts) fact(field, each);
}

void TextPage::facts(std::string_view field, const std::vector<RangeFact>& facts) {
  for (const auto& each : facts) fact(field, each);
}

void show_sources(TextPage& page, const std::map<std::string, std::string>& own) {
  if (page.sources().empty()) return;
  page.heading("Sources");
  std::vector<std::string> ids(page.sources().begin(), page.sources().end());
  std::sort(ids.begin(), ids.end(), comes_first);
  for (const auto& id : ids) {
    const auto found = own.find(id);
    const auto known = source_list().find(id);
    if (found != own.end()) {
      page.entry(id, found->second);
    } else if (known != source_list().end()) {
      page.entry(id, known->second);
    }
  }
}

}  // namespace echolance
