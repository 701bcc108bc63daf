// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/scenario_source.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simulation/motion_paths.hpp"
#include "simulation/picture_truth.hpp"
#include "simulation/rigid.hpp"
#include "simulation/soft_tissue.hpp"
#include "simulation/tissue_shift.hpp"

namespace echolance {
namespace {

using Eigen::Isometry3d;
using Eigen::Vector3d;

constexpr double kMargin_mm = 8.0;  // of tissue around what is scanned, for hand and slice

tl::unexpected<Error> refuse(const std::string& what) {
  return fail(ErrorCode::kInvalidOption, what, "scenario");
}

template <class Key>
bool ascending(const std::vector<Key>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!std::isfinite(keys[i].time_s)) return false;
    if (i > 0 && !(keys[i].time_s > keys[i - 1].time_s)) return false;
  }
  return true;
}

Result<void> check(const Scenario& scenario) {
  if (!scenario.patient) {
    return fail(ErrorCode::kNoData, "there is no patient; make one first", "scenario");
  }
  if (scenario.probe_keys.empty()) return refuse("no place is given for the probe; give one");
  if (!ascending(scenario.probe_keys) || !ascending(scenario.needle_keys)) {
    return refuse("the times of probe or needle do not ascend; sort them");
  }
  if (scenario.frames < 1 || scenario.frames > 1'000'000) {
    return refuse("a recording has 1 to 1000000 frames; change the number");
  }
  if (!(scenario.frame_rate_hz >= 1.0 && scenario.frame_rate_hz <= 200.0)) {
    return refuse("the frame rate is 1 to 200 Hz; change it");
  }
  if (!(scenario.tissue_spacing_mm >= 0.2 && scenario.tissue_spacing_mm <= 5.0)) {
    return refuse("the spacing of the tissue is 0.2 to 5 mm; change it");
  }
  if (auto valid = validate(scenario.hand, hand_motion_table()); !valid) return valid;
  return validate(scenario.tracker, tracker_model_table());
}

// Everything that the pictures of all keys can show.
Eigen::AlignedBox3d scanned_box(const Scenario& scenario) {
  const ProbeModel& probe = scenario.probe;
  const double depth = scenario.scanner.depth_mm;
  const double half = probe.shape == ArrayShape::kCurved
                          ? (probe.radius_mm + depth) * std::sin(0.5 * probe.opening_rad())
                          : 0.5 * probe.face_width_mm();
  Eigen::AlignedBox3d box;
  for (const auto& key : scenario.probe_keys) {
    const Isometry3d pose = motion_of(key.reference_from_probe);
    for (const double x : {-half, half}) {
      for (const double y : {-15.0, depth}) box.extend(pose * Vector3d(x, y, 0.0));
    }
  }
  box.min().array() -= kMargin_mm;
  box.max().array() += kMargin_mm;
  if (scenario.patient->soft_tissue) {
    const auto clipped = box.intersection(scenario.patient->soft_tissue->box_mm);
    if (!clipped.isEmpty()) box = clipped;
  }
  return box;
}

Eigen::Matrix4d probe_from_image(const PictureGeometry& geometry) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() *= geometry.mm_per_px;
  matrix(0, 3) = -geometry.face_px.x_px * geometry.mm_per_px;
  matrix(1, 3) = -geometry.face_px.y_px * geometry.mm_per_px;
  return matrix;
}

// A camera over the patient's feet, looking down.
Isometry3d tracker_from_resting_reference() {
  Isometry3d pose = Isometry3d::Identity();
  pose.linear() =
      (Eigen::AngleAxisd(2.5, Vector3d::UnitX()) * Eigen::AngleAxisd(0.3, Vector3d::UnitZ()))
          .toRotationMatrix();
  pose.translation() = Vector3d(-120.0, 60.0, 1250.0);
  return pose;
}

}  // namespace

