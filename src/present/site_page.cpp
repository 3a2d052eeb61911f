#include "present/site_page.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

namespace her2::present {
namespace {

std::string serialized(const pugi::xml_node& node) {
  std::ostringstream out;
  node.print(out, "", pugi::format_raw | pugi::format_no_empty_element_tags);
  return out.str();
}

std::string escaped(std::string_view text) {
  pugi::xml_document document;
  addText(document.append_child("t"), text);
  const std::string all = serialized(document.first_child());
  return all.substr(3, all.size() - 7);  // without <t> and </t>
}

constexpr std::array<std::array<const char*, 2>, 8> navigation = {{{"index.html", "Start"},
                                                                   {"groups.html", "Groups"},
                                                                   {"table/index.html", "Tables"},
                                                                   {"drug/index.html", "Drugs"},
                                                                   {"trial/index.html", "Trials"},
                                                                   {"recommendation/index.html", "Guidelines"},
                                                                   {"timeline.html", "Timeline"},
                                                                   {"source/index.html", "Sources"}}};

// Void elements (meta, link, input) are no XML with separate end tags, so the frame is text; what varies is escaped.
constexpr const char* frame = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>{title} - HER2 knowledge</title>
<link rel="stylesheet" href="{root}style.css"/>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><nav aria-label="Parts of the knowledge"><ul>{navigation}</ul></nav></header>
{search}{main}
<footer><p>{footer}</p><p>Decision support for health professionals: options and reasons, not orders. Not a medical device.</p></footer>
{scripts}</body>
</html>
)";

constexpr const char* searchForm = R"(<search><form role="search" id="search" hidden="hidden">
<label for="words">Find a table, drug, trial, source or code</label>
<input id="words" name="words" type="search" autocomplete="off"/>
<p id="found" role="status"></p>
<ul id="hits"></ul>
</form></search>
)";

}  // namespace

pugi::xml_node element(pugi::xml_node parent, const char* tag, std::string_view text, const char* css) {
  pugi::xml_node node = parent.append_child(tag);
  if (css != nullptr) node.append_attribute("class").set_value(css);
  if (!text.empty()) addText(node, text);
  return node;
}

void addText(pugi::xml_node parent, std::string_view text) {
  parent.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
}

void setAttribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
}

pugi::xml_node link(pugi::xml_node parent, const std::string& href, std::string_view text) {
  pugi::xml_node a = element(parent, "a", text);
  setAttribute(a, "href", href);
  if (href.starts_with("http")) setAttribute(a, "rel", "noreferrer");
  return a;
}

HtmlTable::HtmlTable(pugi::xml_node parent, std::string_view caption) {
  pugi::xml_node scroll = element(parent, "div", {}, "scroll");
  setAttribute(scroll, "tabindex", "0");
  setAttribute(scroll, "role", "group");
  setAttribute(scroll, "aria-label", caption);
  pugi::xml_node table = element(scroll, "table");
  element(table, "caption", caption);
  head_ = element(element(table, "thead"), "tr");
  table_ = element(table, "tbody");
}

pugi::xml_node HtmlTable::head(std::string_view title, const char* css) {
  pugi::xml_node head = element(head_, "th", title, css);
  setAttribute(head, "scope", "col");
  return head;
}

void HtmlTable::row(const std::string& id) {
  row_ = element(table_, "tr");
  if (!id.empty()) setAttribute(row_, "id", id);
}

pugi::xml_node HtmlTable::cell(std::string_view text, const char* css) { return element(row_, "td", text, css); }

SitePage::SitePage(std::string file, std::string_view title) : file_(std::move(file)), title_(title) {
  main_ = element(document_, "main");
  setAttribute(main_, "id", "main");
  element(main_, "h1", title_);
}

std::string SitePage::to(std::string_view path) const {
  return (file_.find('/') == std::string::npos ? "" : "../") + std::string(path);
}

std::string SitePage::html(std::string_view footer, bool home) const {
  std::string links;
  for (const auto& [path, name] : navigation) {
    links +=
        fmt::format("<li><a href=\"{}\"{}>{}</a></li>", to(path), path == file_ ? " aria-current=\"page\"" : "", name);
  }
  const std::string scripts =
      home ? "<script src=\"search-index.js\"></script>\n<script src=\"search.js\"></script>\n" : "";
  return fmt::format(frame, fmt::arg("title", escaped(title_)), fmt::arg("root", to("")), fmt::arg("navigation", links),
                     fmt::arg("search", home ? searchForm : ""), fmt::arg("main", serialized(main_)),
                     fmt::arg("footer", escaped(footer)), fmt::arg("scripts", scripts));
}

}  // namespace her2::present
