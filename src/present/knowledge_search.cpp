#include "present/knowledge_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "present/plain.h"

namespace her2::present {
namespace {

constexpr int weightOfName = 40;
constexpr int weightOfTitle = 20;
constexpr int weightOfCode = 20;
constexpr int weightOfDrug = 10;
constexpr int weightOfText = 4;

/// Where scores are equal, what decides about patients stands before what it is made of.
int rankOf(std::string_view kind) {
  static constexpr std::array<std::string_view, 8> first = {"drug",     "indication", "table", "group",
                                                            "rule-set", "text",       "fact",  "codes"};
  return static_cast<int>(std::find(first.begin(), first.end(), kind) - first.begin());
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool isWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// 4: a whole word; 2: the beginning of one; 1: inside one; 0: not there. `text` and `word` are in lower case.
int match(std::string_view text, std::string_view word) {
  int best = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !isWordByte(text[at - 1]) || !isWordByte(word.front());
    const auto after = at + word.size();
    const bool ends = after == text.size() || !isWordByte(text[after]) || !isWordByte(word.back());
    best = std::max(best, begins && ends ? 4 : begins ? 2 : 1);
  }
  return best;
}

/// One piece of an entry's text and what a word in it counts.
struct Field {
  const std::string* text;
  int weight;
};

void fieldsOf(const kb::Node& node, int weight, std::vector<Field>& fields) {
  if (node.isString()) fields.push_back({&node.string(), weight});
  if (node.isArray()) {
    for (const kb::Node& element : node.array()) fieldsOf(element, weight, fields);
  }
  if (!node.isTable()) return;
  for (const auto& [name, member] : node.table()) {
    const std::string_view key = name;
    static constexpr std::array<std::string_view, 5> names = {"id", "name", "brands", "aliases", "proper-name"};
    static constexpr std::array<std::string_view, 4> titles = {"title", "population", "body", "code"};
    const auto isOne = [&](const auto& of) { return std::find(of.begin(), of.end(), key) != of.end(); };
    const int own = isOne(names)        ? weightOfName
                    : isOne(titles)     ? weightOfTitle
                    : key == "codes"    ? weightOfCode
                    : key == "examples" ? 1
                                        : weightOfText;
    fieldsOf(member, weight == weightOfCode ? weight : std::min(own, weight), fields);
  }
}

// A drug is found by the names of its products, and what else stands in its file by all its names.
void drugNames(const kb::Entry& entry, std::vector<Field>& fields) {
  const kb::Node& root = entry.block.document->root;
  const kb::Node* drug = root.find("drug");
  if (drug == nullptr || !drug->isTable()) return;
  const bool itself = drug == entry.block.node;
  if (const kb::Node* products = root.find("product"); products != nullptr && products->isArray()) {
    for (const kb::Node& product : products->array()) {
      for (const char* key : {"name", "proper-name"}) {
        const kb::Node* name = product.isTable() ? product.find(key) : nullptr;
        if (name != nullptr) fieldsOf(*name, itself ? weightOfName : weightOfDrug, fields);
      }
    }
  }
  for (const char* key : {"title", "brands", "aliases"}) {
    const kb::Node* names = drug->find(key);
    if (names != nullptr && !itself) fieldsOf(*names, weightOfDrug, fields);
  }
}

/// Some words around the first place where one of them stands.
std::string around(const std::string& text, std::string_view word) {
  constexpr std::size_t before = 30;
  constexpr std::size_t length = 90;
  const auto at = lower(text).find(word);
  if (at == std::string::npos) return {};
  std::size_t begin = at < before ? 0 : text.find(' ', at - before);
  if (begin == std::string::npos || begin > at) begin = at;
  std::size_t end = std::min(text.size(), begin + length);
  if (end < text.size()) {
    const auto space = text.rfind(' ', end);
    end = space == std::string::npos || space <= at ? text.find(' ', at) : space;
    end = std::min(end, text.size());
  }
  const auto first = text.find_first_not_of(' ', begin);
  return fmt::format("{}{}{}", begin == 0 ? "" : "… ", text.substr(first, end - first), end < text.size() ? " …" : "");
}

class Search {
 public:
  explicit Search(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      if (!word.empty()) words_.push_back(lower(word));
    }
  }

  std::optional<Hit> look(const kb::Entry& entry) const {
    std::vector<Field> fields = {{&entry.kind, weightOfText}};
    const std::string place = entry.place();
    fields.push_back({&place, weightOfText});
    if (!entry.id.empty()) fields.push_back({&entry.id, weightOfName});
    fieldsOf(*entry.block.node, weightOfName, fields);
    drugNames(entry, fields);
    Hit hit{entry, 0, {}};
    for (const std::string& word : words_) {
      int best = 0;
      const Field* where = nullptr;
      for (const Field& field : fields) {
        const int score = field.weight * match(lower(*field.text), word);
        if (score <= best) continue;
        best = score;
        where = &field;
      }
      if (best == 0) return std::nullopt;
      hit.score += best;
      const bool shown = where->text == &entry.id || *where->text == entry.title || where->text == &entry.kind ||
                         where->weight == weightOfDrug;
      if (!shown && hit.excerpt.empty()) hit.excerpt = around(*where->text, word);
    }
    if (hit.excerpt == entry.title) hit.excerpt.clear();
    return words_.empty() ? std::nullopt : std::optional(std::move(hit));
  }

 private:
  std::vector<std::string> words_;
};

}  // namespace

std::vector<Hit> searchKnowledge(const kb::Knowledge& knowledge, const std::vector<std::string>& words) {
  const Search search(words);
  std::vector<Hit> hits;
  for (const kb::Entry& entry : kb::entriesOf(knowledge)) {
    if (auto hit = search.look(entry)) hits.push_back(*std::move(hit));
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::tuple(rankOf(a.entry.kind), std::string_view(a.entry.kind), std::string_view(a.entry.id)) <
           std::tuple(rankOf(b.entry.kind), std::string_view(b.entry.kind), std::string_view(b.entry.id));
  });
  return hits;
}

std::string hitsText(const std::vector<Hit>& hits, std::size_t limit) {
  std::string out;
  for (std::size_t i = 0; i < std::min(limit, hits.size()); ++i) {
    const kb::Entry& entry = hits[i].entry;
    const bool dated = entry.period.from || entry.period.until;
    out += fmt::format("{} {}{}\n", entry.kind, entry.key(), dated ? ", " + periodText(entry.period) : "");
    if (!entry.title.empty()) out += wrapped(entry.title, "    ", "    ");
    if (!hits[i].excerpt.empty()) out += wrapped(hits[i].excerpt, "    > ", "      ");
  }
  if (hits.size() > limit) out += fmt::format("{} more; --limit shows them\n", hits.size() - limit);
  return out;
}

}  // namespace her2::present
