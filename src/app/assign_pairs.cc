#include "app/assign_pairs.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "app/assignment_rules.h"
#include "app/fields.h"
#include "app/links_table.h"
#include "assign/assignment.h"
#include "assign/assignment_checker.h"
#include "assign/ruled_checker.h"
#include "base/millionths.h"
#include "base/own_fault.h"
#include "ingest/certificate_reader.h"
#include "ingest/csv_reader.h"
#include "ingest/pairs_reader.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

// What is written, with rules or without.
struct Answer {
  std::vector<uint32_t> chosen;
  int64_t primal = 0, dual = 0;  // millionths
  std::vector<int64_t> need_price, offer_price,
      rule_price;  // billionths with rules, else millionths
  bool is_best = true;
};

class AssignRun {
 public:
  AssignRun(const AssignPairsOptions& options, AssignPairsReport& report, Progress& progress)
      : options_(options), report_(report), progress_(progress) {}

  Status Run() {
    LM_ASSIGN(tables_, ReadAssignmentTables(options_.files, progress_));
    report_.errors = std::move(tables_.errors);
    if (report_.errors.count > 0) return Ok{};
    report_.has_rules = !options_.files.rules.empty();
    if (report_.has_rules) {
      LM_ASSIGN(rules_, ReadAssignmentRules(options_.files.rules, tables_));
    }
    const auto begin = std::chrono::steady_clock::now();
    LM_TRY(report_.has_rules ? SolveUnderRules() : Solve());
    if (report_.errors.count > 0) return Ok{};  // of the earlier result
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    Count();
    return Write();
  }

 private:
  Status Solve() {
    assign::EarlierAssignment earlier;
    if (!options_.earlier_pairs.empty()) {
      LM_ASSIGN(earlier, ReadEarlier());
    }
    LM_ASSIGN(assign::Assignment plan, options_.earlier_pairs.empty()
                                           ? assign::Assign(tables_.problem, progress_)
                                           : assign::Reassign(tables_.problem, earlier, progress_));
    report_.earlier = static_cast<int64_t>(earlier.chosen.size());
    for (const uint32_t e : earlier.chosen) {
      report_.kept += std::binary_search(plan.chosen.begin(), plan.chosen.end(), e) ? 1 : 0;
    }
    LM_TRY(AsOwnFault(assign::CheckAssignment(tables_.problem, plan)));
    answer_ = {.chosen = std::move(plan.chosen),
               .primal = plan.primal,
               .dual = plan.dual,
               .need_price = std::move(plan.need_price),
               .offer_price = std::move(plan.offer_price),
               .rule_price = {}};
    return Ok{};
  }

  // In the numbers of the tables as they are now; what they do not know is passed over.
  Result<assign::EarlierAssignment> ReadEarlier() {
    const size_t needs = tables_.problem.need_quantity.size();
    const size_t offers = tables_.problem.offer_capacity.size();
    assign::EarlierAssignment earlier{.chosen = {},
                                      .need_price = std::vector<int64_t>(needs),
                                      .offer_price = std::vector<int64_t>(offers)};
    const EdgeIndex index(tables_.problem.edges);
    LM_ASSIGN(const auto reader, ingest::CsvReader::Open(options_.earlier_pairs));
    const ingest::PairsHandlers handlers{
        .on_pair = [&](const ingest::PlainPair& pair) -> Status {
          const uint32_t need = tables_.needs.Add(pair.need).number;
          const uint32_t offer = tables_.offers.Add(pair.offer).number;
          const uint32_t edge =
              need < needs && offer < offers ? index.Find(need, offer) : UINT32_MAX;
          if (edge != UINT32_MAX) earlier.chosen.push_back(edge);
          return Ok{};
        },
        .on_issue = [&](const ingest::RowIssue& issue) { return report_.errors.Note(issue); }};
    LM_TRY(ingest::ReadChosenPairs(*reader, handlers, progress_));
    const auto take = [](NameTable& names, std::vector<int64_t>& prices) {
      return [&names, &prices](std::string_view id, int64_t price) -> Status {
        const uint32_t number = names.Add(id).number;
        if (number < prices.size()) prices[number] = price;
        return Ok{};
      };
    };
    LM_TRY(ingest::ReadCertificate(options_.earlier_certificate,
                                   {.on_need_price = take(tables_.needs, earlier.need_price),
                                    .on_offer_price = take(tables_.offers, earlier.offer_price),
                                    .on_rule_price = nullptr}));
    return earlier;
  }

