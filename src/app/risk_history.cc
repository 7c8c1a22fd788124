#include "app/risk_history.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/rows.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

RiskLevel LevelOf(chain::RiskClass risk_class) {
  switch (risk_class) {
    case chain::RiskClass::kNone:
      return RiskLevel::kNone;
    case chain::RiskClass::kYellow:
      return RiskLevel::kYellow;
    case chain::RiskClass::kOrange:
      return RiskLevel::kOrange;
    case chain::RiskClass::kRed:
      return RiskLevel::kRed;
  }
  return RiskLevel::kNone;
}

RiskLossKind LossOf(chain::LossKind kind) {
  switch (kind) {
    case chain::LossKind::kLargestMaker:
      return RiskLossKind::kLargestMaker;
    case chain::LossKind::kLargestCity:
      return RiskLossKind::kLargestCity;
    case chain::LossKind::kOutside:
      return RiskLossKind::kOutside;
  }
  return RiskLossKind::kOutside;
}

// To the nearest multiple of 1 / parts.
double RoundedTo(double value, double parts) { return std::round(value * parts) / parts; }

RiskRunPoint RunPointOf(const Snapshot& snapshot, uint32_t chain, const chain::RiskPoint& point) {
  constexpr double kSeverityParts = 10'000;
  constexpr double kMakersParts = 100;
  constexpr double kShareParts = 1'000;
  RiskRunPoint kept;
  kept.chain = snapshot.chains[chain].id;
  kept.product = snapshot.products[point.product].id;
  kept.level = LevelOf(point.risk_class);
  kept.score = point.score;
  const auto severity = [&](chain::LossKind kind) {
    return RoundedTo(point.losses[static_cast<size_t>(kind)].severity, kSeverityParts);
  };
  kept.severity_largest_maker = severity(chain::LossKind::kLargestMaker);
  kept.severity_largest_city = severity(chain::LossKind::kLargestCity);
  kept.severity_outside = severity(chain::LossKind::kOutside);
  kept.gravest = LossOf(point.gravest);
  kept.makers_effective = RoundedTo(point.makers_effective, kMakersParts);
  kept.known_purchases_share = RoundedTo(point.known_purchases_share, kShareParts);
  kept.known_capacity_share = RoundedTo(point.known_capacity_share, kShareParts);
  return kept;
}

std::string RuleText(const chain::RiskRule& rule) {
  char text[160];
  std::snprintf(text, sizeof text, "severity %g %g %g; makers %g; spare %g", rule.severity_low,
                rule.severity_medium, rule.severity_high, rule.makers_few, rule.spare_enough);
  return text;
}

// The mode of the engine behind the risk points, with its tolerance.
std::string ModeText() {
  char text[64];
  std::snprintf(text, sizeof text, "published %g", chain::RiskOptions{}.stop_threshold);
  return text;
}

bool SameResult(const RiskRun& a, const RiskRun& b) {
  return a.rule == b.rule && a.mode == b.mode && a.points == b.points;
}

bool Listed(const RiskRunPoint* point) {
  return point != nullptr && point->level != RiskLevel::kNone;
}

// Of a point that is or was there; null: not in that run.
std::string_view KindOf(const RiskRunPoint* before, const RiskRunPoint* now) {
  if (!Listed(before)) return Listed(now) ? "new" : "same";
  if (!Listed(now)) return "gone";
  if (now->level != before->level) return now->level > before->level ? "worse" : "better";
  const double moved = now->severity() - before->severity();
  constexpr double kSlack = 1e-9;  // of differences of rounded numbers
  if (moved >= kSeverityNoticed - kSlack) return "worse";
  if (moved <= -kSeverityNoticed + kSlack) return "better";
  return "same";
}

void Add(std::string_view kind, RiskChangeCounts& counts) {
  int64_t& count = kind == "new"      ? counts.new_
                   : kind == "worse"  ? counts.worse
                   : kind == "better" ? counts.better
                   : kind == "gone"   ? counts.gone
                                      : counts.same;
  ++count;
}