struct ScenarioSource::State {
  State(Scenario plan, std::shared_ptr<const TissueVolume> tissue, UltrasoundSimulator engine)
      : scenario(std::move(plan)),
        volume(std::move(tissue)),
        simulator(std::move(engine)),
        hand(scenario.hand, scenario.seed),
        shift(
            volume,
            scenario.patient->soft_tissue ? &scenario.patient->soft_tissue->surface->skin : nullptr,
            scenario.probe),
        picture(scenario.probe, scenario.scanner, simulator.geometry()),
        drag_mm(drag_history(scenario.needle_keys, scenario.frames, 1.0 / scenario.frame_rate_hz)) {
    const PictureGeometry& geometry = simulator.geometry();
    info.path = scenario.name;
    info.format = "simulation";
    info.width_px = geometry.size_px.width;
    info.height_px = geometry.size_px.height;
    info.frame_count = scenario.frames;
    info.frame_rate_hz = scenario.frame_rate_hz;
    info.spacing = PixelSpacing{geometry.mm_per_px, geometry.mm_per_px};
    info.spacing_source = "simulation";
  }

  // Poses of one moment.
  struct Moment {
    Isometry3d tracker_from_reference, tracker_from_probe;
    std::optional<NeedlePlacement> needle;
    [[nodiscard]] Isometry3d reference_from_probe() const {
      return tracker_from_reference.inverse() * tracker_from_probe;
    }
  };
  [[nodiscard]] Moment moment(double time_s) const;
  [[nodiscard]] std::optional<DraggingShaft> shaft(const Moment& now) const;
  [[nodiscard]] std::vector<NamedPose> tracked(double time_s) const;
  void note_truth(const Moment& now, double time_s);
  Frame draw();

  Scenario scenario;
  std::shared_ptr<const TissueVolume> volume;
  UltrasoundSimulator simulator;
  HandPath hand;
  TissueShift shift;
  PictureTruth picture;
  std::vector<double> drag_mm;  ///< per frame, of the keys
  SequenceInfo info;
  SimulatedTruth truth;
  std::int64_t next_frame = 0;
  struct Live {
    Isometry3d reference_from_probe;
    std::optional<NeedlePlacement> needle;
    TissueDrag drag;
  };
  std::optional<Live> live;
};

ScenarioSource::State::Moment ScenarioSource::State::moment(double time_s) const {
  Moment now;
  const Isometry3d resting = tracker_from_resting_reference();
  Isometry3d breath = Isometry3d::Identity();
  breath.translation().y() = hand.breathing_mm(time_s);
  now.tracker_from_reference = resting * breath;
  const Isometry3d meant =
      live ? live->reference_from_probe : motion_of(probe_at(scenario.probe_keys, time_s));
  now.tracker_from_probe = resting * meant * motion_of(hand.offset(time_s));
  if (live) {
    now.needle = live->needle;
  } else if (!scenario.needle_keys.empty()) {
    now.needle = needle_at(scenario.needle_keys, time_s);
  }
  return now;
}

std::optional<DraggingShaft> ScenarioSource::State::shaft(const Moment& now) const {
  if (!now.needle || now.needle->depth_mm <= 0.0) return std::nullopt;
  DraggingShaft shaft;
  shaft.entry_mm = now.needle->entry.mm;
  shaft.tip_mm = needle_point(scenario.needle, *now.needle, now.needle->depth_mm);
  shaft.drag_mm = live ? live->drag.drag_mm() : drag_mm[static_cast<std::size_t>(next_frame)];
  return shaft;
}

std::vector<NamedPose> ScenarioSource::State::tracked(double time_s) const {
  const Moment then = moment(time_s - scenario.tracker.latency_s);
  std::vector<NamedPose> poses;
  poses.push_back({"Image", "Probe", probe_from_image(simulator.geometry()), PoseStatus::kOk});
  const auto add = [&](const char* marker, const Isometry3d& tracker_from_marker) {
    const NamedPose pose{marker, "Tracker", tracker_from_marker.matrix(), PoseStatus::kOk};
    poses.push_back(tracked_pose(pose, scenario.tracker, time_s, scenario.seed));
  };
  add("Probe", then.tracker_from_probe);
  add("Reference", then.tracker_from_reference);
  if (then.needle) {
    const NeedlePlacement& needle = *then.needle;
    const double hub_mm = needle.depth_mm - scenario.needle.length_mm;
    const Vector3d along = needle_tangent(scenario.needle, needle, hub_mm);
    Isometry3d reference_from_needle = Isometry3d::Identity();
    reference_from_needle.linear() =
        Eigen::Quaterniond::FromTwoVectors(Vector3d::UnitZ(), along).toRotationMatrix();
    reference_from_needle.translation() =
        needle_point(scenario.needle, needle, hub_mm) + scenario.needle.length_mm * along;
    add("Needle", then.tracker_from_reference * reference_from_needle);
  }
  return poses;
}

