#include "present/site.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

#include "present/group_safety.h"
#include "present/groups.h"
#include "present/knowledge_stats.h"
#include "present/plain.h"
#include "present/site_blocks.h"

namespace her2::present {
namespace {

struct KindTitle {
  std::string_view kind;
  std::string_view title;
};
struct Part {
  std::string_view title;
  std::vector<KindTitle> kinds;
};

/// What the first page lists, part by part; kinds that are named nowhere here stand last, under their own name.
const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"Status", {{"table", "Decision tables"}, {"rule-set", "Rule sets"}, {"text", "Texts of reports"}}},
      {"Treatment", {{"drug", "Drugs, with products and doses"}, {"indication", "Indications"}}},
      {"Evidence",
       {{"trial", "Trials"},
        {"mcbs", "Scorecards of the ESMO-MCBS"},
        {"recommendation", "Guidelines and payers"},
        {"ranking", "The order of options"},
        {"source", "Sources"}}},
      {"Safety",
       {{"warning", "Warnings"},
        {"baseline", "Before the first dose"},
        {"monitor", "While it is given"},
        {"hold", "Hold, reduce, stop"},
        {"symptom", "Symptoms"},
        {"interaction", "Interactions"},
        {"contraception", "Contraception"},
        {"lactation", "Lactation"},
        {"risk-factor", "Risk factors"},
        {"partner", "Partners"},
        {"advice", "Who decides"},
        {"check", "Checks"}}},
      {"For patients", {{"patient-text", "Words for patients"}}},
      {"Missing tests", {{"obtainable", "What can be obtained"}, {"next-test", "Order of proposal"}}},
      {"Words of the rules", {{"fact", "Facts"}, {"codes", "Lists of codes"}}},
  };
  return all;
}

std::string kindTitle(std::string_view kind) {
  for (const Part& part : parts()) {
    for (const KindTitle& each : part.kinds) {
      if (each.kind == kind) return std::string(each.title);
    }
  }
  return fmt::format("[[{}]]", kind);
}

class Site {
 public:
  Site(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups,
       const std::function<void(const SiteFile&)>& write)
      : p_(presenter), groups_(groups), write_(write), links_(p_.knowledge), blocks_(p_.knowledge, links_) {
    for (const SiteSubject& subject : links_.subjects()) byKind_[subject.kind].push_back(&subject);
  }

  void run() {
    write_({"style.css", std::string(siteStyle)});
    write_({"search.js", std::string(siteScript)});
    write_({"search-index.js", searchIndex()});
    for (const SiteSubject& subject : links_.subjects()) {
      if (subject.anchor.empty()) page(subject);
    }
    for (const auto& [kind, subjects] : byKind_) {
      if (!subjects.front()->file.starts_with(kind + "/")) continue;  // a part of another page
      subjects.front()->anchor.empty() ? contents(kind, subjects) : nameless(kind, subjects);
    }
    timeline();
    groups();
    home();
  }

 private:
  void finish(const SitePage& page, bool isHome = false) {
    const kb::Knowledge& k = p_.knowledge;
    std::string about =
        fmt::format("Knowledge {} of {} ({}).", k.release.version, k.release.date.text(), k.hash.substr(0, 12));
    // A page cannot know the day on which it is read.
    for (const kb::Review& review : k.reviews) {
      if (review.what.starts_with("release "))
        about += fmt::format(" To be reviewed by {}: after that day look for a newer one.", review.by.text());
    }
    write_({page.file(), page.html(about, isHome)});
  }

  void linkTo(SitePage& page, pugi::xml_node parent, const SiteSubject& subject) const {
    link(parent, page.to(subject.url()), subject.title.empty() ? subject.id : subject.title);
  }

  void page(const SiteSubject& subject) {
    SitePage page(subject.file, subject.title.empty() ? subject.id : subject.title);
    element(page.main(), "p", fmt::format("{} {}", subject.kind, subject.id), "soft");
    const bool several = subject.entries.size() > 1;
    for (const kb::Entry* entry : subject.entries) {
      pugi::xml_node section = element(page.main(), "section");
      setAttribute(section, "id", lineAnchor(*entry->block.document, entry->block.node->place.line));
      if (several)
        element(section, "h2", entry->period.from || entry->period.until ? periodText(entry->period) : entry->place());
      blocks_.block(page, section, *entry);
    }
    if (subject.kind == "drug") partsOfDrug(page, subject);
    mentions(page, subject);
    finish(page);
  }

  void partsOfDrug(SitePage& page, const SiteSubject& drug) const {
    element(page.main(), "h2", "Indications");
    pugi::xml_node list = element(page.main(), "ul", {}, "list");
    for (const SiteSubject* subject : ofKind("indication")) {
      if (subject->id.starts_with(drug.id + "/")) linkTo(page, element(list, "li"), *subject);
    }
    for (const char* kind : {"product", "dose", "dose-ladder"}) {
      for (const SiteSubject* subject : ofKind(kind)) {
        if (!subject->id.starts_with(drug.id + "/")) continue;
        pugi::xml_node section = element(page.main(), "section");
        setAttribute(section, "id", subject->anchor);
        element(section, "h2", fmt::format("{}: {}", kind, subject->title.empty() ? subject->id : subject->title));
        for (const kb::Entry* entry : subject->entries) blocks_.block(page, section, *entry);
      }
    }
  }

