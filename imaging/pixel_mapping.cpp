// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/pixel_mapping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace echolance {
namespace {

/// Calls `work` with a value of the C++ type that stands for `type`.
template <class Work>
auto with_type(ElementType type, const Work& work) {
  switch (type) {
    case ElementType::kInt8:
      return work(std::int8_t{});
    case ElementType::kInt16:
      return work(std::int16_t{});
    case ElementType::kUint16:
      return work(std::uint16_t{});
    case ElementType::kInt32:
      return work(std::int32_t{});
    case ElementType::kUint32:
      return work(std::uint32_t{});
    case ElementType::kFloat32:
      return work(float{});
    case ElementType::kFloat64:
      return work(double{});
    case ElementType::kUint8:
      break;
  }
  return work(std::uint8_t{});
}

/// The bytes come from a file, so they need not be aligned.
template <class T>
double value_at(std::span<const std::uint8_t> elements, std::size_t index) {
  T value;
  std::memcpy(&value, elements.data() + index * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

}  // namespace

std::optional<ElementType> element_type_from(const std::string& met_name) {
  constexpr std::array<std::pair<const char*, ElementType>, 10> kNames{{
      {"MET_UCHAR", ElementType::kUint8},
      {"MET_CHAR", ElementType::kInt8},
      {"MET_SHORT", ElementType::kInt16},
      {"MET_USHORT", ElementType::kUint16},
      {"MET_INT", ElementType::kInt32},
      {"MET_UINT", ElementType::kUint32},
      {"MET_LONG", ElementType::kInt32},  // MetaIO's LONG has four bytes everywhere
      {"MET_ULONG", ElementType::kUint32},
      {"MET_FLOAT", ElementType::kFloat32},
      {"MET_DOUBLE", ElementType::kFloat64},
  }};
  for (const auto& [name, type] : kNames) {
    if (met_name == name) return type;
  }
  return std::nullopt;
}

std::size_t bytes_per_element(ElementType type) {
  return with_type(type, [](auto value) { return sizeof(value); });
}

void swap_bytes(std::span<std::uint8_t> elements, ElementType type) {
  const std::size_t width = bytes_per_element(type);
  if (width == 1) return;
  for (std::size_t start = 0; start + width <= elements.size(); start += width) {
    const auto element = elements.subspan(start, width);
    std::reverse(element.begin(), element.end());
  }
}

std::optional<std::pair<double, double>> value_range(std::span<const std::uint8_t> elements,
                                                     ElementType type) {
  return with_type(type, [&](auto zero) -> std::optional<std::pair<double, double>> {
    using T = decltype(zero);
    std::optional<std::pair<double, double>> range;
    for (std::size_t i = 0; i < elements.size() / sizeof(T); ++i) {
      const double value = value_at<T>(elements, i);
      if (!std::isfinite(value)) continue;
      if (!range) range = {value, value};
      range->first = std::min(range->first, value);
      range->second = std::max(range->second, value);
    }
    return range;
  });
}

PixelMapping PixelMapping::for_range(double smallest, double largest) {
  if ((smallest >= 0.0 && largest <= 255.0) || !(largest > smallest)) return {};
  // Divided first: the difference of two finite doubles may overflow.
  return {smallest, 1.0 / (largest / 255.0 - smallest / 255.0)};
}

PixelMapping PixelMapping::for_real_range(double smallest, double largest) {
  if (smallest >= 0.0 && largest > smallest && largest <= 1.0) return {0.0, 255.0};
  return for_range(smallest, largest);
}

void map_to_bytes(std::span<const std::uint8_t> elements, ElementType type,
                  const PixelMapping& mapping, std::span<std::uint8_t> grey) {
  with_type(type, [&](auto zero) {
    using T = decltype(zero);
    const std::size_t count = std::min(grey.size(), elements.size() / sizeof(T));
    for (std::size_t i = 0; i < count; ++i) {
      const double mapped = (value_at<T>(elements, i) - mapping.black) * mapping.scale;
      // The comparison is false for NaN, which becomes 0.
      grey[i] =
          mapped > 0.0 ? static_cast<std::uint8_t>(std::floor(std::min(mapped, 255.0) + 0.5)) : 0;
    }
  });
}

}  // namespace echolance
