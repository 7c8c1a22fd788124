// Needs and offers added, changed, listed by their terms and matched, through the API on the tiny region.

#include "tests/http/api_fixture.h"

namespace lianmeng::http::testing {
namespace {

class Trades : public Api {
 protected:
  Answer Post(const std::string& path, const Json& body, const std::string& viewer = "") {
    return Send({Method::kPost, "/api/v1" + path, viewer, body.dump()});
  }
  Answer Patch(const std::string& path, const Json& body, const std::string& viewer = "") {
    return Send({Method::kPatch, "/api/v1" + path, viewer, body.dump()});
  }
  std::string Firm(const std::string& key) { return IdOf("/api/v1/organisations", "key", key); }

  // A1 seeks capital in the chain "robot".
  Json CapitalNeed() {
    return {{"organisation", Firm("A1")},
            {"kind", "capital"},
            {"text", "减速器产线扩产融资"},
            {"capital",
             {{"amount_min_cny", 2e7},
              {"amount_max_cny", 5e7},
              {"stages", {"series_a"}},
              {"instruments", {"equity"}},
              {"sectors", {"robot", "C3491"}}}}};
  }
  // Of an organisation: a financier is whoever offers capital.
  Json CapitalOffer(const std::string& key, const Json& terms) {
    return {{"organisation", Firm(key)},
            {"kind", "capital"},
            {"text", "面向机器人产业的投资"},
            {"capital", terms}};
  }

