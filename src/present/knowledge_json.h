// The knowledge as JSON, for the workbench and for scripts: every table with its rows, sources, facts, codes, rule
// sets, drugs, indications, dated changes; and the name and place of every other block, which knowledgeThing() prints.
#pragma once

#include <string>

#include "kb/model.h"

namespace her2::present {

/// One object. Days are texts (2018-05-30) or null, places are "status/breast-ish.toml:19". All versions are there:
/// what is in force on a day follows from `from` and `until`.
std::string knowledgeJson(const kb::Knowledge& knowledge);

}  // namespace her2::present
