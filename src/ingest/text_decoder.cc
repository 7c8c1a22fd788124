#include "ingest/text_decoder.h"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace lianmeng::ingest {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

Error WideEncodingError() {
  return MakeError(ErrorCode::kInvalidArgument,
                   {"文件是 UTF-16 或 UTF-32 编码，请另存为“CSV UTF-8”",
                    "the file is UTF-16 or UTF-32; save it as \"CSV UTF-8\""});
}

}  // namespace

Encoding GuessEncoding(std::string_view window) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(window.data());
  const auto length = static_cast<int32_t>(window.size());
  int64_t kept = 0;
  int64_t broken = 0;
  for (int32_t i = 0; i < length;) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    // A character that the window's end cuts is neither kept nor broken.
    if (c < 0 && i == length && length - begin < 4 && U8_IS_LEAD(bytes[begin]) && kept > 0) break;
    // GB18030 read as UTF-8 forms valid pairs by chance, but hardly ever a valid run of three bytes, which
    // every Chinese character of UTF-8 is: one bad byte in a short UTF-8 file must not flip the guess.
    if (c < 0) {
      ++broken;
    } else if (i - begin >= 3) {
      ++kept;
    }
  }
  return broken > kept ? Encoding::kGb18030 : Encoding::kUtf8;
}

void TextDecoder::CloseConverter::operator()(UConverter* converter) const { ucnv_close(converter); }

TextDecoder::TextDecoder(std::unique_ptr<ByteSource> source, Encoding encoding)
    : source_(std::move(source)), encoding_(encoding) {}
TextDecoder::~TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;

Status TextDecoder::Fill(size_t wanted) {
  while (bytes_.size() < wanted && !at_end_) {
    const size_t before = bytes_.size();
    bytes_.resize(before + kPieceBytes);
    Result<size_t> count = source_->Read(bytes_.data() + before, kPieceBytes);
    bytes_.resize(before + (count ? *count : 0));
    if (!count) return count.error();
    if (*count == 0) at_end_ = true;
  }
  return Ok{};
}

Status TextDecoder::SkipByteOrderMark() {
  LM_TRY(Fill(4));
  const std::string_view start = bytes_;
  if (start.substr(0, 3) == "\xEF\xBB\xBF") {
    encoding_ = Encoding::kUtf8;
    bytes_.erase(0, 3);
  } else if (start.substr(0, 4) == "\x84\x31\x95\x33") {
    encoding_ = Encoding::kGb18030;
    bytes_.erase(0, 4);
  } else if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF" ||
             start.substr(0, 4) == std::string_view("\0\0\xFE\xFF", 4)) {
    return WideEncodingError();
  }
  return Ok{};
}

std::string_view TextDecoder::TakeUnchanged(size_t count) {
  taken_ = count;
  return std::string_view(bytes_).substr(0, count);
}

Result<std::string_view> TextDecoder::Convert() {
  UErrorCode status = U_ZERO_ERROR;
  if (converter_ == nullptr) {
    converter_.reset(ucnv_open("gb18030", &status));
    CHECK(U_SUCCESS(status));
  }
  // No byte gives more than one UTF-16 unit; a few may be kept over from the last piece.
  wide_.resize(bytes_.size() + 16);
  UChar* out = wide_.data();
  const char* in = bytes_.data();
  ucnv_toUnicode(converter_.get(), &out, wide_.data() + wide_.size(), &in,
                 bytes_.data() + bytes_.size(), nullptr, at_end_, &status);
  CHECK(U_SUCCESS(status));
  const auto units = static_cast<int32_t>(out - wide_.data());
  converted_.resize(static_cast<size_t>(units) * 3);
  int32_t length = 0;
  u_strToUTF8WithSub(converted_.data(), static_cast<int32_t>(converted_.size()), &length,
                     wide_.data(), units, 0xFFFD, nullptr, &status);
  CHECK(U_SUCCESS(status));
  converted_.resize(static_cast<size_t>(length));
  bytes_.clear();
  return std::string_view(converted_);
}

Result<std::string_view> TextDecoder::Next() {
  bytes_.erase(0, taken_);
  taken_ = 0;
  if (!started_) {
    LM_TRY(SkipByteOrderMark());
    started_ = true;
  }
  while (true) {
    const bool was_at_end = at_end_;
    LM_TRY(Fill(1));
    if (encoding_ == Encoding::kGb18030) {
      LM_ASSIGN(const std::string_view piece, Convert());
      if (!piece.empty() || was_at_end) return piece;
      continue;
    }
    if (bytes_.empty()) return std::string_view();
    if (encoding_ == Encoding::kUtf8) return TakeUnchanged(bytes_.size());
    const auto ascii_end = std::find_if_not(bytes_.begin(), bytes_.end(), IsAscii);
    const auto ascii_count = static_cast<size_t>(ascii_end - bytes_.begin());
    if (ascii_count > 0) return TakeUnchanged(ascii_count);
    LM_TRY(Fill(kPieceBytes));
    encoding_ = GuessEncoding(std::string_view(bytes_).substr(0, kPieceBytes));
  }
}

}  // namespace lianmeng::ingest
