#include "present/knowledge_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/json_writer.h"
#include "present/plain.h"

namespace her2::present {
namespace {

std::string optionId(const kb::Indication& indication) { return indication.drug + "/" + indication.id; }

/// "option-in", "option-out", "wording-changed", "approval-added"
std::string_view kindOf(const kb::OptionChange& change) {
  if (change.before == nullptr) return "option-in";
  if (change.after == nullptr) return "option-out";
  return change.before == change.after ? "approval-added" : "wording-changed";
}

std::string_view kindOf(const kb::TableChange& change) {
  if (change.before == nullptr) return "begins";
  return change.after == nullptr ? "ends" : "new-version";
}

std::vector<std::string> says(const kb::Indication& indication) {
  std::vector<std::string> result;
  for (const kb::Criterion& criterion : indication.criteria) result.push_back(criterion.say);
  return result;
}

/// Elements of `a` that are not in `b`.
std::vector<std::string> without(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> result;
  for (const std::string& each : a) {
    if (std::find(b.begin(), b.end(), each) == b.end()) result.push_back(each);
  }
  return result;
}

/// Why an option is no longer there.
std::string whyOut(const kb::Knowledge& knowledge, const kb::OptionChange& change) {
  const std::string& agency = knowledge.regions[change.region].agency;
  if (const auto until = change.before->until.find(agency); until != change.before->until.end())
    return fmt::format("wording held until {}", until->second.text());
  for (const kb::Approval& approval : change.before->approvals) {
    if (approval.agency == agency && approval.kind == "withdrawn")
      return fmt::format("withdrawn {} {}", approval.date.text(), sourceLine(knowledge, approval.source));
  }
  return {};
}

class Text {
 public:
  Text(const kb::Knowledge& knowledge, const DiffQuestion& asked, const kb::Changes& changes)
      : knowledge_(knowledge), asked_(asked), changes_(changes) {}

  std::string write() {
    std::string regions;
    for (const std::uint16_t region : asked_.regions)
      regions += (regions.empty() ? "" : ", ") + knowledge_.regions[region].id;
    line("From {} to {}, {}; knowledge {} ({})", asked_.from.text(), asked_.to.text(), regions,
         knowledge_.release.version, knowledge_.hash.substr(0, 12));
    if (changes_.empty()) line("\nNothing changed.");
    ruleSets();
    tables();
    for (const std::uint16_t region : asked_.regions) options(region);
    blocks();
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }

  void sources(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) line("      {}", sourceLine(knowledge_, id));
  }

  void ruleSets() {
    if (changes_.ruleSets.empty()) return;
    line("\nRULE SETS");
    for (const kb::RuleSetChange& change : changes_.ruleSets) {
      line("  {} {}: {}, {}", change.begins ? "+" : "-", change.ruleSet->id, change.ruleSet->title,
           periodText(change.ruleSet->period));
      sources(change.ruleSet->sources);
    }
  }

  void tables() {
    if (changes_.tables.empty()) return;
    line("\nTABLES");
    for (const kb::TableChange& change : changes_.tables) table(change);
  }

  void table(const kb::TableChange& change) {
    const kb::Table& shown = change.after != nullptr ? *change.after : *change.before;
    const char* sign = change.before == nullptr ? "+" : change.after == nullptr ? "-" : "~";
    line("  {} {}: {}, {} row{}", sign, shown.id, shown.title, shown.rows.size(), shown.rows.size() == 1 ? "" : "s");
    if (change.before != nullptr) line("      was in force {}", periodText(change.before->period));
    if (change.after != nullptr) line("      in force {}", periodText(change.after->period));
    if (change.before != nullptr && change.after != nullptr) {
      if (change.before->whenText != change.after->whenText) {
        line("      - when {}", change.before->whenText.empty() ? "always" : change.before->whenText);
        line("      + when {}", change.after->whenText.empty() ? "always" : change.after->whenText);
      }
      rows(change);
    }
    sources(shown.sources);
  }

  void rows(const kb::TableChange& change) {
    if (!change.sameColumns) line("      other columns: all rows are new");
    if (change.sameColumns && change.rows.empty()) line("      the same rows");
    if (change.rows.empty()) return;
    std::vector<std::vector<std::string>> cells(1, {"    ", "row"});
    for (const kb::Input& input : change.after->inputs) cells[0].push_back(input.text);
    for (const kb::FactId output : change.after->outputs) cells[0].push_back("=> " + knowledge_.facts[output].name);
    for (const kb::RowChange& each : change.rows) {
      const kb::Row& row = (each.removed ? change.before : change.after)->rows[each.row];
      cells.push_back({each.removed ? "    -" : "    +", fmt::format("{}", each.row + 1)});
      for (const std::string& cell : row.cellTexts) cells.back().push_back(cell.empty() ? "none" : cell);
    }
    out_ += grid(cells);
  }

  void options(std::uint16_t region) {
    bool first = true;
    for (const kb::OptionChange& change : changes_.options) {
      if (change.region != region) continue;
      if (first) line("\nOPTIONS, {}", knowledge_.regions[region].id);
      first = false;
      option(change);
    }
  }

  void option(const kb::OptionChange& change) {
    const kb::Indication& shown = change.after != nullptr ? *change.after : *change.before;
    const char* sign = change.before == nullptr ? "+" : change.after == nullptr ? "-" : "~";
    line("  {} {}: {}", sign, optionId(shown), shown.population);
    if (change.after == nullptr) line("      {}", whyOut(knowledge_, change));
    if (kindOf(change) == "wording-changed") {
      line("      before: {}{}", change.before->id == shown.id ? "" : optionId(*change.before) + ": ",
           change.before->population);
      for (const std::string& say : without(says(*change.before), says(shown))) line("      - {}", say);
      for (const std::string& say : without(says(shown), says(*change.before))) line("      + {}", say);
    }
    for (const std::uint16_t index : change.approvals) {
      const kb::Approval& approval = shown.approvals[index];
      line("      {} {} {} {}", approval.agency, approval.date.text(), approval.kind,
           sourceLine(knowledge_, approval.source));
    }
  }

