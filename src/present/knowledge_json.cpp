#include "present/knowledge_json.h"

#include <fmt/format.h>

#include <array>

#include "kb/catalogue.h"
#include "present/json_writer.h"
#include "present/knowledge_text.h"

namespace her2::present {
namespace {

std::string placeOf(const kb::Block& block) {
  return fmt::format("{}:{}", block.document->file, block.node->place.line);
}

/// Writes the knowledge part by part, in the order of its own lists.
class KnowledgeWriter {
 public:
  explicit KnowledgeWriter(const kb::Knowledge& knowledge) : k_(knowledge) {}

  std::string write() {
    w_.beginObject();
    w_.member("release", k_.release.version);
    w_.member("date", std::optional(k_.release.date));
    w_.member("hash", k_.hash);
    w_.layers(k_);
    regions();
    sources();
    facts();
    codes();
    tables();
    ruleSets();
    texts();
    drugs();
    indications();
    changes();
    blocks();
    w_.endObject();
    return w_.text();
  }

 private:
  void period(const kb::Period& period) {
    w_.member("from", period.from);
    w_.member("until", period.until);
  }

  void regions() {
    w_.beginArray("regions");
    for (const kb::Region& region : k_.regions) {
      w_.beginObject();
      w_.member("id", region.id);
      w_.member("title", region.title);
      w_.member("agency", region.agency);
      w_.endObject();
    }
    w_.endArray();
  }

  void sources() {
    w_.beginArray("sources");
    for (const kb::Source& source : k_.sources) {
      w_.beginObject();
      w_.member("id", source.id);
      w_.member("title", source.title);
      w_.member("body", source.body);
      w_.member("date", source.date);
      w_.member("url", source.url);
      w_.member("grade", kb::gradeName(source.grade));
      w_.member("note", source.note);
      w_.member("place", placeOf(source.block));
      w_.endObject();
    }
    w_.endArray();
  }

  void facts() {
    static constexpr std::array<std::string_view, 6> kinds = {"number", "date", "truth", "code", "codes", "duration"};
    w_.beginArray("facts");
    const auto facts = static_cast<feel::FactId>(k_.facts.size());
    for (feel::FactId id = 0; id < facts; ++id) {
      const feel::Fact& fact = k_.facts[id];
      w_.beginObject();
      w_.member("name", fact.name);
      w_.member("title", fact.title);
      w_.member("about", fact.about);
      w_.member("kind", kinds[static_cast<std::size_t>(fact.kind)]);
      w_.member("scope", fact.scope == feel::Scope::Specimen ? "specimen" : "patient");
      if (!fact.unit.empty()) w_.member("unit", fact.unit);
      if (fact.kind == feel::Kind::Code || fact.kind == feel::Kind::Codes)
        w_.member("codes", k_.vocabulary.domain(fact.domain).name());
      w_.member("path", k_.derivations[id].path);
      w_.member("closed", fact.closedWorld);
      w_.member("place", placeOf(k_.derivations[id].block));
      w_.endObject();
    }
    w_.endArray();
  }

  void codes() {
    w_.beginArray("codes");
    for (const Domain& domain : k_.vocabulary.domains()) {
      w_.beginObject();
      w_.member("name", domain.name());
      w_.member("title", domain.title());
      w_.beginArray("values");
      for (unsigned i = 0; i < domain.codes().size(); ++i) code(domain, i);
      w_.endArray();
      w_.endObject();
    }
    w_.endArray();
  }

  void code(const Domain& domain, unsigned number) {
    const Code& code = domain[number];
    w_.beginObject();
    w_.member("code", code.code);
    w_.member("title", code.title);
    if (!code.text.empty()) w_.member("text", code.text);
    if (!code.means.contains(number)) {
      w_.beginArray("means");
      for (unsigned i = 0; i < domain.codes().size(); ++i) {
        if (code.means.contains(i)) w_.string(domain[i].code);
      }
      w_.endArray();
    }
    w_.endObject();
  }

  void tables() {
    w_.beginArray("tables");
    for (const kb::Table& table : k_.tables) {
      w_.beginObject();
      w_.member("id", table.id);
      w_.member("title", table.title);
      w_.member("scope", table.scope == feel::Scope::Specimen ? "specimen" : "patient");
      period(table.period);
      w_.member("when", table.whenText);
      w_.member("hit", hitName(table.hit));
      w_.beginArray("inputs");
      for (const kb::Input& input : table.inputs) w_.string(input.text);
      w_.endArray();
      w_.beginArray("outputs");
      for (const kb::FactId output : table.outputs) w_.string(k_.facts[output].name);
      w_.endArray();
      w_.strings("sources", table.sources);
      w_.member("place", placeOf(table.block));
      w_.beginArray("rows");
      for (const kb::Row& row : table.rows) {
        w_.beginObject();
        w_.strings("cells", row.cellTexts);
        w_.strings("sources", row.sources);
        w_.member("note", row.note);
        w_.member("line", std::size_t{row.place.line});
        w_.endObject();
      }
      w_.endArray();
      w_.endObject();
    }
    w_.endArray();
  }

