#include "app/verify_pairs.h"

#include "app/assignment_rules.h"
#include "assign/assignment_checker.h"
#include "assign/ruled_checker.h"
#include "base/millionths.h"
#include "ingest/certificate_reader.h"
#include "ingest/csv_reader.h"
#include "ingest/excerpt.h"
#include "ingest/pairs_reader.h"

namespace lianmeng::app {
namespace {

constexpr int64_t kNoPrice = INT64_MIN;

class VerifyRun {
 public:
  VerifyRun(const VerifyPairsOptions& options, VerifyPairsReport& report, Progress& progress)
      : options_(options), report_(report), progress_(progress) {}

  Status Run() {
    LM_ASSIGN(tables_, ReadAssignmentTables(options_.files, progress_));
    if (tables_.errors.count > 0) {
      report_.errors = std::move(tables_.errors);
      return Ok{};
    }
    report_.needs = tables_.needs.size();
    report_.offers = tables_.offers.size();
    report_.pairs = static_cast<int64_t>(tables_.problem.edges.size());
    if (!options_.files.rules.empty()) {
      LM_ASSIGN(rules_, ReadAssignmentRules(options_.files.rules, tables_));
    }
    LM_TRY(ReadPairs());
    LM_TRY(ReadPrices());
    if (report_.errors.count > 0) return Ok{};
    const Status checked = options_.files.rules.empty()
                               ? assign::CheckAssignment(tables_.problem, plan_)
                               : CheckUnderRules();
    if (!checked) return InFiles(checked.error());
    report_.chosen = static_cast<int64_t>(plan_.chosen.size());
    report_.primal = plan_.primal;
    return Ok{};
  }

 private:
  // That the pairs keep the rules, the prices prove the bound, and the bound is reached.
  Status CheckUnderRules() {
    const assign::RuledProblem problem{
        .pairs = std::move(tables_.problem), .must = rules_.must, .rules = std::move(rules_.rules)};
    const Status checked =
        assign::CheckRuled(problem, {.chosen = plan_.chosen,
                                     .primal = plan_.primal,
                                     .bound = plan_.dual,
                                     .prices = {plan_.need_price, plan_.offer_price, rule_price_}});
    if (!checked || plan_.primal == plan_.dual) return checked;
    std::string gap;
    AppendMillionths(plan_.dual - plan_.primal, gap);
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"规则均已满足，但价格只证明至多还能高出这么多",
         "all rules are kept, but the prices only prove that no more than this is to be "
         "gained"},
        {.file = {}, .line = 1, .field = "dual", .value = gap});
  }

  Status ReadPairs() {
    const Status read = ReadChosenEdges(
        options_.pairs, tables_.problem.edges, tables_,
        [this](const ingest::PlainPair& pair, uint32_t edge) { return TakePair(pair, edge); },
        progress_);
    report_.errors = std::move(tables_.errors);
    return read;
  }

  Status TakePair(const ingest::PlainPair& pair, uint32_t edge) {
    if (pair.score && *pair.score != tables_.problem.edges[edge].score) {
      Place place{.file = options_.pairs, .line = pair.line, .field = "score", .value = {}};
      AppendMillionths(*pair.score, place.value);
      return tables_.errors.Fail(
          std::move(place),
          {"与候选配对中的得分不符", "differs from the score in the table of pairs"});
    }
    plan_.chosen.push_back(edge);
    chosen_line_.push_back(pair.line);
    return Ok{};
  }

