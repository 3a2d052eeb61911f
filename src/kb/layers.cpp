#include "kb/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "kb/block_reader.h"

namespace her2::kb {
namespace {

/// Kind and id; a drug's indications, products and doses have the drug's id before their own.
using Identity = std::pair<std::string, std::string>;

std::string text(const Node& node, std::string_view key) {
  const Node* member = node.find(key);
  return member != nullptr && member->isString() ? member->string() : std::string();
}

std::string textOr(const Node& node, std::string_view key, std::string_view missing) {
  std::string found = text(node, key);
  return found.empty() ? std::string(missing) : found;
}

// Blocks without a name (`[[answer]]`, `[[change]]` …) only ever add. A table such as [next-test], of which there is
// one, is known by its kind; [review] speaks of its own file.
std::optional<Identity> identityOf(const Document& document, const std::string& kind, const Node& block, bool single) {
  std::string id = text(block, "id");
  if (id.empty()) id = text(block, "name");
  if (id.empty() && (!single || kind == "review")) return std::nullopt;
  const std::string drug = document.drug();
  if (!drug.empty() && (kind == "indication" || kind == "product" || kind == "dose" || kind == "dose-ladder"))
    id = drug + "/" + id;
  return Identity{kind, id};
}

/// Calls f(identity, block) for every block that can be replaced.
template <class F>
void forEachBlock(const DocumentSet& documents, const F& f) {
  for (const Document& document : documents.documents()) {
    for (const auto& [kind, member] : document.root.table()) {
      const auto visit = [&, &key = kind](const Node& block, bool single) {
        if (!block.isTable()) return;
        if (const auto identity = identityOf(document, key, block, single)) f(*identity, Block{&document, &block});
      };
      visit(member, true);
      if (!member.isArray()) continue;
      for (const Node& block : member.array()) visit(block, false);
    }
  }
}

std::vector<std::string> stringsAt(const Node& block, std::string_view key) {
  Problems ignored;
  const Document nowhere;
  return BlockReader({&nowhere, &block}, ignored).strings(key);
}

std::vector<std::string> codesOf(const Node& block) {
  std::vector<std::string> codes;
  const Node* values = block.find("values");
  if (values == nullptr || !values->isArray()) return codes;
  for (const Node& value : values->array()) codes.push_back(value.isTable() ? text(value, "code") : std::string());
  return codes;
}

std::string placeOf(const Block& block) { return fmt::format("{}:{}", block.document->file, block.node->place.line); }

class Stack {
 public:
  Stack(DocumentSet below, DocumentSet overlay) : below_(std::move(below)), overlay_(std::move(overlay)) {}

  Result<DocumentSet> build() {
    layers_ = below_.layers();
    if (layers_.empty()) layers_.push_back(base());
    head();
    if (!problems_.empty()) return problems_;
    std::vector<Document> named = overlay_.documents();
    for (Document& document : named) document.file = fmt::format("overlay/{}/{}", layers_.back().id, document.file);
    overlay_ = DocumentSet(std::move(named));
    replacements_ = below_.replacements();
    replace();
    if (!problems_.empty()) return problems_;
    std::vector<Document> all = below_.documents();
    for (Document& document : all) removeReplaced(document);
    all.insert(all.end(), overlay_.documents().begin(), overlay_.documents().end());
    return DocumentSet(std::move(all), std::move(layers_), std::move(replacements_));
  }

 private:
  Layer base() const {
    const auto release = below_.blocks("release");
    if (release.empty()) return {"base", "", "", below_.hash()};
    return {"base", text(*release[0].node, "version"), text(*release[0].node, "title"), below_.hash()};
  }

  void head() {
    const auto blocks = overlay_.blocks("overlay");
    for (std::size_t i = 1; i < blocks.size(); ++i)
      BlockReader(blocks[i], problems_).problem("a second [overlay] block", "a folder is one overlay");
    for (const Block& release : overlay_.blocks("release"))
      BlockReader(release, problems_)
          .problem("[release] beside [overlay]", "leave [release] out: the version of an overlay stands in [overlay]");
    BlockReader block(blocks[0], problems_);
    block.allow({"id", "version", "title", "date", "note"});
    Layer layer{block.string("id"), block.string("version"), block.string("title"), overlay_.hash()};
    for (const std::string* part : {&layer.id, &layer.version}) {
      const bool plain = std::all_of(part->begin(), part->end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      });
      if (!plain)
        block.problem(fmt::format("`{}` is not of lower-case letters, digits and hyphens", *part),
                      "it becomes part of the name of the whole knowledge");
    }
    for (const Layer& other : layers_) {
      if (other.id == layer.id) block.problemOf("id", fmt::format("`{}` is the name of another layer", layer.id));
    }
    layers_.push_back(std::move(layer));
  }