  void ruleSets() {
    w_.beginArray("ruleSets");
    for (const kb::RuleSet& set : k_.ruleSets) {
      w_.beginObject();
      w_.member("id", set.id);
      w_.member("title", set.title);
      w_.member("when", set.whenText);
      period(set.period);
      w_.strings("sources", set.sources);
      w_.member("place", placeOf(set.block));
      w_.endObject();
    }
    w_.endArray();
  }

  void texts() {
    w_.beginArray("texts");
    for (const kb::Text& text : k_.texts) {
      w_.beginObject();
      w_.member("id", text.id);
      w_.member("title", text.title);
      w_.member("say", text.say);
      w_.strings("sources", text.sources);
      w_.endObject();
    }
    w_.endArray();
  }

  void drugs() {
    w_.beginArray("drugs");
    for (const kb::DrugEntry& drug : k_.drugs) {
      w_.beginObject();
      w_.member("id", drug.id);
      w_.member("title", drug.title);
      w_.member("mechanism", drug.mechanism);
      w_.strings("brands", drug.brands);
      w_.strings("classes", drug.classes);
      w_.strings("baseline", k_.checksBefore(drug.id));
      w_.strings("sources", drug.sources);
      w_.member("note", drug.note);
      w_.member("place", placeOf(drug.block));
      w_.endObject();
    }
    w_.endArray();
  }

  void indications() {
    const Domain& kinds = k_.vocabulary.domain(*k_.vocabulary.findDomain("tumour-kind"));
    w_.beginArray("indications");
    for (const kb::Indication& indication : k_.indications) {
      w_.beginObject();
      w_.member("id", indication.drug + "/" + indication.id);
      w_.member("drug", indication.drug);
      w_.member("population", indication.population);
      w_.beginArray("tumours");
      for (unsigned i = 0; i < kinds.codes().size(); ++i) {
        if (indication.tumours.contains(i)) w_.string(kinds[i].code);
      }
      w_.endArray();
      w_.strings("regimen", indication.regimen);
      w_.member("basis", indication.basis);
      w_.strings("evidence", indication.evidence);
      w_.beginArray("criteria");
      for (const kb::Criterion& criterion : indication.criteria) {
        w_.beginObject();
        w_.member("say", criterion.say);
        w_.member("is", criterion.text);
        w_.strings("sources", criterion.sources);
        w_.endObject();
      }
      w_.endArray();
      approvals(indication);
      w_.member("replacedBy", indication.replacedBy);
      w_.strings("sources", indication.sources);
      w_.member("note", indication.note);
      w_.member("place", placeOf(indication.block));
      w_.endObject();
    }
    w_.endArray();
  }

  void approvals(const kb::Indication& indication) {
    w_.beginArray("approvals");
    for (const kb::Approval& approval : indication.approvals) {
      w_.beginObject();
      w_.member("agency", approval.agency);
      w_.member("date", std::optional(approval.date));
      w_.member("kind", approval.kind);
      w_.member("source", approval.source);
      w_.endObject();
    }
    w_.endArray();
    w_.beginObject("until");
    for (const auto& [agency, day] : indication.until) w_.member(agency, std::optional(day));
    w_.endObject();
  }

  void changes() {
    w_.beginArray("changes");
    for (const kb::DatedChange& change : k_.timeline) {
      w_.beginObject();
      w_.member("date", std::optional(change.date));
      w_.member("agency", change.agency);
      w_.member("option", change.option);
      w_.member("product", change.product);
      w_.member("kind", change.kind);
      w_.member("before", change.before);
      w_.member("after", change.after);
      w_.strings("sources", change.sources);
      w_.member("note", change.note);
      w_.endObject();
    }
    w_.endArray();
  }

  void blocks() {
    w_.beginArray("blocks");
    for (const kb::Entry& entry : kb::entriesOf(k_)) {
      w_.beginObject();
      w_.member("kind", entry.kind);
      w_.member("key", entry.key());
      w_.member("title", entry.title);
      w_.member("place", entry.place());
      w_.endObject();
    }
    w_.endArray();
  }

  const kb::Knowledge& k_;
  JsonWriter w_;
};

}  // namespace

std::string knowledgeJson(const kb::Knowledge& knowledge) { return KnowledgeWriter(knowledge).write(); }

}  // namespace her2::present
