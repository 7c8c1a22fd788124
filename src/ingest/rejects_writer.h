// The rejects file: every issue of an import as a CSV table that a spreadsheet opens.
//
// Example:   LM_ASSIGN(RejectsWriter rejects, RejectsWriter::Create("rejects.csv"));
//            LM_TRY(rejects.Write(issue));  ...  LM_TRY(rejects.Close());
// Columns: file,line,column,value,severity,reason_zh,reason_en. UTF-8 with byte order mark, CRLF.
// A value that a spreadsheet would run as a formula gets an apostrophe in front.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

class RejectsWriter {
 public:
  // Errors: kIo.
  static Result<RejectsWriter> Create(const std::filesystem::path& path);

  Status Write(const RowIssue& issue);
  // Flushes; without it the destructor closes and a full disk goes unnoticed.
  Status Close();
  [[nodiscard]] int64_t count() const { return count_; }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Status Put();
  RejectsWriter(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::string name_;
  std::string line_;
  int64_t count_ = 0;
};

// `text` with an apostrophe in front if it begins like a formula: = @ tab, return, full-width ＝
// ＠, and + or - unless it is a number.
[[nodiscard]] std::string GuardFormula(std::string_view text);

}  // namespace lianmeng::ingest
