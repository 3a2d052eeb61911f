#include "present/changelog.h"

#include <fmt/format.h>

#include "kb/catalogue.h"

namespace her2::present {

std::string changelogText(const kb::Knowledge& knowledge) {
  std::string out =
      "# What changed in the knowledge\n\nIn clinical terms, newest release first. Printed by `her2 kb changelog`.\n";
  for (const kb::Block& block : knowledge.documents.blocks("release-note")) {
    const auto text = [&](std::string_view key) {
      const kb::Node* node = block.node->find(key);
      return node == nullptr ? std::string() : kb::leafText(*node);
    };
    out += fmt::format("\n## {}, {}\n\n", text("version"), text("date"));
    const kb::Node* changes = block.node->find("changes");
    if (changes == nullptr || !changes->isArray()) continue;
    for (const kb::Node& change : changes->array()) out += fmt::format("- {}\n", kb::leafText(change));
  }
  return out;
}

}  // namespace her2::present
