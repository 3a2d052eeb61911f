#include "kb/vocabulary_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "kb/block_reader.h"

namespace her2::kb {
namespace {

std::optional<unsigned> indexOf(const std::vector<Code>& codes, std::string_view code) {
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const Code& c) { return c.code == code; });
  if (found == codes.end()) return std::nullopt;
  return static_cast<unsigned>(found - codes.begin());
}

/// First pass: the codes; second pass: what abstract codes stand for, which may be codes named later.
std::vector<Code> readCodes(BlockReader& block, Problems& problems) {
  std::vector<Code> codes;
  const Node* values = block.required("values");
  if (values == nullptr) return codes;
  if (!values->isArray()) {
    block.problem(*values, "`values` must be an array of { code = …, title = … }");
    return codes;
  }
  for (const Node& value : values->array()) {
    if (!value.isTable()) {
      block.problem(value, "must be { code = …, title = … }");
      continue;
    }
    BlockReader entry({&block.document(), &value}, problems);
    entry.allow({"code", "title", "text", "means"});
    Code code{entry.string("code"), entry.string("title"), entry.stringOr("text"), {}};
    if (indexOf(codes, code.code)) entry.problem(fmt::format("code `{}` appears twice", code.code));
    code.means = CodeSet::of(static_cast<unsigned>(codes.size()) % CodeSet::capacity);
    codes.push_back(std::move(code));
  }
  if (codes.size() > CodeSet::capacity) {
    block.problem(*values, fmt::format("{} codes, at most {} are possible", codes.size(), CodeSet::capacity));
    codes.resize(CodeSet::capacity);
  }
  return codes;
}

void readMeanings(BlockReader& block, std::vector<Code>& codes, Problems& problems) {
  const Node* values = block.optional("values");
  if (values == nullptr || !values->isArray()) return;
  unsigned at = 0;
  for (const Node& value : values->array()) {
    if (!value.isTable() || at >= codes.size()) continue;
    BlockReader entry({&block.document(), &value}, problems);
    CodeSet means;
    for (const std::string& name : entry.strings("means")) {
      if (const auto code = indexOf(codes, name)) {
        means |= CodeSet::of(*code);
      } else {
        entry.problem(fmt::format("`means` names `{}`, which is no code of this list", name));
      }
    }
    if (!means.empty()) codes[at].means = means;
    ++at;
  }
}

/// Names under which each drug is sold: a product is the drug.
using ProductNames = std::map<std::string, std::vector<std::string>, std::less<>>;

ProductNames productNames(const DocumentSet& knowledge) {
  ProductNames names;
  for (const Block& product : knowledge.blocks("product")) {
    for (const char* key : {"name", "proper-name"}) {
      const Node* name = product.node->find(key);
      if (name != nullptr && name->isString()) names[product.document->drug()].push_back(name->string());
    }
  }
  return names;
}

void addDrug(Vocabulary& vocabulary, BlockReader& block, const ProductNames& products, std::set<std::string>& known) {
  Drug drug{block.string("id"), block.string("title"), block.strings("classes")};
  if (!known.insert(drug.id).second) block.problem(fmt::format("drug `{}` appears twice", drug.id));
  drug.classes.push_back(drug.id);
  for (std::string& part : block.strings("contains")) drug.classes.push_back(std::move(part));
  std::sort(drug.classes.begin(), drug.classes.end());
  drug.classes.erase(std::unique(drug.classes.begin(), drug.classes.end()), drug.classes.end());
  std::vector<std::string> names = block.strings("brands");
  for (std::string& alias : block.strings("aliases")) names.push_back(std::move(alias));
  if (const auto sold = products.find(drug.id); sold != products.end())
    names.insert(names.end(), sold->second.begin(), sold->second.end());
  for (const std::string& name : names) {
    const auto other = vocabulary.findDrug(name);
    if (other && vocabulary.drug(*other).id != drug.id)
      block.problem(fmt::format("`{}` is a name of {} already", name, vocabulary.drug(*other).id));
  }
  vocabulary.addDrug(std::move(drug), names);
}

}  // namespace

Result<Vocabulary> loadVocabulary(const DocumentSet& knowledge) {
  Vocabulary vocabulary;
  Problems problems;
  for (const Block& each : knowledge.blocks("codes")) {
    BlockReader block(each, problems);
    block.allow({"name", "title", "values"});
    std::string name = block.string("name");
    if (vocabulary.findDomain(name)) block.problem(fmt::format("codes `{}` appear twice", name));
    std::vector<Code> codes = readCodes(block, problems);
    readMeanings(block, codes, problems);
    vocabulary.addDomain(Domain(std::move(name), block.string("title"), std::move(codes)));
  }
  const ProductNames products = productNames(knowledge);
  std::set<std::string> drugs;
  for (const char* kind : {"drug", "ingredient"}) {
    for (const Block& each : knowledge.blocks(kind)) {
      BlockReader block(each, problems);
      if (std::string_view(kind) == "ingredient")
        block.allow({"id", "title", "brands", "aliases", "classes", "contains", "codes", "source", "note"});
      addDrug(vocabulary, block, products, drugs);
    }
  }
  if (!problems.empty()) return problems;
  return vocabulary;
}

}  // namespace her2::kb
