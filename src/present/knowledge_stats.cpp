#include "present/knowledge_stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "present/json_writer.h"
#include "present/plain.h"

namespace her2::present {
namespace {

constexpr std::array<kb::Grade, 5> grades = {kb::Grade::Label, kb::Grade::Primary, kb::Grade::Secondary,
                                             kb::Grade::Convention, kb::Grade::Unverified};

/// Blocks that say what something is rather than what follows from it.
constexpr std::array<std::string_view, 6> definitions = {"release", "region", "agency", "source", "codes", "fact"};

class Counter {
 public:
  explicit Counter(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  KnowledgeStats run() {
    blocks();
    sources();
    tables();
    indications();
    for (const kb::RuleSet& each : knowledge_.ruleSets) cited("rule-set " + each.id, each.sources, each.block);
    for (const kb::Text& each : knowledge_.texts) {
      cited("text " + each.id, each.sources, each.block);
      if (unread(each.sources))
        note("text " + each.id, each.block, each.block.node->place, "a comment: it decides nothing");
    }
    return std::move(stats_);
  }

 private:
  void blocks() {
    static constexpr std::array<std::string_view, 4> looked = {"table", "rule-set", "text", "indication"};
    const auto is = [](const auto& kinds, const std::string& kind) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    for (const kb::Entry& entry : kb::entriesOf(knowledge_)) {
      ++stats_.blocks[entry.kind];
      bool cites = false;
      kb::forEachCitation(knowledge_, *entry.block.node, [&](const kb::Source& source) {
        cites = true;
        cited_.insert(source.id);
      });
      if (!cites && !is(looked, entry.kind) && !is(definitions, entry.kind)) ++stats_.others[entry.kind];
    }
  }

  void sources() {
    for (const kb::Source& source : knowledge_.sources) {
      ++stats_.sources[source.grade];
      if (!cited_.contains(source.id)) ++stats_.uncited;
    }
  }

  void tables() {
    const std::set<feel::FactId> deciding = decidingFacts();
    std::set<std::string> ids;
    for (const kb::Table& table : knowledge_.tables) {
      ids.insert(table.id);
      stats_.rows += table.rows.size();
      stats_.examples += examples(table.block);
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const kb::Row& row = table.rows[r];
        const auto& sources = row.sources.empty() ? table.sources : row.sources;
        const std::string name = fmt::format("table {} row {}", table.id, r + 1);
        cited(name, sources, table.block);
        if (!unread(sources)) continue;
        bool bears = false;
        bool decides = false;
        for (std::size_t o = 0; o < table.outputs.size(); ++o) {
          if (!deciding.contains(table.outputs[o])) continue;
          bears = true;
          decides = decides || row.outputs[o].codes.size() < 2;
        }
        note(name, table.block, row.place,
             decides ? "a warning names it wherever it takes part"
             : bears ? "it leaves its answer open, so it decides nothing"
                     : "a flag, comment or advice: no result, no class",
             decides);
      }
    }
    stats_.tableIds = ids.size();
  }

  /// Facts that the HER2 result or class depends on, on whatever day.
  std::set<feel::FactId> decidingFacts() const {
    std::set<feel::FactId> seen;
    std::vector<feel::FactId> open;
    const auto need = [&](feel::FactId fact) {
      if (seen.insert(fact).second) open.push_back(fact);
    };
    for (const std::string_view name : {"status.result", "status.class"}) {
      if (const auto fact = knowledge_.facts.find(name)) need(*fact);
    }
    while (!open.empty()) {
      const feel::FactId fact = open.back();
      open.pop_back();
      if (const auto& define = knowledge_.derivations[fact].define) feel::forEachFact(*define, need);
      for (const kb::Table& table : knowledge_.tables) {
        if (std::find(table.outputs.begin(), table.outputs.end(), fact) == table.outputs.end()) continue;
        for (const kb::Input& input : table.inputs) feel::forEachFact(input.value, need);
        if (table.when) feel::forEachFact(*table.when, need);
      }
    }
    return seen;
  }

