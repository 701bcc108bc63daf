// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <concepts>

namespace echolance {

// The spaces (coordinate systems) of DESIGN 3. Unit mm, right-handed, unless the table says else.
//
//   Image      origin: centre of the top-left pixel of the region; x right, y down (depth),
//              z into the page
//   Probe      origin: marker on the probe; axes as the tracker defines the marker
//   Tracker    origin: the tracking device; axes as the device defines it
//   Reference  origin: marker on patient or phantom; axes as the tracker defines the marker
//   Needle     origin: the tip; +z from hub to tip
//   Volume     origin: that of the volume's file; LPS: x left, y posterior, z superior
//
// Pixels are not a space: PixelPoint counts pixels of the whole picture, and PixelSpacing is the
// separate step from there to Image.
namespace space {
struct Image {
  static constexpr const char* kName = "Image";
};
struct Probe {
  static constexpr const char* kName = "Probe";
};
struct Tracker {
  static constexpr const char* kName = "Tracker";
};
struct Reference {
  static constexpr const char* kName = "Reference";
};
struct Needle {
  static constexpr const char* kName = "Needle";
};
struct Volume {
  static constexpr const char* kName = "Volume";
};
}  // namespace space

template <class T>
concept Space = requires {
  { T::kName } -> std::convertible_to<const char*>;
};

}  // namespace echolance
