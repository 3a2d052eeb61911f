#include "intake/omop_mapping.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>

#include "kb/block_reader.h"

namespace her2::intake {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

class Mapping {
 public:
  Mapping(const kb::DocumentSet& knowledge, kb::BlockReader& block) : knowledge_(knowledge), block_(block) {
    for (const kb::Block& each : knowledge.blocks("code-system")) {
      const kb::Node* id = each.node->find("id");
      const kb::Node* uris = each.node->find("uris");
      if (id == nullptr || !id->isString() || uris == nullptr || !uris->isArray() || uris->array().empty()) continue;
      systems_.emplace(id->string(), uris->array().front().string());
    }
  }

  std::string json() {
    block_.allow({"id", "title", "source", "vocabularies", "concept-ids", "units", "operators", "sex", "unconfirmed",
                  "doses", "regimens", "components", "ingredients", "not-below", "fields", "histology-and-site",
                  "modifiers"});
    checkSources(block_.node());
    writer_.StartObject();
    member("id", block_.string("id"));
    names("vocabularies", true);
    if (const kb::Node* node = block_.required("concept-ids")) member("concept-ids", systemOf(*node));
    for (const char* list : {"units", "unconfirmed", "doses", "regimens", "components", "ingredients"}) texts(list);
    for (const char* table : {"operators", "sex", "histology-and-site"}) names(table, false);
    notBelow();
    fields();
    modifiers();
    mention();
    writer_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  void text(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void member(std::string_view name, std::string_view value) {
    text(name);
    text(value);
  }

  std::string systemOf(const kb::Node& node) {
    const auto found = node.isString() ? systems_.find(node.string()) : systems_.end();
    if (found != systems_.end()) return found->second;
    block_.problem(node, "must name a [[code-system]]");
    return {};
  }

  void checkSources(const kb::Node& node) {
    const kb::Node* source = node.find("source");
    if (source == nullptr) return;
    const auto sources = knowledge_.blocks("source");
    for (const std::string& id : block_.stringsOf(*source)) {
      const bool known = std::any_of(sources.begin(), sources.end(), [&](const kb::Block& each) {
        const kb::Node* name = each.node->find("id");
        return name != nullptr && name->isString() && name->string() == id;
      });
      if (!known) block_.problem(*source, fmt::format("no [[source]] `{}`", id));
    }
  }

  void texts(std::string_view key) {
    block_.required(key);
    text(key);
    writer_.StartArray();
    for (const std::string& each : block_.strings(key)) text(each);
    writer_.EndArray();
  }

  /// `{ name = "text" }`, or the same with code systems.
  void names(std::string_view key, bool systems) {
    const kb::Node* node = block_.required(key);
    if (node == nullptr) return;
    if (!node->isTable()) return block_.problem(*node, fmt::format("`{}` must be {{ name = \"text\" }}", key));
    text(key);
    pairs(*node, systems);
  }
  void pairs(const kb::Node& table, bool systems) {
    writer_.StartObject();
    for (const auto& [name, value] : table.table()) {
      if (systems) {
        member(name, systemOf(value));
      } else if (value.isString()) {
        member(name, value.string());
      } else {
        block_.problem(value, "must be a text");
      }
    }
    writer_.EndObject();
  }

  /// The entries of a list of tables that have all of these members.
  template <class Each>
  void entries(std::string_view key, std::initializer_list<const char*> members, const Each& each) {
    const kb::Node* node = block_.required(key);
    if (node == nullptr) return;
    if (!node->isArray()) return block_.problem(*node, fmt::format("`{}` must be a list", key));
    text(key);
    writer_.StartArray();
    for (const kb::Node& entry : node->array()) {
      const bool good = entry.isTable() && std::all_of(members.begin(), members.end(),
                                                       [&](const char* name) { return entry.find(name) != nullptr; });
      if (!good) {
        block_.problem(entry, fmt::format("an entry of `{}` must have {}", key, fmt::join(members, ", ")));
        continue;
      }
      checkSources(entry);
      writer_.StartObject();
      each(entry);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void textMember(const kb::Node& entry, const char* name) {
    const kb::Node* value = entry.find(name);
    if (value == nullptr) return;
    if (!value->isString()) return block_.problem(*value, fmt::format("`{}` must be a text", name));
    member(name, value->string());
  }

  void fields() {
    entries("fields", {"table", "name"}, [&](const kb::Node& entry) {
      textMember(entry, "table");
      textMember(entry, "name");
      const kb::Node* id = entry.find("concept");
      if (id == nullptr) return;
      if (!id->isNumber()) return block_.problem(*id, "`concept` must be a concept_id");
      text("concept");
      writer_.Int64(static_cast<std::int64_t>(id->number()));
    });
  }

  void modifiers() {
    entries("modifiers", {"vocabulary", "behind", "system", "codes"}, [&](const kb::Node& entry) {
      textMember(entry, "vocabulary");
      textMember(entry, "behind");
      textMember(entry, "value");
      member("system", systemOf(*entry.find("system")));
      const kb::Node& codes = *entry.find("codes");
      if (!codes.isTable()) return block_.problem(codes, "`codes` must be { beginning = \"code\" }");
      text("codes");
      pairs(codes, false);
    });
  }

  void notBelow() {
    const kb::Node* node = block_.required("not-below");
    if (node == nullptr) return;
    if (!node->isTable()) return block_.problem(*node, "`not-below` must be { vocabulary = [ \"code\" ] }");
    text("not-below");
    writer_.StartObject();
    for (const auto& [vocabulary, codes] : node->table()) {
      text(vocabulary);
      writer_.StartArray();
      for (const std::string& code : block_.stringsOf(codes)) text(code);
      writer_.EndArray();
    }
    writer_.EndObject();
  }

  /// Words for HER2, as the FHIR reader knows them.
  void mention() {
    text("mention");
    writer_.StartArray();
    for (const kb::Block& each : knowledge_.blocks("grouping")) {
      const kb::Node* words = each.node->find("mention");
      if (words == nullptr || !words->isArray()) continue;
      for (const kb::Node& word : words->array()) text(word.isString() ? word.string() : std::string());
    }
    writer_.EndArray();
  }

  const kb::DocumentSet& knowledge_;
  kb::BlockReader& block_;
  std::map<std::string, std::string, std::less<>> systems_;
  rapidjson::StringBuffer buffer_;
  Writer writer_{buffer_};
};

}  // namespace

Result<std::string> omopMapping(const kb::DocumentSet& knowledge) {
  const auto blocks = knowledge.blocks("omop");
  if (blocks.empty())
    return Problem{Severity::Error, "knowledge", "mappings", "the knowledge has no block [[omop]]", ""};
  Problems problems;
  kb::BlockReader block(blocks.front(), problems);
  std::string json = Mapping(knowledge, block).json();
  if (blocks.size() > 1) {
    kb::BlockReader second(blocks[1], problems);
    second.problem("a second block [[omop]]", "keep one; an overlay replaces the block of the same id");
  }
  if (!problems.empty()) return problems;
  return json;
}

}  // namespace her2::intake
