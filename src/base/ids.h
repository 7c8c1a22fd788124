// Identifiers of records. Each kind has a type of its own, so that one cannot be passed for another.
//
// An id is 63 bits: 42 bits of milliseconds since 2020-01-01 UTC, then 21 random bits. Ids are made by
// the application, sort in order of creation and cannot be guessed one from the next. As text they are
// decimal; in JSON they are strings, because JavaScript's numbers end at 2^53.
// Thread-safety: IdGenerator may be shared by threads.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace lianmeng {

template <typename Tag>
struct Id {
  int64_t value = 0;  // 0: none

  [[nodiscard]] explicit operator bool() const { return value != 0; }
  [[nodiscard]] std::string ToString() const { return std::to_string(value); }
  friend auto operator<=>(const Id&, const Id&) = default;
};

using OrganisationId = Id<struct OrganisationTag>;
using ProductId = Id<struct ProductTag>;
using ChainId = Id<struct ChainTag>;
using OfferId = Id<struct OfferTag>;
using NeedId = Id<struct NeedTag>;
using LinkId = Id<struct LinkTag>;
using MeasureId = Id<struct MeasureTag>;

// A region is known by its GB/T 2260 code (six digits), never by a made id.
using RegionCode = Id<struct RegionTag>;

// Digits only, without sign or spaces, 1 to 19 of them, at most 2^63 - 1.
[[nodiscard]] std::optional<int64_t> ParseIdValue(std::string_view text);

// When an id was made, in milliseconds since 1970. Requires: it was made by an IdGenerator.
[[nodiscard]] int64_t MadeAtMs(int64_t id);

class IdGenerator {
 public:
  // `seed` makes the sequence repeatable in tests; without it the system's entropy is used.
  explicit IdGenerator(const Clock& clock, std::optional<uint64_t> seed = std::nullopt);

  // Strictly greater than every id that this generator returned before.
  [[nodiscard]] int64_t Next();

  template <typename IdType>
  [[nodiscard]] IdType Make() {
    return IdType{Next()};
  }

 private:
  const Clock& clock_;
  std::atomic<uint64_t> random_state_;
  std::atomic<int64_t> last_{0};
};

}  // namespace lianmeng

template <typename Tag>
struct std::hash<lianmeng::Id<Tag>> {
  size_t operator()(const lianmeng::Id<Tag>& id) const noexcept {
    return std::hash<int64_t>{}(id.value);
  }
};