void ScenarioSource::State::note_truth(const Moment& now, double time_s) {
  truth = SimulatedTruth{};
  truth.frame_index = next_frame;
  truth.time_s = time_s;
  const Isometry3d reference_from_probe = now.reference_from_probe();
  truth.reference_from_probe = rigid<space::Reference, space::Probe>(reference_from_probe);
  truth.contact = hand.contact(time_s);
  for (const auto& key : scenario.pools) {
    const double part = (time_s - key.time_s) / std::max(key.duration_s, 1e-3);
    truth.injected_ml += key.volume_ml * std::clamp(part, 0.0, 1.0);
  }
  truth.bone_px = simulator.bone_surface();
  picture.set(reference_from_probe, truth.bone_px);
  if (now.needle) {
    picture.add_needle(scenario.needle, *now.needle, simulator.envelope(), truth);
  }
  picture.add_landmarks(scenario.patient->landmarks, shift, truth);
}

Frame ScenarioSource::State::draw() {
  const double time_s = static_cast<double>(next_frame) / scenario.frame_rate_hz;
  const Moment now = moment(time_s);
  Scene scene;
  const Isometry3d reference_from_probe = now.reference_from_probe();
  scene.reference_from_probe = rigid<space::Reference, space::Probe>(reference_from_probe);
  const auto dragging = shaft(now);
  if (dragging) scene.rods.push_back(needle_rod(scenario.needle, *now.needle));
  scene.pools = pools_at(scenario.pools, time_s);
  shift.set(reference_from_probe, dragging, scene.pools);
  scene.displacement = [this](const Vector3d& place) { return shift.rest(place); };
  scene.contact = hand.contact(time_s);
  scene.noise_seed = scenario.seed * 1'000'003ULL + static_cast<std::uint64_t>(next_frame);
  Frame frame;
  frame.index = next_frame;
  frame.time = Timestamp::from_seconds(time_s);
  frame.image = simulator.draw(scene);
  frame.spacing = info.spacing;
  frame.poses = tracked(time_s);
  note_truth(now, time_s);
  ++next_frame;
  return frame;
}

Result<ScenarioSource> ScenarioSource::create(Scenario scenario) {
  if (auto sensible = check(scenario); !sensible) return tl::unexpected(sensible.error());
  const VolumeRequest request{scanned_box(scenario), scenario.tissue_spacing_mm};
  auto volume = std::make_shared<const TissueVolume>(fill_tissue(*scenario.patient, request));
  auto engine = UltrasoundSimulator::create(volume, scenario.probe, scenario.scanner);
  if (!engine) return tl::unexpected(engine.error());
  return ScenarioSource(
      std::make_unique<State>(std::move(scenario), std::move(volume), std::move(*engine)));
}

ScenarioSource::ScenarioSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScenarioSource::ScenarioSource(ScenarioSource&&) noexcept = default;
ScenarioSource& ScenarioSource::operator=(ScenarioSource&&) noexcept = default;
ScenarioSource::~ScenarioSource() = default;

const SequenceInfo& ScenarioSource::info() const {
  return state_->info;
}

Result<std::optional<Frame>> ScenarioSource::next() {
  if (!state_->live && state_->next_frame >= state_->scenario.frames) {
    return std::optional<Frame>();
  }
  return std::optional<Frame>(state_->draw());
}

const SimulatedTruth& ScenarioSource::truth() const {
  return state_->truth;
}

const Scenario& ScenarioSource::scenario() const {
  return state_->scenario;
}

const PictureGeometry& ScenarioSource::geometry() const {
  return state_->simulator.geometry();
}

void ScenarioSource::set_poses(
    const Transform<space::Reference, space::Probe>& reference_from_probe,
    const std::optional<NeedlePlacement>& needle) {
  State& state = *state_;
  if (!state.live) state.live.emplace();
  state.live->reference_from_probe = motion_of(reference_from_probe);
  if (needle) {
    state.live->drag.move(needle->depth_mm, 1.0 / state.scenario.frame_rate_hz);
  }
  state.live->needle = needle;
}

}  // namespace echolance
