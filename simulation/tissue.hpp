// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace echolance {

/// What is at a place. The numbers are the labels of label volumes and never change meaning.
enum class Tissue : std::uint8_t {
  kOutside = 0,  ///< air or coupling gel above the skin
  kSkin = 1,
  kFat = 2,
  kFascia = 3,
  kMuscle = 4,
  kLigament = 5,
  kCartilage = 6,
  kCorticalBone = 7,
  kTrabecularBone = 8,
  kNerve = 9,
  kBlood = 10,
  kCerebrospinalFluid = 11,
  kDura = 12,
  kEpiduralFat = 13,
  kConnective = 14,  ///< loose: between fascia sheets, retroperitoneal
  kDisc = 15,
  kJointFluid = 16,
  kGel = 17,
};
inline constexpr int kTissueCount = 18;

/// The coarse pattern in a tissue, on top of its speckle.
enum class TissueTexture : std::uint8_t {
  kNone,
  kSepta,      ///< fat: bright walls round dark lobules, flat ones along the skin
  kStriae,     ///< muscle, ligament: bright streaks along the fibres, dots across
  kSheets,     ///< fascia, loose tissue: thin layers
  kHoneycomb,  ///< nerve: dark bundles in a bright net
};

/// How a tissue sounds. CLINICAL 3.1; each value's source tag stands in simulation/data/
/// tissues.json.
struct AcousticTissue {
  Tissue tissue = Tissue::kOutside;
  std::string name;  ///< "ligament"
  double impedance_mrayl = 1.63;
  double attenuation_db_per_cm_mhz = 0.6;  ///< one way
  double scatter_density = 0.5;            ///< fraction of places with a scatterer, 0..1
  double scatter_strength = 1.0;           ///< echo amplitude of its inside against muscle, rms
  double specular = 1.0;                   ///< smoothness of its borders: 0 rough, 1 mirror-like
  double fibre = 0.0;                      ///< how much the echo falls when fibres lie along it
  TissueTexture texture = TissueTexture::kNone;
};

using TissueTable = std::array<AcousticTissue, kTissueCount>;

/// Reads a table in the form of simulation/data/tissues.json. kDamagedFile.
[[nodiscard]] Result<TissueTable> parse_tissue_table(std::string_view text);

/// The table built into the program. kDamagedFile if it does not parse (a test guards it).
[[nodiscard]] Result<TissueTable> tissue_table();

}  // namespace echolance
