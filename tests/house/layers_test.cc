// Holds the folders of src/ to docs/layers.txt: an include that points up, or to a folder that the
// table does not allow, fails here with file, line and the include.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

using LayerTable = std::map<std::string, std::set<std::string>>;

LayerTable ReadTable() {
  std::ifstream file(std::string(LIANMENG_SOURCE_DIR) + "/docs/layers.txt");
  LayerTable table;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    const size_t colon = line.find(':');
    std::istringstream allowed(line.substr(colon + 1));
    std::set<std::string>& folders = table[line.substr(0, colon)];
    for (std::string folder; allowed >> folder;) folders.insert(folder);
  }
  return table;
}

// Calls visit(folder, included folder, place) for every project include of src/.
template <typename Visit>
void ForEachInclude(const Visit& visit) {
  static const std::regex pattern(R"(^\s*#\s*include\s+"([a-z_]+)/[^"]+")");
  const fs::path root = fs::path(LIANMENG_SOURCE_DIR) / "src";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    const std::string folder = fs::relative(entry.path(), root).begin()->string();
    std::ifstream file(entry.path());
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      std::smatch match;
      if (std::regex_search(line, match, pattern)) {
        visit(folder, match[1].str(), entry.path().string() + ":" + std::to_string(number));
      }
    }
  }
}

TEST(Layers, EveryFolderOfSrcStandsInTheTable) {
  const LayerTable table = ReadTable();
  for (const auto& entry : fs::directory_iterator(fs::path(LIANMENG_SOURCE_DIR) / "src")) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(table.count(entry.path().filename())) << entry.path();
  }
}

TEST(Layers, NoIncludePointsWhereTheTableDoesNotAllow) {
  const LayerTable table = ReadTable();
  int includes = 0;
  ForEachInclude([&](const std::string& from, const std::string& to, const std::string& place) {
    ++includes;
    if (from == to) return;
    const auto row = table.find(from);
    ASSERT_NE(row, table.end()) << place;
    EXPECT_TRUE(row->second.count(to)) << place << ": " << from << " may not include " << to;
  });
  EXPECT_GT(includes, 50) << "the test must see the project's includes";
}

TEST(Layers, TheTableHasNoCycle) {
  const LayerTable table = ReadTable();
  std::map<std::string, int> state;  // 1: on the path, 2: done
  std::function<bool(const std::string&)> acyclic = [&](const std::string& folder) {
    if (state[folder] == 1) return false;
    if (state[folder] == 2) return true;
    state[folder] = 1;
    for (const std::string& next : table.at(folder)) {
      if (!table.count(next) || !acyclic(next)) return false;
    }
    state[folder] = 2;
    return true;
  };
  for (const auto& [folder, allowed] : table) EXPECT_TRUE(acyclic(folder)) << folder;
}

// What is committed must not depend on where somebody happened to check it out.
TEST(House, NoWordOfTheMachineIsInTheSources) {
  static const std::regex forbidden(R"((/work/|/root/|/home/[a-z]))");
  for (const char* folder : {"src", "tests", "docs", "data", "bench", "fuzz"}) {
    const fs::path root = fs::path(LIANMENG_SOURCE_DIR) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file() || entry.path().filename() == "layers_test.cc") continue;
      std::ifstream file(entry.path());
      std::stringstream text;
      text << file.rdbuf();
      EXPECT_FALSE(std::regex_search(text.str(), forbidden)) << entry.path();
    }
  }
}

}  // namespace
