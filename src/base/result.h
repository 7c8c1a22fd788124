// Results of operations that can fail for reasons outside the program: input, disk, database, network.
//
// Example:
//   Result<int> port = ParsePort(text);
//   if (!port) return port.error();
//   LM_ASSIGN(Region region, FindRegion(code));   // returns the error from the enclosing function
//   LM_TRY(Save(region));
//
// An Error says what went wrong in both languages and where: file, line, field and the offending value.
// http and cli turn the code into a status in one place each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/text_pair.h"

namespace lianmeng {

enum class ErrorCode {
  kInvalidArgument,    // the caller's input is wrong
  kNotFound,           // no such record, file or route (also: not visible to the viewer)
  kConflict,           // a key exists already, or the state changed meanwhile
  kPermissionDenied,   // the viewer may see but not do this
  kIo,                 // the operating system refused a file or socket
  kCorrupt,            // a file or database is damaged or cut off
  kResourceExhausted,  // a stated limit is exceeded: size, memory, time
  kCancelled,          // the user or a shutdown stopped the work
  kUnavailable,        // try again later
  kInternal,           // a defect of ours that was caught
};

// "invalid-argument", "not-found", ...: stable names used in JSON and in logs.
[[nodiscard]] std::string_view Name(ErrorCode code);

// Where in the input. Empty strings and 0 mean "does not apply".
struct Place {
  std::string file;
  int64_t line = 0;  // from 1; a row's number in spreadsheets
  std::string field;
  std::string value;

  friend bool operator==(const Place&, const Place&) = default;
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  TextPair message;
  Place place;

  // "regions.csv:3: longitude: not a number [12x]" in the language asked for.
  [[nodiscard]] std::string Describe(Language language) const;
};

[[nodiscard]] inline Error MakeError(ErrorCode code, TextPair message, Place place = {}) {
  return Error{code, std::move(message), std::move(place)};
}

struct Ok {};

// Either a value or an Error. Status is a result without a value: `return Ok{};`.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    CHECK(ok());
    return *std::get_if<T>(&state_);
  }
  [[nodiscard]] T& value() & {
    CHECK(ok());
    return *std::get_if<T>(&state_);
  }
  [[nodiscard]] T&& value() && {
    CHECK(ok());
    return std::move(*std::get_if<T>(&state_));
  }
  [[nodiscard]] const Error& error() const& {
    CHECK(!ok());
    return *std::get_if<Error>(&state_);
  }
  [[nodiscard]] Error&& error() && {
    CHECK(!ok());
    return std::move(*std::get_if<Error>(&state_));
  }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Ok>;

#define LM_CONCAT_INNER(a, b) a##b
#define LM_CONCAT(a, b) LM_CONCAT_INNER(a, b)

// Returns the error of `expression` (a Status or Result) from the enclosing function.
#define LM_TRY(expression)                                    \
  do {                                                        \
    auto lm_status = (expression);                            \
    if (!lm_status.ok()) return std::move(lm_status).error(); \
  } while (false)

// LM_ASSIGN(auto x, Compute()): declares x from the value, or returns the error.
#define LM_ASSIGN(declaration, expression) \
  LM_ASSIGN_INNER(LM_CONCAT(lm_result_, __LINE__), declaration, expression)
#define LM_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                            \
  if (!result.ok()) return std::move(result).error();    \
  declaration = std::move(result).value()

}  // namespace lianmeng
