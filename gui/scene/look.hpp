// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>

namespace echolance::look {

// The one palette of the scene, for a dark neutral ground; told apart without red against green,
// and never by colour alone: forms and words say the same.
using Colour = std::array<double, 3>;

inline constexpr Colour kGround{0.085, 0.09, 0.1};
inline constexpr Colour kBone{0.94, 0.885, 0.785};      ///< of a patient
inline constexpr Colour kModelBone{0.66, 0.715, 0.78};  ///< of the shape model: cooler
inline constexpr Colour kSkin{0.86, 0.68, 0.58};
inline constexpr Colour kMeasured{0.98, 0.80, 0.36};  ///< bone that was found in pictures
inline constexpr Colour kWay{0.34, 0.71, 0.98};
inline constexpr Colour kOtherWay{0.42, 0.56, 0.70};
inline constexpr Colour kForbidden{0.87, 0.31, 0.25};
inline constexpr Colour kForbiddenBand{0.42, 0.10, 0.09};
inline constexpr Colour kWarn{0.93, 0.72, 0.30};
inline constexpr Colour kNeedleSeen{0.30, 0.92, 0.42};
inline constexpr Colour kNeedlePredicted{1.0, 0.69, 0.10};
inline constexpr Colour kLandmark{0.93, 0.52, 0.80};
inline constexpr Colour kText{0.92, 0.93, 0.94};
inline constexpr Colour kQuietText{0.62, 0.65, 0.69};
inline constexpr Colour kFanEdge{0.80, 0.84, 0.88};

}  // namespace echolance::look