  Status ReadPrices() {
    plan_.need_price.assign(tables_.problem.need_quantity.size(), kNoPrice);
    plan_.offer_price.assign(tables_.problem.offer_capacity.size(), kNoPrice);
    NameTable rule_names;
    for (const std::string& name : rules_.names) rule_names.Add(name);
    rule_price_.assign(rules_.names.size(), kNoPrice);
    ingest::CertificateHandlers handlers{
        .on_need_price =
            [this](std::string_view id, int64_t price) {
              return TakePrice({"need_prices", tables_.needs, plan_.need_price}, id, price);
            },
        .on_offer_price =
            [this](std::string_view id, int64_t price) {
              return TakePrice({"offer_prices", tables_.offers, plan_.offer_price}, id, price);
            },
        .on_rule_price = nullptr};
    if (!options_.files.rules.empty()) {
      handlers.on_rule_price = [&](std::string_view name, int64_t price) {
        return TakePrice({"rule_prices", rule_names, rule_price_}, name, price);
      };
    }
    LM_ASSIGN(const ingest::CertificateTotals totals,
              ingest::ReadCertificate(options_.certificate, handlers));
    if (!options_.files.rules.empty() && !totals.has_rules) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"该证书不是带规则的分配的", "is of an assignment without rules"},
                       InCertificate("rule_prices", ""));
    }
    LM_TRY(CheckEachHasPrice({"rule_prices", rule_names, rule_price_}));
    plan_.primal = totals.primal;
    plan_.dual = totals.dual;
    LM_TRY(CheckEachHasPrice({"need_prices", tables_.needs, plan_.need_price}));
    return CheckEachHasPrice({"offer_prices", tables_.offers, plan_.offer_price});
  }

  struct Side {
    const char* field;
    NameTable& names;
    std::vector<int64_t>& prices;
  };

  [[nodiscard]] Place InCertificate(const char* field, std::string_view id) const {
    return {.file = options_.certificate,
            .line = 0,
            .field = std::string(field) + "/" + ingest::Excerpt(id),
            .value = {}};
  }

  Status TakePrice(const Side& side, std::string_view id, int64_t price) {
    const uint32_t number = side.names.Add(id).number;
    if (number >= side.prices.size()) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有这个编号", "there is no such id"},
                       InCertificate(side.field, id));
    }
    if (side.prices[number] != kNoPrice) {
      return MakeError(ErrorCode::kInvalidArgument, {"价格出现了两次", "has two prices"},
                       InCertificate(side.field, id));
    }
    side.prices[number] = price;
    return Ok{};
  }

  Status CheckEachHasPrice(const Side& side) const {
    for (uint32_t i = 0; i < side.prices.size(); ++i) {
      if (side.prices[i] != kNoPrice) continue;
      return MakeError(ErrorCode::kInvalidArgument, {"缺少价格", "has no price"},
                       InCertificate(side.field, side.names[i]));
    }
    return Ok{};
  }

  // The checker speaks of records; people have files.
  [[nodiscard]] Error InFiles(Error error) const {
    const size_t index = static_cast<size_t>(error.place.line - 1);
    const std::string field = error.place.field;
    error.place.file = options_.certificate;
    error.place.line = 0;
    if (field == "chosen") {
      error.place.file = options_.pairs;
      error.place.line = index < chosen_line_.size() ? chosen_line_[index] : 0;
    } else if (field == "edge") {
      error.place.file = options_.files.edges;
      error.place.line = tables_.edge_line[index];
      error.place.field = "score";
    } else if (field == "rule" || field == "must") {
      error.place.file = options_.files.rules;
      error.place.field = field == "rule" ? rules_.names[index] : field;
    } else if (field == "rule_price") {
      error.place.field = "rule_prices/" + ingest::Excerpt(rules_.names[index]);
    } else if (field == "need" || field == "offer") {
      error.place.file = options_.pairs;
      error.place.field =
          field + "/" +
          ingest::Excerpt(
              (field == "need" ? tables_.needs : tables_.offers)[static_cast<uint32_t>(index)]);
    } else if (field == "need_price") {
      error.place.field =
          "need_prices/" + ingest::Excerpt(tables_.needs[static_cast<uint32_t>(index)]);
    } else if (field == "offer_price") {
      error.place.field =
          "offer_prices/" + ingest::Excerpt(tables_.offers[static_cast<uint32_t>(index)]);
    }
    return error;
  }

  const VerifyPairsOptions& options_;
  VerifyPairsReport& report_;
  Progress& progress_;
  AssignmentTables tables_;
  AssignmentRules rules_;
  assign::Assignment plan_;
  std::vector<int64_t> rule_price_;
  std::vector<int64_t> chosen_line_;
};

}  // namespace

Result<VerifyPairsReport> VerifyPairs(const VerifyPairsOptions& options, Progress& progress) {
  VerifyPairsReport report;
  LM_TRY(VerifyRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
