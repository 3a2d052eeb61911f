// Diagnoses, body sites, procedures, genes and drugs: what the codes of resources other than observations say.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_compile.h"
#include "intake/fhir_text.h"

namespace her2::intake::fhir {
namespace {

Side sideOf(kb::BlockReader& block) {
  const std::string name = block.stringOr("side");
  if (name == "left") return Side::Left;
  if (name == "right") return Side::Right;
  if (!name.empty()) block.problem(*block.optional("side"), "must be \"left\" or \"right\"");
  return Side::None;
}

bool isUnknown(const kb::BlockReader& block, std::string_view key) {
  const kb::Node* node = block.optional(key);
  return node != nullptr && node->isString() && node->string() == "unknown";
}

Meaning readMeaning(Compilation& c, kb::BlockReader& block) {
  Meaning meaning;
  meaning.cancer = block.optional("tumour") != nullptr;
  if (!isUnknown(block, "tumour")) meaning.tumour = codesOf(c, block, "tumour", "tumour-kind");
  meaning.histology = codesOf(c, block, "histology", "histology");
  meaning.excludes = codesOf(c, block, "excludes", "tumour-kind");
  meaning.inSitu = block.boolean("in-situ").value_or(false);
  meaning.side = sideOf(block);
  meaning.metastatic = block.optional("metastasis") != nullptr;
  if (!isUnknown(block, "metastasis")) meaning.metastasis = codesOf(c, block, "metastasis", "metastasis-site");
  meaning.nodes = block.boolean("nodes").value_or(false);
  meaning.finding = block.stringOr("finding");
  meaning.cause = block.stringOr("cause");
  meaning.symptom = block.stringOr("symptom");
  meaning.reported = codesOf(c, block, "reported", "laboratory-reading");
  meaning.sets = readSets(c, block);
  return meaning;
}

void readGene(Compilation& c, kb::BlockReader& block, const kb::Node& node) {
  if (!node.isTable()) return block.problem(node, "must be { symbol = …, hgnc = [ … ] }");
  kb::BlockReader gene({&block.document(), &node}, c.problems);
  gene.allow({"symbol", "hgnc", "names", "leaf"});
  const std::uint16_t id = indexOf(c.terms.genes.size());
  Gene entry{gene.string("symbol"), noLeaf};
  if (const std::string leaf = gene.stringOr("leaf"); !leaf.empty()) entry.leaf = leafOf(c, gene, node, leaf);
  c.terms.geneIds.emplace(foldedText(entry.symbol), id);
  for (const char* key : {"hgnc", "names"}) {
    for (const std::string& name : gene.strings(key)) c.terms.geneIds.emplace(foldedText(name), id);
  }
  c.terms.genes.push_back(std::move(entry));
}

const kb::Node* requiredTable(kb::BlockReader& block, std::string_view key) {
  const kb::Node* node = block.required(key);
  if (node == nullptr || node->isTable()) return node;
  block.problem(*node, fmt::format("`{}` must be a table", key));
  return nullptr;
}

bool isClass(const Vocabulary& vocabulary, const std::string& name) {
  return std::any_of(vocabulary.drugs().begin(), vocabulary.drugs().end(), [&](const Drug& drug) {
    return std::find(drug.classes.begin(), drug.classes.end(), name) != drug.classes.end();
  });
}

/// The names that the codes of other domains go by here.
void readStates(Compilation& c, kb::BlockReader& block) {
  Grouping& grouping = c.terms.grouping;
  if (const kb::Node* node = requiredTable(block, "specimen-site")) {
    kb::BlockReader site({&block.document(), node}, c.problems);
    site.allow({"primary", "metastasis", "nodes"});
    grouping.ofPrimary = codesOf(c, site, "primary", "specimen-site");
    grouping.ofMetastasis = codesOf(c, site, "metastasis", "specimen-site");
    grouping.ofNodes = codesOf(c, site, "nodes", "specimen-site");
  }
  if (const kb::Node* node = requiredTable(block, "gene-state")) {
    kb::BlockReader state({&block.document(), node}, c.problems);
    state.allow({"variant", "none"});
    grouping.mutated = codesOf(c, state, "variant", "mutation-state");
    grouping.wildType = codesOf(c, state, "none", "mutation-state");
  }
}

}  // namespace

void compileConditions(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("condition-code")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"title", "codes", "text", "tumour", "histology", "excludes", "in-situ", "side", "metastasis", "nodes",
                 "finding", "cause", "symptom", "reported", "sets", "source", "note"});
    checkSource(c, block);
    const std::uint16_t id = indexOf(c.terms.meanings.size());
    c.terms.meanings.push_back(readMeaning(c, block));
    readCodes(c, block, id, c.terms.meaningCodes);
    readTexts(block, "text", id, c.terms.meaningTexts);
  }
}

