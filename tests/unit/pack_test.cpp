// Packed knowledge: what goes in comes out, and bytes that are not a pack are refused, whatever they are.
#include "kb/pack.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

#include "kb/document_set.h"
#include "kb/embedded/embedded.h"

namespace her2::kb {
namespace {

Node leaf(Node::Value value, std::uint32_t line, std::uint32_t column) { return {std::move(value), {line, column}}; }

std::vector<Document> sample() {
  Node::Table inner;
  inner.push_back({"whole", leaf(std::int64_t{-7}, 3, 9)});
  inner.push_back({"real", leaf(2.1, 3, 20)});
  inner.push_back({"", leaf(false, 4, 1)});
  Node::Array list;
  list.push_back(leaf(std::string("IHC 2+ \xe2\x80\xa6"), 5, 1));
  list.push_back(leaf(*Date::of(2018, 5, 30), 5, 9));
  list.push_back(leaf(Node::Array{}, 6, 1));
  list.push_back(leaf(std::string(), 7, 1));
  list.push_back(leaf(std::move(inner), 3, 1));
  Node::Table root;
  root.push_back({"list", leaf(std::move(list), 2, 8)});
  root.push_back({"flag", leaf(true, 9, 8)});
  std::vector<Document> documents;
  documents.push_back({"a/b.toml", leaf(std::move(root), 1, 1)});
  documents.push_back({"empty.toml", leaf(Node::Table{}, 1, 1)});
  return documents;
}

void expectSame(const Node& a, const Node& b) {
  EXPECT_EQ(a.place.line, b.place.line);
  EXPECT_EQ(a.place.column, b.place.column);
  ASSERT_EQ(a.value.index(), b.value.index());
  if (a.isArray()) {
    ASSERT_EQ(a.array().size(), b.array().size());
    for (std::size_t i = 0; i < a.array().size(); ++i) expectSame(a.array()[i], b.array()[i]);
  } else if (a.isTable()) {
    ASSERT_EQ(a.table().size(), b.table().size());
    for (std::size_t i = 0; i < a.table().size(); ++i) {
      EXPECT_EQ(a.table()[i].key, b.table()[i].key);
      expectSame(a.table()[i].value, b.table()[i].value);
    }
  } else {
    EXPECT_EQ(a, b);
  }
}

TEST(Pack, RoundTrip) {
  const auto documents = sample();
  const std::string bytes = packDocuments(documents);
  const auto back = unpackDocuments(bytes);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), documents.size());
  for (std::size_t i = 0; i < documents.size(); ++i) {
    EXPECT_EQ((*back)[i].file, documents[i].file);
    expectSame((*back)[i].root, documents[i].root);
  }
  EXPECT_EQ(packDocuments(*back), bytes);
}

TEST(Pack, NothingIsAPackToo) {
  const auto back = unpackDocuments(packDocuments({}));
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->empty());
}

TEST(Pack, TheKnowledgeOfThisRelease) {
  const auto set = DocumentSet::readFolder(std::string(HER2_SOURCE_DIR) + "/knowledge");
  ASSERT_TRUE(set) << set.problems().front().text();
  const auto back = DocumentSet::unpack(set->pack());
  ASSERT_TRUE(back);
  ASSERT_EQ(back->documents().size(), set->documents().size());
  for (std::size_t i = 0; i < set->documents().size(); ++i) {
    EXPECT_EQ(back->documents()[i].file, set->documents()[i].file);
    expectSame(back->documents()[i].root, set->documents()[i].root);
    if (HasFailure()) return;
  }
}

TEST(Pack, TheBuiltInKnowledgeNamesTheHashOfItsBytes) {
  const DocumentSet builtIn = embeddedKnowledge();
  EXPECT_EQ(builtIn.hash(), DocumentSet(builtIn.documents()).hash());
}

TEST(Pack, EveryTruncationIsRefused) {
  const std::string bytes = packDocuments(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(unpackDocuments(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(unpackDocuments(bytes + '\0'));
}

/// Must not crash; what is accepted must pack and unpack again.
void tryToRead(const std::string& bytes) {
  const auto back = unpackDocuments(bytes);
  if (!back) return;
  const std::string again = packDocuments(*back);
  const auto twice = unpackDocuments(again);
  ASSERT_TRUE(twice);
  EXPECT_EQ(packDocuments(*twice), again);
}

TEST(Pack, EveryFlippedBitIsReadOrRefused) {
  std::string bytes = packDocuments(sample());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      const char before = bytes[at];
      bytes[at] = static_cast<char>(before ^ (1 << bit));
      tryToRead(bytes);
      bytes[at] = before;
    }
  }
}

TEST(Pack, AnyBytesAreReadOrRefused) {
  const std::string good = packDocuments(sample());
  std::mt19937 random(1);
  for (int run = 0; run < 20000; ++run) {
    std::string bytes = good;
    for (auto left = 1 + random() % 6; left > 0; --left)
      bytes[8 + random() % (bytes.size() - 8)] = static_cast<char>(random() % 256);
    tryToRead(bytes);
  }
}

TEST(Pack, NestingWithoutEndIsRefused) {
  std::string bytes = packDocuments({}).substr(0, 8);
  const auto append = [&bytes](std::uint32_t value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  append(1);  // one document, no name, then arrays in arrays
  append(0);
  for (int depth = 0; depth < 100000; ++depth) {
    bytes += '\x05';
    append(1);
    append(1);
    append(1);
  }
  EXPECT_FALSE(unpackDocuments(bytes));
}

}  // namespace
}  // namespace her2::kb
