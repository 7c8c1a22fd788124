// The processes of one parallel run, and messages between them. Rank 0 leads.
//
// Requires:  all functions are called by one thread of each process.
// Errors:    kIo if the transport fails; it may also end all processes at once, as MPI does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lianmeng::ranks {

struct Message {
  int from = 0;
  std::string bytes;
};

class Ranks {
 public:
  virtual ~Ranks() = default;
  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;

  // Every rank calls it; what rank 0 holds arrives at all.
  [[nodiscard]] virtual Status Broadcast(std::string& bytes) = 0;
  // Returns once `bytes` may be used again.
  [[nodiscard]] virtual Status Send(int to, std::string_view bytes) = 0;
  [[nodiscard]] virtual Result<Message> Receive() = 0;
  // A message if one has arrived.
  [[nodiscard]] virtual Result<std::optional<Message>> TryReceive() = 0;
};

}  // namespace lianmeng::ranks
