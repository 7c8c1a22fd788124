#include "app/resolve_names.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "assign/assignment.h"
#include "base/text.h"
#include "ingest/csv_reader.h"
#include "ingest/names_reader.h"
#include "ingest/xlsx_reader.h"
#include "match/names.h"

namespace lianmeng::app {
namespace {

double OfOne(int32_t points) { return points / 1e6; }

std::string Verdict(int32_t score) {
  if (score >= match::kNameCertain) return "nearly_certain";
  return score >= match::kNameOffered ? "offered" : "unknown";
}

std::vector<NameScorePart> PartsOf(const match::NamePoints& points) {
  std::vector<NameScorePart> parts;
  for (match::NamePart& part : match::Explain(points)) {
    parts.push_back({std::string(match::Code(part.kind)), match::Label(part.kind),
                     OfOne(part.points), OfOne(part.points_max), std::move(part.reason)});
  }
  return parts;
}

std::string CodeOf(RegionCode region) { return region ? region.ToString() : std::string(); }

// A credit code as codes are compared: 18 letters and digits, capitals. Anything else that stands in
// its place (无, -) tells nothing.
std::string ComparableCode(const std::string& text) {
  constexpr size_t kCharacters = 18;
  std::string code = Normalise(text);
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return {};
  }
  return code.size() == kCharacters ? code : std::string();
}

// What a record's kind says of names that say nothing. An enterprise is also what a file that gives no
// kind makes of an institute; a financier may be a bank or a company; a park is no kind that names
// tell.
match::NameKinds KindsOf(OrganisationKind kind) {
  using match::NameKind;
  switch (kind) {
    case OrganisationKind::kInstitute:
      return Only(NameKind::kInstitute);
    case OrganisationKind::kUniversity:
      return Only(NameKind::kSchool);
    case OrganisationKind::kAssociation:
      return Only(NameKind::kAssociation);
    case OrganisationKind::kGovernment:
      return Only(NameKind::kAuthority);
    case OrganisationKind::kEnterprise:
    case OrganisationKind::kFinancier:
    case OrganisationKind::kPark:
      return 0;
  }
  return 0;
}

Result<match::NameIndex> IndexOf(const Snapshot& snapshot, Progress& progress) {
  std::vector<match::NamedRegion> regions;
  for (const Region& region : snapshot.regions) {
    regions.push_back({region.name.zh, region.code.ToString()});
  }
  std::vector<match::NameRecord> records;
  records.reserve(snapshot.organisations.size());
  for (const Organisation& record : snapshot.organisations) {
    match::NameRecord made{record.name,
                           {},
                           ComparableCode(record.credit_code),
                           CodeOf(record.region),
                           KindsOf(record.kind)};
    for (const std::string& other : {record.short_name, record.name_en}) {
      if (!other.empty()) made.also.push_back(other);
    }
    made.also.insert(made.also.end(), record.aliases.begin(), record.aliases.end());
    records.push_back(std::move(made));
  }
  return match::NameIndex::Build(match::NameNormaliser(regions), std::move(records), progress);
}

// Reads all rows first: a file with a wrong row gives no result.
class Resolving {
 public:
  Resolving(const Snapshot& snapshot, const ResolveNamesOptions& options, Progress& progress)
      : snapshot_(snapshot), options_(options), progress_(progress) {}

  Result<ResolveNamesReport> Run() {
    LM_TRY(Read());
    if (report_.errors.count > 0) return std::move(report_);
    LM_ASSIGN(const match::NameIndex index, IndexOf(snapshot_, progress_));
    progress_.Begin({"比对名称", "Comparing names"}, static_cast<int64_t>(queries_.size()));
    const size_t limit =
        options_.distinct ? match::kConsideredTogether : static_cast<size_t>(options_.candidates);
    size_t done = 0;
    for (const match::NameQuery& query : queries_) {
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      // What would not be offered is not kept: a file may have a million rows.
      auto found = index.Resolve(query, {.limit = limit, .score_min = match::kNameOffered});
      const size_t row = done++;
      progress_.Advance(static_cast<int64_t>(done));
      if (options_.distinct) {
        found_.push_back(std::move(found));
      } else {
        Take(row, found);
      }
    }
    if (options_.distinct) LM_TRY(ChooseTogether());
    for (size_t i = 0; i < found_.size(); ++i) Take(i, found_[i]);
    return std::move(report_);
  }

 private:
  // A name that several regions bear means the first of them, by code.
  void NameRegions() {
    for (const Region& region : snapshot_.regions) {
      const std::string code = region.code.ToString();
      for (const std::string& name : {code, Normalise(region.name.zh), Normalise(region.name.en)}) {
        if (!name.empty()) regions_.emplace(name, code);
      }
    }
  }

