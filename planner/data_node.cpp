// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/data_node.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace echolance {

using nlohmann::json;

struct DataNode::Place {
  std::shared_ptr<const json> document;  // keeps `value` alive
  const json* value = nullptr;
  std::string key;
};

namespace {

// The library keeps the last of two members with one name; which is meant nobody can tell.
class TwiceNamed {
 public:
  bool operator()(int, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key && !names_.back().insert(parsed).second) {
      throw DataProblem(parsed.dump() + " stands twice in one object; leave one out");
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> names_;
};

}  // namespace

DataNode DataNode::parse(std::string_view text) {
  auto document = std::make_shared<json>();
  try {
    *document = json::parse(text, TwiceNamed());
  } catch (const json::exception& error) {
    // The library's own sentence names line and column after its code in brackets.
    const std::string what = error.what();
    const auto start = what.find("] ");
    throw DataProblem("is not JSON; mend it: " +
                      (start == std::string::npos ? what : what.substr(start + 2)));
  }
  auto place = std::make_shared<Place>();
  place->value = document.get();
  place->document = std::move(document);
  return DataNode(std::move(place));
}

DataNode DataNode::inner(const void* value, const std::string& key) const {
  auto place = std::make_shared<Place>(*place_);
  place->value = static_cast<const json*>(value);
  place->key = key;
  return DataNode(std::move(place));
}

void DataNode::problem(const std::string& sentence) const {
  std::string text = place_->key.empty() ? sentence : place_->key + ": " + sentence;
  // Words of the file are part of it; the message stays one line whatever they hold.
  std::replace_if(
      text.begin(), text.end(), [](unsigned char sign) { return sign < ' '; }, ' ');
  throw DataProblem(text);
}

std::optional<DataNode> DataNode::find(const std::string& key) const {
  if (!place_->value->is_object()) problem("must be an object, { ... }");
  const auto found = place_->value->find(key);
  if (found == place_->value->end()) return std::nullopt;
  return inner(&*found, place_->key.empty() ? key : place_->key + "." + key);
}

DataNode DataNode::at(const std::string& key) const {
  const auto found = find(key);
  if (!found) problem(fmt::format("'{}' is missing; add it", key));
  return *found;
}

std::vector<DataNode> DataNode::items() const {
  if (!place_->value->is_array()) problem("must be a list, [ ... ]");
  std::vector<DataNode> nodes;
  for (std::size_t i = 0; i < place_->value->size(); ++i) {
    nodes.push_back(inner(&(*place_->value)[i], fmt::format("{}[{}]", place_->key, i)));
  }
  return nodes;
}

std::vector<std::pair<std::string, DataNode>> DataNode::members() const {
  if (!place_->value->is_object()) problem("must be an object, { ... }");
  std::vector<std::pair<std::string, DataNode>> nodes;
  for (const auto& [key, value] : place_->value->items()) nodes.emplace_back(key, at(key));
  return nodes;
}

std::string DataNode::text() const {
  if (!place_->value->is_string()) problem("must be text, \"...\"");
  auto text = place_->value->get<std::string>();
  if (text.empty()) problem("is empty; write it or leave the key out");
  return text;
}

double DataNode::number() const {
  if (!place_->value->is_number()) problem("must be a number");
  const auto number = place_->value->get<double>();
  if (!std::isfinite(number)) problem("is too large a number");
  return number;
}

bool DataNode::flag() const {
  if (!place_->value->is_boolean()) problem("must be true or false");
  return place_->value->get<bool>();
}

std::vector<std::string> DataNode::texts() const {
  std::vector<std::string> texts;
  for (const auto& item : items()) texts.push_back(item.text());
  return texts;
}

bool DataNode::is_number() const {
  return place_->value->is_number();
}

bool DataNode::is_object() const {
  return place_->value->is_object();
}

bool DataNode::is_list() const {
  return place_->value->is_array();
}

std::size_t DataNode::choice(const std::vector<std::string>& words) const {
  const std::string word = text();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) {
    problem(fmt::format("'{}' is not known; write one of {}", word, fmt::join(words, ", ")));
  }
  return static_cast<std::size_t>(found - words.begin());
}

void DataNode::allow(const std::vector<std::string>& keys) const {
  for (const auto& [key, node] : members()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    problem(fmt::format("'{}' is not a key here; use {}", key, fmt::join(keys, ", ")));
  }
}

}  // namespace echolance
