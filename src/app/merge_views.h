// What is said about merges of organisations: a pair to decide field by field, what was merged, what
// each source says, and who doubts it (docs/names.md, "Merging").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/names_views.h"

namespace lianmeng::app {

// One field of the two records of a pair, as people read it; null where a record says nothing.
struct PairField {
  std::string field;
  TextPair label;
  std::optional<TextPair> a, b;
  bool differs = false;  // both say something, and not the same

  LM_FIELDS(PairField, field, label, a, b, differs)
};

struct DuplicateCard : DuplicatePair {
  std::string suggested;  // "a" or "b": the more trusted record, whose key would stay
  std::vector<PairField> fields;

  LM_FIELDS_OF(DuplicateCard, DuplicatePair, suggested, fields)
};

struct DuplicatePage {
  int64_t organisations = 0;
  int64_t pairs = 0, nearly_certain = 0;  // left to decide
  int64_t decided = 0;                    // decided not to be one
  std::vector<DuplicateCard> items;
  std::optional<int64_t> next;  // `skip` of the page after this one

  LM_FIELDS(DuplicatePage, organisations, pairs, nearly_certain, decided, items, next)
};

struct MergeRow {
  std::string id;
  NamedOrganisation stays, goes;  // as each was before
  NamedOrganisation now;          // what the one that went is today
  std::string at;                 // UTC
  std::string decided_by;
  std::string note;
  std::optional<std::string> undone_at;
  std::string undone_by;
  std::string undone_note;

  LM_FIELDS(MergeRow, id, stays, goes, now, at, decided_by, note, undone_at, undone_by, undone_note)
};

struct MergeList {
  std::vector<MergeRow> items;  // the newest first

  LM_FIELDS(MergeList, items)
};

struct SourceView {
  std::string id;
  std::string key;
  std::string name;
  std::string source;  // where the record came from, in its own words
  std::string trust;   // verified, registry, own, other, sample
  TextPair trust_label;
  std::string updated_at;  // UTC
  bool stays = false;      // whose id and key the organisation has

  LM_FIELDS(SourceView, id, key, name, source, trust, trust_label, updated_at, stays)
};

struct SourceField {
  std::string field;
  TextPair label;
  std::vector<std::optional<TextPair>> values;  // one for each source, in their order
  std::optional<int64_t> shown;                 // which of them; null: none says anything
  bool chosen = false;                          // by the office, not by the rule
  bool differs = false;

  LM_FIELDS(SourceField, field, label, values, shown, chosen, differs)
};

struct OrganisationSourcesView {
  std::string organisation;
  bool merged = false;
  std::vector<SourceView> sources;
  std::vector<SourceField> fields;  // those about which a source says something
  std::vector<MergeRow> merges;     // that it came from and that stand

  LM_FIELDS(OrganisationSourcesView, organisation, merged, sources, fields, merges)
};

struct FlagRow {
  std::string id;
  NamedOrganisation organisation;
  std::string at;  // UTC
  std::string flagged_by;
  std::string note;
  std::string state;  // open, dismissed, undone

  LM_FIELDS(FlagRow, id, organisation, at, flagged_by, note, state)
};

struct FlagList {
  std::vector<FlagRow> items;  // open ones first, then the newest

  LM_FIELDS(FlagList, items)
};

inline constexpr size_t kMergeNoteMax = 500;

// ---- What clients send

struct MergeInput {
  std::string stays, goes;  // keys or ids
  std::optional<std::string> note;

  LM_FIELDS(MergeInput, stays, goes, note)
  static FieldRules Rules() { return {LengthUpTo("note", kMergeNoteMax)}; }
};

struct PairInput {
  std::string a, b;  // keys or ids
  std::optional<std::string> note;

  LM_FIELDS(PairInput, a, b, note)
  static FieldRules Rules() { return {LengthUpTo("note", kMergeNoteMax)}; }
};

struct NoteInput {
  std::optional<std::string> note;

  LM_FIELDS(NoteInput, note)
  static FieldRules Rules() { return {LengthUpTo("note", kMergeNoteMax)}; }
};

struct FlagInput {
  std::string note;

  LM_FIELDS(FlagInput, note)
  static FieldRules Rules() { return {LengthUpTo("note", kMergeNoteMax)}; }
};

struct FieldChoiceInput {
  std::string field;
  std::optional<std::string> source;  // an id; null: back to the rule

  LM_FIELDS(FieldChoiceInput, field, source)
  static FieldRules Rules() { return {}; }
};

}  // namespace lianmeng::app
