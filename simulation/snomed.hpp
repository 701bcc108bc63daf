// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string_view>

namespace echolance {

/// SNOMED CT code of the bone that a landmark of this name lies on ("l4_spinous_tip": L4 vertebra,
/// "psis_left": ilium); nothing where the name does not say one bone. Source: DICOM PS3.16 CID 7603
/// (vertebrae), 4031 and 1005 (sacrum, coccyx, ilium, ischium). The pubis has no code here: none
/// was found in those groups.
[[nodiscard]] std::optional<std::string_view> bone_snomed_code(std::string_view landmark);

}  // namespace echolance
