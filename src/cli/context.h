// What every command shares: the language, the form of output, the database, and how errors end the program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/fields.h"
#include "app/platform.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::cli {

// Exit statuses: 0 done, 1 the work was refused or not found, 2 wrong usage, 3 the machine refused
// (disk, port, memory), 4 a defect of ours.
[[nodiscard]] int ExitStatusOf(ErrorCode code);

struct Context {
  Language language = Language::kChinese;
  bool json = false;
  std::string db = "sqlite:lianmeng.db";
  std::string viewer = "office";
  int status = 0;  // what main returns

  [[nodiscard]] const std::string& Say(const TextPair& text) const { return text.In(language); }

  // Prints the error to standard error and sets the status.
  void Fail(const Error& error);
  // As Fail if the status is an error.
  void Finish(const Status& status);

  // On standard output, in the language of the output.
  void PrintLine(const TextPair& text) const;
  void PrintJson(const app::Json& json) const;

  // The database of --db. Only an import makes a new one: everybody else would look at an empty region
  // because of a misspelt name. Errors: kNotFound, and those of the store.
  enum class IfAbsent { kFail, kCreate };
  Result<std::unique_ptr<app::Platform>> OpenPlatform(IfAbsent if_absent = IfAbsent::kFail) const;
};

// The language of --lang, of LIANMENG_LANG, or Chinese.
[[nodiscard]] Language LanguageFromEnvironment();

// A bar on standard error while work goes on; silent when that is not a terminal. Ctrl-C cancels the work.
[[nodiscard]] std::unique_ptr<Progress> MakeProgress(Language language);

// From the first SIGINT or SIGTERM on, CancelRequested is true; a second one ends the program at once.
void CatchSignals();
[[nodiscard]] bool CancelRequested();
// Sleeps until a signal asks to stop.
void WaitForCancel();

// Whether a file may be written: its name ends in one of `endings`, and it is not one of the program's own
// databases. Errors: kInvalidArgument with the path.
[[nodiscard]] Status CheckOutput(const std::string& path, const std::vector<std::string>& endings);

// Where the program finds what is shipped with it: a folder beside the program, in the source tree it was built
// in, or under share/lianmeng of its prefix. Empty if it is nowhere. Example: FindShipped("data/delta").
[[nodiscard]] std::string FindShipped(const std::string& relative);

}  // namespace lianmeng::cli
