#include "assign/synthetic_pairs.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"

namespace lianmeng::assign {
namespace {

constexpr uint32_t kSideMax = 10'000'000;
constexpr uint64_t kPairsMax = uint64_t{1} << 31;

Error Outside(const char* field, const std::string& value, const std::string& range) {
  return MakeError(ErrorCode::kInvalidArgument, {"必须在 " + range + " 之内", "must be " + range},
                   {.file = {}, .line = 0, .field = field, .value = value});
}

Status Check(const SyntheticPairs& options) {
  const std::string sides = "1 – " + std::to_string(kSideMax);
  if (options.needs < 1 || options.needs > kSideMax) {
    return Outside("needs", std::to_string(options.needs), sides);
  }
  if (options.offers < 1 || options.offers > kSideMax) {
    return Outside("offers", std::to_string(options.offers), sides);
  }
  const uint64_t most = std::min<uint64_t>(options.offers, (kPairsMax - 1) / options.needs);
  if (options.candidates < 1 || options.candidates > most) {
    return Outside("candidates", std::to_string(options.candidates), "1 – " + std::to_string(most));
  }
  if (!(options.common >= 0 && options.common <= 1)) {
    return Outside("common", std::to_string(options.common), "0 – 1");
  }
  return Ok{};
}

// So many different numbers below `bound`, rising. Source: Floyd's algorithm, Bentley & Floyd, "A
// sample of brilliance", CACM 1987; its set is a mark for each number, cleared afterwards.
void DrawDistinct(Random& random, uint32_t count, std::vector<bool>& is_drawn,
                  std::vector<uint32_t>& out) {
  out.clear();
  const auto bound = static_cast<uint32_t>(is_drawn.size());
  for (uint32_t last = bound - count; last < bound; ++last) {
    auto drawn = static_cast<uint32_t>(random.Below(uint64_t{last} + 1));
    if (is_drawn[drawn]) drawn = last;
    is_drawn[drawn] = true;
    out.push_back(drawn);
  }
  for (const uint32_t drawn : out) is_drawn[drawn] = false;
  std::sort(out.begin(), out.end());
}

}  // namespace

Result<AssignmentProblem> GeneratePairs(const SyntheticPairs& options) {
  LM_TRY(Check(options));
  const Random seed(options.seed);
  Random of_offers = seed.Fork(0), of_pairs = seed.Fork(1);
  AssignmentProblem problem;
  problem.need_quantity.assign(options.needs, 1);
  problem.offer_capacity.assign(options.offers, 1);
  std::vector<double> quality(options.offers);
  for (double& value : quality) value = of_offers.Uniform();
  problem.edges.reserve(size_t{options.needs} * options.candidates);
  std::vector<bool> is_drawn(options.offers);
  std::vector<uint32_t> candidates;
  for (uint32_t need = 0; need < options.needs; ++need) {
    DrawDistinct(of_pairs, options.candidates, is_drawn, candidates);
    for (const uint32_t offer : candidates) {
      const double share =
          options.common * quality[offer] + (1 - options.common) * of_pairs.Uniform();
      const auto score = static_cast<int64_t>(share * static_cast<double>(kScoreUnit));
      problem.edges.push_back({need, offer, std::min(score + 1, kScoreUnit)});
    }
  }
  return problem;
}

}  // namespace lianmeng::assign
