#include "match/names_trial.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "assign/assignment.h"
#include "base/random.h"
#include "base/text.h"
#include "base/traditional.h"
#include "match/names.h"

namespace lianmeng::match {
namespace {

constexpr size_t kExamplesOfEach = 5;
constexpr size_t kConsidered = 200;
const TextPair kOfInCommon = {"　其中与全称有两字相同的",
                              "  of these, names with two characters in common with the full name"};

uint64_t HashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

// The usual way: characters and pairs of neighbours weighed by idf, compared by the cosine.
// Names as they are but for their case.
class PlainGrams {
 public:
  explicit PlainGrams(const std::vector<NamesTrialFirm>& firms) {
    std::vector<std::map<std::string, double>> counts;
    for (const NamesTrialFirm& firm : firms) counts.push_back(CountsOf(firm.full_name));
    for (size_t i = 0; i < firms.size(); ++i) {
      for (const auto& [gram, count] : counts[i]) lists_[gram].emplace_back(i, count);
    }
    names_ = static_cast<double>(firms.size());
    lengths_.assign(firms.size(), 0);
    for (const auto& [gram, list] : lists_) {
      const double idf = Idf(list.size());
      for (const auto& [i, count] : list) lengths_[i] += count * idf * count * idf;
    }
  }

  // Those that share the first place.
  [[nodiscard]] std::vector<size_t> First(const std::string& name) const {
    std::map<size_t, double> scores;
    for (const auto& [gram, count] : CountsOf(name)) {
      const auto list = lists_.find(gram);
      if (list == lists_.end()) continue;
      const double idf = Idf(list->second.size());
      for (const auto& [i, there] : list->second) {
        scores[i] += count * idf * there * idf / std::sqrt(lengths_[i]);
      }
    }
    double best = 0;
    for (const auto& [i, score] : scores) best = std::max(best, score);
    std::vector<size_t> first;
    for (const auto& [i, score] : scores) {
      if (score >= best * (1 - 1e-12)) first.push_back(i);
    }
    return first;
  }

 private:
  static std::map<std::string, double> CountsOf(const std::string& name) {
    std::map<std::string, double> counts;
    const std::u32string wide = ToUtf32(name);
    for (size_t i = 0; i < wide.size(); ++i) {
      ++counts[ToUtf8(wide.substr(i, 1))];
      if (i + 1 < wide.size()) ++counts[ToUtf8(wide.substr(i, 2))];
    }
    return counts;
  }
  [[nodiscard]] double Idf(size_t holding) const {
    const auto n = static_cast<double>(holding);
    return std::log(1 + (names_ - n + 0.5) / (n + 0.5));
  }

  double names_ = 0;
  std::map<std::string, std::vector<std::pair<size_t, double>>> lists_;
  std::vector<double> lengths_;
};

// Whether two characters of a name stand in another in the same order. Where they do not, the text
// says nothing: a firm renamed since, or a line that gives another firm's short name.
bool SharesTwo(std::u32string_view name, std::u32string_view full) {
  for (size_t i = 0; i < name.size(); ++i) {
    const size_t first = full.find(name[i]);
    if (first == std::u32string_view::npos) continue;
    const std::u32string_view after = full.substr(first + 1);
    if (after.find_first_of(name.substr(i + 1)) != std::u32string_view::npos) return true;
  }
  return false;
}

struct Rewriting {
  const char* code;
  TextPair label;
  // Empty: does not apply to this name.
  std::function<std::string(const std::string&, Random&)> apply;
};

std::string Letter(Random& random) {
  static constexpr std::u32string_view kLetters = U"新华天金中海东方大德安盛瑞恒达宏泰鑫信诚嘉美丰";
  return ToUtf8(kLetters.substr(random.Below(kLetters.size()), 1));
}

class Rewritings {
 public:
  [[nodiscard]] std::vector<Rewriting> All() const {
    using S = const std::string&;
    return {
        {"no_place",
         {"略去地区", "without the place"},
         [this](S full, Random&) {
           const ParsedName name = normaliser_.Parse(full);
           return name.place.empty() ? "" : ToUtf8(name.core + name.form);
         }},
        {"no_form",
         {"略去组织形式", "without the legal form"},
         [this](S full, Random&) {
           const ParsedName name = normaliser_.Parse(full);
           return name.form.empty() ? "" : ToUtf8(name.place + name.core);
         }},
        {"core",
         {"只留主体", "the core alone"},
         [this](S full, Random&) { return ToUtf8(normaliser_.Parse(full).core); }},
        {"traditional",
         {"繁体", "traditional characters"},
         [](S full, Random&) {
           std::string other = SimplifiedToTraditional(full);
           return other == full ? "" : other;
         }},
        {"full_width",
         {"全角括号与字母", "full-width letters and brackets"},
         [](S full, Random&) { return FullWidth(full); }},
        {"typo",
         {"主体错一字", "one character of the core wrong"},
         [this](S full, Random& random) { return Changed(full, random, 1, true); }},
        {"dropped",
         {"主体漏一字", "one character of the core left out"},
         [this](S full, Random& random) { return Changed(full, random, 1, false); }},
        {"middle_three",
         {"主体中相连的三字", "three neighbours from the core"},
         [this](S full, Random& random) { return Middle(full, random, 3); }},
        {"middle_two",
         {"主体中相连的两字（如讯飞）", "two neighbours from the core, as 讯飞"},
         [this](S full, Random& random) { return Middle(full, random, 2); }},
    };
  }

