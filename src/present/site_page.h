// One page of the static site as a tree of elements, so that every value is escaped and every element closed by
// pugixml. Pages load nothing from elsewhere: one style sheet and, on the first page, two scripts beside them.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace her2::present {

/// A child element; `css` is its class, where there is one.
pugi::xml_node element(pugi::xml_node parent, const char* tag, std::string_view text = {}, const char* css = nullptr);
void addText(pugi::xml_node parent, std::string_view text);
void setAttribute(pugi::xml_node node, const char* name, std::string_view value);
/// A link; a text that is an address of its own (http…) is followed in the reader's hands only.
pugi::xml_node link(pugi::xml_node parent, const std::string& href, std::string_view text);

/// A table that scrolls by itself where it is wider than the page, with its caption.
class HtmlTable {
 public:
  HtmlTable(pugi::xml_node parent, std::string_view caption);
  pugi::xml_node head(std::string_view title = {}, const char* css = nullptr);
  void row(const std::string& id = {});
  /// A cell of the row begun last.
  pugi::xml_node cell(std::string_view text = {}, const char* css = nullptr);

 private:
  pugi::xml_node table_;
  pugi::xml_node head_;
  pugi::xml_node row_;
};

class SitePage {
 public:
  /// `file`: "index.html", "table/breast.class.html"; at most one folder deep.
  SitePage(std::string file, std::string_view title);

  const std::string& file() const { return file_; }
  pugi::xml_node main() { return main_; }
  /// A path of the site as seen from this page.
  std::string to(std::string_view path) const;
  /// The whole document. `footer`: what knowledge it shows; `home`: with the search.
  std::string html(std::string_view footer, bool home = false) const;

 private:
  std::string file_;
  std::string title_;
  pugi::xml_document document_;
  pugi::xml_node main_;
};

/// The style sheet and the search script.
extern const std::string_view siteStyle;
extern const std::string_view siteScript;

}  // namespace her2::present
