// Records as rows of an answer: references by name, money in CNY, codes in words. Used by every page.
#pragma once

#include "app/analysis.h"
#include "app/views.h"
#include "store/rows.h"

namespace lianmeng::app {

[[nodiscard]] RegionName RegionNameOf(const Region& region);
// The city of an organisation; empty if unknown.
[[nodiscard]] std::optional<RegionName> CityNameOf(const Snapshot& snapshot, uint32_t organisation);
[[nodiscard]] std::optional<RegionName> ProvinceNameOf(const Snapshot& snapshot,
                                                       uint32_t organisation);
[[nodiscard]] ChainRef ChainRefOf(const Snapshot& snapshot, uint32_t chain);
[[nodiscard]] ProductRef ProductRefOf(const Snapshot& snapshot, uint32_t product);
[[nodiscard]] OrganisationRef OrganisationRefOf(const Snapshot& snapshot, uint32_t organisation);
[[nodiscard]] std::vector<std::string> CodesOf(const std::vector<Title>& titles);
[[nodiscard]] OrganisationRow OrganisationRowOf(const Snapshot& snapshot, uint32_t organisation);
// What a need asks for, or an offer offers: its product, else its text.
[[nodiscard]] TextPair WantedOf(const Snapshot& snapshot, uint32_t need);
[[nodiscard]] TextPair OfferedOf(const Snapshot& snapshot, uint32_t offer);
[[nodiscard]] OfferRow OfferRowOf(const Snapshot& snapshot, uint32_t offer);
// With who offers it.
[[nodiscard]] OfferListRow OfferListRowOf(const Snapshot& snapshot, uint32_t offer);
[[nodiscard]] NeedRow NeedRowOf(const Analysis& analysis, uint32_t need);
// Chains that a product belongs to, in the chains' order.
[[nodiscard]] std::vector<ChainRef> ChainsOf(const Snapshot& snapshot, uint32_t product);
// What the change log says of a record, for people.
[[nodiscard]] std::vector<HistoryEntry> HistoryOf(const std::vector<store::Change>& changes);
// Organisations that make the product, each once.
[[nodiscard]] std::vector<uint32_t> MakersOf(const Snapshot& snapshot, uint32_t product);
[[nodiscard]] Counts CountsOf(const Snapshot& snapshot);

[[nodiscard]] std::optional<double> Cny(const std::optional<int64_t>& fen);

[[nodiscard]] Error NotFound(std::string_view kind_zh, std::string_view kind_en,
                             std::string_view value);

// "12.5%", with one decimal.
[[nodiscard]] std::string Percent(double share);
// "79.99%–80.01%": to 0.01 %, rounded outwards, so that it still holds what the figure holds.
[[nodiscard]] std::string Percent(const CertifiedFigure& share);

// A filter's value that is none of those allowed.
[[nodiscard]] Error BadParameter(std::string field, std::string value);

}  // namespace lianmeng::app
