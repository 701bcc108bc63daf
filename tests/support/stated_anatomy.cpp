// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/stated_anatomy.hpp"

#include <array>
#include <string>

namespace echolance {
namespace {

// Means: stated mean +- stated deviation where there is one, otherwise the stated range, or 10 %
// either way. Bodies are for a stature of 1.69 m, the mean of both sexes.
constexpr std::array kStated = {
    StatedMeasure{"l1_upper_width_mm", 32.5, 39.5, 1.0, "36 at 1.69 m, R50"},
    StatedMeasure{"l5_upper_width_mm", 33.5, 40.5, 1.0, "37 at 1.69 m, R50"},
    StatedMeasure{"l3_upper_depth_mm", 28.0, 34.0, 0.8, "31 at 1.69 m, R50"},
    StatedMeasure{"l3_lower_depth_mm", 28.0, 34.0, 0.8, "31 at 1.69 m, R50"},
    StatedMeasure{"l1_pedicle_height_mm", 13.0, 16.5, 0.3, "14.7 at 1.69 m, R50"},
    StatedMeasure{"l1_pedicle_width_mm", 8.5, 11.0, 0.2, "9.6 at 1.69 m, R50"},
    StatedMeasure{"l1_transverse_span_mm", 68.0, 81.0, 0.0, "74.2 R50"},
    StatedMeasure{"l2_transverse_span_mm", 81.0, 97.0, 0.0, "88.8 R50"},
    StatedMeasure{"l3_transverse_span_mm", 88.0, 106.0, 0.0, "96.9 R50"},
    StatedMeasure{"l4_transverse_span_mm", 88.0, 106.0, 0.0, "96.8 R50"},
    StatedMeasure{"l5_transverse_span_mm", 88.0, 107.0, 0.0, "97.5 R50"},
    StatedMeasure{"l1_l2_disc_mm", 8.0, 12.5, 0.5, "9.9 man, 8.7 woman of 50, R50; hollow ends"},
    StatedMeasure{"l3_l4_disc_mm", 11.5, 17.5, 0.5, "13.8 man, 12.4 woman of 50, R50; hollow ends"},
    StatedMeasure{"l5_s1_disc_mm", 11.5, 18.0, 0.5, "14.0 man, 13.4 woman of 50, R50; hollow ends"},
    StatedMeasure{"lordosis_deg", 38.0, 49.0, 7.0, "43.5 R50"},
    StatedMeasure{"l5_canal_width_mm", 28.0, 30.5, 0.4, "28.0 to 29.3 R71"},
    StatedMeasure{"psis_at_s2_share", 0.71, 0.91, 0.0, "0.81 R59"},
    StatedMeasure{"crest_line_at_l4_share", 0.45, 0.75, 0.0, "0.59 R59"},
    StatedMeasure{"psis_s2_foramen_left_mm", 15.8, 28.2, 4.4, "22.0 +- 6.2 R68"},
    StatedMeasure{"psis_s2_foramen_left_deg", 31.5, 61.3, 9.0, "46.4 +- 14.9 R68"},
    StatedMeasure{"s2_foramen_width_left_mm", 5.7, 9.3, 1.2, "7.5 +- 1.8 R68"},
    StatedMeasure{"s2_foramen_sides_mm", 27.1, 32.5, 2.0, "29.8 +- 2.7 R68"},
    StatedMeasure{"s1_s2_foramen_left_mm", 11.5, 16.9, 2.0, "14.2 +- 2.7 R68"},
    StatedMeasure{"s2_s3_foramen_left_mm", 11.3, 14.3, 1.1, "12.8 +- 1.5 R68"},
    StatedMeasure{"psis_midline_left_mm", 36.0, 44.0, 4.0, "40 (28 to 52) R66a D"},
    StatedMeasure{"inter_psis_mm", 76.0, 84.0, 8.0, "80 (56 to 105) D"},
    StatedMeasure{"psis_piis_left_mm", 27.0, 33.0, 3.0, "30 (20 to 40) U"},
    StatedMeasure{"piis_ischial_spine_left_mm", 49.0, 55.5, 4.5,
                  "49.6 +- 5.8 men, 54.4 +- 5.2 women R67"},
    StatedMeasure{"pelvic_tilt_left_deg", 8.0, 18.0, 4.0, "13 +- 5 (0 to 23) R67a"},
    StatedMeasure{"pelvic_tilt_sides_deg", 0.5, 5.0, 1.0, "up to 11 R67a"},
    StatedMeasure{"psis_cap_left_mm", 9.6, 12.6, 0.8, "12.0 men, 9.6 women R61"},
    StatedMeasure{"si_gap_upper_left_mm", 1.0, 2.2, 0.15, "1 to 2 R4"},
    StatedMeasure{"si_gap_lower_left_mm", 1.0, 2.2, 0.15, "1 to 2 R4"},
    StatedMeasure{"hiatus_apex_s4_share", 0.50, 0.78, 0.0, "0.65 to 0.68 R74"},
    StatedMeasure{"hiatus_apex_s3_share", 0.02, 0.25, 0.0, "about 0.15 R74"},
    StatedMeasure{"hiatus_apex_s5_share", 0.05, 0.40, 0.0, "about 0.15 R74"},
    StatedMeasure{"hiatus_length_mm", 17.0, 28.0, 6.5, "22.5 +- 9.1 (10 to 50) R74"},
    StatedMeasure{"hiatus_depth_mm", 3.0, 6.4, 1.2, "4.7 +- 1.7 R22"},
    StatedMeasure{"inter_cornual_mm", 15.2, 20.8, 2.0, "18.0 +- 2.8 R22"},
    StatedMeasure{"sac_end_part_of_s2", 0.0, 0.33, 0.25,
                  "upper third, L5-S1 to upper third S3 R75a"},
    StatedMeasure{"hiatus_apex_to_sac_mm", 53.4, 72.2, 7.5, "62.8 +- 9.4 (34.8 to 93.9) R75"},
    StatedMeasure{"l1_l2_interlaminar_mm", 11.5, 16.5, 1.5, "14.9 R70"},
    StatedMeasure{"l2_l3_interlaminar_mm", 11.0, 18.1, 1.5, "14.0 +- 4.1 R70a"},
    StatedMeasure{"l3_l4_interlaminar_mm", 10.5, 17.0, 1.5, "between R70a"},
    StatedMeasure{"l4_l5_interlaminar_mm", 10.0, 16.0, 1.5, "between R70a"},
    StatedMeasure{"l5_s1_interlaminar_mm", 8.7, 13.5, 1.5, "11.1 +- 2.4 R70a; 9.1 to 9.6 R71"},
    StatedMeasure{"l2_l3_window_width_mm", 13.0, 20.0, 0.0, "16.3 at L2 R70a"},
    StatedMeasure{"l3_l4_window_width_mm", 14.0, 21.0, 0.0, "17.3 at L3 R70a"},
    StatedMeasure{"l4_l5_window_width_mm", 17.5, 26.0, 0.0, "21.7 at L4 R70a"},
    StatedMeasure{"l5_s1_window_width_mm", 18.7, 31.0, 0.0, "23.6 +- 4.9 R71; 27.7 R70a"},
    StatedMeasure{"l3_l4_epidural_depth_mm", 1.0, 6.0, 0.0, "up to 5 to 6 R72"},
    StatedMeasure{"l4_l5_epidural_depth_mm", 1.0, 6.0, 0.0, "up to 5 to 6 R72"},
    StatedMeasure{"l3_l4_skin_to_epidural_mm", 37.0, 51.5, 3.5, "41.8 +- 9.7 R69a; 46 R69b"},
    StatedMeasure{"l4_l5_skin_to_epidural_mm", 40.0, 58.0, 3.5, "47.8 +- 10.2 R69a"},
    StatedMeasure{"l4_l5_minus_l3_l4_skin_to_epidural_mm", 3.0, 7.0, 0.0, "6.0; 3 to 7 R69a"},
    StatedMeasure{"l3_l4_skin_to_epidural_along_mm", 40.0, 59.8, 4.0, "48.2 +- 11.6 R69a"},
    StatedMeasure{"l4_l5_skin_to_epidural_along_mm", 40.0, 61.6, 4.0, "50.8 +- 10.8 R69a"},
    StatedMeasure{"l1_root_diameter_mm", 3.1, 4.7, 0.0, "3.9 +- 0.8 R73"},
    StatedMeasure{"l1_root_to_transverse_process_mm", 4.4, 7.1, 0.0, "5.1 to 6.4 R77"},
    StatedMeasure{"l4_root_to_transverse_process_mm", 4.4, 7.1, 0.0, "5.1 to 6.4 R77"},
    StatedMeasure{"l3_sap_tip_to_trunk_mm", 17.0, 21.0, 0.0, "19 to the descending trunk R77"},
    StatedMeasure{"l4_sap_tip_to_trunk_mm", 20.0, 24.0, 0.0, "22 to the descending trunk R77"},
    StatedMeasure{"l5_sap_tip_to_trunk_mm", 20.0, 24.0, 0.0, "22 to the descending trunk R77"},
    StatedMeasure{"l3_l4_foramen_height_mm", 15.0, 23.5, 0.0, "19.3 to 21.5 R79"},
    StatedMeasure{"l4_l5_foramen_height_mm", 15.0, 23.5, 0.0, "19.3 to 21.5 R79"},
    StatedMeasure{"cluneal_medial_from_psis_mm", 40.0, 60.0, 3.0, "50 R64"},
    StatedMeasure{"cluneal_intermediate_from_psis_mm", 55.0, 75.0, 3.0, "65 R64"},
    StatedMeasure{"cluneal_lateral_from_psis_mm", 63.0, 83.0, 3.0, "73 R64"},
    StatedMeasure{"l3_l4_facet_depth_mm", 26.5, 45.0, 4.0, "31.5 +- 5 R9, embalmed; 45 mbb 1.7"},
    StatedMeasure{"l4_l5_facet_depth_mm", 26.5, 48.0, 4.0, "31.5 +- 5 R9, embalmed; 45 mbb 1.7"},
    StatedMeasure{"l4_l5_facet_lateral_mm", 13.0, 25.0, 0.0, "19 +- 6 R9"},
    StatedMeasure{"l1_l2_facet_width_mm", 10.5, 14.5, 0.0, "12.4 R53"},
    StatedMeasure{"l3_l4_facet_width_mm", 11.5, 16.0, 0.0, "13.8 R53"},
    StatedMeasure{"l5_s1_facet_width_mm", 13.0, 18.0, 0.0, "15.6 R53"},
    StatedMeasure{"l1_l2_facet_height_mm", 13.0, 18.5, 0.0, "15.3 R53"},
    StatedMeasure{"l3_l4_facet_height_mm", 13.0, 18.5, 0.0, "15.7 R53"},
    StatedMeasure{"l5_s1_facet_height_mm", 15.0, 22.0, 0.0, "18.4 R53"},
    StatedMeasure{"l3_l4_facet_angle_deg", 32.0, 48.0, 4.0, "40 U, R54"},
    StatedMeasure{"l4_l5_facet_angle_deg", 39.0, 55.0, 4.0, "47 U, R54"},
    StatedMeasure{"l5_s1_facet_angle_deg", 45.0, 61.0, 4.0, "53 U, R54"},
    StatedMeasure{"aortic_bifurcation_at_l4_share", 0.5, 0.75, 0.0, "0.67 R88, 0.55 R88a"},
    StatedMeasure{"caval_confluence_level", 4.3, 5.2, 0.15, "L4-5 disc to L5 R88a"},
    StatedMeasure{"aorta_diameter_mm", 18.0, 26.0, 1.0, "20 to 30, smaller caudally R88c"},
    StatedMeasure{"aorta_to_l3_mm", 0.8, 4.0, 0.0, "2.0 / 1.2 to 2.5 / 1.7 R88b"},
    StatedMeasure{"skin_to_front_of_l3_mm", 90.0, 125.0, 4.5, "95 to 125, a sum of parts D"},
};

}  // namespace

std::span<const StatedMeasure> stated_anatomy() {
  return kStated;
}

const StatedMeasure* stated_measure(std::string_view name) {
  std::string left(name);
  if (const auto at = left.find("_right_"); at != std::string::npos) left.replace(at, 7, "_left_");
  for (const StatedMeasure& row : kStated) {
    if (row.name == left) return &row;
  }
  return nullptr;
}

}  // namespace echolance
