// Files are read in the order in which their records depend on each other; what later phases need
// of earlier ones (names, codes, who makes what) is held in memory.
#include "ingest/ckg_reader.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "ingest/cell_parsers.h"
#include "ingest/excerpt.h"
#include "ingest/input_cycles.h"
#include "ingest/json_lines_reader.h"
#include "ingest/region_index.h"

namespace lianmeng::ingest {
namespace {

constexpr std::string_view kSource = "ChainKnowledgeGraph";
constexpr int64_t kRowsPerReport = 4096;
constexpr int kStageMax = 99;

struct IndustryName {
  std::string_view code;
  std::string_view en;
};

// Level-1 industries of Shenwan 2021 in English.
constexpr IndustryName kIndustriesEnglish[] = {{"110000", "Agriculture, forestry and fishery"},
                                               {"220000", "Basic chemicals"},
                                               {"230000", "Steel"},
                                               {"240000", "Non-ferrous metals"},
                                               {"270000", "Electronics"},
                                               {"280000", "Automobiles"},
                                               {"330000", "Household appliances"},
                                               {"340000", "Food and beverages"},
                                               {"350000", "Textiles and apparel"},
                                               {"360000", "Light manufacturing"},
                                               {"370000", "Pharmaceuticals and biology"},
                                               {"410000", "Utilities"},
                                               {"420000", "Transport"},
                                               {"430000", "Real estate"},
                                               {"450000", "Commerce and retail"},
                                               {"460000", "Social services"},
                                               {"480000", "Banks"},
                                               {"490000", "Non-bank finance"},
                                               {"510000", "Conglomerates"},
                                               {"610000", "Building materials"},
                                               {"620000", "Construction and decoration"},
                                               {"630000", "Power equipment"},
                                               {"640000", "Machinery"},
                                               {"650000", "Defence"},
                                               {"710000", "Computers"},
                                               {"720000", "Media"},
                                               {"730000", "Telecommunications"},
                                               {"740000", "Coal"},
                                               {"750000", "Oil and petrochemicals"},
                                               {"760000", "Environmental protection"},
                                               {"770000", "Beauty care"}};

// "688268.SH" → "688268".
std::string LevelOne(const std::string& industry) {
  return industry.size() == 6 ? industry.substr(0, 2) + "0000" : std::string();
}

struct Firm {
  OrganisationId id;
  std::string key;
  std::string short_name;
  std::string industry;  // code of the finest level, may be empty
};

struct Made {
  size_t firm = 0;
  ProductId product;  // none: not in product.json
  std::string name;
  std::optional<double> share;
  Place place;
};

struct Industry {
  std::string code;
  std::string name;
};

// Where the products of a chain stand among each other.
struct Position {
  bool used = false;        // as an input inside the chain
  bool has_inputs = false;  // inside the chain
  int stage = 1;
};

class CkgRun {
 public:
  CkgRun(const std::filesystem::path& folder, KeyResolver& resolver, RegionSink& sink,
         const CkgOptions& options, Progress& progress)
      : folder_(folder), resolver_(resolver), sink_(sink), options_(options), progress_(progress) {}

  Result<CkgCounts> Run() {
    LM_TRY(CheckFolder());
    LM_TRY(ReadRegions());
    LM_TRY(ReadProducts());
    LM_TRY(ReadIndustries());
    LM_TRY(WriteChains());
    LM_TRY(ReadFirms());
    LM_TRY(ReadInputs());
    LM_TRY(ReadMade());
    LM_TRY(WriteChainProducts());
    LM_TRY(WriteOffers());
    return counts_;
  }

 private:
  using TakeRow = std::function<Status(const Row&, const Place&)>;

  // ---- Reading a file, reporting

  Status Warn(Place place, std::string field, std::string_view value, TextPair message) {
    place.field = std::move(field);
    place.value = Excerpt(value);
    return Report({Issue::Severity::kWarning, std::move(place), std::move(message)});
  }

  Status Report(const RowIssue& issue) {
    ++(issue.severity == Issue::Severity::kError ? counts_.errors : counts_.warnings);
    return sink_.OnIssue(issue);
  }

  // What validation says of a record. True if it may be handed over.
  Result<bool> Check(const Issues& issues, const Place& place) {
    for (const Issue& issue : issues) {
      LM_TRY(Warn(place, issue.field, issue.value, issue.message));
    }
    if (HasError(issues)) ++counts_.skipped["invalid"];
    return !HasError(issues);
  }