  void indications() {
    for (const kb::Indication& each : knowledge_.indications) {
      const std::string name = fmt::format("indication {}/{}", each.drug, each.id);
      std::vector<std::string> sources = each.sources;
      for (const kb::Approval& approval : each.approvals) {
        sources.push_back(approval.source);
        ++stats_.approvals[approval.agency];
      }
      stats_.criteria += each.criteria.size();
      stats_.examples += examples(each.block);
      cited(name, sources, each.block);
      if (unread(sources))
        note(name, each.block, each.block.node->place, "never more than possible: verify in the label");
      for (std::size_t i = 0; i < each.criteria.size(); ++i) {
        const kb::Criterion& criterion = each.criteria[i];
        if (!criterion.sources.empty() && unread(criterion.sources))
          note(fmt::format("{} criterion {}", name, i + 1), each.block, criterion.place,
               "never more than possible: verify in the label");
      }
    }
  }

  static std::size_t examples(const kb::Block& block) {
    const kb::Node* found = block.node->find("examples");
    return found != nullptr && found->isArray() ? found->array().size() : 0;
  }

  bool unread(const std::vector<std::string>& sources) const {
    return !sources.empty() && knowledge_.bestGrade(sources) == kb::Grade::Unverified;
  }

  void cited(const std::string& what, const std::vector<std::string>& sources, const kb::Block& block) {
    if (sources.empty())
      stats_.rulesWithoutSource.push_back(
          fmt::format("{} (knowledge/{}:{})", what, block.document->file, block.node->place.line));
  }

  void note(std::string what, const kb::Block& block, kb::Place place, std::string keeps, bool decides = false) {
    stats_.unread.push_back(
        {std::move(what), fmt::format("{}:{}", block.document->file, place.line), std::move(keeps), decides});
  }

  const kb::Knowledge& knowledge_;
  KnowledgeStats stats_;
  std::set<std::string> cited_;
};

std::size_t count(const std::map<std::string, std::size_t>& blocks, const std::string& kind) {
  const auto found = blocks.find(kind);
  return found == blocks.end() ? 0 : found->second;
}

std::size_t deciding(const KnowledgeStats& stats) {
  return static_cast<std::size_t>(
      std::count_if(stats.unread.begin(), stats.unread.end(), [](const Unread& u) { return u.decides; }));
}

std::vector<std::string> line(std::string_view what, std::size_t n, std::string_view remark = {}) {
  return {std::string(what), fmt::format("{:>6}", n), std::string(remark)};
}

}  // namespace

KnowledgeStats statsOf(const kb::Knowledge& knowledge) { return Counter(knowledge).run(); }

std::string layersText(const kb::Knowledge& knowledge) {
  std::string out;
  for (const kb::Layer& layer : knowledge.documents.layers()) {
    const bool base = &layer == &knowledge.documents.layers().front();
    out += fmt::format("{} {} - {} ({})\n", base ? "knowledge" : "overlay " + layer.id, layer.version, layer.title,
                       layer.hash.substr(0, 12));
    for (const kb::Replacement& each : knowledge.documents.replacements()) {
      if (each.layer != layer.id) continue;
      out += fmt::format("  replaces {}{}{} of {} (knowledge/{} in place of knowledge/{})\n", each.kind,
                         each.id.empty() ? "" : " ", each.id,
                         each.below == "base" ? "the base" : "overlay " + each.below, each.place, each.belowPlace);
    }
  }
  return out;
}

std::string statsText(const kb::Knowledge& knowledge, const KnowledgeStats& stats) {
  std::string out = fmt::format("knowledge {} of {} ({})\n\n", knowledge.release.version, knowledge.release.date.text(),
                                knowledge.hash.substr(0, 12));
  if (!knowledge.documents.layers().empty()) out += "LAYERS\n" + layersText(knowledge) + "\n";
  out += "RULES\n";
  const std::size_t versions = knowledge.tables.size();
  std::string approvals;
  for (const auto& [agency, n] : stats.approvals)
    approvals += fmt::format("{}{} {}", approvals.empty() ? "" : ", ", n, agency);
  out += grid({line("tables", stats.tableIds, fmt::format("in {} versions", versions)), line("rows", stats.rows),
               line("rule sets", knowledge.ruleSets.size()), line("drugs", knowledge.drugs.size()),
               line("indications", knowledge.indications.size(),
                    fmt::format("{} criteria; approvals: {}", stats.criteria, approvals)),
               line("texts", knowledge.texts.size()),
               line("facts", knowledge.facts.size(), fmt::format("{} lists of codes", count(stats.blocks, "codes"))),
               line("examples", stats.examples, "beside tables and indications, run by her2 kb check")});
  out += "\nOTHER BLOCKS\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& [kind, n] : stats.blocks) {
    static constexpr std::array<std::string_view, 8> counted = {"table", "rule-set", "drug",   "indication",
                                                                "text",  "fact",     "source", "codes"};
    if (std::find(counted.begin(), counted.end(), kind) != counted.end()) continue;
    const std::size_t bare = count(stats.others, kind);
    rows.push_back(line(kind, n, bare == 0 ? "" : fmt::format("{} without a source of their own", bare)));
  }
  out += grid(rows) + "\nSOURCES, by how well they were verified\n";
  rows.clear();
  for (const kb::Grade grade : grades) {
    const auto found = stats.sources.find(grade);
    rows.push_back(line(kb::gradeName(grade), found == stats.sources.end() ? 0 : found->second));
  }
  rows.push_back(line("all", knowledge.sources.size(), fmt::format("{} cited nowhere", stats.uncited)));
  out += grid(rows);
  out += fmt::format("\nRULES WITHOUT A SOURCE: {}\n", stats.rulesWithoutSource.size());
  for (const std::string& rule : stats.rulesWithoutSource) out += fmt::format("  {}\n", rule);
  out += fmt::format("\nRESTING ON NOTHING THAT WAS READ: {}; deciding a result or class alone: {}\n",
                     stats.unread.size(), deciding(stats));
  rows.clear();
  for (const Unread& each : stats.unread) rows.push_back({each.what, each.place, each.keeps});
  return out + grid(rows);
}

