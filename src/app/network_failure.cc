#include "app/network_failure.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "app/network_plan.h"
#include "app/network_planning.h"
#include "network/plan_checker.h"

namespace lianmeng::app {
namespace {

using network::LinkIndex;
using network::Plan;
using network::SiteIndex;

Error Unknown(const char* field, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = field, .value = value});
}

// A name may itself contain the dash: whichever split names two sites.
Result<std::vector<LinkIndex>> LinksOfCut(const Plan& plan, const std::string& cut) {
  bool names_sites = false;
  for (size_t i = cut.find('-'); i != std::string::npos; i = cut.find('-', i + 1)) {
    const auto a = FindSite(plan.backbone, std::string_view(cut).substr(0, i));
    const auto b = FindSite(plan.backbone, std::string_view(cut).substr(i + 1));
    if (!a || !b) continue;
    std::vector<LinkIndex> links = network::LinksBetween(plan.backbone, *a, *b);
    if (!links.empty()) return links;
    names_sites = true;
  }
  if (names_sites)
    return Unknown("cut", cut, {"两站点之间没有光纤", "no fibre joins the two sites"});
  return Unknown("cut", cut,
                 {"应写作“站点-站点”，两者都在规划中", "must name two sites of the plan: A-B"});
}

double SecondsSince(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

Status CheckOwn(const Plan& plan) {
  Status checked = network::CheckPlan(plan);
  if (checked) return checked;
  Error error = checked.error();
  error.code = ErrorCode::kInternal;
  return error;
}

}  // namespace

Result<FailNetworkReport> FailNetwork(const FailNetworkOptions& options) {
  FailNetworkReport report;
  LM_ASSIGN(report.before, ReadProvenPlan(options.plan));
  std::vector<LinkIndex> cut;
  for (const std::string& text : options.cuts) {
    LM_ASSIGN(const std::vector<LinkIndex> links, LinksOfCut(report.before, text));
    cut.insert(cut.end(), links.begin(), links.end());
  }
  for (const std::string& name : options.routers) {
    const std::optional<SiteIndex> site = FindSite(report.before.backbone, name);
    if (!site) return Unknown("router", name, {"没有这个站点", "there is no such site"});
    const std::vector<LinkIndex> links = network::LinksOf(report.before.backbone, *site);
    cut.insert(cut.end(), links.begin(), links.end());
  }
  const auto begun = std::chrono::steady_clock::now();
  report.failure = network::PlanAround(report.before, cut, options.admission);
  report.seconds = SecondsSince(begun);
  LM_TRY(CheckOwn(report.failure.plan));
  if (!options.out.empty()) LM_TRY(WritePlan(report.failure.plan, options.out));
  return report;
}

Result<std::vector<CutEffect>> CutEachFibre(const Plan& plan,
                                            const network::AdmissionOptions& admission,
                                            Progress& progress) {
  std::vector<CutEffect> cuts;
  std::set<std::pair<SiteIndex, SiteIndex>> fibres;
  for (const network::Link& link : plan.backbone.links) {
    fibres.insert({std::min(link.from, link.to), std::max(link.from, link.to)});
  }
  progress.Begin({"逐条中断光纤", "cutting one fibre after the other"},
                 static_cast<int64_t>(fibres.size()));
  for (const auto& [a, b] : fibres) {
    const auto begun = std::chrono::steady_clock::now();
    const network::FailureReport failure =
        network::PlanAround(plan, network::LinksBetween(plan.backbone, a, b), admission);
    CutEffect& effect = cuts.emplace_back();
    effect = {.a = a, .b = b, .on_one = 0, .moved = 0, .lost = 0, .seconds = SecondsSince(begun)};
    LM_TRY(CheckOwn(failure.plan));
    for (const network::FlowChange& change : failure.changes) {
      const bool is_lost = change.effect == network::FailureEffect::kLost;
      const bool is_on_one = change.effect == network::FailureEffect::kOnOne;
      ++(is_lost ? effect.lost : is_on_one ? effect.on_one : effect.moved);
    }
    progress.Advance(static_cast<int64_t>(cuts.size()));
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  }
  std::ranges::stable_sort(cuts, std::ranges::greater{}, [](const CutEffect& effect) {
    return std::pair(effect.lost, effect.moved);
  });
  return cuts;
}

Result<EachCutReport> FailEachFibre(const std::string& path,
                                    const network::AdmissionOptions& admission,
                                    Progress& progress) {
  EachCutReport report;
  LM_ASSIGN(report.plan, ReadProvenPlan(path));
  LM_ASSIGN(report.cuts, CutEachFibre(report.plan, admission, progress));
  return report;
}

}  // namespace lianmeng::app