 private:
  static std::string FullWidth(const std::string& full) {
    std::u32string wide = ToUtf32(full);
    bool is_changed = false;
    for (char32_t& c : wide) {
      if (c < U'!' || c > U'~') continue;
      c += 0xFEE0;
      is_changed = true;
    }
    return is_changed ? ToUtf8(wide) : "";
  }

  std::string Changed(const std::string& full, Random& random, size_t count,
                      bool is_replaced) const {
    const ParsedName name = normaliser_.Parse(full);
    if (name.core.size() < 3) return {};
    std::u32string core = name.core;
    core.replace(random.Below(core.size()), count, is_replaced ? ToUtf32(Letter(random)) : U"");
    return core == name.core ? "" : ToUtf8(name.place + core + name.form);
  }

  std::string Middle(const std::string& full, Random& random, size_t count) const {
    const std::u32string core = normaliser_.Parse(full).core;
    if (core.size() <= count) return {};
    return ToUtf8(core.substr(random.Below(core.size() - count + 1), count));
  }

  NameNormaliser normaliser_{{}};
};

class Trial {
 public:
  Trial(const std::vector<NamesTrialFirm>& firms, uint64_t seed, Progress& progress)
      : firms_(firms), seed_(seed), progress_(progress) {
    const NameNormaliser normaliser({});
    for (const NamesTrialFirm& firm : firms) {
      is_test_.push_back((SplitMixOutput(seed ^ HashOf(firm.key)) & 1) == 1);
      const ParsedName name = normaliser.Parse(firm.short_name);
      const ParsedName full = normaliser.Parse(firm.full_name);
      shares_two_.push_back(SharesTwo(name.place + name.core, full.place + full.core));
    }
  }

  Result<NamesTrial> Run() {
    LM_ASSIGN(const NameIndex index, IndexOf(NameNormaliser({})));
    LM_ASSIGN(const NameIndex plain, IndexOf(NameNormaliser::Plain()));
    std::set<std::string> keys;
    for (const NamesTrialFirm& firm : firms_) keys.insert(firm.key);
    trial_.firms = static_cast<int64_t>(firms_.size());
    trial_.keys = static_cast<int64_t>(keys.size());
    TryPlainGrams();
    LM_TRY(TryAll(index));
    TryFeatures(index, plain);
    const Rewritings rewritings;  // outlives what All() returns
    for (const Rewriting& rewriting : rewritings.All()) TryWriting(index, rewriting);
    if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    return std::move(trial_);
  }

 private:
  Result<NameIndex> IndexOf(NameNormaliser normaliser) const {
    std::vector<NameRecord> records;
    for (const NamesTrialFirm& firm : firms_) records.push_back({.name = firm.full_name});
    return NameIndex::Build(std::move(normaliser), std::move(records), progress_);
  }

