#include "app/exports.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/risk_history.h"
#include "ingest/csv_reader.h"

#include "report/exports.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr int kMatchesExported = 500;
constexpr size_t kPageSize = 500;

TextPair LevelOf(const std::string& risk_class) {
  for (auto value : {chain::RiskClass::kNone, chain::RiskClass::kYellow, chain::RiskClass::kOrange,
                     chain::RiskClass::kRed}) {
    if (chain::Code(value) == risk_class) return chain::Label(value);
  }
  return {};
}

// The point behind a row of the board.
const chain::RiskPoint& PointOf(const Snapshot& snapshot,
                                const std::vector<chain::ChainRisk>& risks,
                                const RiskPointRow& row) {
  const uint32_t product = snapshot.ProductIndex(ProductId{*ParseIdValue(row.product.id)});
  const auto& points = risks[snapshot.ChainIndex(row.chain.key)].points;
  const auto found = std::find_if(points.begin(), points.end(), [&](const chain::RiskPoint& point) {
    return point.product == product;
  });
  CHECK(found != points.end());
  return *found;
}

// Who would have to fail: the largest maker and the largest city of a point; and who remains.
void AddEvidence(const Snapshot& snapshot, const chain::RiskPoint& point,
                 report::RiskPointRow* row) {
  for (const chain::MakerShare& maker : point.makers) {
    if (maker.organisation == chain::kNone) continue;
    row->largest_maker = snapshot.organisations[maker.organisation].name;
    break;
  }
  const uint32_t city = point.losses[static_cast<size_t>(chain::LossKind::kLargestCity)].city;
  if (city != chain::kNone) row->largest_city = snapshot.regions[snapshot.cities[city]].name;
  const chain::LossEvidence& gravest = point.losses[static_cast<size_t>(point.gravest)];
  if (gravest.capacity_lost_cny_year > 0) {
    row->spare_share = gravest.spare_cny_year / gravest.capacity_lost_cny_year;
  }
}

std::string NeedText(const NeedRow& need, Language language) {
  return need.product ? need.product->name.In(language) : need.text;
}

// The product of which an organisation makes most; kNone if it makes nothing.
std::vector<uint32_t> MainProducts(const Snapshot& snapshot) {
  std::vector<uint32_t> main(snapshot.organisations.size(), kNone);
  std::vector<double> most(snapshot.organisations.size(), -1);
  for (uint32_t offer = 0; offer < snapshot.offers.size(); ++offer) {
    const uint32_t organisation = snapshot.offer_organisation[offer];
    if (!snapshot.IsMaker(offer) || organisation == kNone) continue;
    const double capacity = CapacityOf(snapshot, offer).cny_year;
    if (capacity <= most[organisation]) continue;
    most[organisation] = capacity;
    main[organisation] = snapshot.offer_product[offer];
  }
  return main;
}

int EssentialityFor(const Snapshot& snapshot, uint32_t customer, uint32_t input) {
  int strictest = 0;
  for (uint32_t use : snapshot.uses_of_product[input]) {
    for (uint32_t offer : snapshot.offers_of_organisation[customer]) {
      if (!snapshot.IsMaker(offer) || snapshot.offer_product[offer] != snapshot.input_product[use])
        continue;
      strictest = std::max(strictest,
                           snapshot.inputs[use].essentiality == Essentiality::kEssential ? 2 : 1);
    }
  }
  return strictest;
}

}  // namespace

Status ExportLinks(const Snapshot& snapshot, const std::string& path) {
  const std::vector<uint32_t> main = MainProducts(snapshot);
  const auto sector = [&](uint32_t organisation) {
    return main[organisation] == kNone ? std::string("none")
                                       : snapshot.products[main[organisation]].key;
  };
  std::string bytes;
  ingest::AppendCsvRow(
      {"supplier", "customer", "supplier_sector", "customer_sector", "weight", "essentiality"},
      bytes);
  for (size_t i = 0; i < snapshot.links.size(); ++i) {
    const uint32_t supplier = snapshot.link_supplier[i];
    const uint32_t customer = snapshot.link_customer[i];
    if (supplier == kNone || customer == kNone || snapshot.link_product[i] == kNone) continue;
    char weight[40];
    std::snprintf(weight, sizeof weight, "%.2f",
                  static_cast<double>(snapshot.links[i].value_fen_year) / 100);
    ingest::AppendCsvRow(
        {snapshot.organisations[supplier].key, snapshot.organisations[customer].key,
         sector(supplier), sector(customer), weight,
         std::to_string(EssentialityFor(snapshot, customer, snapshot.link_product[i]))},
        bytes);
  }
  return report::WriteWholeFile(path, bytes);
}

Status ExportRiskPoints(Platform& platform, Analysis& analysis, const RiskFilter& filter,
                        Language language, report::TableWriter& writer) {
  LM_ASSIGN(const auto* risks, analysis.Risks());
  LM_TRY(writer.Begin(report::RiskPointTable()));
  Slice slice{kPageSize, {}};
  while (true) {
    LM_ASSIGN(RiskPointPage page, ListRiskPoints(analysis, filter, slice));
    LM_TRY(AddChanges(platform, analysis, filter, page));
    for (const RiskPointRow& point : page.items) {
      report::RiskPointRow row;
      row.chain = point.chain.name;
      row.product = point.product.name;
      row.level = LevelOf(point.class_);
      row.severity_largest_maker = point.severity.largest_maker;
      row.severity_largest_city = point.severity.largest_city;
      row.severity_outside = point.severity.outside;
      row.makers_effective = point.effective_makers;
      row.stock_days = point.stock_days;
      row.qualify_days = point.qualify_days;
      row.why = point.summary;
      if (point.change) {
        row.change = LabelOfChange(point.change->kind);
        if (point.change->class_before) row.level_before = LevelOf(*point.change->class_before);
        row.severity_before = point.change->severity_before;
      }
      AddEvidence(analysis.snapshot(), PointOf(analysis.snapshot(), *risks, point), &row);
      LM_TRY(writer.Row(report::ToCells(row, language)));
    }
    if (!page.next) break;
    slice.cursor = *page.next;
  }
  return writer.Finish();
}

Status ExportMatches(Analysis& analysis, NeedId id, Date today, Language language,
                     report::TableWriter& writer) {
  LM_ASSIGN(const NeedMatches matches, MatchNeed(analysis, id, today, kMatchesExported));
  std::vector<TextPair> labels;
  for (const PartWeight& weight : matches.weights) labels.push_back(weight.label);
  LM_TRY(writer.Begin(report::MatchTable(labels)));
  int rank = 0;
  for (const MatchRow& match : matches.matches) {
    report::MatchRow row;
    row.need_organisation = matches.need.organisation.name;
    row.need = NeedText(matches.need, language);
    row.offer_organisation = match.organisation.name;
    row.offer = match.offer.product ? match.offer.product->name.In(language) : match.offer.text;
    if (match.organisation.city) row.offer_city = match.organisation.city->name;
    row.rank = ++rank;
    row.score = match.score / 100;
    row.part_labels = labels;
    for (const MatchPart& part : match.parts) {
      row.part_points.push_back(
          static_cast<int32_t>(std::lround(part.points * (match::kScoreMax / 100.0))));
      row.part_reasons.push_back(part.reason);
    }
    LM_TRY(writer.Row(report::ToCells(row, language)));
  }
  return writer.Finish();
}

}  // namespace lianmeng::app
