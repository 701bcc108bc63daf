// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/scenario_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>

#include "simulation/motion_paths.hpp"
#include "simulation/needle_pose.hpp"
#include "simulation/picture_truth.hpp"
#include "simulation/rigid.hpp"
#include "simulation/soft_tissue.hpp"
#include "simulation/tissue_shift.hpp"

namespace echolance {
namespace {

using Eigen::Isometry3d;
using Eigen::Vector3d;

constexpr double kLongestLatency_s = 1.0;
constexpr double kInjection_s = 3.0;
constexpr double kFarthest_mm = 1000.0;

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
  for (const auto& key : scenario.probe_keys) {
    const Vector3d place = motion_of(key.reference_from_probe).translation();
    if (!(place.norm() < kFarthest_mm)) return refuse("the probe is not near the patient; move it");
  }
  for (const auto& key : scenario.needle_keys) {
    if (!(std::abs(key.placement.depth_mm) < kFarthest_mm)) {
      return refuse("a depth of the needle is 1 m or more; change it");
    }
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
  if (!(scenario.tissue_margin_mm >= 0.0 && scenario.tissue_margin_mm <= 200.0)) {
    return refuse("the margin of the tissue is 0 to 200 mm; change it");
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
  box.min().array() -= scenario.tissue_margin_mm;
  box.max().array() += scenario.tissue_margin_mm;
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
        picture(scenario.probe, scenario.scanner, simulator.geometry()) {
    const PictureGeometry& geometry = simulator.geometry();
    info.path = scenario.name;
    info.format = "simulation";
    info.width_px = geometry.size_px.width;
    info.height_px = geometry.size_px.height;
    info.frame_count = scenario.frames;
    info.frame_rate_hz = scenario.frame_rate_hz;
    info.spacing = PixelSpacing{geometry.mm_per_px, geometry.mm_per_px};
    info.spacing_source = "simulation";
    for (const auto& key : scenario.pools) add_sheet(key);
  }

  void add_sheet(const PoolKey& key) {
    const auto seed = static_cast<std::uint32_t>(scenario.seed * 31U + sheets.size());
    sheets.push_back(
        std::make_shared<const FluidSheet>(*volume, key.centre.mm, key.volume_ml, seed));
  }

  // Poses of one moment.
  struct Moment {
    Isometry3d tracker_from_reference, tracker_from_probe;
    std::optional<NeedlePlacement> needle;
    [[nodiscard]] Isometry3d reference_from_probe() const {
      return tracker_from_reference.inverse() * tracker_from_probe;
    }
  };
  struct Meant {
    double time_s = 0.0;
    Isometry3d reference_from_probe;
    std::optional<NeedlePlacement> needle;
  };
  [[nodiscard]] Meant meant(double time_s) const;
  [[nodiscard]] Moment moment(double time_s) const;
  void keep_live(double time_s);
  [[nodiscard]] std::optional<DraggingShaft> pull_tissue(const Moment& now);
  [[nodiscard]] std::vector<NamedPose> tracked(double time_s) const;
  [[nodiscard]] std::vector<Pool> pools(double time_s) const;
  Frame draw();
  void find_truth();

  Scenario scenario;
  std::shared_ptr<const TissueVolume> volume;
  UltrasoundSimulator simulator;
  HandPath hand;
  TissueShift shift;
  PictureTruth picture;
  TissueDrag drag;
  bool needle_was_there = false;
  std::vector<std::shared_ptr<const FluidSheet>> sheets;  ///< per injection
  SequenceInfo info;
  SimulatedTruth truth;
  /// The last frame, while nobody has asked what is true in it.
  struct Drawn {
    std::int64_t index = 0;
    double time_s = 0.0;
    Moment moment;
    cv::Mat picture;
  };
  std::optional<Drawn> untold;
  std::int64_t next_frame = 0;
  std::optional<Meant> live;      ///< of the next frame
  std::deque<Meant> live_frames;  ///< of the last frames, as far back as a tracker may be late
};

ScenarioSource::State::Meant ScenarioSource::State::meant(double time_s) const {
  if (live) {
    // A latency of whole frames must not miss one by rounding.
    const auto later = std::upper_bound(live_frames.begin(), live_frames.end(), time_s + 1e-6,
                                        [](double t, const Meant& old) { return t < old.time_s; });
    return later == live_frames.begin() ? live_frames.front() : *std::prev(later);
  }
  Meant planned{time_s, motion_of(probe_at(scenario.probe_keys, time_s)), std::nullopt};
  if (!scenario.needle_keys.empty()) planned.needle = needle_at(scenario.needle_keys, time_s);
  return planned;
}

void ScenarioSource::State::keep_live(double time_s) {
  if (!live) return;
  live->time_s = time_s;
  live_frames.push_back(*live);
  while (live_frames[0].time_s < time_s - kLongestLatency_s && live_frames.size() > 1 &&
         live_frames[1].time_s <= time_s - kLongestLatency_s) {
    live_frames.pop_front();
  }
}

ScenarioSource::State::Moment ScenarioSource::State::moment(double time_s) const {
  Moment now;
  const Isometry3d resting = tracker_from_resting_reference();
  Isometry3d breath = Isometry3d::Identity();
  breath.translation().y() = hand.breathing_mm(time_s);
  now.tracker_from_reference = resting * breath;
  const Meant plan = meant(time_s);
  now.tracker_from_probe = resting * plan.reference_from_probe * motion_of(hand.offset(time_s));
  now.needle = plan.needle;
  return now;
}

// The shaft drags tissue along, by the way since the frame before.
std::optional<DraggingShaft> ScenarioSource::State::pull_tissue(const Moment& now) {
  if (!now.needle) drag = TissueDrag{};
  if (now.needle) {
    drag.move(now.needle->depth_mm, needle_was_there ? 1.0 / scenario.frame_rate_hz : 0.0);
  }
  needle_was_there = now.needle.has_value();
  if (!now.needle || now.needle->depth_mm <= 0.0) return std::nullopt;
  DraggingShaft shaft;
  shaft.entry_mm = now.needle->entry.mm;
  shaft.tip_mm = needle_point(scenario.needle, *now.needle, now.needle->depth_mm);
  shaft.drag_mm = drag.drag_mm();
  return shaft;
}

std::vector<Pool> ScenarioSource::State::pools(double time_s) const {
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const double volume_ml = injected_ml(scenario.pools[i], time_s);
    if (volume_ml > 0.0) pools.push_back({sheets[i], sheets[i]->level(volume_ml)});
  }
  return pools;
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
    add("Needle",
        then.tracker_from_reference * motion_of(tracked_needle(scenario.needle, *then.needle)));
  }
  return poses;
}

void ScenarioSource::State::find_truth() {
  const Drawn drawn = std::move(*untold);
  untold.reset();
  truth = SimulatedTruth{};
  truth.frame_index = drawn.index;
  truth.time_s = drawn.time_s;
  const Isometry3d reference_from_probe = drawn.moment.reference_from_probe();
  truth.reference_from_probe = rigid<space::Reference, space::Probe>(reference_from_probe);
  truth.contact = hand.contact(drawn.time_s);
  for (const auto& key : scenario.pools) truth.injected_ml += injected_ml(key, drawn.time_s);
  const VolumeGrid& grid = volume->grid();
  const Eigen::AlignedBox3d tissue(
      grid.origin_mm, grid.point_mm(grid.size.x() - 1, grid.size.y() - 1, grid.size.z() - 1));
  for (const auto& pool : pools(drawn.time_s)) {
    truth.drawn_ml += pool.sheet->volume_within_ml(pool.level, tissue);
  }
  truth.bone_px = simulator.bone_surface();
  picture.set(reference_from_probe, truth.bone_px);
  if (const auto& needle = drawn.moment.needle) {
    NeedlePictures pictures{drawn.picture, drawn.picture};
    if (needle->depth_mm > 0.0) pictures.without = simulator.draw_without_rods();
    picture.add_needle(scenario.needle, *needle, pictures, truth);
  }
  picture.add_landmarks(scenario.patient->landmarks, shift, truth);
}

Frame ScenarioSource::State::draw() {
  const double time_s = static_cast<double>(next_frame) / scenario.frame_rate_hz;
  keep_live(time_s);
  const Moment now = moment(time_s);
  Scene scene;
  const Isometry3d reference_from_probe = now.reference_from_probe();
  scene.reference_from_probe = rigid<space::Reference, space::Probe>(reference_from_probe);
  const auto dragging = pull_tissue(now);
  if (dragging) scene.rods.push_back(needle_rod(scenario.needle, *now.needle));
  scene.pools = pools(time_s);
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
  untold = Drawn{next_frame, time_s, now, frame.image};
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
  if (state_->untold) state_->find_truth();
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
  state_->info.frame_count.reset();
  state_->live = State::Meant{0.0, motion_of(reference_from_probe), needle};
}

void ScenarioSource::inject(const Point<space::Reference>& place, double volume_ml) {
  const double time_s = static_cast<double>(state_->next_frame) / state_->scenario.frame_rate_hz;
  state_->scenario.pools.push_back({time_s, kInjection_s, place, volume_ml});
  state_->add_sheet(state_->scenario.pools.back());
}

}  // namespace echolance
