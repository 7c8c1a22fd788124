// What a Writer looks up of offers and needs beside putting them.
#include "store/reader_rows.h"
#include "store/writer_impl.h"

namespace lianmeng::store {

template <typename R>
Result<std::optional<typename RowOf<R>::Type>> Writer::Impl::FindRow(int64_t id) {
  const std::string table(Name(Table<R>::kKind));
  const std::string join(RowOf<R>::Join());
  LM_ASSIGN(Prepared found, connection_->Prepare("SELECT " + SelectList<R>("x") + ", x.updated_ms" +
                                                 RowOf<R>::More() + " FROM " + table +
                                                 " x JOIN organisation o ON o.id = x.organisation" +
                                                 join + " WHERE x.id = $1"));
  LM_ASSIGN(const bool row, found.Bind(1, id).Step());
  std::optional<typename RowOf<R>::Type> result;
  if (!row) return result;
  result.emplace();
  const int column = ReadRecord(found, 0, result->record);
  result->updated_at_ms = found.Int(column);
  RowOf<R>::Read(found, column + 1, *result);
  // As it was named, not as a merge holds it: put back, it is held anew, and a merge undone finds it.
  LM_ASSIGN(const std::vector<Named> named, ReadNamed(Table<R>::kKind, id));
  ApplyNamed(named, result->record);
  return result;
}

template Result<std::optional<OfferRow>> Writer::Impl::FindRow<Offer>(int64_t id);
template Result<std::optional<NeedRow>> Writer::Impl::FindRow<Need>(int64_t id);

Result<bool> Writer::Impl::HasKey(RecordKind kind, std::string_view key) {
  LM_ASSIGN(Prepared find,
            connection_->Prepare("SELECT 1 FROM " + std::string(Name(kind)) + " WHERE key = $1"));
  LM_ASSIGN(const bool row, find.Bind(1, key).Step());
  return row;
}

}  // namespace lianmeng::store