std::optional<std::string> ClassText(const RiskRunPoint* point) {
  if (point == nullptr) return std::nullopt;
  return std::string(Code(point->level));
}

std::optional<double> SeverityOf(const RiskRunPoint* point) {
  if (point == nullptr) return std::nullopt;
  return point->severity();
}

bool IsOffice(const Analysis& analysis) {
  return analysis.snapshot().viewer.kind == Viewer::Kind::kOffice;
}

// The indices of the chains named, or of all.
Result<std::vector<uint32_t>> ChainsNamed(const Snapshot& snapshot,
                                          const std::vector<std::string>& keys) {
  std::vector<uint32_t> chains;
  for (const std::string& key : keys) {
    const uint32_t chain = snapshot.ChainIndex(key);
    if (chain == kNone) return NotFound("产业链", "chain", key);
    chains.push_back(chain);
  }
  for (uint32_t chain = 0; keys.empty() && chain < snapshot.chains.size(); ++chain) {
    chains.push_back(chain);
  }
  return chains;
}

}  // namespace

Result<RiskRun> MakeRiskRun(Analysis& analysis, Progress& progress) {
  LM_ASSIGN(const auto* risks, analysis.Risks(progress));
  const Snapshot& snapshot = analysis.snapshot();
  RiskRun run;
  run.data_version = snapshot.data_version;
  run.rule = RuleText(risks->empty() ? chain::RiskRule{} : risks->front().rule);
  run.mode = ModeText();
  for (uint32_t chain = 0; chain < risks->size(); ++chain) {
    for (const chain::RiskPoint& point : (*risks)[chain].points) {
      run.points.push_back(RunPointOf(snapshot, chain, point));
    }
  }
  std::sort(run.points.begin(), run.points.end(), [](const RiskRunPoint& a, const RiskRunPoint& b) {
    return std::pair(a.chain, a.product) < std::pair(b.chain, b.product);
  });
  return run;
}

Result<bool> RecordRiskRun(Platform& platform, Progress& progress) {
  LM_ASSIGN(const std::shared_ptr<Analysis> office, platform.Current(Viewer::Office()));
  return RecordRiskRun(platform, *office, progress);
}

Result<bool> RecordRiskRun(Platform& platform, Analysis& office, Progress& progress) {
  CHECK(IsOffice(office));
  LM_ASSIGN(const RiskRun run, MakeRiskRun(office, progress));
  if (run.points.empty()) return false;
  {
    // Looked at without the write lock first: mostly nothing has changed.
    LM_ASSIGN(store::Reader reader, platform.store().Read(Viewer::Office()));
    LM_ASSIGN(std::vector<RiskRun> newest, reader.RiskRuns(1));
    if (!newest.empty()) {
      LM_ASSIGN(newest[0].points, reader.RiskRunPoints(newest[0].id));
      if (SameResult(newest[0], run)) return false;
    }
  }
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = "risk"}));
  LM_ASSIGN(const bool recorded, writer.PutRiskRun(run));
  LM_TRY(writer.Commit());
  return recorded;
}

Result<RiskComparison> RiskComparison::Load(Platform& platform, Analysis& analysis) {
  RiskComparison made;
  if (!IsOffice(analysis)) return made;
  LM_ASSIGN(made.now_, MakeRiskRun(analysis));
  LM_ASSIGN(store::Reader reader, platform.store().Read(Viewer::Office()));
  // The newest run is mostly the present state itself, the one before it what it was.
  LM_ASSIGN(std::vector<RiskRun> runs, reader.RiskRuns(2));
  for (RiskRun& run : runs) {
    LM_ASSIGN(run.points, reader.RiskRunPoints(run.id));
    if (SameResult(run, made.now_)) continue;
    made.before_ = std::move(run);
    break;
  }
  made.points_before_ = PointsOf(made.before_);
  made.points_now_ = PointsOf(made.now_);
  return made;
}

