// The static site: nothing is missing, every link leads somewhere, every page is well-formed and loads nothing from
// elsewhere, the same knowledge gives the same bytes.
#include "present/site.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "assess_fixture.h"
#include "kb/catalogue.h"
#include "kb/toml_reader.h"

namespace her2 {
namespace {

using Files = std::map<std::string, std::string>;

Files siteOf(const std::shared_ptr<const kb::Knowledge>& knowledge) {
  const Date day = knowledge->release.date;
  Problems problems;
  const auto groups = check::workOutGroups(knowledge, day, {0, 1}, problems);
  EXPECT_TRUE(problems.empty());
  Files files;
  present::writeSite({*knowledge, day, {0, 1}, false, day}, groups, [&](const present::SiteFile& file) {
    EXPECT_TRUE(files.emplace(file.path, file.text).second) << file.path << " is written twice";
  });
  return files;
}

const Files& site() {
  static const Files files = siteOf(testKnowledge());
  return files;
}

bool isPage(const std::string& path) { return path.ends_with(".html"); }

/// The page without its doctype, which pugixml need not read.
pugi::xml_document parsed(const std::string& path, const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_string(text.c_str(), pugi::parse_full);
  EXPECT_TRUE(result) << path << ": " << result.description() << " at "
                      << text.substr(static_cast<std::size_t>(result.offset), 80);
  return document;
}

template <class F>
void forEachNode(const pugi::xml_node& node, const F& f) {
  for (const pugi::xml_node& child : node.children()) {
    f(child);
    forEachNode(child, f);
  }
}

/// Where a link leads, from the page it stands on: path and anchor.
std::pair<std::string, std::string> target(const std::string& page, std::string href) {
  const auto hash = href.find('#');
  const std::string anchor = hash == std::string::npos ? "" : href.substr(hash + 1);
  href = href.substr(0, hash);
  if (href.empty()) return {page, anchor};
  const auto slash = page.rfind('/');
  std::string folder = slash == std::string::npos ? "" : page.substr(0, slash + 1);
  while (href.starts_with("../")) {
    href = href.substr(3);
    folder = "";
  }
  return {folder + href, anchor};
}

TEST(Site, EveryPageIsWellFormedAndEveryLinkLeadsSomewhere) {
  std::map<std::string, std::set<std::string>> anchors;
  std::map<std::string, std::vector<std::string>> links;
  for (const auto& [path, text] : site()) {
    if (!isPage(path)) continue;
    forEachNode(parsed(path, text), [&, &page = path](const pugi::xml_node& node) {
      if (const auto id = node.attribute("id")) {
        EXPECT_TRUE(anchors[page].insert(id.value()).second) << page << " has two #" << id.value();
      }
      if (const auto href = node.attribute("href")) links[page].emplace_back(href.value());
      if (const auto src = node.attribute("src")) {
        EXPECT_TRUE(site().contains(target(page, src.value()).first)) << page << ": " << src.value();
      }
    });
  }
  std::size_t followed = 0;
  for (const auto& [page, hrefs] : links) {
    for (const std::string& href : hrefs) {
      if (href.starts_with("https://")) continue;
      const auto [path, anchor] = target(page, href);
      ++followed;
      ASSERT_TRUE(site().contains(path)) << page << " links to " << href;
      ASSERT_TRUE(anchor.empty() || anchors[path].contains(anchor)) << page << " links to " << href;
    }
  }
  EXPECT_GT(followed, 10000U);
}

TEST(Site, NothingIsMissing) {
  const auto knowledge = testKnowledge();
  for (const kb::Entry& entry : kb::entriesOf(*knowledge)) {
    const std::string place = "knowledge/" + entry.place();
    const bool shown = std::any_of(site().begin(), site().end(), [&](const auto& file) {
      const bool candidate =
          file.first.starts_with(entry.kind + "/") || file.first.starts_with("drug/") || file.first == "timeline.html";
      return candidate && file.second.find(place) != std::string::npos;
    });
    EXPECT_TRUE(shown) << entry.kind << " " << entry.key() << " (" << place << ")";
  }
  for (const kb::Table& table : knowledge->tables) {
    const std::string& page = site().at("table/" + table.id + ".html");
    for (const kb::Row& row : table.rows)
      EXPECT_NE(page.find("-" + std::to_string(row.place.line) + "\"><td>"), std::string::npos) << table.id;
  }
  for (const kb::Source& source : knowledge->sources) EXPECT_TRUE(site().contains("source/" + source.id + ".html"));
  for (const kb::Group& group : knowledge->groups)
    EXPECT_NE(site().at("groups.html").find("id=\"" + group.id + "\""), std::string::npos) << group.id;
  const std::string& index = site().at("search-index.js");
  EXPECT_NE(index.find("Enhertu", index.find("\"trastuzumab-deruxtecan/breast-low-after-chemotherapy\"")),
            std::string::npos);
}

TEST(Site, ASourceNamesWhatStandsOnIt) {
  const std::string& page = site().at("source/fda-2022-08-05.html");
  EXPECT_NE(page.find("indication/trastuzumab-deruxtecan--breast-low-after-chemotherapy.html"), std::string::npos);
}

TEST(Site, EveryPageSaysWhichKnowledgeItShowsAndUntilWhen) {
  for (const auto& [path, text] : site()) {
    if (!isPage(path)) continue;
    EXPECT_NE(text.find("Knowledge 2026.11.0 of 2026-11-23"), std::string::npos) << path;
    EXPECT_NE(text.find("To be reviewed by 2027-05-23"), std::string::npos) << path;
  }
}

TEST(Site, PagesLoadNothingFromElsewhere) {
  for (const auto& [path, text] : site()) {
    for (const char* loading : {"src=\"http", "@import", "url(", "fetch(", "<iframe", "javascript:", "style=\""})
      EXPECT_EQ(text.find(loading), std::string::npos) << path << ": " << loading;
  }
}

TEST(Site, NamesDifferAlsoWhereCapitalsDoNot) {
  std::set<std::string> lower;
  for (const auto& [path, text] : site()) {
    std::string name = path;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    EXPECT_TRUE(lower.insert(name).second) << path;
  }
}

TEST(Site, TheSameKnowledgeGivesTheSameBytes) { EXPECT_EQ(siteOf(testKnowledge()), site()); }

TEST(Site, WhatTheKnowledgeHoldsIsEscaped) {
  auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/tests/fixtures/minimal")->documents();
  documents.push_back(*kb::readToml(R"x(
[[source]]
id = "<b>&"
title = "</title><script>alert(1)</script>"
url = "javascript:alert(1)"
grade = "secondary"
note = "\"quoted\" & <i>marked</i>"
)x",
                                    "hostile.toml"));
  const auto knowledge = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
  ASSERT_TRUE(knowledge);
  std::size_t pages = 0;
  for (const auto& [path, text] : siteOf(*knowledge)) {
    if (!isPage(path)) continue;
    parsed(path, text);
    EXPECT_EQ(text.find("<script>"), std::string::npos) << path;
    EXPECT_EQ(text.find("<i>"), std::string::npos) << path;
    EXPECT_EQ(text.find("href=\"javascript"), std::string::npos) << path;
    pages += text.find("&lt;script&gt;alert(1)") == std::string::npos ? 0 : 1;
  }
  EXPECT_GE(pages, 2U) << "its own page, and the list of sources";
}

}  // namespace
}  // namespace her2