  /// Everything that stands on it, by kind.
  void mentions(SitePage& page, const SiteSubject& subject) const {
    const auto& all = links_.mentions(subject);
    if (all.empty()) return;
    element(page.main(), "h2", subject.kind == "source" ? "What stands on it" : "Where it is used");
    std::map<std::string, std::vector<const SiteSubject*>> sorted;
    for (const SiteSubject* each : all) sorted[kindTitle(each->kind)].push_back(each);
    for (const auto& [title, subjects] : sorted) {
      element(page.main(), "h3", fmt::format("{} ({})", title, subjects.size()));
      pugi::xml_node list = element(page.main(), "ul", {}, "list");
      for (const SiteSubject* each : subjects) linkTo(page, element(list, "li"), *each);
    }
  }

  void contents(const std::string& kind, const std::vector<const SiteSubject*>& subjects) {
    SitePage page(kind + "/index.html", kindTitle(kind));
    HtmlTable table(page.main(), fmt::format("{} in all", subjects.size()));
    for (const char* head : {"title", "name", "in force", kind == "source" ? "grade" : "versions"}) table.head(head);
    for (const SiteSubject* subject : subjects) {
      table.row();
      linkTo(page, table.cell(), *subject);
      table.cell(subject->id);
      const kb::Period& period = subject->entries.back()->period;
      table.cell(period.from || period.until ? periodText(period) : "");
      const kb::Source* source = kind == "source" ? p_.knowledge.findSource(subject->id) : nullptr;
      table.cell(source == nullptr ? fmt::format("{}", subject->entries.size()) : kb::gradeName(source->grade));
    }
    finish(page);
  }

  void nameless(const std::string& kind, const std::vector<const SiteSubject*>& subjects) {
    SitePage page(kind + "/index.html", kindTitle(kind));
    for (const SiteSubject* subject : subjects) {
      pugi::xml_node section = element(page.main(), "section");
      setAttribute(section, "id", subject->anchor);
      element(section, "h2", subject->title.empty() ? subject->id : subject->title);
      for (const kb::Entry* entry : subject->entries) blocks_.block(page, section, *entry);
    }
    finish(page);
  }

  void timeline() {
    SitePage page("timeline.html", "What could be given since when");
    element(page.main(), "p",
            "Each change is proved by a patient: what the option was on the day before, and on the day. her2 kb check "
            "evaluates both days.");
    std::vector<const SiteSubject*> changes = ofKind("change");
    const auto day = [](const SiteSubject* change) {
      return change->entries.front()->block.node->find("date")->date();
    };
    std::stable_sort(changes.begin(), changes.end(),
                     [&](const SiteSubject* a, const SiteSubject* b) { return day(a) < day(b); });
    HtmlTable table(page.main(), fmt::format("{} dated changes", changes.size()));
    constexpr std::array<const char*, 6> members = {"agency", "kind", "before", "after", "given", "source"};
    table.head("date");
    table.head("option or product");
    for (const char* member : members) table.head(member);
    table.head("file and line");
    for (const SiteSubject* change : changes) {
      const kb::Node& block = *change->entries.front()->block.node;
      const auto show = [&](pugi::xml_node cell, const char* member) {
        if (const kb::Node* node = block.find(member)) blocks_.value(page, cell, member, *node, {});
      };
      table.row(change->anchor);
      show(table.cell(), "date");
      pugi::xml_node what = table.cell();
      show(what, "option");
      show(what, "product");
      for (const char* member : members) show(table.cell(), member);
      table.cell("knowledge/" + change->entries.front()->place());
    }
    finish(page);
  }

  void groups() {
    SitePage page("groups.html", "Groups of patients");
    element(page.main(), "p",
            fmt::format("As of {}. A group is no patient: her2 assess looks at one.", p_.asOf.text()));
    for (const check::GroupAnswer& answer : groups_) group(page, answer);
    finish(page);
  }