  Status SolveUnderRules() {
    assign::RuledProblem problem{
        .pairs = std::move(tables_.problem), .must = rules_.must, .rules = std::move(rules_.rules)};
    Status valid = assign::Validate(problem);
    if (!valid) {
      Error error = std::move(valid).error();
      error.place.file = options_.files.edges;
      error.place.line = error.place.field == "score"
                             ? tables_.edge_line[static_cast<size_t>(error.place.line - 1)]
                             : 0;
      return error;
    }
    LM_ASSIGN(assign::RuledResult result,
              assign::AssignUnderRules(problem, {.seconds = options_.seconds_max}, progress_));
    if (result.outcome == assign::RuledOutcome::kImpossible) return Contradiction(problem, result);
    if (result.outcome == assign::RuledOutcome::kUnknown) {
      return MakeError(ErrorCode::kResourceExhausted,
                       {"限时之内没有找到满足全部规则的配对，请放宽时限",
                        "no pairs that keep all rules were found in time: allow more of it"},
                       {.file = options_.files.rules});
    }
    LM_TRY(AsOwnFault(assign::CheckRuled(problem, result.assignment)));
    answer_ = {.chosen = std::move(result.assignment.chosen),
               .primal = result.assignment.primal,
               .dual = result.assignment.bound,
               .need_price = std::move(result.assignment.prices.need),
               .offer_price = std::move(result.assignment.prices.offer),
               .rule_price = std::move(result.assignment.prices.rule),
               .is_best = result.outcome != assign::RuledOutcome::kFeasible};
    rules_.rules = std::move(problem.rules);
    tables_.problem = std::move(problem.pairs);
    return Ok{};
  }

