// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/simulation_truth.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace echolance {
namespace {

using nlohmann::ordered_json;

constexpr double kMarked_mm = 5.0;

double rounded(double value, double step) {
  return std::round(value / step) * step;
}

// Hundredths of a pixel and thousandths of a millimetre are finer than any use.
ordered_json px_json(const PixelPoint& px) {
  const auto hundredths = [](double v) { return std::round(v * 100.0) / 100.0; };
  return {hundredths(px.x_px), hundredths(px.y_px)};
}

ordered_json mm_json(const Eigen::Vector3d& mm) {
  const auto thousandths = [](double v) { return std::round(v * 1000.0) / 1000.0; };
  return {thousandths(mm.x()), thousandths(mm.y()), thousandths(mm.z())};
}

ordered_json matrix_json(const Eigen::Matrix4d& matrix) {
  ordered_json rows = ordered_json::array();
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) rows.push_back(matrix(row, column));
  }
  return rows;
}

void add_mark(const SimulatedTruth& truth, ordered_json& frame) {
  if (!truth.needle_in_slice) {
    frame["needle"] = "absent";
    return;
  }
  if (!is_marked(truth)) {
    frame["needle"] = "unmarked";
    return;
  }
  frame["needle"] = "present";
  frame["shaft_px"] = {px_json(truth.visible_px.front()), px_json(truth.visible_px.back())};
  if (truth.tip_visible) frame["tip_clear"] = true;
}

void add_needle(const SimulatedTruth& truth, ordered_json& frame) {
  if (truth.tip_px) frame["tip_px"] = px_json(*truth.tip_px);
  frame["visible_length_mm"] = rounded(truth.visible_length_mm, 0.01);
  frame["picture_length_mm"] = rounded(truth.picture_length_mm, 0.01);
  frame["slice_length_mm"] = rounded(truth.slice_length_mm, 0.01);
  frame["bright_length_mm"] = rounded(truth.bright_length_mm, 0.01);
  frame["contrast_db"] = rounded(truth.contrast_db, 0.01);
  frame["in_plane"] = truth.in_plane;
  frame["tip_in_plane"] = truth.tip_in_plane;
  frame["tip_out_of_plane_mm"] = rounded(truth.tip_out_of_plane_mm, 0.001);
  frame["needle_angle_rad"] = truth.needle_angle_rad;
  frame["depth_mm"] = rounded(truth.depth_mm, 0.001);
  frame["tip_in_reference_mm"] = mm_json(truth.tip_in_reference.mm);
  frame["entry_in_reference_mm"] = mm_json(truth.entry_in_reference.mm);
  frame["shaft_in_reference_mm"] = ordered_json::array();
  for (const auto& point : truth.shaft_mm) frame["shaft_in_reference_mm"].push_back(mm_json(point));
}

ordered_json patient_json(const Patient& patient) {
  const PatientParameters& parameters = patient.parameters;
  ordered_json object = {{"seed", parameters.seed},
                         {"sex", parameters.sex == Sex::kFemale ? "female" : "male"}};
  for (const auto& row : patient_parameter_table()) object[row.name] = row.get(parameters);
  return object;
}

ordered_json needle_json(const NeedleDevice& needle) {
  return {{"gauge", needle.gauge},
          {"length_mm", needle.length_mm},
          {"diameter_mm", needle.diameter_mm},
          {"tip", to_string(needle.tip_shape)},
          {"echogenicity", needle.echogenicity},
          {"bend_radius_mm", needle.bend_radius_mm}};
}

ordered_json motion_json(const Scenario& scenario) {
  ordered_json object = ordered_json::object();
  for (const auto& row : hand_motion_table()) object["hand"][row.name] = row.get(scenario.hand);
  for (const auto& row : tracker_model_table()) {
    object["tracker"][row.name] = row.get(scenario.tracker);
  }
  return object;
}

