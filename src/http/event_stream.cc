#include "http/event_stream.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::http {
namespace {

std::string RandomEpoch() {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(SystemEntropy()));
  return text;
}

// The number in "epoch-number"; nullopt if the id is not of this epoch.
std::optional<uint64_t> SequenceOf(std::string_view id, std::string_view epoch) {
  if (id.size() < epoch.size() + 2 || id.substr(0, epoch.size()) != epoch ||
      id[epoch.size()] != '-') {
    return std::nullopt;
  }
  const std::string_view digits = id.substr(epoch.size() + 1);
  uint64_t sequence = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return sequence;
}

}  // namespace

EventHub::EventHub(EventHubOptions options) : options_(std::move(options)) {
  if (options_.epoch.empty()) options_.epoch = RandomEpoch();
}

std::string EventHub::Format(uint64_t sequence, std::string_view event,
                             std::string_view data) const {
  std::string text = "id: " + options_.epoch + "-" + std::to_string(sequence) + "\nevent: ";
  text.append(event);
  // A line break of any of the three kinds begins a new "data:" line; the client joins them with
  // \n.
  size_t begin = 0;
  while (true) {
    const size_t end = std::min(data.find_first_of("\r\n", begin), data.size());
    text.append("\ndata: ").append(data.substr(begin, end - begin));
    if (end == data.size()) break;
    begin = end + (data.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  text.append("\n\n");
  return text;
}

void EventHub::Publish(std::string_view event, std::string_view data) {
  CHECK(event.find_first_of("\r\n") == std::string_view::npos);
  const std::scoped_lock lock(mutex_);
  ++sequence_;
  EventFrame frame{sequence_, std::make_shared<const std::string>(Format(sequence_, event, data))};
  history_bytes_ += frame.text->size();
  history_.push_back(frame);
  while (history_.size() > options_.history_events_max ||
         history_bytes_ > options_.history_bytes_max) {
    history_bytes_ -= history_.front().text->size();
    history_.pop_front();
  }
  for (EventListener* listener : listeners_) listener->OnEvent(this, frame);
}

EventHub::Missed EventHub::Since(std::string_view last_event_id) const {
  const std::scoped_lock lock(mutex_);
  Missed missed{.sequence = sequence_};
  if (last_event_id.empty()) return missed;
  const std::optional<uint64_t> last = SequenceOf(last_event_id, options_.epoch);
  const uint64_t oldest = sequence_ - history_.size() + 1;
  if (!last || *last > sequence_ || *last + 1 < oldest) {
    missed.frames.push_back(std::make_shared<const std::string>(Format(sequence_, "reset", "{}")));
    return missed;
  }
  for (const EventFrame& frame : history_) {
    if (frame.sequence > *last) missed.frames.push_back(frame.text);
  }
  return missed;
}

void EventHub::Attach(EventListener* listener) {
  const std::scoped_lock lock(mutex_);
  listeners_.push_back(listener);
}

void EventHub::Detach(EventListener* listener) {
  const std::scoped_lock lock(mutex_);
  std::erase(listeners_, listener);
}

}  // namespace lianmeng::http
