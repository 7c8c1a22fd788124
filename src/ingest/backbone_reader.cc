#include "ingest/backbone_reader.h"

#include "ingest/backbone_fields.h"

namespace lianmeng::ingest {
namespace {

template <typename Record, typename Field, size_t N>
Result<std::vector<Record>> ReadRecords(RowReader& reader,
                                        const std::array<PlainColumn, N>& columns,
                                        const OnIssue& on_issue, Progress& progress) {
  std::vector<Record> records;
  PlainTable table(reader, columns, on_issue);
  LM_TRY(table.Read(progress, [&]() -> Status {
    Record record;
    record.line = table.line();
    for (size_t c = 0; c < N; ++c) {
      const std::string_view cell = table.Cell(c);
      if (cell.empty()) {
        if (columns[c].is_required) LM_TRY(table.RequireText(c));
      } else if (const Fault fault = SetField(static_cast<Field>(c), cell, record)) {
        LM_TRY(table.Fail(c, *fault));
      }
    }
    if (table.failed()) return Ok{};  // what is missing may be what was wrong
    for (const auto& [field, message] : CheckWhole(record)) {
      LM_TRY(table.Fail(static_cast<size_t>(field), message));
    }
    if (table.failed()) return Ok{};
    if (records.size() >= kBackboneRowsMax) {
      return MakeError(ErrorCode::kResourceExhausted, {"行数过多", "too many rows"},
                       {.file = reader.file(), .line = table.line()});
    }
    records.push_back(std::move(record));
    return Ok{};
  }));
  return records;
}

}  // namespace

Result<std::vector<BackboneSite>> ReadBackboneSites(RowReader& reader, const OnIssue& on_issue,
                                                    Progress& progress) {
  progress.Begin({"读取站点", "Reading sites"}, 0);
  return ReadRecords<BackboneSite, SiteField>(reader, kSiteColumns, on_issue, progress);
}

Result<std::vector<FibreLink>> ReadFibreLinks(RowReader& reader, const OnIssue& on_issue,
                                              Progress& progress) {
  progress.Begin({"读取光纤", "Reading fibres"}, 0);
  LM_ASSIGN(std::vector<FibreLink> links,
            (ReadRecords<FibreLink, LinkField>(reader, kLinkColumns, on_issue, progress)));
  NumberParallel(links);
  return links;
}

Result<std::vector<BackboneFlow>> ReadBackboneFlows(RowReader& reader, const OnIssue& on_issue,
                                                    Progress& progress) {
  progress.Begin({"读取业务流", "Reading flows"}, 0);
  return ReadRecords<BackboneFlow, FlowField>(reader, kFlowColumns, on_issue, progress);
}

}  // namespace lianmeng::ingest
