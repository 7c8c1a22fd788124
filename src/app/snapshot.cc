#include "app/snapshot.h"

#include <algorithm>

namespace lianmeng::app {
namespace {

uint32_t Find(const std::unordered_map<int64_t, uint32_t>& index, int64_t value) {
  const auto found = index.find(value);
  return found == index.end() ? kNone : found->second;
}

template <typename Record>
void IndexById(const std::vector<Record>& records, std::unordered_map<int64_t, uint32_t>* index) {
  index->reserve(records.size());
  for (size_t i = 0; i < records.size(); ++i)
    (*index)[records[i].id.value] = static_cast<uint32_t>(i);
}

// Puts every record where it belongs.
class Collector final : public store::RecordSink {
 public:
  explicit Collector(Snapshot* snapshot) : out_(*snapshot) {}

  void Take(Region&& record) override { out_.regions.push_back(std::move(record)); }
  void Take(Pairing&& record) override { out_.pairings.push_back(std::move(record)); }
  void Take(Product&& record) override { out_.products.push_back(std::move(record)); }
  void Take(Input&& record) override { out_.inputs.push_back(std::move(record)); }
  void Take(Chain&& record) override { out_.chains.push_back(std::move(record)); }
  void Take(ChainProduct&& record) override { out_.chain_products.push_back(record); }
  void Take(Organisation&& record) override { out_.organisations.push_back(std::move(record)); }
  void Take(Offer&& record) override { out_.offers.push_back(std::move(record)); }
  void Take(Need&& record) override { out_.needs.push_back(std::move(record)); }
  void Take(Link&& record) override { out_.links.push_back(std::move(record)); }

 private:
  Snapshot& out_;
};

}  // namespace

// Works out the indices once all records are there.
class SnapshotBuilder {
 public:
  explicit SnapshotBuilder(Snapshot* snapshot) : out_(*snapshot) {}

  void Index() {
    IndexById(out_.organisations, &out_.organisation_index_);
    IndexById(out_.products, &out_.product_index_);
    IndexById(out_.chains, &out_.chain_id_index_);
    IndexById(out_.needs, &out_.need_index_);
    IndexById(out_.offers, &out_.offer_index_);
    IndexRegions();
    ResolveEnds();
    Group();
    for (const Organisation& organisation : out_.organisations) {
      out_.has_samples_ = out_.has_samples_ || organisation.sample;
    }
  }

 private:
  void IndexRegions() {
    std::unordered_map<int64_t, int> cities_of_province;
    for (size_t i = 0; i < out_.regions.size(); ++i) {
      const Region& region = out_.regions[i];
      out_.region_index_[region.code.value] = static_cast<uint32_t>(i);
      if (region.level() != RegionLevel::kCity) continue;
      const auto city = static_cast<uint32_t>(out_.cities.size());
      out_.city_index_[region.code.value] = city;
      out_.only_city_of_province_[region.province().value] =
          ++cities_of_province[region.province().value] == 1 ? city : kNone;
      out_.cities.push_back(static_cast<uint32_t>(i));
    }
  }

  template <typename Record, typename IdOf>
  std::vector<uint32_t> Resolve(const std::vector<Record>& records,
                                const std::unordered_map<int64_t, uint32_t>& index, IdOf id_of) {
    std::vector<uint32_t> ends(records.size());
    for (size_t i = 0; i < records.size(); ++i) ends[i] = Find(index, id_of(records[i]).value);
    return ends;
  }

  void ResolveEnds() {
    const auto& organisations = out_.organisation_index_;
    const auto& products = out_.product_index_;
    out_.city_of.resize(out_.organisations.size());
    for (size_t i = 0; i < out_.organisations.size(); ++i) {
      out_.city_of[i] = out_.CityIndex(out_.organisations[i].region);
    }
    out_.offer_organisation =
        Resolve(out_.offers, organisations, [](const Offer& r) { return r.organisation; });
    out_.offer_product = Resolve(out_.offers, products, [](const Offer& r) { return r.product; });
    out_.need_organisation =
        Resolve(out_.needs, organisations, [](const Need& r) { return r.organisation; });
    out_.need_product = Resolve(out_.needs, products, [](const Need& r) { return r.product; });
    out_.link_supplier =
        Resolve(out_.links, organisations, [](const Link& r) { return r.supplier; });
    out_.link_customer =
        Resolve(out_.links, organisations, [](const Link& r) { return r.customer; });
    out_.link_product = Resolve(out_.links, products, [](const Link& r) { return r.product; });
    out_.input_product = Resolve(out_.inputs, products, [](const Input& r) { return r.product; });
    out_.input_input = Resolve(out_.inputs, products, [](const Input& r) { return r.input; });
    out_.member_chain = Resolve(out_.chain_products, out_.chain_id_index_,
                                [](const ChainProduct& r) { return r.chain; });
    out_.member_product =
        Resolve(out_.chain_products, products, [](const ChainProduct& r) { return r.product; });
  }

  static Groups GroupBy(size_t groups, const std::vector<uint32_t>& ends) {
    return Groups::Make(groups, ends.size(), [&](size_t i) { return ends[i]; });
  }

  void Group() {
    const size_t organisations = out_.organisations.size();
    const size_t products = out_.products.size();
    out_.offers_of_organisation = GroupBy(organisations, out_.offer_organisation);
    out_.offers_of_product = GroupBy(products, out_.offer_product);
    out_.needs_of_organisation = GroupBy(organisations, out_.need_organisation);
    out_.links_of_supplier = GroupBy(organisations, out_.link_supplier);
    out_.links_of_customer = GroupBy(organisations, out_.link_customer);
    out_.inputs_of_product = GroupBy(products, out_.input_product);
    out_.uses_of_product = GroupBy(products, out_.input_input);
    out_.members_of_chain = GroupBy(out_.chains.size(), out_.member_chain);
    out_.memberships_of_product = GroupBy(products, out_.member_product);
  }

  Snapshot& out_;
};

Result<std::shared_ptr<const Snapshot>> Snapshot::Load(store::Store& store, const Viewer& viewer) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->viewer = viewer;
  LM_ASSIGN(store::Reader reader, store.Read(viewer));
  Collector collector(snapshot.get());
  LM_ASSIGN(snapshot->data_version, reader.LoadAll(collector));
  SnapshotBuilder(snapshot.get()).Index();
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

uint32_t Snapshot::OrganisationIndex(OrganisationId id) const {
  return Find(organisation_index_, id.value);
}
uint32_t Snapshot::ProductIndex(ProductId id) const { return Find(product_index_, id.value); }
uint32_t Snapshot::NeedIndex(NeedId id) const { return Find(need_index_, id.value); }
uint32_t Snapshot::OfferIndex(OfferId id) const { return Find(offer_index_, id.value); }

uint32_t Snapshot::ChainIndex(std::string_view key) const {
  for (size_t i = 0; i < chains.size(); ++i) {
    if (chains[i].key == key) return static_cast<uint32_t>(i);
  }
  return kNone;
}

const Region* Snapshot::FindRegion(RegionCode code) const {
  const uint32_t index = Find(region_index_, code.value);
  return index == kNone ? nullptr : &regions[index];
}

uint32_t Snapshot::CityIndex(RegionCode code) const {
  if (!code) return kNone;
  if (code.value % 10000 == 0) return Find(only_city_of_province_, code.value);
  return Find(city_index_, code.value / 100 * 100);
}

}  // namespace lianmeng::app
