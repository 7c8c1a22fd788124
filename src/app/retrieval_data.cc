#include <functional>
#include <map>
#include <unordered_map>

#include "app/retrieval_trial.h"
#include "base/text.h"
#include "ingest/cell_parsers.h"
#include "ingest/ckg_reader.h"
#include "ingest/json_lines_reader.h"

namespace lianmeng::app {
namespace {

// Levels of a Shenwan code: six digits, four, two.
constexpr size_t kSectorDigits[match::kSectorLevels] = {6, 4, 2};

class DataReader {
 public:
  explicit DataReader(const std::filesystem::path& folder) : folder_(folder) {}

  Result<match::RetrievalInput> Run() {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder_, ignored)) {
      return MakeError(ErrorCode::kNotFound, {"没有这个文件夹", "no such folder"},
                       {.file = folder_.string()});
    }
    LM_TRY(Each("industry_industry.json", {"from_code", "from_industry", "to_code", "to_industry"},
                [this](const auto& cells, const Place&) -> Status {
                  industries_.try_emplace(Trim(cells[0]), Trim(cells[1]));
                  industries_.try_emplace(Trim(cells[2]), Trim(cells[3]));
                  return Ok{};
                }));
    LM_TRY(Each("company_industry.json", {"company_code", "industry_code", "industry_name"},
                [this](const auto& cells, const Place&) -> Status {
                  sector_of_.try_emplace(ingest::BareCode(cells[0]), Trim(cells[1]));
                  industries_.try_emplace(Trim(cells[1]), Trim(cells[2]));
                  return Ok{};
                }));
    LM_TRY(Each("company.json", {"code", "name", "fullname"},
                [this](const auto& cells, const Place&) { return TakeFirm(cells); }));
    LM_TRY(Each("company_product.json",
                {"company_code", "product_name", "company_name", "rel_weight"},
                [this](const auto& cells, const Place& place) { return TakeMade(cells, place); }));
    LM_TRY(Each("product_product.json", {"from_entity", "to_entity"},
                [this](const auto& cells, const Place&) -> Status {
                  const auto from = products_.find(Trim(cells[0]));
                  const auto to = products_.find(Trim(cells[1]));
                  if (from == products_.end() || to == products_.end()) return Ok{};
                  data_.relations.emplace_back(from->second, to->second);
                  return Ok{};
                }));
    return std::move(data_);
  }

 private:
  using Take = std::function<Status(const std::vector<std::string>&, const Place&)>;

  // The first two fields of every line must be there.
  Status Each(const std::string& file, std::vector<std::string> fields, const Take& take) {
    LM_ASSIGN(const auto reader,
              ingest::JsonLinesReader::Open(folder_ / file, {.file = file, .fields = fields}));
    ingest::Row row;
    while (true) {
      LM_ASSIGN(const bool more, reader->Next(row));
      if (!more) return Ok{};
      for (size_t f = 0; f < 2; ++f) {
        if (!Trim(row.cells[f]).empty()) continue;
        return MakeError(ErrorCode::kInvalidArgument, {"不能为空", "must not be empty"},
                         {.file = file, .line = row.line, .field = fields[f]});
      }
      LM_TRY(take(row.cells, {.file = file, .line = row.line}));
    }
  }

  Status TakeFirm(const std::vector<std::string>& cells) {
    match::RetrievalOrganisation firm;
    firm.names = {Trim(cells[1]), Trim(cells[2])};
    const auto sector = sector_of_.find(ingest::BareCode(cells[0]));
    for (size_t level = 0; level < match::kSectorLevels && sector != sector_of_.end(); ++level) {
      std::string code = sector->second.substr(0, kSectorDigits[level]);
      firm.sectors[level] = code;
      code.resize(kSectorDigits[0], '0');
      const auto name = industries_.find(code);
      if (name != industries_.end()) firm.industry[level] = name->second;
    }
    firms_by_code_[ingest::BareCode(cells[0])].push_back(data_.organisations.size());
    data_.organisations.push_back(std::move(firm));
    return Ok{};
  }

  // Accounting lines and negative shares are no products, as on import.
  Status TakeMade(const std::vector<std::string>& cells, const Place& place) {
    const std::string name = Trim(cells[1]);
    const auto firms = firms_by_code_.find(ingest::BareCode(cells[0]));
    if (firms == firms_by_code_.end()) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有这家企业", "there is no such firm"},
                       {place.file, place.line, "company_code", cells[0]});
    }
    const ingest::Parsed<double> share = ingest::ParseNumber(cells[3]);
    if (ingest::IsAccountingLine(name) || (share.ok() && *share.value < 0)) return Ok{};
    size_t firm = firms->second.front();
    for (const size_t other : firms->second) {
      if (data_.organisations[other].names[0] == Trim(cells[2])) firm = other;
    }
    const auto [product, is_new] =
        products_.try_emplace(name, static_cast<int32_t>(data_.products.size()));
    if (is_new) data_.products.push_back({name});
    data_.organisations[firm].products.push_back(product->second);
    return Ok{};
  }

  const std::filesystem::path& folder_;
  match::RetrievalInput data_;
  std::unordered_map<std::string, std::string> industries_;  // name by code
  std::unordered_map<std::string, std::string> sector_of_;   // by bare stock code
  std::unordered_map<std::string, std::vector<size_t>> firms_by_code_;
  std::unordered_map<std::string, int32_t> products_;
};

}  // namespace

Result<match::RetrievalInput> ReadRetrievalData(const std::filesystem::path& folder) {
  return DataReader(folder).Run();
}

}  // namespace lianmeng::app
