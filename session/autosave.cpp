// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/autosave.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "session/output_file.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kBetweenWrites{1000};
constexpr const char* kSchema = "echolance.recovery";

fs::path lock_path(const fs::path& path) {
  return fs::path(path).replace_extension(".lock");
}

// Held as long as this object, and never longer than the process lives.
class FileLock {
 public:
  explicit FileLock(const fs::path& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
        held_(descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {}
  ~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  int descriptor_;
  bool held_;
};

// Different for every session of this user, also of one process.
fs::path new_file_in(const fs::path& folder) {
  static std::atomic<int> count = 0;
  const auto ticks = std::chrono::system_clock::now().time_since_epoch().count();
  return folder / fmt::format("{}-{}-{}.json", ticks, ::getpid(), count++);
}

struct Edits {
  CaseFile file;
  std::string case_folder;
};

Result<void> write(const fs::path& path, const Edits& edits) {
  const fs::path folder = path.parent_path();
  const Json object = {{"schema", kSchema},
                       {"case_folder", edits.case_folder},
                       {"case", case_json(edits.file, folder.string())}};
  return write_file_atomically(path,
                               object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::optional<Recovery> read(const fs::path& path) {
  std::ifstream file(path);
  const Json object = Json::parse(file, nullptr, false);
  if (!object.is_object() || object.value("schema", Json()) != kSchema) return std::nullopt;
  if (!object.value("case", Json()).is_string()) return std::nullopt;
  auto edits = parse_case(object["case"].get<std::string>(), path.parent_path().string());
  if (!edits) return std::nullopt;
  Recovery recovery{path, std::move(*edits), {}};
  const Json folder = object.value("case_folder", Json());
  if (folder.is_string()) recovery.case_folder = folder.get<std::string>();
  return recovery;
}

void remove_with_lock(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(fs::path(path) += ".part", ignored);
  fs::remove(lock_path(path), ignored);
}

}  // namespace

struct Autosave::Shared {
  explicit Shared(const fs::path& folder) : path(new_file_in(folder)), thread([this] { run(); }) {}

  ~Shared() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    changed.notify_one();
    thread.join();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  void run() {
    auto not_before = Clock::now();
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return stop || waiting; });
      changed.wait_until(lock, not_before, [&] { return stop; });
      if (waiting) {
        const Edits edits = *std::exchange(waiting, std::nullopt);
        write_unlocked(edits, lock);
        not_before = Clock::now() + kBetweenWrites;
      }
      if (stop) return;
    }
  }

  // A failed write stays to be written, unless there is something newer.
  void write_unlocked(const Edits& edits, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    std::string why;
    {
      const std::lock_guard writing(file_mutex);
      if (discarded == kept) return lock.lock();
      why = try_write(edits);
    }
    lock.lock();
    problem = std::move(why);
    if (!problem.empty() && !waiting && !stop && discarded != kept) waiting = edits;
  }

  std::string try_write(const Edits& edits) {
    if (!path.has_parent_path()) {
      return "edits cannot be kept for a recovery: there is no folder; set HOME or XDG_STATE_HOME";
    }
    try {
      std::error_code ignored;
      fs::create_directories(path.parent_path(), ignored);
      if (!own_lock) own_lock = std::make_unique<FileLock>(lock_path(path));
      if (!own_lock->held()) own_lock.reset();
      const auto written = write(path, edits);
      return written ? "" : "edits cannot be kept for a recovery: " + written.error().text();
    } catch (const std::exception& failure) {
      return std::string("edits cannot be kept for a recovery: ") + failure.what();
    }
  }

  const fs::path path;
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Edits> waiting;  // under the mutex, as all down to stop
  std::string problem;
  bool stop = false;

  std::mutex file_mutex;               // of the file and its lock
  std::atomic<std::int64_t> kept = 0;  // edits so far
  std::atomic<std::int64_t> discarded = 0;
  std::unique_ptr<FileLock> own_lock;
  std::thread thread;
};

Autosave::Autosave(fs::path folder) : shared_(std::make_unique<Shared>(folder)) {}

Autosave::~Autosave() = default;

void Autosave::keep(const CaseFile& file, const std::string& case_folder) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting = Edits{file, case_folder};
    ++shared_->kept;
  }
  shared_->changed.notify_one();
}

void Autosave::discard() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.reset();
    shared_->problem.clear();
    shared_->discarded = shared_->kept.load();
  }
  const std::lock_guard writing(shared_->file_mutex);
  shared_->own_lock.reset();
  remove_with_lock(shared_->path);
}

std::string Autosave::problem() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->problem;
}

fs::path Autosave::path() const {
  return shared_->path;
}

std::vector<Recovery> find_recoveries(const fs::path& folder) {
  if (folder.empty()) return {};
  std::vector<fs::path> paths;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    if (at->path().extension() == ".json") paths.push_back(at->path());
  }
  std::sort(paths.rbegin(), paths.rend());  // names begin with the time
  std::vector<Recovery> found;
  for (const auto& path : paths) {
    const FileLock lock(lock_path(path));
    if (!lock.held()) continue;
    if (auto recovery = read(path)) found.push_back(std::move(*recovery));
  }
  return found;
}

void remove_recovery(const Recovery& recovery) {
  remove_with_lock(recovery.path);
}

}  // namespace echolance
