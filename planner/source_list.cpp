// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/source_list.hpp"

#include "planner/data/sources.json.hpp"
#include "planner/data_node.hpp"

namespace echolance {

const std::map<std::string, std::string>& source_list() {
  static const std::map<std::string, std::string> list = [] {
    std::map<std::string, std::string> sources;
    for (const auto& [id, text] : DataNode::parse(kSourcesJson).at("sources").members()) {
      sources[id] = text.text();
    }
    return sources;
  }();
  return list;
}

}  // namespace echolance
