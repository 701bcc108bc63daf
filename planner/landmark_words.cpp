// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/landmark_words.hpp"

#include <regex>

namespace echolance {

bool is_landmark_name(const std::string& name) {
  static const std::regex pattern(
      "(psis|piis|asis|iliac_crest_top|iliac_tubercle|posterior_crest|ischial_spine|"
      "ischial_tuberosity|sciatic_notch|pubic_tubercle|pubic_symphysis|hip_centre|sacral_cornu|"
      "inferior_lateral_angle|sacral_ala|si_joint_upper|si_joint_lower|psis_skin)_(left|right)|"
      "s[1-4]_(foramen|intermediate_crest|lateral_crest)_(left|right)|s[1-4]_spinous_tubercle|"
      "sacral_hiatus_(apex|canal|centre)|sacrococcygeal_joint|coccyx_tip|sacral_promontory|"
      "s1_upper_endplate|dural_sac_end|"
      "(t12|l[1-5])_(spinous_tip|upper_endplate|lower_endplate|spinous_skin)|"
      "(t12|l[1-5])_(lamina|transverse_tip|medial_branch|sap_tip|iap_tip|pedicle_lower)_"
      "(left|right)|"
      "(t12_l1|l1_l2|l2_l3|l3_l4|l4_l5|l5_s1)_(window|facet_(left|right)|"
      "facet_centre_(left|right))|"
      "(l1_l2|l2_l3|l3_l4|l4_l5|l5_s1)_(ligamentum_flavum|epidural_space)|"
      "(t12|l[1-5]|s[1-4])_canal_(centre|front|back|left|right)");
  return std::regex_match(name, pattern);
}

}  // namespace echolance