  void group(SitePage& page, const check::GroupAnswer& answer) const {
    pugi::xml_node section = element(page.main(), "section");
    setAttribute(section, "id", slug(answer.group->id));
    element(section, "h2", answer.group->title);
    if (!answer.group->about.empty()) element(section, "p", answer.group->about);
    element(section, "h3", "Usual test result");
    pugi::xml_node results = element(section, "ul", {}, "list");
    for (const check::GroupResult& result : answer.results) {
      pugi::xml_node item = element(results, "li");
      const kb::Row& row = result.table->rows[result.row];
      const SiteSubject* table = links_.find("table", result.table->id);
      link(item, page.to(fmt::format("{}#{}", table->file, lineAnchor(*result.table->block.document, row.place.line))),
           rowInWords(p_.knowledge, *result.table, row));
    }
    element(section, "h3", "Options");
    pugi::xml_node options = element(section, "ul", {}, "list");
    for (const OptionLine& line : optionLines(p_.knowledge, answer)) {
      pugi::xml_node item = element(options, "li");
      addText(item, fmt::format("{}: ", fmt::join(line.indication->regimen, " + ")));
      linkTo(page, item, *links_.find("indication", line.indication->drug + "/" + line.indication->id));
      addText(item, fmt::format(" ({})", fmt::join(line.approvals, "; ")));
    }
    if (answer.options.empty()) element(options, "li", "none approved");
    element(section, "h3", "Key safety notes");
    pugi::xml_node notes = element(section, "ul", {}, "list");
    for (const DrugSafety& safety : safetyNotes(p_, answer)) {
      pugi::xml_node item = element(notes, "li");
      linkTo(page, item, *links_.find("drug", safety.drug->id));
      if (safety.topics.empty()) addText(item, fmt::format(": {}", noSafetyNotes));
      pugi::xml_node topics = element(item, "ul", {}, "list");
      for (const SafetyTopic& topic : safety.topics) {
        pugi::xml_node line = element(topics, "li");
        addText(line, fmt::format("{}: ", topic.title));
        for (const SafetyNote& note : topic.notes) {
          if (&note != &topic.notes.front()) addText(line, "; ");
          link(line, page.to(links_.find(note.kind, note.id)->url()), note.say);
        }
      }
    }
  }

  void home() {
    const kb::Knowledge& k = p_.knowledge;
    SitePage page("index.html", "What her2 knows");
    pugi::xml_node main = page.main();
    element(main, "p",
            fmt::format("Knowledge {} of {}: decision tables, drugs, trials and sources, each dated and cited. A line "
                        "of an answer names a "
                        "rule; its page has the rows, the sources, the dates and the examples.",
                        k.release.version, k.release.date.text()));
    if (const std::string review = reviewWarning(p_.overdue()); !review.empty())
      element(element(main, "p"), "strong", "Old knowledge: " + review);
    if (const std::string layers = layersText(k); !layers.empty()) element(main, "pre", layers);
    pugi::xml_node first = element(main, "p");
    link(first, "groups.html", "The groups people know");
    addText(first, " · ");
    link(first, "timeline.html", "The timeline");
    std::vector<std::string_view> listed;
    pugi::xml_node columns = element(main, "div", {}, "columns");
    for (const Part& part : parts()) {
      pugi::xml_node section = element(columns, "section");
      element(section, "h2", part.title);
      pugi::xml_node list = element(section, "ul", {}, "list");
      for (const KindTitle& kind : part.kinds) {
        listed.push_back(kind.kind);
        kindLink(list, std::string(kind.kind));
      }
    }
    pugi::xml_node last = element(columns, "section");
    element(last, "h2", "Reading of records, and the rest");
    pugi::xml_node rest = element(last, "ul", {}, "list");
    for (const auto& [kind, subjects] : byKind_) {
      if (std::find(listed.begin(), listed.end(), kind) == listed.end()) kindLink(rest, kind);
    }
    finish(page, true);
  }

  void kindLink(pugi::xml_node list, const std::string& kind) const {
    const auto subjects = ofKind(kind);
    if (subjects.empty() || !subjects.front()->file.starts_with(kind + "/")) return;
    pugi::xml_node item = element(list, "li");
    link(item, kind + "/index.html", kindTitle(kind));
    addText(item, fmt::format(" ({})", subjects.size()));
  }

  std::vector<const SiteSubject*> ofKind(const std::string& kind) const {
    const auto found = byKind_.find(kind);
    return found == byKind_.end() ? std::vector<const SiteSubject*>() : found->second;
  }

  /// A script and not JSON: browsers do not fetch from files.
  std::string searchIndex() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> w(buffer);
    w.StartArray();
    for (const SiteSubject& subject : links_.subjects()) {
      w.StartArray();
      for (const std::string& text : {subject.kind, subject.id, subject.title, subject.url(), otherNames(subject)})
        w.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
      w.EndArray();
    }
    w.EndArray();
    return fmt::format("const her2Index = {};\n", std::string_view(buffer.GetString(), buffer.GetSize()));
  }

  /// A drug, and what stands in its file, is found by all its names.
  std::string otherNames(const SiteSubject& subject) const {
    std::string names;
    for (const kb::DrugEntry& drug : p_.knowledge.drugs) {
      if (drug.id == subject.entries.front()->block.document->drug())
        names += fmt::format("{} {} ", drug.title, fmt::join(drug.brands, " "));
    }
    for (const char* key : {"aliases", "proper-name", "nct"}) {
      if (const kb::Node* node = subject.entries.front()->block.node->find(key)) names += inlineText(*node) + " ";
    }
    return names;
  }

  const Presenter& p_;
  const std::vector<check::GroupAnswer>& groups_;
  const std::function<void(const SiteFile&)>& write_;
  SiteLinks links_;
  SiteBlocks blocks_;
  std::map<std::string, std::vector<const SiteSubject*>> byKind_;
};

}  // namespace

void writeSite(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups,
               const std::function<void(const SiteFile&)>& write) {
  Site(presenter, groups, write).run();
}

}  // namespace her2::present