ordered_json header_json(const SimulationSource& source, const SimulationOrigin& origin) {
  const Scenario& scenario = source.scenario();
  const PictureGeometry& geometry = source.geometry();
  ordered_json object = {{"schema", "echolance.simulation_truth"},
                         {"schema_version", 1},
                         {"notice", kNotAMedicalDevice},
                         {"program_version", origin.program_version},
                         {"recording", origin.recording},
                         {"options", ordered_json::object()},
                         {"scenario", scenario.name},
                         {"seed", scenario.seed},
                         {"labels", ordered_json::object()},
                         {"patient", patient_json(*scenario.patient)},
                         {"mm_per_px", geometry.mm_per_px}};
  for (const auto& [name, value] : origin.options) object["options"][name] = value;
  for (const auto& [name, value] : scenario.labels) object["labels"][name] = value;
  object["picture"] = {
      {"width_px", geometry.size_px.width},    {"height_px", geometry.size_px.height},
      {"face_px", px_json(geometry.face_px)},  {"probe", scenario.probe.name},
      {"depth_mm", scenario.scanner.depth_mm}, {"frame_rate_hz", scenario.frame_rate_hz}};
  object.update(motion_json(scenario));
  if (!scenario.needle_keys.empty()) object["needle_device"] = needle_json(scenario.needle);
  if (scenario.target) object["target_in_reference_mm"] = mm_json(scenario.target->mm);
  return object;
}

}  // namespace

std::string truth_path_of(const std::string& recording) {
  std::string stem = recording;
  for (const char* ending : {".mha", ".igs", ".seq"}) {
    if (stem.ends_with(ending)) stem.resize(stem.size() - 4);
  }
  return stem + ".truth.json";
}

bool is_marked(const SimulatedTruth& truth) {
  return truth.visible_length_mm >= kMarked_mm && truth.visible_px.size() > 1;
}

std::string truth_frame_json(const SimulatedTruth& truth) {
  ordered_json frame = {{"frame", truth.frame_index}, {"time_s", truth.time_s}};
  add_mark(truth, frame);
  if (truth.needle_inserted) add_needle(truth, frame);
  if (truth.injected_ml > 0.0) {
    frame["injected_ml"] = rounded(truth.injected_ml, 0.001);
    frame["drawn_ml"] = rounded(truth.drawn_ml, 0.001);
  }
  if (truth.contact < 1.0) frame["contact"] = rounded(truth.contact, 0.001);
  frame["reference_from_probe"] = matrix_json(truth.reference_from_probe.matrix());
  frame["landmarks"] = ordered_json::array();
  for (const auto& landmark : truth.landmarks) {
    frame["landmarks"].push_back({{"name", landmark.name},
                                  {"px", px_json(landmark.px)},
                                  {"out_of_plane_mm", rounded(landmark.out_of_plane_mm, 0.001)}});
  }
  frame["bone_px"] = ordered_json::array();
  for (const auto& px : truth.bone_px) frame["bone_px"].push_back(px_json(px));
  return frame.dump();
}

Result<SimulationTruthWriter> SimulationTruthWriter::create(const std::string& path,
                                                            const SimulationSource& source,
                                                            const SimulationOrigin& origin) {
  auto file = OutputFile::create(path);
  if (!file) return tl::unexpected(file.error());
  std::string head = header_json(source, origin)
                         .dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  head.erase(head.find_last_of('}'));  // the frames and the end follow
  while (head.back() == '\n') head.pop_back();
  SimulationTruthWriter writer(std::move(*file));
  if (auto written = writer.file_.write(head + ",\n \"frames\": [\n"); !written) {
    return tl::unexpected(written.error());
  }
  return writer;
}

Result<void> SimulationTruthWriter::write(const SimulatedTruth& truth) {
  const std::string before = frames_ == 0 ? "  " : ",\n  ";
  ++frames_;
  return file_.write(before + truth_frame_json(truth));
}

Result<void> SimulationTruthWriter::commit(RunEnd end) {
  const std::string tail = std::string("\n ],\n \"ended\": \"") + to_string(end) + "\"\n}\n";
  if (auto written = file_.write(tail); !written) return written;
  return file_.commit();
}

void SimulationTruthWriter::discard() {
  file_.discard();
}

}  // namespace echolance