  void Count(size_t firm, bool is_right, RecallRow& row) const {
    ++row.asked;
    row.right += is_right ? 1 : 0;
    if (!is_test_[firm]) return;
    ++row.asked_test;
    row.right_test += is_right ? 1 : 0;
  }

  [[nodiscard]] bool IsRight(size_t firm, uint32_t record) const {
    return firms_[record].key == firms_[firm].key;
  }

  void TryPlainGrams() {
    RecallRow row{"plain_ngrams", {"只用 n 元字（余弦）", "n-grams alone (cosine)"}};
    const PlainGrams grams(firms_);
    for (size_t i = 0; i < firms_.size(); ++i) {
      const std::vector<size_t> first = grams.First(firms_[i].short_name);
      const bool is_right =
          !first.empty() && std::all_of(first.begin(), first.end(), [&](size_t other) {
            return IsRight(i, static_cast<uint32_t>(other));
          });
      Count(i, is_right, row);
    }
    trial_.methods.push_back(row);
  }

  // The whole of it: recall, bands, what is left, and all names at once.
  Status TryAll(const NameIndex& index) {
    RecallRow row{"all", {"全部特征", "all features"}}, in_common = row;
    in_common.code = "all_in_common";
    in_common.label = kOfInCommon;
    trial_.bands = {{kNameCertain}, {kNameOffered}, {0}};
    assign::AssignmentProblem together;
    std::vector<bool> is_offered;  // of its edges
    together.need_quantity.assign(firms_.size(), 1);
    together.offer_capacity.assign(firms_.size(), 1);
    for (uint32_t i = 0; i < firms_.size(); ++i) {
      const auto found = index.Resolve({.name = firms_[i].short_name}, {.limit = kConsidered});
      const bool is_right = !found.empty() && IsRight(i, found[0].record);
      Count(i, is_right, row);
      if (shares_two_[i]) Count(i, is_right, in_common);
      trial_.first_is_own_record += !found.empty() && found[0].record == i ? 1 : 0;
      const int32_t score = found.empty() ? 0 : found[0].score;
      ScoreBand& band = *std::find_if(trial_.bands.begin(), trial_.bands.end(),
                                      [&](const ScoreBand& b) { return score >= b.from; });
      ++band.names;
      band.right += is_right ? 1 : 0;
      if (!is_right) Explain(i, found);
      for (size_t k = 0; k < found.size(); ++k) {
        together.edges.push_back({i, found[k].record, WorthTogether(found[k])});
        is_offered.push_back(k < kConsideredTogether && found[k].score >= kNameOffered);
      }
    }
    trial_.methods.push_back(row);
    trial_.methods.push_back(in_common);
    return TryTogether(together, is_offered);
  }

  // All pairs, then those alone of which `names resolve --distinct` chooses.
  Status TryTogether(const assign::AssignmentProblem& all, const std::vector<bool>& is_offered) {
    RecallRow row{"together",
                  {"全部特征，全表一并，每个机构至多一次",
                   "all features, the whole list at once, no record twice"}};
    RecallRow in_common{"together_in_common", kOfInCommon};
    RecallRow offered{"together_offered",
                      {"同上，只给 0.5 分以上的（names resolve --distinct）",
                       "the same, nothing below 0.5 given (names resolve --distinct)"}};
    assign::AssignmentProblem of_offered = all;
    of_offered.edges.clear();
    for (size_t e = 0; e < all.edges.size(); ++e) {
      if (is_offered[e]) of_offered.edges.push_back(all.edges[e]);
    }
    LM_ASSIGN(const std::vector<bool> is_right, RightTogether(all));
    LM_ASSIGN(const std::vector<bool> is_right_offered, RightTogether(of_offered));
    for (size_t i = 0; i < firms_.size(); ++i) {
      Count(i, is_right[i], row);
      if (shares_two_[i]) Count(i, is_right[i], in_common);
      Count(i, is_right_offered[i], offered);
    }
    for (RecallRow* one : {&row, &in_common, &offered}) trial_.methods.push_back(std::move(*one));
    return Ok{};
  }