  void replace() {
    std::map<Identity, std::vector<Block>> there;
    forEachBlock(below_, [&](const Identity& id, Block block) { there[id].push_back(block); });
    forEachBlock(overlay_, [&](const Identity& id, Block block) {
      const auto found = there.find(id);
      if (found == there.end()) return;
      for (const Block& old : found->second) compatible(id, block, old);
      if (!replaced_.insert(id).second) return;  // a further version of the same table
      replacements_.push_back({id.first, id.second, layers_.back().id, placeOf(block),
                               layerOf(*found->second.front().document), placeOf(found->second.front())});
    });
  }

  static std::string layerOf(const Document& document) {
    constexpr std::string_view folder = "overlay/";
    if (!document.file.starts_with(folder)) return "base";
    return document.file.substr(folder.size(), document.file.find('/', folder.size()) - folder.size());
  }

  // Rules below were written for what is replaced: they must still be able to ask for it, and to rely on it.
  void compatible(const Identity& id, const Block& block, const Block& old) {
    BlockReader reader(block, problems_);
    const auto same = [&](std::string_view key, std::string_view missing = {}) {
      const std::string now = textOr(*block.node, key, missing);
      const std::string before = textOr(*old.node, key, missing);
      if (now == before) return;
      reader.problemOf(
          key, fmt::format("{} `{}` has {} `{}`, but `{}` at {}", id.first, id.second, key, now, before, placeOf(old)),
          "rules below the overlay rely on it: use another name");
    };
    const auto keeps = [&](const std::vector<std::string>& now, const std::vector<std::string>& before,
                           std::string_view what, std::string_view key) {
      for (const std::string& each : before) {
        if (std::find(now.begin(), now.end(), each) != now.end()) continue;
        reader.problemOf(key,
                         fmt::format("{} `{}` leaves out {} `{}`, which it has at {}", id.first, id.second, what, each,
                                     placeOf(old)),
                         "rules below the overlay rely on it: keep it");
      }
    };
    if (id.first == "fact") {
      for (const char* key : {"type", "scope", "codes", "unit"}) same(key);
      same("absence", "unknown");  // what silence of a record means
    } else if (id.first == "codes") {
      keeps(codesOf(*block.node), codesOf(*old.node), "the code", "values");
    } else if (id.first == "table") {
      same("scope");
      keeps(stringsAt(*block.node, "outputs"), stringsAt(*old.node, "outputs"), "the output", "outputs");
    }
  }

  bool isReplaced(const Document& document, const std::string& kind, const Node& block, bool single) const {
    if (!block.isTable()) return false;
    const auto identity = identityOf(document, kind, block, single);
    return identity && replaced_.contains(*identity);
  }

  void removeReplaced(Document& document) const {
    const Document before = document;  // its [drug] says whose parts the others are, even after it went
    auto& members = std::get<Node::Table>(document.root.value);
    for (Member& member : members) {
      if (!member.value.isArray()) continue;
      std::erase_if(std::get<Node::Array>(member.value.value),
                    [&](const Node& block) { return isReplaced(before, member.key, block, false); });
    }
    for (Member& member : members) {
      if (member.key == "drug" && isReplaced(before, member.key, member.value, true))
        member.value.value = before.drug();  // the rest of the file is still about it
    }
    std::erase_if(members, [&](const Member& member) { return isReplaced(before, member.key, member.value, true); });
  }

  DocumentSet below_;
  DocumentSet overlay_;
  std::vector<Layer> layers_;
  std::vector<Replacement> replacements_;
  std::set<Identity> replaced_;
  Problems problems_;
};

}  // namespace

bool isOverlay(const DocumentSet& documents) { return !documents.blocks("overlay").empty(); }

Result<DocumentSet> overlaid(DocumentSet below, DocumentSet overlay) {
  return Stack(std::move(below), std::move(overlay)).build();
}

}  // namespace her2::kb
