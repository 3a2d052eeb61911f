// The TOML reader: what becomes of each type, and that every part of the tree knows its line and column.
#include "kb/toml_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "kb/document_set.h"

namespace her2::kb {
namespace {

Document read(const std::string& text) {
  auto document = readToml(text, "t.toml");
  EXPECT_TRUE(document) << (document ? "" : document.problems().front().text());
  return document ? *std::move(document) : Document{};
}

std::string at(const Document& document, const Node& node) { return document.where(node.place); }

TEST(TomlReader, KeepsTypes) {
  const Document document =
      read("text = \"3+\"\nwhole = 2\nreal = 2.0\nflag = true\nday = 2018-05-30\nlist = [1, \"a\"]\nin = { x = 1 }\n");
  const Node& root = document.root;
  ASSERT_TRUE(root.isTable());
  EXPECT_EQ(root.find("text")->string(), "3+");
  EXPECT_TRUE(std::holds_alternative<std::int64_t>(root.find("whole")->value));
  EXPECT_EQ(root.find("whole")->number(), 2);
  EXPECT_TRUE(std::holds_alternative<double>(root.find("real")->value));
  EXPECT_EQ(root.find("real")->number(), 2.0);
  EXPECT_TRUE(root.find("flag")->boolean());
  EXPECT_EQ(root.find("day")->date().text(), "2018-05-30");
  EXPECT_EQ(root.find("list")->array().size(), 2U);
  EXPECT_EQ(root.find("in")->find("x")->number(), 1);
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(TomlReader, EveryPartKnowsItsPlace) {
  const Document document = read(
      "title = \"T\"\n\n[[table]]\nrules = [\n  [\">= 2.0\", \"a\"],\n  [\"< 2.0\",  \"b\"],\n]\n\n[[table]]\nrules = "
      "[]\n");
  const Node& tables = *document.root.find("table");
  EXPECT_EQ(at(document, document.root), "t.toml:1:1");
  EXPECT_EQ(at(document, *document.root.find("title")), "t.toml:1:9");
  EXPECT_EQ(at(document, tables.array()[0]), "t.toml:3:1");
  EXPECT_EQ(at(document, tables.array()[1]), "t.toml:9:1");
  const Node& rules = *tables.array()[0].find("rules");
  EXPECT_EQ(at(document, rules), "t.toml:4:9");
  EXPECT_EQ(at(document, rules.array()[1]), "t.toml:6:3");
  EXPECT_EQ(at(document, rules.array()[1].array()[1]), "t.toml:6:14");
}

TEST(TomlReader, KeysKeepTheOrderOfTheFile) {
  const Document document = read("zeta = 1\nalpha = { y = 1, b = 2, a = 3 }\nmid = 2\n");
  std::string order;
  for (const auto& [key, member] : document.root.table()) order += key + " ";
  for (const auto& [key, member] : document.root.find("alpha")->table()) order += key + " ";
  EXPECT_EQ(order, "zeta alpha mid y b a ");
}

TEST(TomlReader, SyntaxErrorsNameFileLineAndColumn) {
  const struct {
    const char* text;
    const char* where;
  } table[] = {
      {"a = 1\nb = \n", "t.toml:2:"},
      {"a = 1\na = 2\n", "t.toml:2:"},
      {"a = 2018-02-30\n", "t.toml:1:"},
      {"x = 1\ny = \"open\nz = 2\n", "t.toml:2:"},
      {"a = [1, 2\n\n", "t.toml:"},
      {"a = \"\xff\"\n", "t.toml:1:"},
      {"= 1\n", "t.toml:1:"},
  };
  for (const auto& row : table) {
    const auto document = readToml(row.text, "t.toml");
    ASSERT_FALSE(document) << row.text;
    EXPECT_TRUE(document.problems().front().where.starts_with(row.where)) << document.problems().front().text();
    EXPECT_TRUE(document.problems().front().message.starts_with("not valid TOML"))
        << document.problems().front().text();
  }
}

TEST(TomlReader, AnEmptyFileIsAnEmptyTable) {
  EXPECT_TRUE(read("").root.table().empty());
  EXPECT_TRUE(read("# only a comment\n").root.table().empty());
}

TEST(TomlReader, DeepNestingIsAnErrorNotACrash) {
  EXPECT_FALSE(readToml("a = " + std::string(100000, '['), "t.toml"));
  EXPECT_FALSE(readToml("a = " + std::string(5000, '[') + std::string(5000, ']'), "t.toml"));
}

TEST(DocumentSet, FindsBlocksInOrderOfFiles) {
  std::vector<Document> documents;
  documents.push_back(read("[[drug]]\nid = \"a\"\n[[drug]]\nid = \"b\"\n"));
  documents.push_back(read("[drug]\nid = \"c\"\n"));
  documents.push_back(read("drug = \"not a block\"\n"));
  const DocumentSet set(std::move(documents));
  std::string ids;
  for (const Block& block : set.blocks("drug")) ids += block.node->find("id")->string();
  EXPECT_EQ(ids, "abc");
  EXPECT_TRUE(set.blocks("table").empty());
}

TEST(DocumentSet, AMissingFolderIsAProblem) {
  const auto set = DocumentSet::readFolder(std::string(HER2_SOURCE_DIR) + "/no-such-folder");
  ASSERT_FALSE(set);
  EXPECT_FALSE(set.problems().front().remedy.empty());
}

}  // namespace
}  // namespace her2::kb
