#include "cli/context.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>

namespace lianmeng::cli {
namespace {

// Set by the handler, read by all threads.
std::atomic<bool> cancel_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);
int wake_pipe[2] = {-1, -1};

void OnSignal(int signal_number) {
  if (cancel_requested) _exit(128 + signal_number);
  cancel_requested = true;
  const char byte = 1;
  [[maybe_unused]] const ssize_t written = write(wake_pipe[1], &byte, 1);
}

class SilentUntilCancelled final : public Progress {
 public:
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return CancelRequested(); }
};

class Bar final : public Progress {
 public:
  explicit Bar(Language language) : language_(language) {}
  ~Bar() override {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }

  void Begin(const TextPair& phase, int64_t total) override {
    std::lock_guard lock(mutex_);
    phase_ = phase.In(language_);
    total_ = total;
    Draw(0);
  }
  void Advance(int64_t done) override {
    const auto now = std::chrono::steady_clock::now();
    std::lock_guard lock(mutex_);
    if (now - last_ < std::chrono::milliseconds(80)) return;
    last_ = now;
    Draw(done);
  }
  [[nodiscard]] bool Cancelled() const override { return CancelRequested(); }

 private:
  void Draw(int64_t done) {
    constexpr int kWidth = 28;
    drawn_ = true;
    if (total_ <= 0) {
      std::fprintf(stderr, "\r\033[K%s %lld", phase_.c_str(), static_cast<long long>(done));
    } else {
      const double share =
          std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0);
      const int full = static_cast<int>(share * kWidth);
      std::string bar;
      for (int i = 0; i < kWidth; ++i) bar += i < full ? "█" : "░";
      std::fprintf(stderr, "\r\033[K%s %s %3d%%", phase_.c_str(), bar.c_str(),
                   static_cast<int>(share * 100));
    }
    std::fflush(stderr);
  }

  const Language language_;
  std::mutex mutex_;
  std::string phase_;
  int64_t total_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace

int ExitStatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kPermissionDenied:
    case ErrorCode::kCancelled:
      return 1;
    case ErrorCode::kIo:
    case ErrorCode::kCorrupt:
    case ErrorCode::kResourceExhausted:
    case ErrorCode::kUnavailable:
      return 3;
    case ErrorCode::kInternal:
      return 4;
  }
  return 4;
}

void Context::Fail(const Error& error) {
  std::fprintf(stderr, "%s%s\n", language == Language::kChinese ? "错误：" : "error: ",
               error.Describe(language).c_str());
  status = ExitStatusOf(error.code);
}

void Context::Finish(const Status& result) {
  if (!result) Fail(result.error());
}

void Context::PrintLine(const TextPair& text) const { std::printf("%s\n", Say(text).c_str()); }

void Context::PrintJson(const app::Json& value) const { std::cout << value.dump(2) << '\n'; }

Result<std::unique_ptr<app::Platform>> Context::OpenPlatform(IfAbsent if_absent) const {
  constexpr std::string_view kScheme = "sqlite:";
  const std::string path = db.starts_with(kScheme) ? db.substr(kScheme.size()) : std::string();
  std::error_code failed;
  if (if_absent == IfAbsent::kFail && !path.empty() && path != ":memory:" &&
      !std::filesystem::exists(path, failed)) {
    return MakeError(ErrorCode::kNotFound,
                     {"没有这个数据库；先用 lianmeng import 导入数据",
                      "there is no such database; import data first with lianmeng import"},
                     {.file = {}, .line = 0, .field = "db", .value = path});
  }
  return app::Platform::Open(db);
}

Status CheckOutput(const std::string& path, const std::vector<std::string>& endings) {
  bool fits = false;
  for (const std::string& ending : endings) fits = fits || path.ends_with(ending);
  if (!fits) {
    std::string list;
    for (const std::string& ending : endings) list += (list.empty() ? "" : ", ") + ending;
    return MakeError(ErrorCode::kInvalidArgument,
                     {"文件名应以 " + list + " 结尾", "the file's name must end in " + list},
                     {.file = {}, .line = 0, .field = "out", .value = path});
  }
  char start[16] = {};
  std::ifstream(path, std::ios::binary).read(start, sizeof start - 1);
  if (std::string_view(start) == "SQLite format 3") {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"该文件是数据库，不能覆盖", "this file is a database and is not overwritten"},
                     {.file = {}, .line = 0, .field = "out", .value = path});
  }
  return Ok{};
}

Language LanguageFromEnvironment() {
  const char* chosen = std::getenv("LIANMENG_LANG");
  return chosen != nullptr && std::string_view(chosen).substr(0, 2) == "en" ? Language::kEnglish
                                                                            : Language::kChinese;
}

std::unique_ptr<Progress> MakeProgress(Language language) {
  if (isatty(STDERR_FILENO) == 0) return std::make_unique<SilentUntilCancelled>();
  return std::make_unique<Bar>(language);
}

void CatchSignals() {
  if (wake_pipe[0] >= 0 || pipe(wake_pipe) != 0) return;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

bool CancelRequested() { return cancel_requested; }

void WaitForCancel() {
  pollfd waiting{wake_pipe[0], POLLIN, 0};
  while (!CancelRequested()) poll(&waiting, 1, -1);
}

std::string FindShipped(const std::string& relative) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return {};
  // build/release/lianmeng lies two folders below the source tree, bin/lianmeng one below the prefix.
  for (const fs::path& base :
       {program.parent_path(), program.parent_path().parent_path().parent_path(),
        program.parent_path().parent_path() / "share" / "lianmeng"}) {
    if (fs::exists(base / relative, failed)) return (base / relative).lexically_normal().string();
  }
  return {};
}

}  // namespace lianmeng::cli