void compileBodySites(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("body-site")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"title", "codes", "text", "tumour", "metastasis", "nodes", "none", "side", "source", "note"});
    checkSource(c, block);
    const std::uint16_t id = indexOf(c.terms.sites.size());
    c.terms.sites.push_back({codesOf(c, block, "tumour", "tumour-kind"),
                             codesOf(c, block, "metastasis", "metastasis-site"), block.boolean("nodes").value_or(false),
                             block.boolean("none").value_or(false), sideOf(block)});
    readCodes(c, block, id, c.terms.siteCodes);
    readTexts(block, "text", id, c.terms.siteTexts);
  }
}

void compileProcedures(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("procedure-code")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"title", "codes", "text", "procedure", "drug", "cancer-only", "source", "note"});
    checkSource(c, block);
    const std::uint16_t id = indexOf(c.terms.procedures.size());
    ProcedureMeaning meaning{block.stringOr("procedure"), {}, block.boolean("cancer-only").value_or(false)};
    if (const std::string drug = block.stringOr("drug"); !drug.empty()) {
      meaning.drug = c.vocabulary.findDrug(drug);
      if (!meaning.drug) block.problem(*block.optional("drug"), fmt::format("no drug `{}` in the knowledge", drug));
    }
    c.terms.procedures.push_back(std::move(meaning));
    readCodes(c, block, id, c.terms.procedureCodes);
    readTexts(block, "text", id, c.terms.procedureTexts);
  }
}

void compileGrouping(Compilation& c) {
  const auto blocks = c.knowledge.blocks("grouping");
  if (blocks.size() != 1) {
    c.problems.push_back({Severity::Error, "knowledge", "terminology",
                          fmt::format("{} [grouping] blocks, one is needed", blocks.size()), ""});
    return;
  }
  kb::BlockReader block(blocks.front(), c.problems);
  block.allow({"reflex-days", "same-start-days", "course-gap-days", "treatment-class", "gene", "genes", "mention",
               "metastatic-when", "metastatic", "metastatic-intent", "specimen-site", "gene-state", "source", "note"});
  checkSource(c, block);
  Grouping& grouping = c.terms.grouping;
  grouping.reflexDays = static_cast<int>(numberOr(block, "reflex-days", 0));
  grouping.sameStartDays = static_cast<int>(numberOr(block, "same-start-days", 0));
  grouping.courseGapDays = static_cast<int>(numberOr(block, "course-gap-days", 0));
  grouping.treatmentClass = block.string("treatment-class");
  if (!grouping.treatmentClass.empty() && !isClass(c.vocabulary, grouping.treatmentClass)) {
    block.problem(*block.optional("treatment-class"),
                  fmt::format("no drug is of the class `{}`", grouping.treatmentClass));
  }
  c.terms.mentions = foldedStrings(block, "mention");
  grouping.metastaticWhen = readSets(c, block, "metastatic-when");
  grouping.metastatic = codesOf(c, block, "metastatic", "setting");
  grouping.metastaticIntent = codesOf(c, block, "metastatic-intent", "intent");
  readStates(c, block);
  if (const kb::Node* genes = block.optional("genes"); genes != nullptr && genes->isArray()) {
    for (const kb::Node& node : genes->array()) readGene(c, block, node);
  } else if (genes != nullptr) {
    block.problem(*genes, "`genes` must be a list of { symbol = …, hgnc = [ … ] }");
  }
  const auto gene = c.terms.geneIds.find(foldedText(block.string("gene")));
  if (gene == c.terms.geneIds.end()) return block.problem("`gene` is none of `genes`");
  grouping.gene = gene->second;
}

void compileDrugs(Compilation& c) {
  for (const char* kind : {"drug", "ingredient"}) {
    for (const kb::Block& each : c.knowledge.blocks(kind)) {
      const kb::Node* id = each.node->find("id");
      if (id == nullptr || !id->isString()) continue;  // the vocabulary loader says so
      const auto drug = c.vocabulary.findDrug(id->string());
      kb::BlockReader block(each, c.problems);
      if (drug) readCodes(c, block, *drug, c.terms.drugCodes);
    }
  }
}

}  // namespace her2::intake::fhir
