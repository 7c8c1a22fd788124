#include "store/columns.h"

#include <nlohmann/json.hpp>

#include "store/text_index.h"

namespace lianmeng::store {

std::string_view Name(RecordKind kind) {
  switch (kind) {
    case RecordKind::kRegion:
      return "region";
    case RecordKind::kPairing:
      return "pairing";
    case RecordKind::kProduct:
      return "product";
    case RecordKind::kInput:
      return "input";
    case RecordKind::kChain:
      return "chain";
    case RecordKind::kChainProduct:
      return "chain_product";
    case RecordKind::kSpecialisation:
      return "specialisation";
    case RecordKind::kOrganisation:
      return "organisation";
    case RecordKind::kOffer:
      return "offer";
    case RecordKind::kNeed:
      return "need";
    case RecordKind::kLink:
      return "link";
    case RecordKind::kMeasure:
      return "measure";
    case RecordKind::kEvent:
      return "event";
    case RecordKind::kBackboneSite:
      return "backbone_site";
    case RecordKind::kFibre:
      return "backbone_fibre";
    case RecordKind::kBackboneFlow:
      return "backbone_flow";
  }
  return {};
}

std::string EncodeList(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    for (const char c : item) {
      if (c == '\\')
        text += "\\\\";
      else if (c == '\n')
        text += "\\n";
      else
        text += c;
    }
    text += '\n';
  }
  return text;
}

std::vector<std::string> DecodeList(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      items.push_back(std::move(item));
      item.clear();
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      item += text[i] == 'n' ? '\n' : text[i];
    } else {
      item += text[i];
    }
  }
  return items;
}

void BindCell(Prepared& statement, int position, const Cell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    statement.Bind(position, *number);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    statement.Bind(position, *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    statement.Bind(position, std::string_view(*text));
  } else {
    statement.BindNull(position);
  }
}

namespace {

bool HoldsSomething(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text != nullptr ? !text->empty() : !std::holds_alternative<std::monostate>(cell);
}

}  // namespace

int64_t ContentHash(const std::vector<NamedCell>& cells) {
  uint64_t state = Fnv1a("lianmeng");
  for (const NamedCell& named : cells) {
    if (named.later) {
      if (!HoldsSomething(named.cell)) continue;
      state = Fnv1a(named.column, state);  // its place among the cells does not say which it is
    }
    char bytes[9] = {static_cast<char>('0' + named.cell.index())};
    std::string_view text;
    if (const auto* number = std::get_if<int64_t>(&named.cell)) {
      std::memcpy(bytes + 1, number, 8);
    } else if (const auto* real = std::get_if<double>(&named.cell)) {
      const double value = *real == 0 ? 0.0 : *real;  // -0 is 0
      std::memcpy(bytes + 1, &value, 8);
    } else if (const auto* found = std::get_if<std::string>(&named.cell)) {
      text = *found;
      const uint64_t size = text.size();
      std::memcpy(bytes + 1, &size, 8);
    }
    state = Fnv1a(text, Fnv1a({bytes, sizeof bytes}, state));
  }
  return static_cast<int64_t>(state);
}

Status CheckCells(RecordKind kind, const std::vector<NamedCell>& cells) {
  const auto fail = [&](const NamedCell& named, TextPair message) {
    message.zh += "（" + std::string(Name(kind)) + "）";
    message.en += " (" + std::string(Name(kind)) + ")";
    return MakeError(ErrorCode::kInvalidArgument, std::move(message), {.field = named.column});
  };
  for (const NamedCell& named : cells) {
    if (const auto* real = std::get_if<double>(&named.cell)) {
      if (!std::isfinite(*real)) return fail(named, {"不是有限的数", "is not a finite number"});
    } else if (const auto* text = std::get_if<std::string>(&named.cell)) {
      if (text->find('\0') != std::string::npos) {
        return fail(named, {"含有空字符", "holds a NUL character"});
      }
      if (!IsValidUtf8(*text)) return fail(named, {"不是有效的 UTF-8", "is not valid UTF-8"});
    }
  }
  return Ok{};
}

namespace {

nlohmann::ordered_json ToJson(const Cell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) return *number;
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return nullptr;
}

}  // namespace

std::string DifferenceJson(const std::vector<NamedCell>& before,
                           const std::vector<NamedCell>& after) {
  CHECK(before.size() == after.size());
  nlohmann::ordered_json changed = nlohmann::ordered_json::object();
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].cell == after[i].cell) continue;
    changed[before[i].column] = {ToJson(before[i].cell), ToJson(after[i].cell)};
  }
  return changed.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<FieldChange> ParseDifference(std::string_view json) {
  std::vector<FieldChange> changes;
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return changes;
  for (const auto& [field, pair] : parsed.items()) {
    if (!pair.is_array() || pair.size() != 2) continue;
    changes.push_back({field, pair[0].dump(), pair[1].dump()});
  }
  return changes;
}

std::string NamesForRank(const std::vector<std::string>& names) {
  std::string text = "\n";
  for (const std::string& name : names) {
    const std::string normalised = Normalise(name);
    if (!normalised.empty()) text += normalised + "\n";
  }
  return text;
}

std::string InitialsForRank(const std::vector<std::string>& names) {
  std::string text = "\t";
  for (const std::string& name : names) {
    const std::string initials = Initials(name);
    if (!initials.empty()) text += initials + "\t";
  }
  return text;
}

}  // namespace lianmeng::store
