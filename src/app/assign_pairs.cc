#include "app/assign_pairs.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "app/fields.h"
#include "app/links_table.h"
#include "assign/assignment.h"
#include "assign/assignment_checker.h"
#include "base/millionths.h"
#include "base/own_fault.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

class AssignRun {
 public:
  AssignRun(const AssignPairsOptions& options, AssignPairsReport& report, Progress& progress)
      : options_(options), report_(report), progress_(progress) {}

  Status Run() {
    LM_ASSIGN(tables_, ReadAssignmentTables(options_.files, progress_));
    report_.errors = std::move(tables_.errors);
    if (report_.errors.count > 0) return Ok{};
    const auto begin = std::chrono::steady_clock::now();
    LM_ASSIGN(plan_, assign::Assign(tables_.problem, progress_));
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    LM_TRY(AsOwnFault(assign::CheckAssignment(tables_.problem, plan_)));
    Count();
    return Write();
  }

 private:
  void Count() {
    report_.needs = tables_.needs.size();
    report_.offers = tables_.offers.size();
    report_.pairs = static_cast<int64_t>(tables_.problem.edges.size());
    report_.chosen = static_cast<int64_t>(plan_.chosen.size());
    report_.primal = plan_.primal;
    report_.dual = plan_.dual;
    std::vector<bool> is_served(tables_.needs.size());
    for (const uint32_t e : plan_.chosen) is_served[tables_.problem.edges[e].need] = true;
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
    for (const uint32_t e : plan_.chosen) {
      row.clear();
      AppendPair(tables_.problem.edges[e], row);
      row += '\n';
      LM_TRY(file.Write(row));
    }
    return Ok{};
  }

  Status WriteRejected(report::OutputFile& file) const {
    LM_TRY(file.Write("need,offer,score,need_price,offer_price,rise\n"));
    std::string row;
    size_t next = 0;  // of the pairs chosen
    for (uint32_t e = 0; e < tables_.problem.edges.size(); ++e) {
      if (next < plan_.chosen.size() && plan_.chosen[next] == e) {
        ++next;
        continue;
      }
      const assign::AssignmentEdge& edge = tables_.problem.edges[e];
      row.clear();
      AppendPair(edge, row);
      for (const int64_t value : {plan_.need_price[edge.need], plan_.offer_price[edge.offer],
                                  assign::RiseNeeded(edge, plan_)}) {
        row += ',';
        AppendMillionths(value, row);
      }
      row += '\n';
      LM_TRY(file.Write(row));
    }
    return Ok{};
  }

  static Status WritePrices(const char* field, const NameTable& names,
                            const std::vector<int64_t>& prices, report::OutputFile& file) {
    LM_TRY(file.Write(std::string(",\n  \"") + field + "\": {"));
    for (uint32_t i = 0; i < names.size(); ++i) {
      LM_TRY(file.Write((i == 0 ? "\n    " : ",\n    ") + Json(std::string(names[i])).dump() +
                        ": " + std::to_string(prices[i])));
    }
    return file.Write(names.size() == 0 ? "}" : "\n  }");
  }

  Status WriteCertificate(report::OutputFile& file) const {
    LM_TRY(
        file.Write("{\n  \"unit\": \"0.000001\",\n  \"primal\": " + std::to_string(plan_.primal) +
                   ",\n  \"dual\": " + std::to_string(plan_.dual)));
    LM_TRY(WritePrices("need_prices", tables_.needs, plan_.need_price, file));
    LM_TRY(WritePrices("offer_prices", tables_.offers, plan_.offer_price, file));
    return file.Write("\n}\n");
  }

  const AssignPairsOptions& options_;
  AssignPairsReport& report_;
  Progress& progress_;
  AssignmentTables tables_;
  assign::Assignment plan_;
};

}  // namespace

Result<AssignPairsReport> AssignPairs(const AssignPairsOptions& options, Progress& progress) {
  AssignPairsReport report;
  LM_TRY(AssignRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
