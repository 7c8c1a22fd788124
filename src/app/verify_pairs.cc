#include "app/verify_pairs.h"

#include "assign/assignment_checker.h"
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
    LM_TRY(ReadPairs());
    LM_TRY(ReadPrices());
    if (report_.errors.count > 0) return Ok{};
    const Status checked = assign::CheckAssignment(tables_.problem, plan_);
    if (!checked) return InFiles(checked.error());
    report_.chosen = static_cast<int64_t>(plan_.chosen.size());
    report_.primal = plan_.primal;
    return Ok{};
  }

 private:
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
    LM_ASSIGN(
        const ingest::CertificateTotals totals,
        ingest::ReadCertificate(
            options_.certificate,
            {.on_need_price =
                 [this](std::string_view id, int64_t price) {
                   return TakePrice({"need_prices", tables_.needs, plan_.need_price}, id, price);
                 },
             .on_offer_price =
                 [this](std::string_view id, int64_t price) {
                   return TakePrice({"offer_prices", tables_.offers, plan_.offer_price}, id, price);
                 }}));
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
  assign::Assignment plan_;
  std::vector<int64_t> chosen_line_;
};

}  // namespace

Result<VerifyPairsReport> VerifyPairs(const VerifyPairsOptions& options, Progress& progress) {
  VerifyPairsReport report;
  LM_TRY(VerifyRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
