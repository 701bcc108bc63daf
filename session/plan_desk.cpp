// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_desk.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "session/plan_builder.hpp"

namespace echolance {

struct PlanDesk::Shared {
  Shared() : thread([this] { run(); }) {}
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

  // One piece of work, taken under the mutex.
  struct Work {
    std::optional<PlanSubject> subject;  // a new one
    std::optional<PlanEdit> edit;
    std::optional<std::string> folder;
    std::uint64_t generation = 0;  // of the subject
  };

  void run();
  void serve(const Work& work, PlanBuilder& builder);
  void write(const Work& work, PlanBuilder& builder);

  mutable std::mutex mutex;
  std::condition_variable changed;
  Work waiting;  // under the mutex, as all down to stop
  std::shared_ptr<const PlanAnswer> newest;
  std::optional<Result<std::string>> written;
  bool working = false;
  bool stop = false;
  std::thread thread;
};

void PlanDesk::Shared::run() {
  auto builder = std::make_unique<PlanBuilder>(PlanSubject{});
  std::unique_lock lock(mutex);
  while (true) {
    changed.wait(lock, [&] { return stop || waiting.subject || waiting.edit || waiting.folder; });
    if (stop) return;
    const Work work = waiting;
    waiting.subject.reset();
    waiting.edit.reset();
    waiting.folder.reset();
    working = true;
    lock.unlock();
    if (work.subject) builder = std::make_unique<PlanBuilder>(*work.subject);
    serve(work, *builder);
    lock.lock();
    working = false;
  }
}

void PlanDesk::Shared::serve(const Work& work, PlanBuilder& builder) {
  std::shared_ptr<const PlanAnswer> answer;
  if (work.edit) {
    try {
      answer = builder.answer(*work.edit);
    } catch (const std::exception& problem) {  // memory, or our own mistake: the window lives on
      PlanAnswer failed;
      failed.edit = *work.edit;
      failed.error = std::string("planning stopped: ") + problem.what();
      answer = std::make_shared<const PlanAnswer>(std::move(failed));
    }
    const std::lock_guard lock(mutex);
    // What was closed in the meantime is not answered.
    if (work.generation == waiting.generation) newest = answer;
  }
  if (work.folder) write(work, builder);
}

void PlanDesk::Shared::write(const Work& work, PlanBuilder& builder) {
  std::shared_ptr<const PlanAnswer> answer;
  {
    const std::lock_guard lock(mutex);
    answer = newest;
  }
  Result<std::string> outcome = *work.folder;
  try {
    const auto done = builder.write(answer ? *answer : PlanAnswer{}, *work.folder);
    if (!done) outcome = tl::unexpected(done.error());
  } catch (const std::exception& problem) {
    outcome = fail(ErrorCode::kCannotWrite, problem.what(), *work.folder);
  }
  const std::lock_guard lock(mutex);
  written = std::move(outcome);
}

PlanDesk::PlanDesk() : shared_(std::make_unique<Shared>()) {}
PlanDesk::~PlanDesk() = default;

void PlanDesk::open(const PlanSubject& subject) {
  {
    const std::lock_guard lock(shared_->mutex);
    const std::uint64_t generation = shared_->waiting.generation + 1;
    shared_->waiting = Shared::Work{subject, {}, {}, generation};
    shared_->newest.reset();
    shared_->written.reset();
  }
  shared_->changed.notify_one();
}

void PlanDesk::search(const PlanEdit& edit) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.edit = edit;
  }
  shared_->changed.notify_one();
}

bool PlanDesk::busy() const {
  const std::lock_guard lock(shared_->mutex);
  const auto& waiting = shared_->waiting;
  return shared_->working || waiting.edit || waiting.folder;
}

std::shared_ptr<const PlanAnswer> PlanDesk::newest() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->newest;
}

void PlanDesk::write(const std::string& folder) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.folder = folder;
  }
  shared_->changed.notify_one();
}

std::optional<Result<std::string>> PlanDesk::take_written() {
  const std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->written, std::nullopt);
}

}  // namespace echolance