  void blocks() {
    if (changes_.blocks.empty()) return;
    line("\nOTHERS");
    for (const kb::BlockChange& change : changes_.blocks) {
      line("  {} {} {}{}{}, {}", change.begins ? "+" : "-", change.entry.kind, change.entry.key(),
           change.entry.title.empty() ? "" : ": ", change.entry.title, periodText(change.entry.period));
    }
  }

  const kb::Knowledge& knowledge_;
  const DiffQuestion& asked_;
  const kb::Changes& changes_;
  std::string out_;
};

class Json {
 public:
  explicit Json(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  std::string write(const DiffQuestion& asked, const kb::Changes& changes) {
    w_.beginObject();
    w_.member("from", asked.from.text());
    w_.member("to", asked.to.text());
    w_.beginArray("regions");
    for (const std::uint16_t region : asked.regions) w_.string(knowledge_.regions[region].id);
    w_.endArray();
    w_.beginObject("knowledge");
    w_.member("release", knowledge_.release.version);
    w_.member("hash", knowledge_.hash);
    w_.layers(knowledge_);
    w_.endObject();
    w_.beginArray("ruleSets");
    for (const kb::RuleSetChange& each : changes.ruleSets) ruleSet(each);
    w_.endArray();
    w_.beginArray("tables");
    for (const kb::TableChange& each : changes.tables) table(each);
    w_.endArray();
    w_.beginArray("options");
    for (const kb::OptionChange& each : changes.options) option(each);
    w_.endArray();
    w_.beginArray("others");
    for (const kb::BlockChange& each : changes.blocks) block(each);
    w_.endArray();
    w_.endObject();
    return w_.text();
  }

 private:
  void period(const kb::Period& period) {
    w_.member("from", period.from);
    w_.member("until", period.until);
  }

  void ruleSet(const kb::RuleSetChange& change) {
    w_.beginObject();
    w_.member("id", change.ruleSet->id);
    w_.member("change", change.begins ? "begins" : "ends");
    w_.member("title", change.ruleSet->title);
    period(change.ruleSet->period);
    w_.strings("sources", change.ruleSet->sources);
    w_.endObject();
  }

  void version(std::string_view name, const kb::Table* table) {
    if (table == nullptr) return;
    w_.beginObject(name);
    w_.member("place", fmt::format("{}:{}", table->block.document->file, table->block.node->place.line));
    period(table->period);
    w_.member("rows", table->rows.size());
    w_.strings("sources", table->sources);
    w_.endObject();
  }

  void table(const kb::TableChange& change) {
    const kb::Table& shown = change.after != nullptr ? *change.after : *change.before;
    w_.beginObject();
    w_.member("id", shown.id);
    w_.member("change", kindOf(change));
    w_.member("title", shown.title);
    version("before", change.before);
    version("after", change.after);
    w_.member("sameColumns", change.sameColumns);
    w_.beginArray("rows");
    for (const kb::RowChange& each : change.rows) {
      const kb::Row& row = (each.removed ? change.before : change.after)->rows[each.row];
      w_.beginObject();
      w_.member("change", each.removed ? "removed" : "added");
      w_.member("row", each.row + 1);
      w_.strings("cells", row.cellTexts);
      w_.endObject();
    }
    w_.endArray();
    w_.endObject();
  }

  void wording(std::string_view name, const kb::Indication* indication) {
    if (indication == nullptr) return;
    w_.beginObject(name);
    w_.member("id", optionId(*indication));
    w_.member("population", indication->population);
    w_.strings("criteria", says(*indication));
    w_.endObject();
  }

  void option(const kb::OptionChange& change) {
    const kb::Indication& shown = change.after != nullptr ? *change.after : *change.before;
    w_.beginObject();
    w_.member("id", optionId(shown));
    w_.member("region", knowledge_.regions[change.region].id);
    w_.member("change", kindOf(change));
    wording("before", change.before == change.after ? nullptr : change.before);
    wording("after", change.after);
    if (change.after == nullptr) w_.member("why", whyOut(knowledge_, change));
    w_.beginArray("approvals");
    for (const std::uint16_t index : change.approvals) {
      const kb::Approval& approval = shown.approvals[index];
      const kb::Source* source = knowledge_.findSource(approval.source);
      w_.beginObject();
      w_.member("agency", approval.agency);
      w_.member("date", approval.date.text());
      w_.member("kind", approval.kind);
      w_.member("source", approval.source);
      if (source != nullptr) w_.member("grade", kb::gradeName(source->grade));
      w_.endObject();
    }
    w_.endArray();
    w_.endObject();
  }

  void block(const kb::BlockChange& change) {
    w_.beginObject();
    w_.member("kind", change.entry.kind);
    w_.member("id", change.entry.key());
    w_.member("change", change.begins ? "begins" : "ends");
    w_.member("title", change.entry.title);
    period(change.entry.period);
    w_.endObject();
  }

  const kb::Knowledge& knowledge_;
  JsonWriter w_;
};

}  // namespace

std::string diffText(const kb::Knowledge& knowledge, const DiffQuestion& asked, const kb::Changes& changes) {
  return Text(knowledge, asked, changes).write();
}

std::string diffJson(const kb::Knowledge& knowledge, const DiffQuestion& asked, const kb::Changes& changes) {
  return Json(knowledge).write(asked, changes);
}

}  // namespace her2::present