  Status Read() {
    NameRegions();
    const bool is_xlsx = Normalise(options_.file).ends_with(".xlsx");
    std::unique_ptr<ingest::RowReader> reader;
    if (is_xlsx) {
      LM_ASSIGN(reader, ingest::XlsxReader::Open(options_.file, {.sheets = {"names", "名称"}}));
    } else {
      LM_ASSIGN(reader, ingest::CsvReader::Open(options_.file));
    }
    const ingest::NamesHandlers handlers{
        .on_name = [this](const ingest::PlainName& row) { return TakeRow(row); },
        .on_issue = [this](const ingest::RowIssue& issue) { return report_.errors.Note(issue); }};
    LM_TRY(ingest::ReadNames(*reader, handlers, progress_));
    return Ok{};
  }

  Status TakeRow(const ingest::PlainName& row) {
    match::NameQuery query{std::string(row.name), row.credit_code, {}};
    if (!row.region.empty()) {
      const auto found = regions_.find(Normalise(row.region));
      if (found == regions_.end()) {
        return report_.errors.Fail({.file = options_.file,
                                    .line = row.line,
                                    .field = "region",
                                    .value = std::string(row.region)},
                                   {"没有这个地区", "no such region"});
      }
      query.region = found->second;
    }
    queries_.push_back(std::move(query));
    lines_.push_back(row.line);
    return Ok{};
  }

  // The greatest total worth in which no organisation serves two rows; the one chosen comes first.
  Status ChooseTogether() {
    assign::AssignmentProblem problem;
    problem.need_quantity.assign(found_.size(), 1);
    problem.offer_capacity.assign(snapshot_.organisations.size(), 1);
    std::vector<size_t> rank;
    for (uint32_t i = 0; i < found_.size(); ++i) {
      for (size_t k = 0; k < found_[i].size(); ++k) {
        const match::NameCandidate& candidate = found_[i][k];
        const int32_t deducted =
            candidate.points[static_cast<size_t>(match::NamePartKind::kRivals)];
        // What would not be offered must not keep a better one from another row.
        if (candidate.score - deducted < match::kNameOffered) continue;
        problem.edges.push_back({i, candidate.record, match::WorthTogether(candidate)});
        rank.push_back(k);
      }
    }
    LM_ASSIGN(const assign::Assignment plan, assign::Assign(problem, progress_));
    std::vector<bool> has_one(found_.size());
    for (const uint32_t e : plan.chosen) {
      auto& candidates = found_[problem.edges[e].need];
      const auto chosen = candidates.begin() + static_cast<std::ptrdiff_t>(rank[e]);
      std::rotate(candidates.begin(), chosen, chosen + 1);
      has_one[problem.edges[e].need] = true;
    }
    for (size_t i = 0; i < found_.size(); ++i) {
      if (!has_one[i]) found_[i].clear();  // all its candidates serve other rows
    }
    return Ok{};
  }

  void Take(size_t i, const std::vector<match::NameCandidate>& found) {
    const int32_t score = found.empty() ? 0 : found[0].score;
    ResolvedNames& all = report_.resolved;
    ResolvedName row{lines_[i], queries_[i].name, Verdict(score), {}};
    ++all.names;
    ++(score >= match::kNameCertain ? all.nearly_certain
                                    : (score >= match::kNameOffered ? all.offered : all.unknown));
    for (const match::NameCandidate& candidate : found) {
      if (row.candidates.size() == static_cast<size_t>(options_.candidates)) break;
      if (candidate.score < match::kNameOffered) continue;
      row.candidates.push_back({NamedOf(snapshot_, candidate.record), candidate.name,
                                OfOne(candidate.score), PartsOf(candidate.points)});
    }
    all.items.push_back(std::move(row));
  }

  const Snapshot& snapshot_;
  const ResolveNamesOptions& options_;
  Progress& progress_;
  ResolveNamesReport report_;
  std::unordered_map<std::string, std::string> regions_;  // code by code and by name
  std::vector<match::NameQuery> queries_;
  std::vector<int64_t> lines_;
  std::vector<std::vector<match::NameCandidate>> found_;
};

// "文字 0.400，相邻 0.150": for a cell or a line.
std::string PartsText(const std::vector<NameScorePart>& parts, Language language) {
  std::string text;
  for (const NameScorePart& part : parts) {
    if (!text.empty()) text += language == Language::kChinese ? "；" : "; ";
    text += part.reason.In(language);
  }
  return text;
}

// (smaller, greater) ids.
using IdPair = std::pair<int64_t, int64_t>;

std::set<IdPair> IdsOf(const std::vector<store::ApartDecision>& apart) {
  std::set<IdPair> ids;
  for (const store::ApartDecision& decision : apart) {
    ids.insert(std::minmax(decision.a.value, decision.b.value));
  }
  return ids;
}

}  // namespace

