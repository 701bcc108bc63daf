// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/picture_reader.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/seekable_source.hpp"

namespace echolance {
namespace {

constexpr std::int64_t kFarAhead = 24;  // frames; nearer ones are read on the way
constexpr std::int64_t kReadBehind = 8;

}  // namespace

PictureReader::PictureReader(OpenSource open, TimeOfFrame time_of, std::size_t most_bytes)
    : cache_(most_bytes),
      open_(std::move(open)),
      time_of_(std::move(time_of)),
      thread_([this] { run(); }) {}

PictureReader::~PictureReader() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void PictureReader::want(std::int64_t frame) {
  {
    const std::lock_guard lock(mutex_);
    if (frame < 0 || frame == cache_.playhead()) return;
    cache_.look_at(frame);
    rest_ = false;
    error_.clear();
  }
  changed_.notify_one();
}

std::shared_ptr<const Frame> PictureReader::picture(std::int64_t frame) const {
  const std::lock_guard lock(mutex_);
  return cache_.find(frame);
}

std::string PictureReader::error() const {
  const std::lock_guard lock(mutex_);
  // Reading ahead into a damage is no trouble of the frame that is wanted.
  const bool beyond = end_ && cache_.playhead() >= *end_;
  return error_.empty() && beyond ? end_error_ : error_;
}

std::size_t PictureReader::bytes() const {
  const std::lock_guard lock(mutex_);
  return cache_.bytes();
}

std::optional<std::int64_t> PictureReader::next_to_read() const {
  return rest_ ? std::nullopt : cache_.first_missing(end_);
}

void PictureReader::run() {
  while (true) {
    std::optional<std::int64_t> frame;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] {
        frame = next_to_read();
        return stop_ || frame;
      });
      if (stop_) return;
    }
    try {
      read_towards(*frame);
    } catch (const std::exception& problem) {  // memory, or a reader's own mistake
      source_.reset();
      const std::lock_guard lock(mutex_);
      error_ = std::string("the picture cannot be read: ") + problem.what();
      rest_ = true;
    }
  }
}

bool PictureReader::open_anew() {
  auto opened = open_();
  if (opened) {
    source_ = std::move(*opened);
    next_ = 0;
    return true;
  }
  source_.reset();
  const std::lock_guard lock(mutex_);
  error_ = opened.error().text();
  rest_ = true;
  return false;
}

// False where the source stays where it is, or is gone.
bool PictureReader::go_to(std::int64_t frame) {
  auto* const seekable = dynamic_cast<SeekableSource*>(source_.get());
  if (seekable == nullptr || next_ == 0 || !can_go_to_) return false;
  const auto time = time_of_(frame);
  if (!time) return false;
  if (seekable->go_to(frame, *time)) {
    next_ = frame;
    return true;
  }
  can_go_to_ = false;
  source_.reset();
  return false;
}

// One frame only: what is wanted may have changed after it.
void PictureReader::read_towards(std::int64_t frame) {
  const bool back = next_ > frame;
  if (source_ && (back || frame - next_ > kFarAhead)) {
    // Who steps back will step back again.
    static_cast<void>(go_to(back ? std::max<std::int64_t>(frame - kReadBehind, 0) : frame));
  }
  if ((!source_ || next_ > frame) && !open_anew()) return;
  auto read = source_->next();
  if (!read) return note_end(read.error().text());
  if (!*read) return note_end("");
  ++next_;
  keep(std::move(**read));
}

void PictureReader::note_end(const std::string& why) {
  source_.reset();
  const std::lock_guard lock(mutex_);
  end_ = next_;
  end_error_ = why;
}

void PictureReader::keep(Frame frame) {
  frame.index = next_ - 1;
  auto picture = std::make_shared<const Frame>(std::move(frame));
  std::vector<PictureCache::Picture> gone;  // freed after the lock
  const std::lock_guard lock(mutex_);
  const std::int64_t index = picture->index;
  const bool wanted_next = cache_.first_missing(end_) == index;
  gone = cache_.add(std::move(picture));
  // No room even for what is wanted next: reading it again and again would not help.
  if (wanted_next && !cache_.find(index)) rest_ = true;
}

}  // namespace echolance
