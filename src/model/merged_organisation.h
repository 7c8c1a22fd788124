// One organisation that several sources know under keys of their own: which source's value is shown
// for each field (docs/names.md, "Merging").
//
// A field shows the value of the source that the office chose for it; otherwise of the most trusted
// source that states one; among equals of the one changed last, then of the organisation that stayed,
// then of the earlier id. Names that are not shown become aliases, so that none is lost. The audience
// is the narrowest of all: nobody sees by way of a merge what its source hides from them.
//
// Determinism: equal input, equal output, whatever the order of the sources.
// Cost: O(sources) for each field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/records.h"

namespace lianmeng {

// How much a source is trusted, rising. Of one record, the first that holds: verified_by is not
// empty; it is a sample (then kSample); its source names a public registry; its source says that the
// enterprise reported it; otherwise kOther.
enum class SourceTrust { kSample, kOther, kOwn, kRegistry, kVerified };
[[nodiscard]] SourceTrust TrustOf(const Organisation& record);

// What one source says.
struct OrganisationSource {
  Organisation record;  // its id and key are the source's own
  int64_t updated_at_ms = 0;

  friend bool operator==(const OrganisationSource&, const OrganisationSource&) = default;
};

// The office chose that a field shows the value of a source.
struct FieldChoice {
  std::string field;
  OrganisationId source;

  friend bool operator==(const FieldChoice&, const FieldChoice&) = default;
};

struct OrganisationSources {
  OrganisationId stays;  // whose id and key the merged organisation has; one of the sources
  std::vector<OrganisationSource> sources;
  std::vector<FieldChoice> choices;  // of sources that are not here: passed over
};

// Fields of which one source's value is shown, in the order of the record: kind, name, ... The others
// follow rules of their own: aliases, sample's and verification's source text, audience.
[[nodiscard]] const std::vector<std::string>& ChosenFields();

// Whether a record says anything about one of ChosenFields().
[[nodiscard]] bool States(const Organisation& record, std::string_view field);

// Index of the source whose value of one of ChosenFields() is shown.
// Requires: a source at least.
[[nodiscard]] size_t ShownSource(const OrganisationSources& of, std::string_view field);

// The organisation as it is shown. A single source is shown as it is.
// Requires: `stays` is one of the sources; owners are organisations as they stand now.
// Errors: kConflict: two audiences of which neither lies within the other.
[[nodiscard]] Result<Organisation> Combine(const OrganisationSources& of);

}  // namespace lianmeng