NamedOrganisation NamedOf(const Snapshot& snapshot, uint32_t index) {
  const Organisation& record = snapshot.organisations[index];
  const Region* region = snapshot.FindRegion(record.region);
  return {record.id.ToString(), record.key, record.name, record.credit_code,
          region == nullptr ? std::string() : region->name.zh};
}

TextPair VerdictLabel(const std::string& verdict) {
  if (verdict == "nearly_certain") return {"几乎确定", "nearly certain"};
  if (verdict == "offered") return {"供选择", "offered"};
  return {"未知", "unknown"};
}

Result<ResolveNamesReport> ResolveNames(const Snapshot& snapshot,
                                        const ResolveNamesOptions& options, Progress& progress) {
  return Resolving(snapshot, options, progress).Run();
}

Result<const std::vector<match::NamePair>*> Analysis::Duplicates(Progress& progress) {
  std::lock_guard lock(duplicates_mutex_);
  if (!duplicates_) {
    LM_ASSIGN(const match::NameIndex index, IndexOf(*snapshot_, progress));
    LM_ASSIGN(duplicates_, index.Duplicates(match::kNameOffered, progress));
  }
  return &*duplicates_;
}

Result<DuplicateList> ListDuplicates(Analysis& analysis,
                                     const std::vector<store::ApartDecision>& apart,
                                     const DuplicateSlice& slice, Progress& progress) {
  const Snapshot& snapshot = analysis.snapshot();
  const std::set<IdPair> decided = IdsOf(apart);
  LM_ASSIGN(const std::vector<match::NamePair>* const pairs, analysis.Duplicates(progress));
  DuplicateList list;
  list.organisations = static_cast<int64_t>(snapshot.organisations.size());
  for (const match::NamePair& pair : *pairs) {
    const int64_t a = snapshot.organisations[pair.a].id.value;
    const int64_t b = snapshot.organisations[pair.b].id.value;
    if (decided.contains(std::minmax(a, b))) {
      ++list.decided;
      continue;
    }
    ++list.pairs;
    if (pair.score >= match::kNameCertain) ++list.nearly_certain;
    if (list.pairs <= slice.skip) continue;
    if (list.items.size() == static_cast<size_t>(slice.limit)) continue;
    list.items.push_back({NamedOf(snapshot, pair.a), NamedOf(snapshot, pair.b), OfOne(pair.score),
                          Verdict(pair.score), PartsOf(pair.points)});
  }
  return list;
}

Status WriteResolved(const ResolvedNames& resolved, Language language, TableWriter& writer) {
  using report::ColumnType;
  LM_TRY(writer.Begin({{"名称", "Names"},
                       {{{"行", "Line"}, ColumnType::kInteger},
                        {{"名称", "Name"}},
                        {{"判断", "Verdict"}},
                        {{"得分", "Score"}, ColumnType::kNumber},
                        {{"机构编号", "Key"}},
                        {{"机构", "Organisation"}},
                        {{"相符的名称", "Matched name"}},
                        {{"理由", "Reasons"}}}}));
  for (const ResolvedName& row : resolved.items) {
    const std::string verdict = VerdictLabel(row.verdict).In(language);
    if (row.candidates.empty()) {
      LM_TRY(writer.Row(std::vector<report::Cell>{row.line, row.name, verdict}));
    }
    for (const NameMatch& match : row.candidates) {
      LM_TRY(writer.Row(std::vector<report::Cell>{
          row.line, row.name, verdict, match.score, match.organisation.key, match.organisation.name,
          match.matched_name, PartsText(match.parts, language)}));
    }
  }
  return writer.Finish();
}

Status WriteDuplicates(const DuplicateList& list, Language language, TableWriter& writer) {
  using report::ColumnType;
  LM_TRY(writer.Begin({{"疑似重复", "Duplicates"},
                       {{{"得分", "Score"}, ColumnType::kNumber},
                        {{"判断", "Verdict"}},
                        {{"甲编号", "Key A"}},
                        {{"甲", "Organisation A"}},
                        {{"乙编号", "Key B"}},
                        {{"乙", "Organisation B"}},
                        {{"理由", "Reasons"}}}}));
  for (const DuplicatePair& pair : list.items) {
    LM_TRY(writer.Row(std::vector<report::Cell>{pair.score, VerdictLabel(pair.verdict).In(language),
                                                pair.a.key, pair.a.name, pair.b.key, pair.b.name,
                                                PartsText(pair.parts, language)}));
  }
  return writer.Finish();
}

}  // namespace lianmeng::app