  Status CheckFolder() {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder_, ignored)) {
      return MakeError(ErrorCode::kNotFound, {"没有这个文件夹", "no such folder"},
                       {.file = folder_.string()});
    }
    for (const char* name : {"company.json", "product.json"}) {
      if (std::filesystem::exists(folder_ / name, ignored)) continue;
      return MakeError(ErrorCode::kNotFound, {"缺少必需的文件", "a required file is missing"},
                       {.file = (folder_ / name).string()});
    }
    return Ok{};
  }

  // Lines that cannot be read are reported and passed over; so is a file that is missing.
  Status ReadLines(const std::string& name, const TextPair& phase, std::vector<std::string> fields,
                   const TakeRow& take) {
    progress_.Begin(phase, 0);
    auto reader =
        JsonLinesReader::Open(folder_ / name, {.file = name, .fields = std::move(fields)});
    if (!reader && reader.error().code == ErrorCode::kNotFound) {
      return Warn({.file = name}, "", "",
                  {"没有这个文件，跳过", "the file is missing and passed over"});
    }
    if (!reader) return reader.error();
    Row row;
    int64_t rows = 0;
    while (true) {
      const Result<bool> more = (*reader)->Next(row);
      if (!more) {
        if (more.error().code == ErrorCode::kIo) return more.error();
        LM_TRY(Report({Issue::Severity::kWarning, more.error().place, more.error().message}));
        ++counts_.skipped["damaged line"];
        if (!(*reader)->CanGoOn()) return Ok{};
        continue;
      }
      if (!*more) break;
      LM_TRY(take(row, {.file = name, .line = row.line}));
      if (++rows % kRowsPerReport != 0) continue;
      progress_.Advance(rows);
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    progress_.Advance(rows);
    return Ok{};
  }

  // ---- Regions, products, chains, firms

  Status ReadRegions() {
    LM_ASSIGN(const std::vector<Region> known, resolver_.KnownRegions());
    for (const Region& region : known) regions_.Add(region);
    for (const Region& region : options_.regions) {
      if (regions_.Has(region.code)) continue;
      regions_.Add(region);
      LM_TRY(sink_.On(region, {}));
    }
    return Ok{};
  }

  Status ReadProducts() {
    return ReadLines(
        "product.json", {"读取产品", "Reading products"}, {"name"},
        [this](const Row& row, const Place& place) { return TakeProduct(row, place); });
  }

  Status TakeProduct(const Row& row, const Place& place) {
    ++counts_.products_read;
    Product product;
    product.key = Trim(row.cells[0]);
    product.name.zh = product.key;
    product.source = std::string(kSource) + " product.json";
    LM_ASSIGN(const bool valid, Check(Validate(product), place));
    if (!valid) return Ok{};
    const auto [entry, is_new] = products_.try_emplace(product.key);
    if (!is_new) {
      ++counts_.skipped["repeated product"];
      return Warn(place, "name", product.key, {"产品重复", "the product stands there twice"});
    }
    LM_ASSIGN(product.id.value, resolver_.Define(KeyKind::kProduct, product.key));
    entry->second = product.id;
    ++counts_.products_distinct;
    return sink_.On(product, place);
  }

  Status ReadIndustries() {
    LM_TRY(ReadLines("industry.json", {"读取行业", "Reading industries"}, {"code", "name"},
                     [this](const Row& row, const Place&) -> Status {
                       industry_names_[Trim(row.cells[0])] = Trim(row.cells[1]);
                       return Ok{};
                     }));
    return ReadLines("company_industry.json", {"读取企业行业", "Reading firms' industries"},
                     {"company_code", "industry_code", "industry_name"},
                     [this](const Row& row, const Place&) -> Status {
                       const std::string industry = Trim(row.cells[1]);
                       firm_industries_.try_emplace(BareCode(row.cells[0]),
                                                    Industry{industry, Trim(row.cells[2])});
                       if (const std::string top = LevelOne(industry); !top.empty()) {
                         chain_ids_.try_emplace(top);
                       }
                       return Ok{};
                     });
  }

  // Every level-1 industry with a firm becomes a chain, marked as derived.
  Status WriteChains() {
    for (auto& [code, id] : chain_ids_) {
      const auto name = industry_names_.find(code);
      Chain chain;
      chain.key = "sw-" + code;
      chain.name.zh = name == industry_names_.end() ? code : name->second;
      for (const IndustryName& english : kIndustriesEnglish) {
        if (english.code == code) chain.name.en = english.en;
      }
      chain.summary = {
          "由申万一级行业的上市公司主营产品推出，不是公布的产业链",
          "Derived from the main products of a Shenwan level-1 industry's listed firms; "
          "not a published chain"};
      chain.source = std::string(kSource) + "，由申万行业 " + code + " 推出 (derived)";
      LM_ASSIGN(chain.id.value, resolver_.Define(KeyKind::kChain, chain.key));
      id = chain.id;
      LM_ASSIGN(const bool valid, Check(Validate(chain), {.file = "industry.json"}));
      if (!valid) continue;
      ++counts_.chains;
      LM_TRY(sink_.On(chain, {.file = "industry.json"}));
    }
    return Ok{};
  }

  Status ReadFirms() {
    return ReadLines("company.json", {"读取企业", "Reading firms"},
                     {"name", "fullname", "code", "location", "time"},
                     [this](const Row& row, const Place& place) { return TakeFirm(row, place); });
  }

  Status TakeFirm(const Row& row, const Place& place) {
    ++counts_.firms_read;
    const std::string code = BareCode(row.cells[2]);
    Organisation record;
    record.short_name = Trim(row.cells[0]);
    record.name = Trim(row.cells[1]);
    record.key = code;
    const auto same_code = firms_by_code_.find(code);
    if (same_code != firms_by_code_.end()) {
      record.key = code + "/" + record.name;
      LM_TRY(Warn(place, "code", code,
                  {"股票代码已属于 " + firms_[same_code->second.front()].short_name +
                       "，改用代码加全称作编号",
                   "the stock code belongs to another firm already; keyed by code and full name"}));
    }
    record.region = regions_.FindPrefix(record.name);
    if (record.region) ++counts_.firms_with_city;
    record.source = std::string(kSource);
    const auto industry = firm_industries_.find(code);
    if (industry != firm_industries_.end()) {
      record.source += "，申万行业 " + industry->second.code + " " + industry->second.name;
    }
    const std::string exchange = Trim(row.cells[3]);
    if (const auto listed = Date::Parse(Trim(row.cells[4]));
        listed && exchange.find("交易所") != std::string::npos) {
      record.summary = listed->ToString() + " 在" + exchange + "上市";
    }
    record.ownership.audience = Audience::kPublic;
    LM_ASSIGN(const bool valid, Check(Validate(record), place));
    if (!valid) return Ok{};
    LM_ASSIGN(record.id.value, resolver_.Define(KeyKind::kOrganisation, record.key));
    record.ownership.owner = record.id;
    firms_by_code_[code].push_back(firms_.size());
    firms_.push_back({record.id, record.key, record.short_name,
                      industry == firm_industries_.end() ? "" : industry->second.code});
    return sink_.On(record, place);
  }

  // ---- Inputs

  Status ReadInputs() {
    LM_TRY(ReadLines("product_product.json", {"读取投入关系", "Reading inputs"},
                     {"from_entity", "to_entity", "rel"},
                     [this](const Row& row, const Place& place) { return TakeInput(row, place); }));
    for (const std::vector<size_t>& cycle : FindInputCycles(edges_)) {
      std::string names = edge_names_[cycle.front()].first;
      for (const size_t edge : cycle) names += " → " + edge_names_[edge].second;
      LM_TRY(Warn({.file = "product_product.json", .line = edge_lines_[cycle.back()]}, "to_entity",
                  "", {"投入关系成环：" + names, "the inputs form a cycle: " + names}));
    }
    return Ok{};
  }

  Status TakeInput(const Row& row, const Place& place) {
    const std::string& relation = row.cells[2];
    std::string product = Trim(row.cells[0]);
    std::string input = Trim(row.cells[1]);
    if (relation == "下游产品") {
      std::swap(product, input);  // `to` is made from `from`
    } else if (relation != "上游材料") {
      ++counts_.skipped[relation == "产品小类" ? "kind-of relation" : "unknown relation"];
      return Ok{};
    }
    const auto made = products_.find(product);
    const auto used = products_.find(input);
    if (made == products_.end() || used == products_.end()) {
      ++counts_.skipped["unknown product"];
      return Warn(place, made == products_.end() ? "from_entity" : "to_entity",
                  made == products_.end() ? product : input,
                  {"没有这个产品", "there is no such product"});
    }
    if (made->second == used->second) {
      ++counts_.skipped["product made of itself"];
      return Warn(place, "to_entity", input, {"产品以自己为投入", "the product is its own input"});
    }
    if (!inputs_of_[made->second].insert(used->second).second) {
      ++counts_.skipped["repeated input"];
      return Ok{};
    }
    edges_.push_back({made->second.value, used->second.value});
    edge_names_.emplace_back(made->first, used->first);
    edge_lines_.push_back(place.line);
    ++counts_.inputs;
    return sink_.On(Input{.product = made->second,
                          .input = used->second,
                          .source = std::string(kSource) + " " + relation},
                    place);
  }

  // ---- Who makes what

  Status ReadMade() {
    return ReadLines("company_product.json", {"读取主营产品", "Reading main products"},
                     {"company_code", "company_name", "product_name", "rel_weight"},
                     [this](const Row& row, const Place& place) { return TakeMade(row, place); });
  }

  Status TakeMade(const Row& row, const Place& place) {
    Made made{.name = Trim(row.cells[2]), .place = place};
    if (made.name.empty() || IsAccountingLine(made.name)) {
      ++counts_.skipped["accounting line"];
      return Ok{};
    }
    const std::string code = BareCode(row.cells[0]);
    const auto firms = firms_by_code_.find(code);
    if (firms == firms_by_code_.end()) {
      ++counts_.skipped["unknown firm"];
      return Warn(place, "company_code", row.cells[0], {"没有这家企业", "there is no such firm"});
    }
    made.firm = firms->second.front();
    for (const size_t firm : firms->second) {
      if (firms_[firm].short_name != Trim(row.cells[1])) continue;
      made.firm = firm;
      break;
    }
    const Parsed<double> share = ParseNumber(row.cells[3]);
    if (share.ok() && *share.value < 0) {
      ++counts_.skipped["negative share"];
      return Warn(place, "rel_weight", row.cells[3],
                  {"收入占比为负，跳过", "a negative share; passed over"});
    }
    if (!share.ok() || *share.value > 1) {
      LM_TRY(Warn(place, "rel_weight", row.cells[3],
                  {"收入占比不在 0 与 1 之间，按未知处理",
                   "the share is not within 0 and 1; taken as unknown"}));
    } else {
      made.share = share.value;
    }
    if (!made_keys_.insert(OfferKey(made)).second) {
      ++counts_.skipped["repeated offer"];
      return Ok{};
    }
    const auto product = products_.find(made.name);
    if (product != products_.end()) {
      made.product = product->second;
    } else {
      LM_TRY(Warn(
          place, "product_name", made.name,
          {"产品表里没有，按文字供给处理", "not among the products; taken as an offer in words"}));
    }
    made_.push_back(std::move(made));
    return Ok{};
  }

  [[nodiscard]] std::string OfferKey(const Made& made) const {
    return firms_[made.firm].key + "/" + made.name;
  }

  Status WriteOffers() {
    progress_.Begin({"写出供给", "Writing offers"}, static_cast<int64_t>(made_.size()));
    for (const Made& made : made_) {
      Offer offer;
      offer.key = OfferKey(made);
      offer.organisation = firms_[made.firm].id;
      offer.product = made.product;
      if (!made.product) offer.text = made.name;
      offer.revenue_share = made.share;
      offer.source = std::string(kSource) + " 主营产品";
      offer.ownership = {offer.organisation, Audience::kPublic};
      LM_ASSIGN(const bool valid, Check(Validate(offer), made.place));
      if (!valid) continue;
      ++counts_.offers;
      LM_TRY(sink_.On(offer, made.place));
      if (counts_.offers % kRowsPerReport != 0) continue;
      progress_.Advance(counts_.offers);
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    progress_.Advance(static_cast<int64_t>(made_.size()));
    return Ok{};
  }

  // ---- Chains' products

  Status WriteChainProducts() {
    std::unordered_map<std::string, std::unordered_map<ProductId, int64_t>> makers;  // by industry
    std::unordered_map<ProductId, std::string_view> names;
    for (const Made& made : made_) {
      const std::string top = LevelOne(firms_[made.firm].industry);
      if (top.empty() || !made.product) continue;
      ++makers[top][made.product];
      names.try_emplace(made.product, made.name);
    }
    for (const auto& [code, chain] : chain_ids_) {
      std::vector<std::pair<ProductId, int64_t>> ranked(makers[code].begin(), makers[code].end());
      std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : names[a.first] < names[b.first];
      });
      const auto size_max = static_cast<size_t>(std::max(0, options_.chain_products_max));
      if (ranked.size() > size_max) ranked.resize(size_max);
      std::vector<ProductId> products;
      for (const auto& [product, count] : ranked) products.push_back(product);
      LM_TRY(WriteChain(chain, products));
    }
    return Ok{};
  }

