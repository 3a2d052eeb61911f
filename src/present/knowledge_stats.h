// Counts of a body of knowledge: how much there is of each kind, how well its sources were verified, and what rests on
// nothing that was read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kb/model.h"

namespace her2::present {

/// Something whose every source is `unverified`, and what keeps it from deciding alone.
struct Unread {
  std::string what;   ///< "indication tucatinib/breast-…", "breast.class row 3"
  std::string place;  ///< "status/breast-class.toml:12"
  std::string keeps;
  bool decides = false;  ///< nothing keeps it: it would decide a result or class, with no more than a warning
};

struct KnowledgeStats {
  std::map<std::string, std::size_t> blocks;  ///< by kind, as in the files
  std::size_t rows = 0;                       ///< of all tables
  std::size_t tableIds = 0;                   ///< tables, versions counted once
  std::size_t criteria = 0;
  std::size_t examples = 0;
  std::map<std::string, std::size_t> approvals;  ///< by agency
  std::map<kb::Grade, std::size_t> sources;
  std::size_t uncited = 0;                      ///< sources that nothing cites
  std::vector<std::string> rulesWithoutSource;  ///< rows, rule sets, texts, indications: none may be here
  std::map<std::string, std::size_t> others;    ///< blocks of other kinds that cite nothing, by kind
  std::vector<Unread> unread;
};

KnowledgeStats statsOf(const kb::Knowledge& knowledge);

/// The layers of the knowledge and what each overlay replaces, a line each; empty where there is no overlay.
std::string layersText(const kb::Knowledge& knowledge);

std::string statsText(const kb::Knowledge& knowledge, const KnowledgeStats& stats);
std::string statsJson(const kb::Knowledge& knowledge, const KnowledgeStats& stats);

}  // namespace her2::present
