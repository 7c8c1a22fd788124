// A region of nine organisations and one chain (tests/data/tiny), loaded into a store of its own: small enough to
// work out every answer by hand.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "app/import_region.h"
#include "app/platform.h"
#include "tests/support/files.h"

namespace lianmeng::testing {

inline std::string SourcePath(const std::string& relative) {
  return std::string(LIANMENG_SOURCE_DIR) + "/" + relative;
}

// Unwraps a result; a failure ends the test with the error's words.
template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().Describe(Language::kEnglish);
    throw std::runtime_error("a step of the test failed");
  }
  return std::move(result).value();
}

class TinyRegion : public ::testing::Test {
 protected:
  void SetUp() override {
    platform_ = Must(app::Platform::Open("sqlite:" + (folder_ / "tiny.db"), {.clock = &clock_}));
    const app::ImportReport report = Must(
        app::ImportRegion(*platform_, {.folder = SourcePath("tests/data/tiny")}, Progress::None()));
    ASSERT_TRUE(report.applied);
    ASSERT_EQ(report.errors, 0);
  }

  std::shared_ptr<app::Analysis> As(const std::string& viewer) {
    return Must(platform_->Current(Must(platform_->ParseViewer(viewer))));
  }

  TemporaryFolder folder_;
  FixedClock clock_{1'793'000'000'000};  // 2026-10-26
  std::unique_ptr<app::Platform> platform_;
};

}  // namespace lianmeng::testing
