// A block of knowledge as part of a page of the static site: what it says, member by member, every name a link.
// Decision tables are shown as such.
#pragma once

#include "present/site_links.h"
#include "present/site_page.h"

namespace her2::present {

class SiteBlocks {
 public:
  SiteBlocks(const kb::Knowledge& knowledge, const SiteLinks& links);

  /// What the block says, without its name and title.
  void block(SitePage& page, pugi::xml_node parent, const kb::Entry& entry) const;
  /// A value of the member `key`, in a line.
  void value(SitePage& page, pugi::xml_node parent, std::string_view key, const kb::Node& node,
             std::string_view drug) const;
  /// A link to what has the name, or the name.
  void name(SitePage& page, pugi::xml_node parent, std::string_view key, std::string_view text,
            std::string_view drug) const;
  /// File and line, and when it is in force.
  static void place(pugi::xml_node parent, const kb::Entry& entry);

 private:
  void table(SitePage& page, pugi::xml_node parent, const kb::Table& table, const kb::Entry& entry) const;
  void rows(SitePage& page, pugi::xml_node parent, const kb::Table& table) const;
  void members(SitePage& page, pugi::xml_node parent, const kb::Entry& entry,
               std::initializer_list<std::string_view> without) const;
  void list(SitePage& page, pugi::xml_node parent, std::string_view key, const kb::Node& node,
            std::string_view drug) const;
  void feel(SitePage& page, pugi::xml_node parent, std::string_view text) const;

  const kb::Knowledge& knowledge_;
  const SiteLinks& links_;
  std::map<const kb::Node*, const kb::Table*> tables_;
};

}  // namespace her2::present
