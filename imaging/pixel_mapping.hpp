// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace echolance {

/// How one number of a picture is stored.
enum class ElementType {
  kUint8,
  kInt8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kFloat32,
  kFloat64,
};

/// From MetaImage's ElementType (MET_UCHAR, ...). Empty for types that hold no picture numbers.
[[nodiscard]] std::optional<ElementType> element_type_from(const std::string& met_name);

[[nodiscard]] std::size_t bytes_per_element(ElementType type);

[[nodiscard]] inline bool is_real(ElementType type) {
  return type == ElementType::kFloat32 || type == ElementType::kFloat64;
}

/// Reverses the bytes of each element in place (for big-endian files).
void swap_bytes(std::span<std::uint8_t> elements, ElementType type);

/// Smallest and largest finite value; empty when there is none. Bytes in machine order.
[[nodiscard]] std::optional<std::pair<double, double>> value_range(
    std::span<const std::uint8_t> elements, ElementType type);

/// Fixed for a whole recording, so that frames can be compared: grey = (value - black) * scale.
struct PixelMapping {
  double black = 0.0;
  double scale = 1.0;

  /// Values that fit into 0..255 stay as they are; any other range is stretched to 0..255.
  [[nodiscard]] static PixelMapping for_range(double smallest, double largest);
  /// The same for floating-point values, which may also be fractions: 0..1 becomes 0..255.
  [[nodiscard]] static PixelMapping for_real_range(double smallest, double largest);
  [[nodiscard]] bool keeps_values() const { return black == 0.0 && scale == 1.0; }
};

/// Writes one byte per element: rounded, limited to 0..255, 0 for a value that is no number.
/// `grey` has as many bytes as there are elements.
void map_to_bytes(std::span<const std::uint8_t> elements, ElementType type,
                  const PixelMapping& mapping, std::span<std::uint8_t> grey);

}  // namespace echolance
