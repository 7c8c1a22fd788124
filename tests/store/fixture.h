// A small region for the store's tests, and shorthands that fail the test instead of returning
// errors.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace lianmeng::store {

// The value, or a failed test and the end of it.
template <typename T>
T Must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().Describe(Language::kEnglish);
    std::abort();  // nothing after this makes sense
  }
  return std::move(result).value();
}

inline void MustOk(const Status& status) {
  if (!status) FAIL() << status.error().Describe(Language::kEnglish);
}

// A folder of its own, removed at the end.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lianmeng-store-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::string Url(const std::string& name) const { return "sqlite:" + File(name); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const FixedClock& TestClock() {
  static const FixedClock clock(1'800'000'000'000);
  return clock;
}

// Ids repeat from run to run, but two stores opened on one file make different ones.
inline StoreOptions TestOptions() {
  static uint64_t seed = 0;
  return {.clock = &TestClock(), .seed = ++seed, .busy_timeout_ms = 5000};
}

inline std::unique_ptr<Store> OpenInMemory() {
  return Must(Store::Open("sqlite::memory:", TestOptions()));
}

// Regions: Shanghai 310000/310100/310115, Jiangsu 320000/320100 (Nanjing)/320500 (Suzhou)/320583
// (Kunshan), Zhejiang 330000/330100 (Hangzhou), Anhui 340000/340100 (Hefei).
inline std::vector<Region> TestRegions() {
  const auto region = [](int64_t code, const char* zh, int64_t parent) {
    return Region{.code = {code},
                  .name = {zh, ""},
                  .parent = {parent},
                  .centroid = {120, 31},
                  .source = "test"};
  };
  return {region(310000, "上海市", 0),        region(310100, "上海市", 310000),
          region(310115, "浦东新区", 310100), region(320000, "江苏省", 0),
          region(320100, "南京市", 320000),   region(320500, "苏州市", 320000),
          region(320583, "昆山市", 320500),   region(330000, "浙江省", 0),
          region(330100, "杭州市", 330000),   region(340000, "安徽省", 0),
          region(340100, "合肥市", 340000)};
}

inline Organisation MakeOrganisation(int64_t id, const std::string& name, int64_t region = 0) {
  Organisation made{.id = {id},
                    .key = "org-" + std::to_string(id),
                    .name = name,
                    .region = {region},
                    .source = "test"};
  made.ownership = {.owner = {id}, .audience = Audience::kPublic};
  return made;
}

inline Product MakeProduct(int64_t id, const std::string& name) {
  return {.id = {id},
          .key = "product-" + std::to_string(id),
          .name = {name, ""},
          .category = "component",
          .source = "test"};
}

inline Offer MakeOffer(int64_t id, int64_t organisation, int64_t product) {
  Offer made{.id = {id},
             .key = "offer-" + std::to_string(id),
             .organisation = {organisation},
             .product = {product},
             .source = "test"};
  made.ownership = {.owner = {organisation}, .audience = Audience::kPublic};
  return made;
}

inline Need MakeNeed(int64_t id, int64_t organisation, int64_t product,
                     const std::string& text = "") {
  Need made{.id = {id},
            .key = "need-" + std::to_string(id),
            .organisation = {organisation},
            .product = {product},
            .text = text,
            .source = "test"};
  made.ownership = {.owner = {organisation}, .audience = Audience::kPublic};
  return made;
}

inline Link MakeLink(int64_t id, int64_t supplier, int64_t customer, int64_t product) {
  Link made{.id = {id},
            .supplier = {supplier},
            .customer = {customer},
            .product = {product},
            .value_fen_year = id * 100,
            .source = "test"};
  made.ownership = {.owner = {supplier}, .audience = Audience::kPublic};
  return made;
}

// Of chain 1 and product 1.
inline Measure MakeMeasure(int64_t id) {
  Measure made{.id = {id},
               .key = "measure-" + std::to_string(id),
               .chain = {1},
               .product = {1},
               .title = "第二供方",
               .source = "test"};
  made.ownership.audience = Audience::kPublic;
  return made;
}

template <typename R>
void PutAll(Writer& writer, const std::vector<R>& records) {
  for (const R& record : records) Must(writer.Put(record));
}

// One write of the records given, committed.
template <typename... R>
WriteCounts WriteAll(Store& store, const R&... records) {
  Writer writer = Must(store.Write({.source = "test"}));
  (Must(writer.Put(records)), ...);
  return Must(writer.Commit());
}

inline void WriteRegions(Store& store) {
  Writer writer = Must(store.Write({.source = "regions"}));
  PutAll(writer, TestRegions());
  Must(writer.Commit());
}

// Everything that LoadAll hands over.
struct Everything final : RecordSink {
  std::vector<Region> regions;
  std::vector<Pairing> pairings;
  std::vector<Product> products;
  std::vector<Input> inputs;
  std::vector<Chain> chains;
  std::vector<ChainProduct> chain_products;
  std::vector<Specialisation> specialisations;
  std::vector<Organisation> organisations;
  std::vector<Offer> offers;
  std::vector<Need> needs;
  std::vector<Link> links;
  std::vector<Measure> measures;

  void Take(Region&& r) override { regions.push_back(std::move(r)); }
  void Take(Pairing&& r) override { pairings.push_back(std::move(r)); }
  void Take(Product&& r) override { products.push_back(std::move(r)); }
  void Take(Input&& r) override { inputs.push_back(std::move(r)); }
  void Take(Chain&& r) override { chains.push_back(std::move(r)); }
  void Take(ChainProduct&& r) override { chain_products.push_back(std::move(r)); }
  void Take(Specialisation&& r) override { specialisations.push_back(std::move(r)); }
  void Take(Organisation&& r) override { organisations.push_back(std::move(r)); }
  void Take(Offer&& r) override { offers.push_back(std::move(r)); }
  void Take(Need&& r) override { needs.push_back(std::move(r)); }
  void Take(Link&& r) override { links.push_back(std::move(r)); }
  void Take(Measure&& r) override { measures.push_back(std::move(r)); }
};

inline Everything Load(Store& store, const Viewer& viewer) {
  Everything all;
  Reader reader = Must(store.Read(viewer));
  Must(reader.LoadAll(all));
  return all;
}

// Names of found organisations or products, in their order.
inline std::vector<std::string> FindNames(Store& store, const std::string& query,
                                          const Viewer& viewer = Viewer::Office()) {
  Reader reader = Must(store.Read(viewer));
  std::vector<std::string> names;
  const auto page = Must(
      reader.ListOrganisations({.query = query}, OrganisationOrder::kRelevance, {.limit = 500}));
  EXPECT_EQ(page.total, static_cast<int64_t>(page.rows.size()));
  for (const OrganisationRow& row : page.rows) names.push_back(row.record.name);
  return names;
}

}  // namespace lianmeng::store