  Result<std::vector<bool>> RightTogether(const assign::AssignmentProblem& problem) const {
    LM_ASSIGN(const assign::Assignment plan, assign::Assign(problem, progress_));
    std::vector<bool> is_right(firms_.size());
    for (const uint32_t e : plan.chosen) {
      is_right[problem.edges[e].need] = IsRight(problem.edges[e].need, problem.edges[e].offer);
    }
    return is_right;
  }

  void Explain(size_t firm, const std::vector<NameCandidate>& found) {
    Unresolved& left = trial_.unresolved;
    const auto own = std::find_if(found.begin(), found.end(), [&](const NameCandidate& candidate) {
      return IsRight(firm, candidate.record);
    });
    const auto before = [](const NameCandidate& candidate) {
      return candidate.score - candidate.points[static_cast<size_t>(NamePartKind::kRivals)];
    };
    int64_t* kind = &left.others;
    if (own == found.end()) {
      kind = &left.strangers;
    } else if (before(found[0]) - before(*own) <= kNameScale.rival_margin) {
      kind = &left.rivals;
    }
    if (static_cast<size_t>((*kind)++) < kExamplesOfEach) {
      left.examples.push_back(firms_[firm].short_name + ": " + firms_[firm].full_name + " / " +
                              (found.empty() ? "–" : found[0].name));
    }
  }

  void TryFeatures(const NameIndex& index, const NameIndex& plain) {
    struct Without {
      const char* code;
      TextPair label;
      bool NameFeatures::*feature;
    };
    const Without kinds[] = {
        {"no_subsequence", {"不用子序列", "without subsequences"}, &NameFeatures::subsequence},
        {"no_neighbour",
         {"不用相邻（n 元字）", "without neighbours (n-grams)"},
         &NameFeatures::neighbour},
        {"no_start", {"不用开头", "without the beginning (prefix)"}, &NameFeatures::start},
        {"no_rest", {"不用其余", "without what is left over"}, &NameFeatures::rest},
        {"no_place", {"不用地区", "without the place"}, &NameFeatures::place},
        {"no_form", {"不用组织形式", "without the legal form"}, &NameFeatures::form},
        {"no_kind", {"不用机构类别", "without the kind of organisation"}, &NameFeatures::kind},
    };
    for (const Without& kind : kinds) {
      NameFeatures features;
      features.*kind.feature = false;
      TryShortNames(index, {kind.code, kind.label}, features);
    }
    TryShortNames(plain, {"no_normalisation", {"不拆分名称", "names not taken apart"}}, {});
  }

  void TryShortNames(const NameIndex& index, RecallRow row, const NameFeatures& features) {
    for (size_t i = 0; i < firms_.size(); ++i) {
      const auto found = index.Resolve({.name = firms_[i].short_name},
                                       {.limit = 1, .score_min = 1, .features = features});
      Count(i, !found.empty() && IsRight(i, found[0].record), row);
    }
    trial_.methods.push_back(std::move(row));
  }

  void TryWriting(const NameIndex& index, const Rewriting& rewriting) {
    RecallRow row{rewriting.code, rewriting.label};
    for (size_t i = 0; i < firms_.size(); ++i) {
      Random random = Random(seed_).Fork(HashOf(rewriting.code)).Fork(i);
      const std::string name = rewriting.apply(firms_[i].full_name, random);
      if (name.empty()) continue;
      const auto found = index.Resolve({.name = name}, {.limit = 1});
      Count(i, !found.empty() && IsRight(i, found[0].record), row);
    }
    trial_.written_otherwise.push_back(row);
  }

  const std::vector<NamesTrialFirm>& firms_;
  uint64_t seed_;
  Progress& progress_;
  std::vector<bool> is_test_, shares_two_;
  NamesTrial trial_;
};

}  // namespace

Result<NamesTrial> RunNamesTrial(const std::vector<NamesTrialFirm>& firms, uint64_t seed,
                                 Progress& progress) {
  return Trial(firms, seed, progress).Run();
}

}  // namespace lianmeng::match