RiskComparison::Points RiskComparison::PointsOf(const RiskRun& run) {
  Points points;
  for (const RiskRunPoint& point : run.points) points[{point.chain, point.product}] = point;
  return points;
}

const RiskRunPoint* RiskComparison::Find(const Points& points, const Key& key) {
  const auto found = points.find(key);
  return found == points.end() ? nullptr : &found->second;
}

std::vector<RiskComparison::Key> RiskComparison::Keys(ChainId chain) const {
  std::vector<Key> keys;
  for (const Points* points : {&points_before_, &points_now_}) {
    for (auto at = points->lower_bound({chain, ProductId{}});
         at != points->end() && at->first.first == chain; ++at) {
      if (points == &points_before_ || !points_before_.contains(at->first))
        keys.push_back(at->first);
    }
  }
  return keys;
}

RiskChange RiskComparison::Of(ChainId chain, ProductId product) const {
  const RiskRunPoint* before = Find(points_before_, {chain, product});
  return {std::string(KindOf(before, Find(points_now_, {chain, product}))), ClassText(before),
          SeverityOf(before)};
}

RiskChangeCounts RiskComparison::Count(const std::vector<ChainId>& chains) const {
  RiskChangeCounts counts;
  counts.since = FormatUtc(before_.at_ms);
  for (const ChainId chain : chains) {
    for (const Key& key : Keys(chain)) {
      const RiskRunPoint* before = Find(points_before_, key);
      const RiskRunPoint* now = Find(points_now_, key);
      if (Listed(before) || Listed(now)) Add(KindOf(before, now), counts);
    }
  }
  return counts;
}

RiskChangesOfChain RiskComparison::ChangesOf(const Snapshot& snapshot, uint32_t chain) const {
  RiskChangesOfChain changes;
  changes.chain = ChainRefOf(snapshot, chain);
  changes.counts = Count({snapshot.chains[chain].id});
  for (const Key& key : Keys(snapshot.chains[chain].id)) {
    const RiskRunPoint* before = Find(points_before_, key);
    const RiskRunPoint* now = Find(points_now_, key);
    const std::string kind(KindOf(before, now));
    const uint32_t product = snapshot.ProductIndex(key.second);
    if (kind == "same" || product == kNone) continue;
    changes.points.push_back({ProductRefOf(snapshot, product), kind, ClassText(before),
                              ClassText(now), SeverityOf(before), SeverityOf(now)});
  }
  std::stable_sort(changes.points.begin(), changes.points.end(),
                   [](const ChangedRiskPoint& a, const ChangedRiskPoint& b) {
                     return a.severity_now.value_or(0) > b.severity_now.value_or(0);
                   });
  return changes;
}

TextPair LabelOfChange(std::string_view kind) {
  if (kind == "new") return {"新增", "new"};
  if (kind == "worse") return {"加重", "worse"};
  if (kind == "better") return {"减轻", "better"};
  if (kind == "gone") return {"消除", "gone"};
  return {"不变", "same"};
}

TextPair ChangeSentence(const RiskChangeCounts& counts) {
  const std::string day = counts.since.substr(0, 10);
  TextPair text = {"较上次（" + day + "）：", "Since the last run (" + day + "): "};
  const std::pair<std::string_view, int64_t> parts[] = {{"new", counts.new_},
                                                        {"worse", counts.worse},
                                                        {"better", counts.better},
                                                        {"gone", counts.gone}};
  bool first = true;
  for (const auto& [kind, count] : parts) {
    if (count == 0) continue;
    const TextPair label = LabelOfChange(kind);
    text.zh += (first ? "" : "，") + label.zh + " " + std::to_string(count);
    text.en += (first ? "" : ", ") + std::to_string(count) + " " + label.en;
    first = false;
  }
  if (first) text.zh += "没有变化", text.en += "no change";
  text.zh += "。";
  text.en += ".";
  return text;
}