  [[nodiscard]] Error Contradiction(const assign::RuledProblem& problem,
                                    const assign::RuledResult& result) const {
    constexpr size_t kShown = 10;
    if (result.impossible_is_proven) {
      Status checked = AsOwnFault(assign::CheckImpossible(problem, result.assignment.prices));
      if (!checked) return std::move(checked).error();
    }
    std::vector<TextPair> words;
    for (const uint32_t r : result.conflict_rules) words.push_back(rules_.words[r]);
    for (const uint32_t e : result.conflict_musts) {
      const assign::AssignmentEdge& edge = problem.pairs.edges[e];
      const std::string pair =
          std::string(tables_.needs[edge.need]) + " / " + std::string(tables_.offers[edge.offer]);
      words.push_back({"必选 " + pair, pair + " must be chosen"});
    }
    TextPair message =
        result.impossible_is_proven
            ? TextPair{"规则互相矛盾，没有配对能全部满足：", "nothing keeps all of: "}
            : TextPair{"求解器没有找到能全部满足的配对（未经价格证明）：",
                       "the solver found nothing (not proven by prices) that keeps all of: "};
    for (size_t i = 0; i < words.size() && i < kShown; ++i) {
      message.zh += (i == 0 ? "" : "；") + words[i].zh;
      message.en += (i == 0 ? "" : "; ") + words[i].en;
    }
    if (words.size() > kShown) {
      const std::string more = std::to_string(words.size() - kShown);
      message.zh += "；另有 " + more + " 条";
      message.en += "; and " + more + " more";
    }
    return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                     {.file = options_.files.rules});
  }

  void Count() {
    // Names of an earlier result may stand behind those of the problem.
    report_.needs = static_cast<int64_t>(tables_.problem.need_quantity.size());
    report_.offers = static_cast<int64_t>(tables_.problem.offer_capacity.size());
    report_.pairs = static_cast<int64_t>(tables_.problem.edges.size());
    report_.chosen = static_cast<int64_t>(answer_.chosen.size());
    report_.primal = answer_.primal;
    report_.dual = answer_.dual;
    report_.is_best = answer_.is_best;
    std::vector<bool> is_served(tables_.needs.size());
    for (const uint32_t e : answer_.chosen) is_served[tables_.problem.edges[e].need] = true;
    report_.needs_served = std::count(is_served.begin(), is_served.end(), true);
  }

  // The files are made whole first and put under their names last.
  Status Write() {
    LM_ASSIGN(report::OutputFile pairs, report::OutputFile::Create(options_.out));
    LM_ASSIGN(report::OutputFile certificate, report::OutputFile::Create(options_.certificate));
    LM_TRY(WritePairs(pairs));
    LM_TRY(WriteCertificate(certificate));
    if (!options_.explain.empty()) {
      LM_ASSIGN(report::OutputFile explain, report::OutputFile::Create(options_.explain));
      LM_TRY(WriteRejected(explain));
      LM_TRY(explain.Finish());
    }
    LM_TRY(certificate.Finish());
    return pairs.Finish();
  }

  void AppendPair(const assign::AssignmentEdge& edge, std::string& out) const {
    AppendCell(tables_.needs[edge.need], out);
    out += ',';
    AppendCell(tables_.offers[edge.offer], out);
    out += ',';
    AppendMillionths(edge.score, out);
  }

  Status WritePairs(report::OutputFile& file) const {
    LM_TRY(file.Write("need,offer,score\n"));
    std::string row;
    for (const uint32_t e : answer_.chosen) {
      row.clear();
      AppendPair(tables_.problem.edges[e], row);
      row += '\n';
      LM_TRY(file.Write(row));
    }
    return Ok{};
  }

  // What all rules together charge for each pair.
  [[nodiscard]] std::vector<int64_t> RuleCosts() const {
    std::vector<int64_t> cost(tables_.problem.edges.size());
    for (size_t r = 0; r < rules_.rules.size(); ++r) {
      for (const assign::RuleTerm& term : rules_.rules[r].terms) {
        cost[term.edge] += term.weight * answer_.rule_price[r];
      }
    }
    return cost;
  }

  Status WriteRejected(report::OutputFile& file) const {
    const bool ruled = report_.has_rules;
    LM_TRY(file.Write(ruled ? "need,offer,score,need_price,offer_price,rule_price,rise\n"
                            : "need,offer,score,need_price,offer_price,rise\n"));
    const std::vector<int64_t> rule_cost = RuleCosts();
    std::string row;
    size_t next = 0;  // of the pairs chosen
    for (uint32_t e = 0; e < tables_.problem.edges.size(); ++e) {
      if (next < answer_.chosen.size() && answer_.chosen[next] == e) {
        ++next;
        continue;
      }
      // What must not be lacks nothing.
      if (std::binary_search(rules_.excluded.begin(), rules_.excluded.end(), e)) continue;
      const assign::AssignmentEdge& edge = tables_.problem.edges[e];
      const int64_t need = answer_.need_price[edge.need], offer = answer_.offer_price[edge.offer];
      row.clear();
      AppendPair(edge, row);
      std::vector<int64_t> figures = {need, offer};
      if (ruled) figures.push_back(rule_cost[e]);
      // What the plan leaves to be gained, a pair need not rise by.
      const int64_t score =
          ruled ? (edge.score + answer_.dual - answer_.primal) * assign::kPriceScale : edge.score;
      figures.push_back(std::max<int64_t>(0, need + offer + rule_cost[e] - score));
      for (const int64_t figure : figures) {
        row += ',';
        ruled ? AppendBillionths(figure, row) : AppendMillionths(figure, row);
      }
      row += '\n';
      LM_TRY(file.Write(row));
    }
    return Ok{};
  }

  // `name_of` gives the name to which each price belongs.
  template <typename NameOf>
  static Status WritePrices(const char* field, const std::vector<int64_t>& prices, NameOf name_of,
                            report::OutputFile& file) {
    LM_TRY(file.Write(std::string(",\n  \"") + field + "\": {"));
    for (uint32_t i = 0; i < prices.size(); ++i) {
      LM_TRY(file.Write((i == 0 ? "\n    " : ",\n    ") + Json(std::string(name_of(i))).dump() +
                        ": " + std::to_string(prices[i])));
    }
    return file.Write(prices.empty() ? "}" : "\n  }");
  }

  Status WriteCertificate(report::OutputFile& file) const {
    LM_TRY(
        file.Write("{\n  \"unit\": \"0.000001\",\n  \"primal\": " + std::to_string(answer_.primal) +
                   ",\n  \"dual\": " + std::to_string(answer_.dual)));
    if (report_.has_rules) LM_TRY(file.Write(",\n  \"price_unit\": \"0.000000001\""));
    LM_TRY(WritePrices(
        "need_prices", answer_.need_price, [&](uint32_t i) { return tables_.needs[i]; }, file));
    LM_TRY(WritePrices(
        "offer_prices", answer_.offer_price, [&](uint32_t i) { return tables_.offers[i]; }, file));
    if (report_.has_rules) {
      LM_TRY(WritePrices(
          "rule_prices", answer_.rule_price, [&](uint32_t i) { return rules_.names[i]; }, file));
    }
    return file.Write("\n}\n");
  }

  const AssignPairsOptions& options_;
  AssignPairsReport& report_;
  Progress& progress_;
  AssignmentTables tables_;
  AssignmentRules rules_;
  Answer answer_;
};

}  // namespace

Result<AssignPairsReport> AssignPairs(const AssignPairsOptions& options, Progress& progress) {
  AssignPairsReport report;
  LM_TRY(AssignRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