std::string statsJson(const kb::Knowledge& knowledge, const KnowledgeStats& stats) {
  JsonWriter w;
  const auto counts = [&](std::string_view name, const std::map<std::string, std::size_t>& all) {
    w.beginObject(name);
    for (const auto& [key, n] : all) w.member(key, n);
    w.endObject();
  };
  w.beginObject();
  w.member("release", knowledge.release.version);
  w.member("date", knowledge.release.date.text());
  w.member("hash", knowledge.hash);
  w.layers(knowledge);
  w.beginArray("replaced");
  for (const kb::Replacement& each : knowledge.documents.replacements()) {
    w.beginObject();
    w.member("kind", each.kind);
    w.member("id", each.id);
    w.member("layer", each.layer);
    w.member("place", each.place);
    w.member("of", each.below);
    w.member("replaced", each.belowPlace);
    w.endObject();
  }
  w.endArray();
  w.member("tables", stats.tableIds);
  w.member("tableVersions", knowledge.tables.size());
  w.member("rows", stats.rows);
  w.member("criteria", stats.criteria);
  w.member("examples", stats.examples);
  counts("blocks", stats.blocks);
  counts("approvals", stats.approvals);
  w.beginObject("sources");
  for (const kb::Grade grade : grades) {
    const auto found = stats.sources.find(grade);
    w.member(kb::gradeName(grade), found == stats.sources.end() ? std::size_t{0} : found->second);
  }
  w.endObject();
  w.member("sourcesCitedNowhere", stats.uncited);
  w.strings("rulesWithoutSource", stats.rulesWithoutSource);
  w.beginArray("restingOnUnverified");
  for (const Unread& each : stats.unread) {
    w.beginObject();
    w.member("what", each.what);
    w.member("place", each.place);
    w.member("keptFromDecidingBy", each.keeps);
    w.member("decidesAlone", each.decides);
    w.endObject();
  }
  w.endArray();
  w.endObject();
  return w.text();
}

}  // namespace her2::present