Status AddChanges(Platform& platform, Analysis& analysis, const RiskFilter& filter,
                  RiskPointPage& page) {
  LM_ASSIGN(const RiskComparison comparison, RiskComparison::Load(platform, analysis));
  if (comparison.empty()) return Ok{};
  const Snapshot& snapshot = analysis.snapshot();
  for (RiskPointRow& row : page.items) {
    row.change = comparison.Of(snapshot.chains[snapshot.ChainIndex(row.chain.key)].id,
                               ProductId{*ParseIdValue(row.product.id)});
  }
  LM_ASSIGN(const std::vector<uint32_t> chains, ChainsNamed(snapshot, filter.chains));
  std::vector<ChainId> ids;
  for (const uint32_t chain : chains) ids.push_back(snapshot.chains[chain].id);
  page.changes = comparison.Count(ids);
  return Ok{};
}

Result<std::optional<RiskChange>> ChangeOf(Platform& platform, Analysis& analysis,
                                           std::string_view chain_key, ProductId product) {
  LM_ASSIGN(const RiskComparison comparison, RiskComparison::Load(platform, analysis));
  std::optional<RiskChange> change;
  if (comparison.empty()) return change;
  const Snapshot& snapshot = analysis.snapshot();
  change = comparison.Of(snapshot.chains[snapshot.ChainIndex(chain_key)].id, product);
  return change;
}

Result<RiskChanges> CompareRiskRuns(Platform& platform, Analysis& analysis,
                                    const std::vector<std::string>& chains) {
  const Snapshot& snapshot = analysis.snapshot();
  {
    // The store refuses those who may not know.
    LM_ASSIGN(store::Reader reader, platform.store().Read(snapshot.viewer));
    LM_TRY(reader.RiskRuns(1));
  }
  LM_ASSIGN(const std::vector<uint32_t> wanted, ChainsNamed(snapshot, chains));
  LM_ASSIGN(const RiskComparison comparison, RiskComparison::Load(platform, analysis));
  RiskChanges changes;
  if (comparison.empty()) return changes;
  changes.since = FormatUtc(comparison.before().at_ms);
  changes.method_changed = comparison.before().rule != comparison.now().rule ||
                           comparison.before().mode != comparison.now().mode;
  std::vector<ChainId> ids;
  for (const uint32_t chain : wanted) {
    ids.push_back(snapshot.chains[chain].id);
    changes.chains.push_back(comparison.ChangesOf(snapshot, chain));
  }
  changes.counts = comparison.Count(ids);
  return changes;
}

Result<RiskHistory> HistoryOfRiskPoint(Platform& platform, Analysis& analysis,
                                       std::string_view chain_key, ProductId product_id) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(chain_key);
  if (chain == kNone) return NotFound("产业链", "chain", chain_key);
  const uint32_t product = snapshot.ProductIndex(product_id);
  if (product == kNone) return NotFound("产品", "product", product_id.ToString());
  RiskHistory history;
  history.chain = ChainRefOf(snapshot, chain);
  history.product = ProductRefOf(snapshot, product);
  LM_ASSIGN(store::Reader reader, platform.store().Read(snapshot.viewer));
  LM_ASSIGN(const auto rows, reader.RiskHistory(snapshot.chains[chain].id, product_id));
  for (const store::RiskHistoryRow& row : rows) {
    const RiskRunPoint& point = row.point;
    history.runs.push_back(
        {FormatUtc(row.at_ms),
         std::string(Code(point.level)),
         point.score,
         {point.severity_largest_maker, point.severity_largest_city, point.severity_outside},
         std::string(Code(point.gravest)),
         point.makers_effective,
         point.known_purchases_share,
         point.known_capacity_share});
  }
  return history;
}

}  // namespace lianmeng::app
