// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace echolance {

/// What is wrong in a data file, as "KEY: what, and the remedy". Thrown while a file is read and
/// caught once, where its reading began; never leaves this module.
class DataProblem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A place in a JSON document that knows its key ("needles[0].gauge"), so that whatever is wrong
/// there can be said. All members throw DataProblem.
class DataNode {
 public:
  [[nodiscard]] static DataNode parse(std::string_view text);

  /// The member of this object; a problem where it is missing.
  [[nodiscard]] DataNode at(const std::string& key) const;
  [[nodiscard]] std::optional<DataNode> find(const std::string& key) const;
  /// Of a list.
  [[nodiscard]] std::vector<DataNode> items() const;
  /// Of an object, by name.
  [[nodiscard]] std::vector<std::pair<std::string, DataNode>> members() const;
  /// Not empty.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] double number() const;
  [[nodiscard]] bool flag() const;
  /// A list of texts.
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_list() const;
  /// Which of the words this text is.
  [[nodiscard]] std::size_t choice(const std::vector<std::string>& words) const;

  /// A problem where this object has a member not among `keys`: misspelt keys are never skipped.
  void allow(const std::vector<std::string>& keys) const;
  [[noreturn]] void problem(const std::string& sentence) const;

 private:
  struct Place;
  explicit DataNode(std::shared_ptr<const Place> place) : place_(std::move(place)) {}
  [[nodiscard]] DataNode inner(const void* value, const std::string& key) const;

  std::shared_ptr<const Place> place_;
};

}  // namespace echolance
