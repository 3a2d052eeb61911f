// What the intakes read of the knowledge: codes and words of FHIR records, table layouts, drugs and variants.
#include <fmt/format.h>

#include <map>

#include "check/check.h"
#include "intake/fhir.h"
#include "intake/omop_mapping.h"
#include "intake/table.h"
#include "kb/block_reader.h"

namespace her2::check {
namespace {

template <class T>
void append(const Result<T>& result, Problems& problems) {
  if (!result) problems.insert(problems.end(), result.problems().begin(), result.problems().end());
}

void checkMappings(const kb::Knowledge& knowledge, Summary& summary, Problems& problems) {
  std::map<std::string, const kb::Block> byId;
  for (const kb::Block& each : knowledge.documents.blocks("mapping")) {
    kb::BlockReader block(each, problems);
    const std::string id = block.string("id");
    const auto [first, isNew] = byId.emplace(id, each);
    if (!isNew) {
      const kb::Block& other = first->second;
      block.problemOf("id", fmt::format("mapping `{}` appears twice", id),
                      fmt::format("the other is at {}", other.document->where(other.node->place)));
    } else if (!id.empty()) {
      append(intake::TableMapping::compile(knowledge.documents, knowledge.vocabulary, id), problems);
    }
    ++summary.mappings;
  }
}

void checkIngredients(const kb::Knowledge& knowledge, Problems& problems) {
  for (const kb::Block& each : knowledge.documents.blocks("ingredient")) {
    kb::BlockReader block(each, problems);
    for (const std::string& id : block.strings("source")) {
      if (knowledge.findSource(id) == nullptr) block.problemOf("source", fmt::format("unknown source `{}`", id));
    }
  }
}

}  // namespace

void checkIntakes(const kb::Knowledge& knowledge, Summary& summary, Problems& problems) {
  for (const char* kind : {"observation", "answer", "condition-code", "body-site", "procedure-code", "unit",
                           "code-system", "ingredient", "variant", "variant-rule"}) {
    summary.terms += knowledge.documents.blocks(kind).size();
  }
  append(intake::FhirTerminology::compile(knowledge.documents, knowledge.vocabulary), problems);
  checkMappings(knowledge, summary, problems);
  if (!knowledge.documents.blocks("omop").empty()) append(intake::omopMapping(knowledge.documents), problems);
  checkIngredients(knowledge, problems);
}

}  // namespace her2::check
