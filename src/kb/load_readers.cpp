// Loader, knowledge for readers: [[patient-text]] and [[group]].
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kb/loader.h"

namespace her2::kb {
namespace {

struct PartName {
  std::string_view name;
  PatientPart part;
};
constexpr std::array<PartName, 8> parts = {{{"urgent", PatientPart::Urgent},
                                            {"status", PatientPart::Status},
                                            {"open", PatientPart::Open},
                                            {"option", PatientPart::Option},
                                            {"use", PatientPart::Use},
                                            {"check", PatientPart::Check},
                                            {"question", PatientPart::Question},
                                            {"limits", PatientPart::Limits}}};

// Printed from the documents; here only looked at.
void checkReleaseNotes(const DocumentSet& documents, Problems& problems) {
  for (const Block& each : documents.blocks("release-note")) {
    BlockReader block(each, problems);
    block.allow({"version", "date", "changes"});
    block.string("version");
    block.date("date");
    if (const Node* changes = block.required("changes")) block.stringsOf(*changes);
  }
}

}  // namespace

CodeSet Loader::codesAt(BlockReader& block, std::string_view key, std::string_view domainName) {
  CodeSet codes;
  const Node* node = block.optional(key);
  const auto id = knowledge_.vocabulary.findDomain(domainName);
  if (node == nullptr) return codes;
  for (const std::string& name : block.stringsOf(*node)) {
    const auto code = id ? knowledge_.vocabulary.domain(*id).find(name) : std::nullopt;
    if (code) {
      codes |= CodeSet::of(*code);
    } else {
      block.problem(*node, fmt::format("\"{}\" is not a code of {}", name, domainName));
    }
  }
  return codes;
}

void Loader::drugsOrClasses(BlockReader& block, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto& drugs = knowledge_.vocabulary.drugs();
    const bool known = std::any_of(drugs.begin(), drugs.end(), [&](const Drug& drug) {
      return std::find(drug.classes.begin(), drug.classes.end(), name) != drug.classes.end();
    });
    if (!known) block.problem(*block.optional("drugs"), fmt::format("`{}` is no drug and no class of drugs", name));
  }
}

void Loader::patientTexts() {
  for (const Block& each : knowledge_.documents.blocks("patient-text")) {
    BlockReader block(each, problems_);
    block.allow({"id", "part", "title", "class", "result", "tumours", "drugs", "options", "checks", "symptoms", "say",
                 "ask", "report", "urgent", "from", "until", "source", "note"});
    PatientText text;
    text.block = each;
    text.id = block.string("id");
    text.title = block.string("title");
    const std::string part = block.string("part");
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const PartName& p) { return p.name == part; });
    if (found != parts.end()) text.part = found->part;
    if (found == parts.end() && !part.empty())
      block.problem(
          *block.optional("part"),
          fmt::format("part `{}` is not one of urgent, status, open, option, use, check, question, limits", part));
    text.classes = codesAt(block, "class", "her2-class");
    text.results = codesAt(block, "result", "her2-result");
    text.tumours = codesAt(block, "tumours", "tumour-kind");
    text.drugs = block.strings("drugs");
    drugsOrClasses(block, text.drugs);
    text.options = block.strings("options");
    text.checks = block.strings("checks");
    text.symptoms = block.strings("symptoms");
    text.say = block.strings("say");
    text.ask = block.strings("ask");
    text.report = block.strings("report");
    text.urgent = block.strings("urgent");
    if (text.say.empty() && text.report.empty() && text.urgent.empty())
      block.problem("a patient's text needs `say`, `report` or `urgent`");
    const Period when = period(block);
    text.from = when.from;
    text.until = when.until;
    text.sources = citations(block, "source", true);
    knowledge_.patientTexts.push_back(std::move(text));
  }
}

void Loader::groups() {
  for (const Block& each : knowledge_.documents.blocks("group")) {
    BlockReader block(each, problems_);
    block.allow({"id", "title", "about", "tumours", "class", "results", "asks", "members", "source", "note"});
    Group group;
    group.block = each;
    group.id = block.string("id");
    group.title = block.string("title");
    group.about = block.stringOr("about");
    group.tumours = codesAt(block, "tumours", "tumour-kind");
    group.classes = codesAt(block, "class", "her2-class");
    for (const std::string& id : block.strings("results")) {
      const auto& tables = knowledge_.tables;
      if (std::none_of(tables.begin(), tables.end(), [&](const Table& t) { return t.id == id; }))
        block.problem(*block.optional("results"), fmt::format("unknown table `{}`", id));
    }
    group.asks = block.strings("asks");
    for (const std::string& name : group.asks) {
      if (!knowledge_.facts.find(name)) block.problem(*block.optional("asks"), fmt::format("unknown fact `{}`", name));
    }
    group.members = block.required("members");
    const bool tables = group.members != nullptr && group.members->isArray() &&
                        std::all_of(group.members->array().begin(), group.members->array().end(),
                                    [](const Node& node) { return node.isTable(); });
    if (group.members != nullptr && !tables)
      block.problem(*group.members, "`members` is a list of tables of facts, as `given` of an example");
    group.sources = citations(block, "source", true);
    knowledge_.groups.push_back(std::move(group));
  }
  checkReleaseNotes(knowledge_.documents, problems_);
}

}  // namespace her2::kb
