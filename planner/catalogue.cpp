// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "planner/data/procedure_common.json.hpp"
#include "planner/data/procedures.hpp"
#include "planner/read_procedure.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile_bytes = 1'000'000;

// What is built in was tested; not reading it is a bug of ours.
template <class T>
T built_in(Result<T> read, const std::string& file) {
  if (!read) throw std::logic_error(read.error().in(file).text());
  return std::move(*read);
}

Result<std::vector<fs::path>> files_of(const fs::path& folder) {
  std::error_code problem;
  fs::directory_iterator entries(folder, problem);
  if (problem) {
    return fail(ErrorCode::kFileNotFound,
                "this folder of procedures cannot be read; check its name", folder.string());
  }
  std::vector<fs::path> files;
  for (const auto& entry : entries) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::string> text_of(const fs::path& file) {
  std::error_code problem;
  const auto size_bytes = fs::file_size(file, problem);
  if (problem || !fs::is_regular_file(file, problem)) {
    return fail(ErrorCode::kFileNotFound, "is not a file that can be read; mend or remove it");
  }
  if (size_bytes > kLargestFile_bytes) {
    return fail(ErrorCode::kDamagedFile, "is larger than 1 MB; this is no procedure, remove it");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || text.size() != size_bytes) {
    return fail(ErrorCode::kFileNotFound, "cannot be read; check its permissions");
  }
  return text;
}

Result<Procedure> read_user_file(const fs::path& file) {
  return text_of(file)
      .and_then([](const std::string& text) { return read_procedure(text); })
      .map([&](Procedure procedure) {
        procedure.path = file.string();
        return procedure;
      })
      .map_error([&](const Error& error) { return error.in(file.string()); });
}

void take_over_aliases(const Procedure& old, Procedure& procedure) {
  for (const auto& alias : old.aliases) {
    const auto& own = procedure.aliases;
    if (std::find(own.begin(), own.end(), alias) == own.end()) procedure.aliases.push_back(alias);
  }
}

std::string origin_of(const Procedure& procedure) {
  return procedure.path.empty() ? procedure.id + " (built in)" : procedure.path;
}

}  // namespace

Result<ProcedureCatalogue> ProcedureCatalogue::load(const std::vector<fs::path>& user_folders) {
  ProcedureCatalogue catalogue;
  catalogue.common_ = built_in(read_common_facts(kProcedureCommonJson), "procedure_common.json");
  for (const auto& file : kProcedureFiles) {
    catalogue.procedures_.push_back(built_in(read_procedure(file.text), std::string(file.name)));
  }
  for (const auto& folder : user_folders) {
    if (auto added = catalogue.add_folder(folder); !added) return tl::unexpected(added.error());
  }
  if (auto unique = catalogue.check_names(); !unique) return tl::unexpected(unique.error());
  return catalogue;
}

Result<void> ProcedureCatalogue::add_folder(const fs::path& folder) {
  const auto files = files_of(folder);
  if (!files) return tl::unexpected(files.error());
  for (const auto& file : *files) {
    auto procedure = read_user_file(file);
    if (!procedure) return tl::unexpected(procedure.error());
    if (auto added = add(std::move(*procedure), folder); !added) return added;
  }
  return {};
}

Result<void> ProcedureCatalogue::add(Procedure procedure, const fs::path& folder) {
  const auto same = std::find_if(procedures_.begin(), procedures_.end(),
                                 [&](const Procedure& old) { return old.id == procedure.id; });
  if (same == procedures_.end()) {
    procedures_.push_back(std::move(procedure));
    return {};
  }
  if (!same->path.empty() && fs::path(same->path).parent_path() == folder) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("id: '{}' is already that of {}; rename one", procedure.id, same->path),
                procedure.path);
  }
  take_over_aliases(*same, procedure);
  *same = std::move(procedure);
  return {};
}

Result<void> ProcedureCatalogue::check_names() const {
  std::map<std::string, const Procedure*> owners;
  for (const auto& procedure : procedures_) owners[procedure.id] = &procedure;
  for (const auto& procedure : procedures_) {
    for (const auto& alias : procedure.aliases) {
      const Procedure* owner = owners.emplace(alias, &procedure).first->second;
      if (owner == &procedure) continue;
      const Procedure& users = procedure.path.empty() ? *owner : procedure;
      const Procedure& other = procedure.path.empty() ? procedure : *owner;
      return fail(ErrorCode::kDamagedFile,
                  fmt::format("the name '{}' belongs to {} already; choose another", alias,
                              origin_of(other)),
                  origin_of(users));
    }
  }
  return {};
}

const Procedure* ProcedureCatalogue::find(const std::string& name) const {
  for (const auto& procedure : procedures_) {
    if (procedure.id == name) return &procedure;
  }
  for (const auto& procedure : procedures_) {
    const auto& aliases = procedure.aliases;
    if (std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &procedure;
  }
  return nullptr;
}

std::vector<std::string> ProcedureCatalogue::names() const {
  std::vector<std::string> names;
  for (const auto& procedure : procedures_) names.push_back(procedure.id);
  for (const auto& procedure : procedures_) {
    names.insert(names.end(), procedure.aliases.begin(), procedure.aliases.end());
  }
  return names;
}

}  // namespace echolance
