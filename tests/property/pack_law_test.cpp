// Packed knowledge on random trees: what goes in comes out, with every place; damaged bytes are refused or read, never
// more.
#include <string>
#include <utility>
#include <vector>

#include "kb/pack.h"
#include "law.h"

namespace her2::kb {
namespace {

rc::Gen<std::string> text() { return rc::gen::container<std::string>(rc::gen::arbitrary<char>()); }

Node randomNode(int depth) {
  Node node;
  node.place = {*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>()};
  switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
    case 0:
      node.value = *text();
      break;
    case 1:
      node.value = *rc::gen::arbitrary<std::int64_t>();
      break;
    case 2:
      node.value = *rc::gen::arbitrary<double>();
      break;
    case 3:
      node.value = *rc::gen::arbitrary<bool>();
      break;
    case 4:
      node.value = Date(*rc::gen::inRange(-100000, 100000));
      break;
    case 5: {
      Node::Array elements;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) elements.push_back(randomNode(depth - 1));
      node.value = std::move(elements);
      break;
    }
    default: {
      Node::Table members;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) members.push_back({*text(), randomNode(depth - 1)});
      node.value = std::move(members);
    }
  }
  return node;
}

std::vector<Document> randomDocuments() {
  std::vector<Document> documents;
  for (int left = *rc::gen::inRange(0, 3); left > 0; --left) {
    Node::Table members;
    for (int more = *rc::gen::inRange(0, 4); more > 0; --more) members.push_back({*text(), randomNode(4)});
    documents.push_back({*text(), {std::move(members), {1, 1}}});
  }
  return documents;
}

bool same(const Node& a, const Node& b) {
  return a == b && a.place.line == b.place.line && a.place.column == b.place.column;
}

TEST(PackLaw, RoundTrip) {
  law("unpack(pack(documents)) is the same", [] {
    const auto documents = randomDocuments();
    const std::string bytes = packDocuments(documents);
    const auto back = unpackDocuments(bytes);
    RC_ASSERT(static_cast<bool>(back));
    RC_ASSERT(back->size() == documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i) {
      RC_ASSERT((*back)[i].file == documents[i].file);
      RC_ASSERT(same((*back)[i].root, documents[i].root));
    }
    RC_ASSERT(packDocuments(*back) == bytes);  // places of inner nodes are in the bytes
  });
}

TEST(PackLaw, DamageIsRefusedOrRead) {
  law("a cut pack is refused; a changed one is refused or is a pack", [] {
    std::string bytes = packDocuments(randomDocuments());
    const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size());
    RC_ASSERT(!unpackDocuments(std::string_view(bytes).substr(0, cut)));
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    const auto back = unpackDocuments(bytes);
    if (back) RC_ASSERT(static_cast<bool>(unpackDocuments(packDocuments(*back))));
  });
}

}  // namespace
}  // namespace her2::kb
