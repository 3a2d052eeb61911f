// Where everything in the knowledge stands in the static site, and who speaks of whom.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kb/catalogue.h"

namespace her2::present {

/// Everything of one name: the versions of a table, the wordings of an indication, or a block that stands alone.
struct SiteSubject {
  std::string kind;
  std::string id;
  std::string title;
  std::string file;    ///< its page
  std::string anchor;  ///< place on that page; empty: the whole page is about it
  std::vector<const kb::Entry*> entries;
  std::string url() const { return anchor.empty() ? file : file + "#" + anchor; }
};

class SiteLinks {
 public:
  /// The knowledge must outlive it.
  explicit SiteLinks(const kb::Knowledge& knowledge);

  const std::vector<kb::Entry>& entries() const { return entries_; }
  /// In the order of the knowledge; no address of one changes.
  const std::vector<SiteSubject>& subjects() const { return subjects_; }
  const SiteSubject* find(std::string_view kind, std::string_view id) const;
  /// What a text names, standing as a value of the member `key` in a block about `drug`; null: nothing.
  const SiteSubject* named(std::string_view key, std::string_view text, std::string_view drug) const;
  const SiteSubject* fact(std::string_view name) const { return find("fact", name); }
  /// Who speaks of it, in the order of the knowledge.
  const std::vector<const SiteSubject*>& mentions(const SiteSubject& subject) const;

  /// Calls text(piece) and fact(piece, subject) for the pieces of a FEEL text: names of facts, and what is between.
  template <class TextPiece, class FactPiece>
  void split(std::string_view feel, const TextPiece& text, const FactPiece& fact) const;

 private:
  void add(const kb::Entry& entry);
  void mention(const SiteSubject& from, std::string_view key, const kb::Node& node, std::string_view drug);
  void mention(const SiteSubject& from, const SiteSubject* to);

  std::vector<kb::Entry> entries_;
  std::vector<SiteSubject> subjects_;
  std::map<std::pair<std::string, std::string>, std::size_t, std::less<>> index_;
  std::map<const SiteSubject*, std::vector<const SiteSubject*>> mentions_;
};

/// A name as part of a file name or an anchor: letters, digits, dots and hyphens stay.
std::string slug(std::string_view name);

/// The anchor of a line of a file: "line-status-breast-ish.toml-19".
std::string lineAnchor(const kb::Document& document, std::uint32_t line);

/// Members that hold FEEL, in which names of facts are links.
bool holdsFeel(std::string_view key);

template <class TextPiece, class FactPiece>
void SiteLinks::split(std::string_view feel, const TextPiece& text, const FactPiece& fact) const {
  constexpr std::string_view ofNames = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  while (!feel.empty()) {
    const auto begin = std::min(feel.find_first_of(ofNames), feel.size());
    if (begin > 0) text(feel.substr(0, begin));
    feel.remove_prefix(begin);
    const auto end = std::min(feel.find_first_not_of(ofNames), feel.size());
    if (end == 0) continue;
    const std::string_view word = feel.substr(0, end);
    if (const SiteSubject* subject = this->fact(word)) {
      fact(word, *subject);
    } else {
      text(word);
    }
    feel.remove_prefix(end);
  }
}

}  // namespace her2::present
