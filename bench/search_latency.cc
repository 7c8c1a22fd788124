// Latency of the directory's search and of the search box on a loaded database.
//
//   bench_search_latency sqlite:PATH [QUERIES]
//
// Queries are what people type: two to four characters from the beginning of a product's or organisation's name,
// drawn with a fixed seed. Prints the median and the 99th percentile in milliseconds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "app/directory.h"
#include "base/random.h"
#include "base/text.h"

namespace {

using namespace lianmeng;

std::vector<std::string> DrawQueries(const app::Snapshot& snapshot, size_t count) {
  Random random(20261123);
  std::vector<std::string> queries;
  while (queries.size() < count) {
    const bool product = random.Chance(0.5);
    const std::string& name =
        product ? snapshot.products[random.Below(snapshot.products.size())].name.zh
                : snapshot.organisations[random.Below(snapshot.organisations.size())].name;
    const std::u32string wide = ToUtf32(name);
    const size_t length = std::min<size_t>(wide.size(), 2 + random.Below(3));
    if (length > 0) queries.push_back(ToUtf8(wide.substr(0, length)));
  }
  return queries;
}

template <typename Ask>
void Measure(const char* label, const std::vector<std::string>& queries, const Ask& ask) {
  std::vector<double> ms;
  int64_t found = 0;
  for (const std::string& query : queries) {
    const auto start = std::chrono::steady_clock::now();
    found += ask(query);
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                     .count());
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%-28s %6zu queries, %8lld found   median %7.2f ms   p99 %7.2f ms   max %7.2f ms\n",
              label, ms.size(), static_cast<long long>(found), ms[ms.size() / 2],
              ms[ms.size() * 99 / 100], ms.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s sqlite:PATH [QUERIES]\n", argv[0]);
    return 2;
  }
  auto platform = app::Platform::Open(argv[1]);
  if (!platform) {
    std::fprintf(stderr, "%s\n", platform.error().Describe(Language::kEnglish).c_str());
    return 1;
  }
  const Viewer office = Viewer::Office();
  const auto analysis = (*platform)->Current(office);
  if (!analysis) return 1;
  const auto queries = DrawQueries((*analysis)->snapshot(),
                                   argc > 2 ? static_cast<size_t>(std::atoi(argv[2])) : 2000);
  Measure("directory page with facets", queries, [&](const std::string& text) -> int64_t {
    app::DirectoryQuery query;
    query.text = text;
    const auto page = app::ListOrganisations(**platform, office, query);
    return page ? page->total : 0;
  });
  Measure("search box", queries, [&](const std::string& text) -> int64_t {
    const auto result = app::Search(**platform, office, text, 6);
    return result ? static_cast<int64_t>(result->organisations.size() + result->products.size())
                  : 0;
  });
  return 0;
}
