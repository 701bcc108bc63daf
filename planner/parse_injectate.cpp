// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/parse_injectate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <sstream>

namespace echolance {
namespace {

constexpr double kMgPerMlPerPercent = 10.0;
constexpr double kStrongestAnaesthetic_percent = 10.0;
constexpr double kStrongest_mg_per_ml = 1000.0;
constexpr double kMostVolume_ml = 100.0;
constexpr double kMostDose_mg = 5000.0;
constexpr double kContradiction = 0.02;  // of the dose; more is no rounding

tl::unexpected<Error> refused(const std::string& part, const std::string& sentence) {
  return fail(ErrorCode::kInvalidOption, fmt::format("'{}': {}", part, sentence), "injectate");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

bool starts_number(const std::string& word) {
  const char first = word.front();
  return std::isdigit(static_cast<unsigned char>(first)) != 0 || first == '.' || first == '-' ||
         first == ',';
}

// "1%" -> "1", "%": a unit may touch its number or stand apart.
std::vector<std::string> words_of(const std::string& part) {
  std::vector<std::string> words;
  std::istringstream stream(part);
  for (std::string word; stream >> word;) {
    const auto unit = word.find_first_not_of("0123456789.,-");
    const bool ratio = word.find(':') != std::string::npos;
    if (ratio || !starts_number(word) || unit == std::string::npos || unit == 0) {
      words.push_back(word);
      continue;
    }
    words.push_back(word.substr(0, unit));
    words.push_back(word.substr(unit));
  }
  return words;
}

Result<double> number_of(const std::string& word, const std::string& part) {
  double number = 0.0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (problem != std::errc() || end != word.data() + word.size() || !std::isfinite(number)) {
    return refused(part,
                   fmt::format("'{}' is not a number; write it with a point, like 0.25", word));
  }
  if (number <= 0.0)
    return refused(part, fmt::format("{} is not possible; give more than 0", word));
  return number;
}

// Puts a value where there is none yet.
Result<void> set_once(std::optional<double>& place, double value, const std::string& part) {
  if (place) return refused(part, "says the same thing twice; leave one out");
  place = value;
  return {};
}

Result<void> take_number(InjectateComponent& component, double number, const std::string& unit,
                         const std::string& part) {
  const std::string name = lower(unit);
  if (name == "%") {
    return set_once(component.concentration_mg_per_ml, number * kMgPerMlPerPercent, part);
  }
  if (name == "mg/ml") return set_once(component.concentration_mg_per_ml, number, part);
  if (name == "ml") return set_once(component.volume_ml, number, part);
  if (name == "mg") return set_once(component.dose_mg, number, part);
  return refused(part, fmt::format("the unit '{}' is not known; give %, mg/mL, mL or mg", unit));
}

// "1:200000", as adrenaline's strength is given.
bool is_dilution(const std::string& word) {
  return word.size() > 2 && word.starts_with("1:") &&
         word.find_first_not_of("0123456789", 2) == std::string::npos;
}

// "with adrenaline 1:200000", "preserved", "preservative-free": the number of words used, 0 for
// none.
std::size_t take_remark(InjectateComponent& component, const std::vector<std::string>& words,
                        std::size_t at) {
  const std::string word = lower(words[at]);
  const auto is_adrenaline = [](const std::string& name) {
    return lower(name) == "adrenaline" || lower(name) == "epinephrine";
  };
  if (word == "with" && at + 1 < words.size() && is_adrenaline(words[at + 1])) {
    component.adrenaline = Adrenaline::kWith;
    return at + 2 < words.size() && is_dilution(words[at + 2]) ? 3 : 2;
  }
  if (word == "preserved") component.preservative = Preservative::kPreserved;
  if (word == "preservative-free") component.preservative = Preservative::kFree;
  return word == "preserved" || word == "preservative-free" ? 1 : 0;
}

Result<void> take_words(InjectateComponent& component, const std::vector<std::string>& words,
                        const std::string& part) {
  for (std::size_t at = 1; at < words.size();) {
    if (const std::size_t used = take_remark(component, words, at); used > 0) {
      at += used;
      continue;
    }
    if (!starts_number(words[at])) {
      return refused(part, fmt::format("'{}' is not understood; after the drug give %, mg/mL, mL, "
                                       "mg, 'with adrenaline' or 'preservative-free'",
                                       words[at]));
    }
    const auto number = number_of(words[at], part);
    if (!number) return tl::unexpected(number.error());
    if (at + 1 == words.size()) {
      return refused(part, fmt::format("{} has no unit; give %, mg/mL, mL or mg", words[at]));
    }
    if (auto taken = take_number(component, *number, words[at + 1], part); !taken) return taken;
    at += 2;
  }
  return {};
}

Result<void> complete(InjectateComponent& component, const std::string& part) {
  auto& [drug, concentration, volume, dose, adrenaline, preservative] = component;
  if (concentration && volume && dose) {
    const double product_mg = *concentration * *volume;
    if (std::abs(product_mg - *dose) > kContradiction * *dose) {
      return refused(part, fmt::format("{:g} mL of {:g} mg/mL are {:g} mg, not {:g}; mend one",
                                       *volume, *concentration, product_mg, *dose));
    }
  } else if (concentration && volume) {
    dose = *concentration * *volume;
  } else if (concentration && dose) {
    volume = *dose / *concentration;
  } else if (volume && dose) {
    concentration = *dose / *volume;
  }
  if (!dose && drug->kind != DrugKind::kOther) {
    return refused(part, "the dose cannot be told; give concentration and volume, or mg");
  }
  if (!dose && !volume) return refused(part, "give its volume in mL");
  return {};
}

Result<void> check_possible(const InjectateComponent& component, const std::string& part) {
  const double strongest = component.drug->kind == DrugKind::kLocalAnaesthetic
                               ? kStrongestAnaesthetic_percent * kMgPerMlPerPercent
                               : kStrongest_mg_per_ml;
  if (component.concentration_mg_per_ml.value_or(0.0) > strongest) {
    return refused(part, fmt::format("{:g} mg/mL is not possible; check the decimal point",
                                     *component.concentration_mg_per_ml));
  }
  if (component.volume_ml.value_or(0.0) > kMostVolume_ml) {
    return refused(part, fmt::format("{:g} mL is not possible; give up to {:g} mL",
                                     *component.volume_ml, kMostVolume_ml));
  }
  if (component.dose_mg.value_or(0.0) > kMostDose_mg) {
    return refused(part, fmt::format("{:g} mg is not possible; give up to {:g} mg",
                                     *component.dose_mg, kMostDose_mg));
  }
  return {};
}

Result<const Drug*> drug_of(const std::string& name, const std::string& part) {
  if (const Drug* drug = find_drug(name)) return drug;
  std::vector<std::string> known;
  for (const auto& drug : drug_list()) known.push_back(drug.id);
  return refused(part, fmt::format("there is no drug '{}' here; the calculator knows {}", name,
                                   fmt::join(known, ", ")));
}

Result<InjectateComponent> parse_part(const std::string& text) {
  const auto words = words_of(text);
  if (words.empty()) return refused(text, "is empty; write for example lidocaine 1% 3 mL");
  const std::string part = fmt::format("{}", fmt::join(words, " "));
  InjectateComponent component;
  const auto drug = drug_of(words.front(), part);
  if (!drug) return tl::unexpected(drug.error());
  component.drug = *drug;
  if (auto taken = take_words(component, words, part); !taken) return tl::unexpected(taken.error());
  if (auto done = complete(component, part); !done) return tl::unexpected(done.error());
  if (auto possible = check_possible(component, part); !possible) {
    return tl::unexpected(possible.error());
  }
  return component;
}

}  // namespace

Result<std::vector<InjectateComponent>> parse_injectate(const std::string& text) {
  std::vector<InjectateComponent> components;
  auto parts = split(text, '+');
  if (parts.empty() || text.back() == '+') parts.emplace_back();
  for (const auto& part : parts) {
    auto component = parse_part(part);
    if (!component) return tl::unexpected(component.error());
    components.push_back(*component);
  }
  return components;
}

}  // namespace echolance