  static std::vector<std::string> Fields(const Answer& refused) {
    std::vector<std::string> fields;
    const Json problem = refused.json();
    for (const Json& fault : problem.value("errors", Json::array()))
      fields.push_back(fault["field"]);
    return fields;
  }
};

TEST_F(Trades, ANeedOfCapitalIsAddedMatchedWithItsOwnPartsAndExplained) {
  const Json suits = {{"amount_min_cny", 1e7},
                      {"amount_max_cny", 1e8},
                      {"stages", {"series_a"}},
                      {"instruments", {"equity", "fund"}},
                      {"sectors", {"robot"}}};
  const Json lends = {{"instruments", {"loan"}}, {"sectors", {"robot"}}};
  ASSERT_EQ(Post("/offers", CapitalOffer("B1", suits)).status, 201);
  ASSERT_EQ(Post("/offers", CapitalOffer("B2", lends)).status, 201);
  const Answer added = Post("/needs", CapitalNeed());
  ASSERT_EQ(added.status, 201) << added.text;
  const Json need = added.json();
  EXPECT_EQ(need["version"], 1);
  EXPECT_TRUE(need["may_change"]);
  EXPECT_EQ(need["audience"], "alliance");
  EXPECT_EQ(need["capital"]["amount_max_cny"], 5e7);

  const std::string path = "/api/v1/needs/" + need["id"].get<std::string>();
  const Json matched = Get(path + "/matches").json();
  std::vector<std::string> parts;
  double most = 0;
  for (const Json& weight : matched["weights"]) {
    parts.push_back(weight["part"]);
    most += weight["max"].get<double>();
  }
  EXPECT_EQ(parts, (std::vector<std::string>{"text_fit", "sector", "amount", "stage", "instrument",
                                             "distance", "dealings"}));
  EXPECT_DOUBLE_EQ(most, 100.0);
  ASSERT_EQ(matched["matches"].size(), 2u);
  const Json& best = matched["matches"][0];
  EXPECT_EQ(best["organisation"]["id"], Firm("B1"));
  double sum = 0;
  for (const Json& part : best["parts"]) {
    sum += part["points"].get<double>();
    EXPECT_FALSE(part["reason"]["zh"].get<std::string>().empty());
    EXPECT_FALSE(part["reason"]["en"].get<std::string>().empty());
  }
  EXPECT_NEAR(sum, best["score"].get<double>(), 1e-9);
  EXPECT_EQ(best["parts"][2]["points"], 20.0);
  const Json& lender = matched["matches"][1];
  EXPECT_EQ(lender["parts"][4]["points"], 0.0) << "a wish lowers the score";

  // Insisting on the instrument leaves the lender out, by name.
  const Answer strict = Patch("/needs/" + need["id"].get<std::string>(),
                              {{"version", 1}, {"required_terms", {"instrument"}}});
  ASSERT_EQ(strict.status, 200) << strict.text;
  const Json again = Get(path + "/matches").json();
  EXPECT_EQ(again["matches"].size(), 1u);
  bool named = false;
  for (const Json& rule : again["excluded"]) named |= rule["rule"] == "required_term";
  EXPECT_TRUE(named);
}

TEST_F(Trades, ListsFilterByTerms) {
  ASSERT_EQ(Post("/needs", CapitalNeed()).status, 201);
  ASSERT_EQ(
      Post("/needs",
           {{"organisation", Firm("A2")},
            {"kind", "technology"},
            {"text", "降低减速器噪声"},
            {"technology", {{"fields", {"F16H"}}, {"maturity", 6}, {"cooperation", {"licence"}}}}})
          .status,
      201);
  const auto total = [&](const std::string& query) {
    return Get("/api/v1/needs?" + query).json()["total"].get<int>();
  };
  EXPECT_EQ(total("kind=capital"), 1);
  EXPECT_EQ(total("stage=series_a"), 1);
  EXPECT_EQ(total("stage=seed"), 0);
  EXPECT_EQ(total("instrument=equity&instrument=loan"), 1);
  EXPECT_EQ(total("sector=robot"), 1);
  EXPECT_EQ(total("sector=F16H"), 1);
  EXPECT_EQ(total("amount_cny=30000000"), 1);
  EXPECT_EQ(total("amount_cny=60000000"), 0);
  EXPECT_EQ(total("maturity=6&cooperation=licence"), 1);
  EXPECT_EQ(total("maturity=7"), 0);
  EXPECT_EQ(Get("/api/v1/needs?stage=late").status, 400);
  EXPECT_EQ(Get("/api/v1/needs?maturity=10").status, 400);

  ASSERT_EQ(Post("/offers", CapitalOffer("B1", {{"instruments", {"loan"}}})).status, 201);
  const Json offers = Get("/api/v1/offers?kind=capital&instrument=loan").json();
  ASSERT_EQ(offers["items"].size(), 1u);
  EXPECT_EQ(offers["items"][0]["organisation"]["id"], Firm("B1"));
  EXPECT_EQ(Get("/api/v1/offers?organisation=" + Firm("B2") + "&kind=capital").json()["total"], 0);
}

TEST_F(Trades, AChangeOnTopOfAnothersIsRefusedAndSaysWhatChanged) {
  const Json need = Post("/needs", CapitalNeed()).json();
  const std::string path = "/needs/" + need["id"].get<std::string>();
  const Answer changed =
      Patch(path, {{"version", 1}, {"capital", {{"instruments", {"loan"}}}}, {"text", "改为贷款"}});
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(changed.json()["version"], 2);
  EXPECT_TRUE(changed.json()["capital"]["amount_min_cny"].is_null()) << "terms come whole";
  const Answer stale = Patch(path, {{"version", 1}, {"text", "另一处"}});
  EXPECT_EQ(stale.status, 409);
  const std::string told = stale.json()["detail"]["zh"];
  EXPECT_NE(told.find("说明"), std::string::npos) << told;
  EXPECT_NE(told.find("融资方式"), std::string::npos) << told;
  EXPECT_EQ(Get("/api/v1" + path).json()["text"], "改为贷款");
  EXPECT_EQ(Get("/api/v1" + path).json()["history"].size(), 2u);
}

TEST_F(Trades, ANeedIsClosedWithAReasonAndOpenedAgain) {
  const Json need = Post("/needs", CapitalNeed()).json();
  const std::string path = "/needs/" + need["id"].get<std::string>();
  EXPECT_EQ(Fields(Patch(path, {{"version", 1}, {"close_reason", "met"}})),
            std::vector<std::string>{"/close_reason"})
      << "a need that is open has no reason to be closed";
  const Answer closed = Patch(path, {{"version", 1}, {"open", false}, {"close_reason", "met"}});
  ASSERT_EQ(closed.status, 200) << closed.text;
  EXPECT_FALSE(closed.json()["open"]);
  EXPECT_EQ(closed.json()["close_reason"], "met");
  const Answer opened = Patch(path, {{"version", 2}, {"open", true}});
  ASSERT_EQ(opened.status, 200) << opened.text;
  EXPECT_TRUE(opened.json()["close_reason"].is_null());
}

TEST_F(Trades, BadBodiesNameFieldAndValueAndChangeNothing) {
  const int before = Get("/api/v1/needs").json()["total"];
  const auto fault = [&](const char* field, const Json& value, const char* place) {
    Json body = CapitalNeed();
    if (std::string(field).starts_with("capital.")) {
      body["capital"][std::string(field).substr(8)] = value;
    } else {
      body[field] = value;
    }
    const Answer refused = Post("/needs", body);
    EXPECT_EQ(refused.status, 400) << field << ": " << refused.text;
    EXPECT_EQ(Fields(refused), std::vector<std::string>{place}) << refused.text;
  };
  fault("organisation", "7", "/organisation");
  fault("kind", "money", "/kind");
  fault("text", "", "/text");
  fault("capital.stages", {"series_z"}, "/capital/stages");
  fault("capital.sectors", {"robto"}, "/capital/sectors");
  fault("capital.amount_min_cny", 9e7, "/capital/amount_max_cny");
  fault("capital.amount_min_cny", -1, "/capital/amount_min_cny");
  fault("required_terms", {"maturity"}, "/required_terms");
  fault("talent", {{"role", "工程师"}}, "/talent");
  fault("needed_by", "soon", "/needed_by");
  fault("capital.colour", "red", "/capital/colour");
  EXPECT_EQ(Get("/api/v1/needs").json()["total"], before);

  Json twice = CapitalNeed();
  twice["key"] = "A1-N1";
  EXPECT_EQ(Post("/needs", twice).status, 409);
  EXPECT_EQ(Post("/needs", CapitalNeed(), "A1").status, 403);
  EXPECT_EQ(Post("/offers", CapitalOffer("B1", Json::object()), "public").status, 403);
  EXPECT_EQ(Patch("/needs/123456", {{"version", 1}}).status, 404);
}

TEST_F(Trades, AnOfferOfTalentKeepsItsTermsThroughAChange) {
  const Json input = {{"organisation", Firm("B1")},
                      {"kind", "talent"},
                      {"text", "可派驻的工程师"},
                      {"talent",
                       {{"role", "电控工程师"},
                        {"skills", {"PLC", "C++"}},
                        {"level", "senior"},
                        {"place", "340100"},
                        {"from", "2027-01-01"},
                        {"engagements", {"secondment"}}}}};
  const Answer added = Post("/offers", input);
  ASSERT_EQ(added.status, 201) << added.text;
  const std::string path = "/offers/" + added.json()["id"].get<std::string>();
  const Answer changed = Patch(path, {{"version", 1}, {"valid_until", "2027-06-30"}});
  ASSERT_EQ(changed.status, 200) << changed.text;
  const Json offer = Get("/api/v1" + path).json();
  EXPECT_EQ(offer["talent"]["skills"], (Json{"PLC", "C++"}));
  EXPECT_EQ(offer["talent"]["place"], "340100");
  EXPECT_EQ(offer["valid_until"], "2027-06-30");
  const Answer refused =
      Patch(path, {{"version", 2}, {"talent", {{"from", "2027-02-01"}, {"until", "2027-01-01"}}}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Fields(refused), std::vector<std::string>{"/talent/until"});
}

TEST_F(Trades, OffersAreFoundByProductOrganisationAndTheirOwnText) {
  const auto keys = [this](const std::string& search, const std::string& viewer = "") {
    std::vector<std::string> names;
    const Json page = Get("/api/v1/offers?" + search, viewer).json();
    for (const Json& item : page["items"]) {
      names.push_back(item["organisation"]["short_name"]);
    }
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys("q=%E5%87%8F%E9%80%9F%E5%99%A8"), (Names{"明驰精工", "科锋精密"}));  // 减速器
  EXPECT_EQ(keys("q=%E7%A7%91%E9%94%8B"), (Names{"科锋精密"}));                       // 科锋
  EXPECT_EQ(keys("q=%E7%94%B5%E6%9C%BA&city=340100"), (Names{"安特电机"}));           // 电机
  EXPECT_EQ(keys("chain=robot&city=310100"), (Names{"恒川机器人", "天能电机"}));
  EXPECT_EQ(keys("q=%25"), Names{});  // a sign of LIKE stands for itself
  EXPECT_EQ(Get("/api/v1/offers?chain=nothing").status, 400);
  ASSERT_EQ(Post("/offers", CapitalOffer("B2", {{"instruments", {"loan"}}})).status, 201);
  EXPECT_EQ(keys("q=%E6%9C%BA%E5%99%A8%E4%BA%BA%E4%BA%A7%E4%B8%9A"), (Names{"明驰精工"}));
}

// The private offers of X1 and B1 are in no table of another viewer; no row is left out of one's own.
TEST_F(Trades, ListsGoOutAsTablesWithEveryRowOfTheFilter) {
  const auto lines = [this](const std::string& path, const std::string& viewer = "") {
    const Answer answer = Get("/api/v1/" + path, viewer);
    EXPECT_EQ(answer.status, 200) << path << answer.text;
    return std::count(answer.text.begin(), answer.text.end(), '\n') - 1;  // but the heading
  };
  EXPECT_EQ(lines("offers.csv"), Get("/api/v1/offers").json()["total"].get<int64_t>());
  EXPECT_EQ(lines("offers.csv", "X1"), Get("/api/v1/offers", "X1").json()["total"].get<int64_t>());
  EXPECT_EQ(lines("needs.csv"), Get("/api/v1/needs").json()["total"].get<int64_t>());
  EXPECT_EQ(lines("offers.csv?city=340100&kind=goods"),
            Get("/api/v1/offers?city=340100&kind=goods").json()["total"].get<int64_t>());
  EXPECT_EQ(Get("/api/v1/offers.csv").text.find("隐形"), std::string::npos);
  ASSERT_EQ(Post("/offers", CapitalOffer("B1", {{"amount_max_cny", 1e8},
                                                {"stages", {"series_a"}},
                                                {"sectors", {"robot"}}}))
                .status,
            201);
  const std::string capital = Get("/api/v1/offers.csv?kind=capital&lang=en").text;
  EXPECT_NE(capital.find("Sector: Robots"), std::string::npos) << capital;
  EXPECT_NE(capital.find("100000000"), std::string::npos) << capital;
  EXPECT_GT(lines("makers.csv?q=%E5%87%8F%E9%80%9F%E5%99%A8"), 1);
  EXPECT_EQ(Get("/api/v1/makers.csv").status, 400);
}

}  // namespace
}  // namespace lianmeng::http::testing
