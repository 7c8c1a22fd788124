#include "ingest/pairs_reader.h"

#include <array>
#include <charconv>

#include "base/millionths.h"
#include "ingest/plain_table.h"

namespace lianmeng::ingest {
namespace {

constexpr int64_t kScoreMax = 1'000'000'000'000;  // millionths
constexpr int64_t kCapacityMax = UINT32_MAX;

// The fourth column is another one for each kind of table.
enum PairColumn : size_t { kNeed, kOffer, kScore, kOfferScore, kLabels = kOfferScore };
constexpr std::array<PlainColumn, 4> kScoredColumns = {
    {{"need", ""}, {"offer", ""}, {"score", ""}, {"labels", "", false}}};
constexpr std::array<PlainColumn, 4> kRankedColumns = {
    {{"need", ""}, {"offer", ""}, {"need_score", ""}, {"offer_score", ""}}};
constexpr std::array<PlainColumn, 3> kChosenColumns = {
    {{"need", ""}, {"offer", ""}, {"score", "", false}}};
enum CapacityColumn : size_t { kId, kCapacity, kOrganisation };
constexpr std::array<PlainColumn, 3> kCapacityColumns = {
    {{"id", ""}, {"capacity", "quantity", false}, {"organisation", "", false}}};

Status ReadScore(PlainTable& table, PairColumn column, std::optional<int64_t>& score) {
  const ParsedMillionths parsed = ParseMillionths(table.Cell(column));
  if (!parsed.value) return table.Fail(column, parsed.reason);
  if (*parsed.value > kScoreMax || *parsed.value < -kScoreMax) {
    return table.Fail(column, {"必须在 ±1000000 之内", "must lie within ±1000000"});
  }
  score = parsed.value;
  return Ok{};
}

enum class Scores { kOptional, kOne, kBoth };

Result<PairsCounts> ReadPairs(PlainTable& table, const PairsHandlers& handlers, Scores scores,
                              Progress& progress) {
  return table.Read(progress, [&]() -> Status {
    PlainPair pair{.need = table.Cell(kNeed),
                   .offer = table.Cell(kOffer),
                   .score = std::nullopt,
                   .offer_score = std::nullopt,
                   .labels = {},
                   .line = table.line()};
    if (scores == Scores::kOne) pair.labels = table.Cell(kLabels);
    LM_TRY(table.RequireText(kNeed));
    LM_TRY(table.RequireText(kOffer));
    if (scores != Scores::kOptional) LM_TRY(table.RequireText(kScore));
    if (!table.Cell(kScore).empty()) LM_TRY(ReadScore(table, kScore, pair.score));
    if (scores == Scores::kBoth) {
      LM_TRY(table.RequireText(kOfferScore));
      if (!table.Cell(kOfferScore).empty()) {
        LM_TRY(ReadScore(table, kOfferScore, pair.offer_score));
      }
    }
    return table.failed() ? Status(Ok{}) : handlers.on_pair(pair);
  });
}

}  // namespace

Result<PairsCounts> ReadScoredPairs(RowReader& reader, const PairsHandlers& handlers,
                                    Progress& progress) {
  progress.Begin({"读取候选配对", "Reading pairs"}, 0);
  PlainTable table(reader, kScoredColumns, handlers.on_issue);
  return ReadPairs(table, handlers, Scores::kOne, progress);
}

Result<PairsCounts> ReadRankedPairs(RowReader& reader, const PairsHandlers& handlers,
                                    Progress& progress) {
  progress.Begin({"读取候选配对", "Reading pairs"}, 0);
  PlainTable table(reader, kRankedColumns, handlers.on_issue);
  return ReadPairs(table, handlers, Scores::kBoth, progress);
}

Result<PairsCounts> ReadChosenPairs(RowReader& reader, const PairsHandlers& handlers,
                                    Progress& progress) {
  progress.Begin({"读取所选配对", "Reading the pairs chosen"}, 0);
  PlainTable table(reader, kChosenColumns, handlers.on_issue);
  return ReadPairs(table, handlers, Scores::kOptional, progress);
}

Result<PairsCounts> ReadCapacities(RowReader& reader, const CapacitiesHandlers& handlers,
                                   Progress& progress) {
  progress.Begin({"读取能力", "Reading capacities"}, 0);
  PlainTable table(reader, kCapacityColumns, handlers.on_issue);
  return table.Read(progress, [&]() -> Status {
    PlainCapacity row{.id = table.Cell(kId),
                      .capacity = 1,
                      .organisation = table.Cell(kOrganisation),
                      .line = table.line()};
    LM_TRY(table.RequireText(kId));
    const std::string_view text = table.Cell(kCapacity);
    if (!text.empty()) {
      const auto [end, failure] =
          std::from_chars(text.data(), text.data() + text.size(), row.capacity);
      if (end != text.data() + text.size() || failure == std::errc::invalid_argument) {
        LM_TRY(table.Fail(kCapacity, {"不是整数", "is not a whole number"}));
      } else if (failure != std::errc() || row.capacity < 0 || row.capacity > kCapacityMax) {
        LM_TRY(table.Fail(kCapacity, {"必须在 0 到 4294967295 之间", "must be 0 to 4294967295"}));
      }
    }
    return table.failed() ? Status(Ok{}) : handlers.on_capacity(row);
  });
}

}  // namespace lianmeng::ingest