  Status WriteChain(ChainId chain, const std::vector<ProductId>& products) {
    const std::vector<Position> positions = FindPositions(products);
    for (size_t i = 0; i < products.size(); ++i) {
      const Position& at = positions[i];
      ChainProduct record{
          .chain = chain, .product = products[i], .stage = at.stage, .final = !at.used};
      if (at.used && !at.has_inputs) record.segment = Segment::kUpstream;
      if (!at.used && at.has_inputs) record.segment = Segment::kDownstream;
      ++counts_.chain_products;
      LM_TRY(sink_.On(record, {.file = "company_product.json"}));
    }
    return Ok{};
  }

  // The stage is one more than the longest way up through inputs inside the chain; a product that
  // neither uses nor is used stands at 2, between raw material and finished good. Around cycles the
  // count ends.
  std::vector<Position> FindPositions(const std::vector<ProductId>& products) const {
    std::unordered_map<ProductId, size_t> index;
    for (size_t i = 0; i < products.size(); ++i) index[products[i]] = i;
    std::vector<Position> positions(products.size());
    std::vector<std::pair<size_t, size_t>> edges;  // product, input
    for (size_t i = 0; i < products.size(); ++i) {
      const auto inputs = inputs_of_.find(products[i]);
      if (inputs == inputs_of_.end()) continue;
      for (const ProductId input : inputs->second) {
        const auto inside = index.find(input);
        if (inside == index.end()) continue;
        positions[i].has_inputs = true;
        positions[inside->second].used = true;
        edges.emplace_back(i, inside->second);
      }
    }
    for (Position& position : positions) {
      if (!position.used && !position.has_inputs) position.stage = 2;
    }
    BreakCycles(edges);
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [product, input] : edges) {
        const int stage = std::min(kStageMax, positions[input].stage + 1);
        if (positions[product].stage >= stage) continue;
        positions[product].stage = stage;
        changed = true;
      }
    }
    return positions;
  }

  // Leaves out one edge of every cycle, until none is left.
  static void BreakCycles(std::vector<std::pair<size_t, size_t>>& edges) {
    std::sort(edges.begin(), edges.end());  // they come out of a hash table
    while (true) {
      std::vector<InputEdge> plain;
      for (const auto& [product, input] : edges) {
        plain.push_back({static_cast<int64_t>(product), static_cast<int64_t>(input)});
      }
      std::vector<std::vector<size_t>> cycles = FindInputCycles(plain);
      if (cycles.empty()) return;
      std::vector<size_t> doomed;
      for (const std::vector<size_t>& cycle : cycles) doomed.push_back(cycle.back());
      std::sort(doomed.rbegin(), doomed.rend());
      for (const size_t edge : doomed)
        edges.erase(edges.begin() + static_cast<std::ptrdiff_t>(edge));
    }
  }

  const std::filesystem::path& folder_;
  KeyResolver& resolver_;
  RegionSink& sink_;
  const CkgOptions& options_;
  Progress& progress_;
  CkgCounts counts_;
  RegionIndex regions_;
  std::unordered_map<std::string, ProductId> products_;
  std::unordered_map<std::string, std::string> industry_names_;
  std::unordered_map<std::string, Industry> firm_industries_;  // by bare stock code
  std::map<std::string, ChainId> chain_ids_;                   // by code of the level-1 industry
  std::vector<Firm> firms_;
  std::unordered_map<std::string, std::vector<size_t>> firms_by_code_;
  std::unordered_map<ProductId, std::unordered_set<ProductId>> inputs_of_;
  std::vector<InputEdge> edges_;
  std::vector<std::pair<std::string, std::string>> edge_names_;
  std::vector<int64_t> edge_lines_;
  std::vector<Made> made_;
  std::unordered_set<std::string> made_keys_;
};

}  // namespace

std::string BareCode(const std::string& code) { return Trim(code.substr(0, code.find('.'))); }

bool IsAccountingLine(std::string_view name) {
  for (const std::string_view part : {"抵销", "抵消", "抵减", "抵銷", "合计", "追溯调整"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  for (const std::string_view whole :
       {"平衡项目",     "调整项目", "调整项",         "其他",     "其它",
        "其他业务",     "其它业务", "其他业务收入",   "其他收入", "其他(补充)",
        "其他（补充）", "小计",     "总计",           "补充",     "内部交易",
        "分部间",       "未分配",   "公司内部各业务", "主营业务", "主营业务收入"}) {
    if (name == whole) return true;
  }
  return false;
}

Result<CkgCounts> ReadCkg(const std::filesystem::path& folder, KeyResolver& resolver,
                          RegionSink& sink, const CkgOptions& options, Progress& progress) {
  return CkgRun(folder, resolver, sink, options, progress).Run();
}

}  // namespace lianmeng::ingest
