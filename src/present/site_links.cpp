#include "present/site_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace her2::present {
namespace {

/// Kinds of what a member names, by the member's key.
struct Naming {
  std::string_view key;
  std::array<std::string_view, 2> kinds;
};
constexpr auto namings = std::to_array<Naming>({
    {"source", {"source", ""}},
    {"evidence", {"trial", "source"}},
    {"trial", {"trial", ""}},
    {"inputs", {"fact", ""}},
    {"outputs", {"fact", ""}},
    {"asks", {"fact", ""}},
    {"fact", {"fact", ""}},
    {"action", {"fact", ""}},
    {"finding", {"fact", ""}},
    {"codes", {"codes", ""}},
    {"results", {"table", ""}},
    {"check", {"check", ""}},
    {"text", {"text", ""}},
    {"drug", {"drug", "ingredient"}},
    {"drugs", {"drug", "ingredient"}},
    {"regimen", {"drug", "ingredient"}},
    {"for", {"drug", "ingredient"}},
    {"option", {"indication", ""}},
    {"options", {"indication", ""}},
    {"indications", {"indication", ""}},
    {"replaced-by", {"indication", ""}},
    {"not-for", {"indication", ""}},
    {"product", {"product", ""}},
    {"doses", {"dose", ""}},
});

bool standsOnDrugPage(std::string_view kind) { return kind == "product" || kind == "dose" || kind == "dose-ladder"; }

}  // namespace

std::string slug(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    // Capitals are spelled out: some file systems do not tell them apart.
    result += plain ? std::string(1, c) : c == '/' ? "--" : fmt::format("_{:02x}", byte);
  }
  return result;
}

std::string lineAnchor(const kb::Document& document, std::uint32_t line) {
  return fmt::format("line-{}-{}", slug(document.file), line);
}

bool holdsFeel(std::string_view key) { return key == "is" || key == "when" || key == "define" || key == "inputs"; }

SiteLinks::SiteLinks(const kb::Knowledge& knowledge) : entries_(kb::entriesOf(knowledge)) {
  for (const kb::Entry& entry : entries_) add(entry);
  for (const SiteSubject& subject : subjects_) {
    for (const kb::Entry* entry : subject.entries)
      mention(subject, "", *entry->block.node, entry->block.document->drug());
  }
}

void SiteLinks::add(const kb::Entry& entry) {
  const std::string name = entry.key();
  const auto [found, isNew] = index_.emplace(std::pair(entry.kind, name), subjects_.size());
  if (isNew) {
    SiteSubject subject{entry.kind, name, entry.title, {}, {}, {}};
    const std::string drug = entry.block.document->drug();
    if (standsOnDrugPage(entry.kind) && !drug.empty()) {
      subject.file = fmt::format("drug/{}.html", slug(drug));
      subject.anchor = fmt::format("{}-{}", entry.kind, slug(name));
    } else if (entry.kind == "change") {
      subject.file = "timeline.html";
      subject.anchor = slug(name);
    } else if (entry.id.empty()) {
      subject.file = fmt::format("{}/index.html", entry.kind);
      subject.anchor = slug(name);
    } else {
      subject.file = fmt::format("{}/{}.html", entry.kind, slug(name));
    }
    subjects_.push_back(std::move(subject));
  }
  subjects_[found->second].entries.push_back(&entry);
}

const SiteSubject* SiteLinks::find(std::string_view kind, std::string_view id) const {
  const auto found = index_.find(std::pair<std::string, std::string>(kind, id));
  return found == index_.end() ? nullptr : &subjects_[found->second];
}

const SiteSubject* SiteLinks::named(std::string_view key, std::string_view text, std::string_view drug) const {
  const auto naming = std::find_if(namings.begin(), namings.end(), [&](const Naming& n) { return n.key == key; });
  if (naming == namings.end()) return nullptr;
  for (const std::string_view kind : naming->kinds) {
    if (const SiteSubject* subject = find(kind, text)) return subject;
    if (drug.empty()) continue;
    if (const SiteSubject* subject = find(kind, fmt::format("{}/{}", drug, text))) return subject;
  }
  return nullptr;
}

const std::vector<const SiteSubject*>& SiteLinks::mentions(const SiteSubject& subject) const {
  static const std::vector<const SiteSubject*> none;
  const auto found = mentions_.find(&subject);
  return found == mentions_.end() ? none : found->second;
}

void SiteLinks::mention(const SiteSubject& from, std::string_view key, const kb::Node& node, std::string_view drug) {
  if (node.isArray()) {
    for (const kb::Node& element : node.array()) mention(from, key, element, drug);
  } else if (node.isTable()) {
    for (const auto& [name, member] : node.table()) {
      if (name == "examples" || name == "given" || name == "members") continue;  // they show, they do not say
      mention(from, name, member, drug);
    }
  } else if (node.isString()) {
    if (key != "id") mention(from, named(key, node.string(), drug));
    if (holdsFeel(key))
      split(
          node.string(), [](std::string_view) {}, [&](std::string_view, const SiteSubject& to) { mention(from, &to); });
  }
}

void SiteLinks::mention(const SiteSubject& from, const SiteSubject* to) {
  if (to == nullptr || to == &from) return;
  auto& all = mentions_[to];
  if (std::find(all.begin(), all.end(), &from) == all.end()) all.push_back(&from);
}

}  // namespace her2::present
