// Bytes of a text file → UTF-8, in pieces.
//
// UTF-8 (with or without byte order mark) passes through unchanged; GB18030 is converted by ICU.
// Without instruction the encoding is found out: ASCII goes through as it is until the first other
// byte; the 64 KiB from there decide. They are UTF-8 unless more than a tenth as many bytes break
// its rules as characters keep them: so a damaged UTF-8 file is reported as such, row by row,
// instead of being misread as Chinese. Invalid GB18030 becomes U+FFFD; invalid UTF-8 is left for
// the reader to find in its cells.
//
// Cost:      memory 192 KiB. Determinism: independent of how the source cuts its pieces.
// Errors:    kInvalidArgument for UTF-16 and UTF-32, which spreadsheets write as "Unicode text".
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/byte_source.h"

struct UConverter;

namespace lianmeng::ingest {

enum class Encoding { kDetect, kUtf8, kGb18030 };

class TextDecoder {
 public:
  TextDecoder(std::unique_ptr<ByteSource> source, Encoding encoding);
  ~TextDecoder();
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;

  // The next piece, valid until the next call; empty at the end. A GB18030 piece ends between
  // characters.
  Result<std::string_view> Next();

  // What was found so far; kDetect while everything was ASCII.
  [[nodiscard]] Encoding encoding() const { return encoding_; }

 private:
  struct CloseConverter {
    void operator()(UConverter* converter) const;
  };

  Status Fill(size_t wanted);
  Status SkipByteOrderMark();
  Result<std::string_view> Convert();
  std::string_view TakeUnchanged(size_t count);

  std::unique_ptr<ByteSource> source_;
  Encoding encoding_;
  std::string bytes_;    // read and not yet given out
  size_t taken_ = 0;     // of bytes_, given out by the last Next
  bool at_end_ = false;  // of the source
  bool started_ = false;
  std::unique_ptr<UConverter, CloseConverter> converter_;
  std::u16string wide_;
  std::string converted_;
};

// The decision described above, for a window of bytes that may end inside a character.
[[nodiscard]] Encoding GuessEncoding(std::string_view window);

}  // namespace lianmeng::ingest
